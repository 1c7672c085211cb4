"""Reads what the OIG says of recommendations in its memos: those that hand a report over, and those on their status."""

from ipr_compliance.domain.memos.memo import Memo, Said
from ipr_compliance.domain.memos.reading import read

__all__ = ["Memo", "Said", "read"]
