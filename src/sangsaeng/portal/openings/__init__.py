"""The room of openings: fields of a model that everyone may read by a recorded decision."""
