"""The pages of support, one file a subject."""
