"""What a letter says about recommendations made before: how many were open, how many still are, and which."""

import re
from collections.abc import Sequence

from ipr_compliance.domain.extraction.passages import Passage
from ipr_compliance.domain.extraction.proposal import Closing, Found


def read(passages: Sequence[Passage]) -> Closing | None:
    return None


def listed(passages: Sequence[Passage]) -> tuple[Found, ...]:
    return ()
