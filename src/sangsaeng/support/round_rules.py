"""Who may what: selection rounds: call, application, eligibility."""

ACCESS: dict[str, str] = {}
