"""Follow-up's words, one file a subject."""
