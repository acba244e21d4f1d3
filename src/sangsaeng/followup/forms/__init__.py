"""Follow-up's forms, one file a subject."""
