"""Who may what: stages, results and certificates of selection rounds."""

ACCESS: dict[str, str] = {}
