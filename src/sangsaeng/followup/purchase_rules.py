"""Who may what: purchase commitments."""

ACCESS: dict[str, str] = {}
