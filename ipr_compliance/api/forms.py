"""Files that come with a call, as forms send them."""

from typing import BinaryIO, cast

from flask import request
from werkzeug.datastructures import FileStorage

from ipr_compliance.domain.refusal import Invalid


def the_file(*others: str) -> tuple[str, BinaryIO]:
    """The name and the bytes of the one file of a form; refuses with Invalid other fields than those named."""
    for name in request.form:
        if name not in others:
            raise Invalid(f"There is no field “{name}”.", field=name)
    sent = request.files.getlist("file")
    if len(sent) != 1 or len(request.files) != 1:
        raise Invalid("Send one file, in the field “file”, with its name.", field="file")
    file: FileStorage = sent[0]
    return file.filename or "", cast(BinaryIO, file.stream)


def one_of(name: str, words: tuple[str, ...]) -> str:
    """The word in a field, which is the first of them where nothing is sent. Refuses with Invalid any other."""
    sent = request.form.getlist(name) or [words[0]]
    if len(sent) != 1 or sent[0] not in words:
        raise Invalid(f"“{name}” is {' or '.join(words)}, once.", field=name)
    return sent[0]
