import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa

from ipr_compliance.database import Database
from ipr_compliance.models import ContentChunk
from ipr_compliance.services import contents

DATA = bytes(range(256)) * 8192  # two mebibytes


def test_whoever_keeps_the_same_file_at_once_it_is_stored_once(database: Database) -> None:
    together = Barrier(4)

    def keep(_number: int) -> contents.Kept:
        together.wait(30)
        with database.transaction(recorded=False) as session:
            return contents.keep(session.connection(), io.BytesIO(DATA), len(DATA))

    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(keep, range(4)))
    assert len(set(kept)) == 1
    with database.reading() as connection:
        chunks = connection.execute(sa.select(ContentChunk.data).order_by(ContentChunk.n)).scalars()  # type: ignore[call-overload]
        assert b"".join(chunks) == DATA
