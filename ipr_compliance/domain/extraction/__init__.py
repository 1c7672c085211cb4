"""Reads recommendations from the pages of a report or letter. Nothing is guessed: what is not found stays empty."""

from ipr_compliance.domain.extraction.proposal import Closing, Extracted, Found, Read, ReportFound
from ipr_compliance.domain.extraction.reading import read

__all__ = ["Closing", "Extracted", "Found", "Read", "ReportFound", "read"]
