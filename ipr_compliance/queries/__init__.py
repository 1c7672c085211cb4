"""Reads for pages, API, jobs and exports; every one takes who is asking."""

from ipr_compliance.queries import booleans as booleans  # each statement is written as it says
