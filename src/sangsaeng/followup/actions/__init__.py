"""Follow-up's actions, one file a subject."""
