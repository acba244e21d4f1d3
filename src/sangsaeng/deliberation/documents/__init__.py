"""From the records to the content of a paper."""
