"""Benchmarks: each prints a table and, with --json, the figures (`python -m benchmarks.NAME [--json]`)."""
