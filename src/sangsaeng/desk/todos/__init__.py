"""What waits for a person on the first page: one module a subject, each asking a fixed number of queries."""
