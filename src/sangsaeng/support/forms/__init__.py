"""The forms of support, one file a subject."""
