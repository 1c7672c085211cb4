"""Makes a report as long work."""

from collections.abc import Mapping
from datetime import date
from typing import IO

from sqlalchemy.engine import Connection

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.progress import Format
from ipr_compliance.services.orders import Told, read_order
from ipr_compliance.services.progress import MEDIA_TYPES, make
from ipr_compliance.services.work import Made


def report(
    connection: Connection, asker: Asker, tree: Tree, asked: Mapping[str, str], target: IO[bytes], tell: Told, *,
    today: date,
) -> Made:  # fmt: skip
    """The report asked for in the words of the address line, in the form asked for."""
    order, form = read_order(asked, asker, tree, today), Format(asked["format"])
    make(connection, asker, tree, order, form, target, tell)
    return Made(order.file_name(form), MEDIA_TYPES[form])
