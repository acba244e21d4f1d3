"""Follow-up's queries, one file a subject."""
