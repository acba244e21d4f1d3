"""Who may what: requests for material."""

ACCESS: dict[str, str] = {}
