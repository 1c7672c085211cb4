"""A file that comes with a form."""

from collections.abc import Callable
from typing import BinaryIO, cast

from flask import request

from ipr_compliance.domain.refusal import Invalid, TooLarge


def taken(take: Callable[[str, BinaryIO], int]) -> int:
    """Hand the form's file, its name and its bytes, to what takes it in; answers the number that it was given.

    Raises Invalid where none was chosen or it is refused; either is about the field of the file.
    """
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid("Choose a file first.", field="file")
    try:
        return take(sent.filename, cast(BinaryIO, sent.stream))
    except Invalid as refusal:
        refusal.field = "file"
        raise


def status_of(refusal: Invalid) -> int:
    """With what the form is shown again."""
    return 413 if isinstance(refusal, TooLarge) else 422
