"""Reads: what a page needs, and only what its viewer may see."""
