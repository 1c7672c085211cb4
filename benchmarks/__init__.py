"""Measurements of the tracker beside the least that the same machine must do."""
