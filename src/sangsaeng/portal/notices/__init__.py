"""Notices and calls to the public, each with the one-page guide that a small firm needs."""
