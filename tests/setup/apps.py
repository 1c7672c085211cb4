"""The web program for tests: put together once for each way it can be set, and all that it keeps is new for each test.

Putting it together takes as long as a whole test, nearly all of it to compile the addresses, which are always the same.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from ipr_compliance.api.door import RATE
from ipr_compliance.api.rate import Rate
from ipr_compliance.factory import create_app
from ipr_compliance.program import Program
from ipr_compliance.settings import Settings
from ipr_compliance.web import agency, metrics

PROGRAM, PROVIDER, DESCRIPTION = "ipr", "ipr_provider", "ipr_openapi"
RENEWED = frozenset({PROGRAM, PROVIDER, RATE, metrics.KEY})
"""What the web program keeps and a test must not find as another one left it."""
LASTING = frozenset({"csrf", DESCRIPTION})
"""What is the same for every test."""

PLACE = {"home": Path("/nowhere"), "database_url": "sqlite:////nowhere", "secret_key": "another for each test"}
"""Settings that differ from test to test and are asked for in each request, not when the program is put together."""


class Compiled(BytecodeCache):
    """Templates that are compiled once in a process, known by their source."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled before."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what is compiled now."""
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


COMPILED = Compiled()


def serving(program: Program) -> Flask:
    """The web program with these parts, as if it had just been started."""
    # Of its address the program looks only at whether it is encrypted, when it is put together.
    scheme = program.settings.base_url.partition("://")[0]
    app, views = _put_together(program.settings.model_copy(update=PLACE | {"base_url": f"{scheme}://nowhere"}))
    app.config["SECRET_KEY"] = program.settings.signing_key()
    app.view_functions = dict(views)
    for name in RENEWED:
        app.extensions.pop(name, None)
    limit = program.settings.rate_limit
    app.extensions |= {PROGRAM: program, RATE: Rate(limit) if limit else None, metrics.KEY: metrics.Requests()}
    agency.init_app(app, program.settings)
    return app


@lru_cache(maxsize=8)
def _put_together(settings: Settings) -> tuple[Flask, dict[str, Callable[..., Any]]]:
    app = create_app(settings)
    app.jinja_env.bytecode_cache = COMPILED
    return app, dict(app.view_functions)
