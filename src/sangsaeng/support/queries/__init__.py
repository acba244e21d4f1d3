"""Reads of support, one file a subject."""
