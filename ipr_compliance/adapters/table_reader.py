"""The process that reads one uploaded table and ends: `ipr_compliance.adapters.tables_apart` starts it.

It gets the table as an open file whose number is its argument, the most rows it may read (0: all of them) and the
seconds it may take. On its standard output it tells, one JSON value a line, the header, then rows some hundreds at a
time, and at the end that it is done, that there are more rows, or why not.
"""

import json
import os
import sys
import traceback
from itertools import islice
from pathlib import Path
from typing import Any

from ipr_compliance.adapters import apart
from ipr_compliance.adapters.tables import opened
from ipr_compliance.domain.refusal import Refused

MEMORY = 256 * 1024**2
_AT_ONCE = 500
_TOO_MUCH = f"Reading the table needs more than {MEMORY // 1024**2} MB of memory. Split it, or save it as CSV."


def _tell(said: Any) -> None:
    sys.stdout.write(f"{json.dumps(said)}\n")


def _read(path: Path, most: int) -> None:
    with opened(path) as table:
        _tell({"header": list(table.header)})
        rows = ([line, list(cells)] for line, cells in table.rows)
        told = 0
        while some := list(islice(rows, min(_AT_ONCE, most - told) if most else _AT_ONCE)):
            told += len(some)
            _tell({"rows": some})
        _tell({"done": True, "more": any(rows)} if told == most else {"done": True})


def _main() -> None:
    # What a library writes there when it gives up helps nobody.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    apart.limit(memory=MEMORY, seconds=int(sys.argv[4]))
    try:
        _read(Path(f"/dev/fd/{int(sys.argv[2])}"), int(sys.argv[3]))
    except Refused as refused:
        _tell({"refused": refused.message})
    except MemoryError:
        _tell({"refused": _TOO_MUCH})
    except Exception:  # noqa: BLE001 - the process that asked raises it there
        _tell({"failed": traceback.format_exc()})
    sys.stdout.flush()


if __name__ == "__main__":
    _main()
