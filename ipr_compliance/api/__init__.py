"""The JSON door, through the same use cases and queries as the pages."""
