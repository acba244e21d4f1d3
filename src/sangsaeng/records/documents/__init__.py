"""Making documents: one content, drawn as PDF, HWPX, XLSX and CSV.

This package knows nothing of the web, the database or who may read what. A caller fills the dataclasses of a paper
from its records and has it made into a `content.Document`, which goes to `pdf.render_pdf` or `hwpx.render_hwpx`;
tables for calculation go to `xlsx.render_xlsx` or `xlsx.render_csv`. Every renderer gives the same bytes for the same
content.

Papers before a meeting: `meeting_notice`, `official_letter`, `agenda_book`, `scenario`, `signature_sheet`, `appointment`.
After it: `minutes`, `result_report`, `press_release`, `fee_sheet`, `handover`. `template_fill` fills an office's own HWPX.
"""
