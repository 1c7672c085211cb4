"""Use cases: one change each, with its history entry in the same transaction."""
