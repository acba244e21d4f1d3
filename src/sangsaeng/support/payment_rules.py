"""Who may what: the agencies' payment files."""

ACCESS: dict[str, str] = {}
