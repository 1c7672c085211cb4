"""How a rule says no: a full sentence for the person, and the field it is about."""


class Refused(Exception):
    """What was asked breaks a rule; nothing was changed."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Invalid(Refused):
    """A value is not acceptable (API: 422)."""


class TooLarge(Invalid):
    """More is sent than is taken (API: 413)."""


class NotAllowed(Refused):
    """The person may see the record but not do this to it (API: 403)."""


class NotFound(Refused):
    """There is no such record, or the person may not know that there is (API: 404)."""

    def __init__(self, message: str = "There is no such record, or it is not yours to see.") -> None:
        super().__init__(message)


class Conflict(Refused):
    """The workflow does not allow this move from where the record stands (API: 409)."""


class Stale(Conflict):
    """The record has changed since the person read it (API: 409)."""

    def __init__(self, version: int) -> None:
        super().__init__(
            "Somebody changed this record after you opened it. Look at their change, then save yours again.",
            field="version",
        )
        self.version = version
