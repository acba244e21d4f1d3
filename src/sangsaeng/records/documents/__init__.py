"""Making documents: one content, drawn as PDF, HWPX, XLSX and CSV.

This package knows nothing of the web, the database or who may read what. A caller builds a
`content.Document` (minutes: `minutes.minutes_document`) and gives it to `pdf.render_pdf` or
`hwpx.render_hwpx`; tables for calculation go to `xlsx.render_xlsx` or `xlsx.render_csv`.
Every renderer gives the same bytes for the same content.
"""
