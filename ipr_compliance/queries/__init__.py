"""Reads for pages, API, jobs and exports; every one takes who is asking."""
