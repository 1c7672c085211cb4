"""Makes a report as long work."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import IO, BinaryIO

from sqlalchemy.engine import Connection
from sqlmodel import Session

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.progress import Format
from ipr_compliance.services import issued
from ipr_compliance.services.orders import Told, read_order
from ipr_compliance.services.progress import MEDIA_TYPES, make
from ipr_compliance.services.work import Made


def report(
    connection: Connection, asker: Asker, tree: Tree, asked: Mapping[str, str], target: IO[bytes], tell: Told, *,
    today: date, **_now: datetime,
) -> Made:  # fmt: skip
    """The report asked for in the words of the address line, in the form asked for."""
    order, form = read_order(connection, asked, asker, tree, today), Format(asked["format"])
    make(connection, asker, tree, order, form, target, tell)
    return Made(order.file_name(form), MEDIA_TYPES[form])


def issue(
    connection: Connection, asker: Asker, tree: Tree, asked: Mapping[str, str], target: IO[bytes], tell: Told, *,
    today: date, now: datetime,
) -> Made:  # fmt: skip
    """The same, issued as it ends."""
    order, form = read_order(connection, asked, asker, tree, today), Format(asked["format"])
    made = issued.draft(connection, asker, tree, order, form, target, tell)
    enter = partial(_issue, asker, tree, made, asked.get("replaces", ""), today, now)
    return Made(order.file_name(form), MEDIA_TYPES[form], enter)


def _issue(
    asker: Asker, tree: Tree, made: issued.Draft, replaces: str, today: date, now: datetime, session: Session,
    file: BinaryIO,
) -> str:  # fmt: skip
    return issued.issue(session, asker, tree, made, file, replaces=replaces, today=today, now=now)
