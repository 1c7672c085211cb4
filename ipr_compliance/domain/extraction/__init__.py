"""Reads recommendations from the pages of a report or letter. Nothing is guessed: what is not found stays empty."""

from collections.abc import Mapping, Sequence

from ipr_compliance.domain.extraction.proposal import Closing, Extracted, Found, Read, ReportFound

__all__ = ["Closing", "Extracted", "Found", "Read", "ReportFound", "read"]


def read(pages: Sequence[str], names: Mapping[str, str]) -> Extracted:  # noqa: ARG001 - the rules follow
    """What a document says, given the text of each page in reading order.

    The names are those of components, their codes and aliases, each with the code of its component; they are compared
    without regard to case. Takes time in proportion to the text.
    """
    return Extracted()
