"""Who may what: requests to ministries."""

ACCESS: dict[str, str] = {}
