"""Open data: what everyone may read, as data sets with a schema, downloads and a catalogue.

`data/datasets.yaml` declares them; `declared` reads that file; `facts_rows` and `recorded` make the rows; `files` writes CSV,
JSON and XLSX; `catalog` describes all of it in DCAT.
"""
