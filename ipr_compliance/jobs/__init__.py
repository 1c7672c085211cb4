"""The scheduler, and one module for each thing it does."""
