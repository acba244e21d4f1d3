"""Follow-up's views, one file a subject."""
