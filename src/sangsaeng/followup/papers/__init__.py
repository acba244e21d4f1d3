"""Papers of follow-up, made from its records."""
