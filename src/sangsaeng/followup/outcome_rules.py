"""Who may what: milestones, indicators and stories."""

ACCESS: dict[str, str] = {}
