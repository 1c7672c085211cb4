"""Commands for serving: the web server alone, web server and scheduler together, and whether all is well."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # it publishes no types
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]  # the same

from ipr_compliance import logs
from ipr_compliance.cli.beside import GRACE_SECONDS, Beside
from ipr_compliance.cli.checking import check
from ipr_compliance.factory import create_app
from ipr_compliance.program import NotReady, Program
from ipr_compliance.settings import Settings, SettingsProblem, read_settings
from ipr_compliance.web import metrics

LONGEST_REQUEST_SECONDS = 300
"""A worker that has been silent for that long is replaced; a big import or report takes its time."""


class WebServer(BaseApplication):  # type: ignore[misc]  # the same
    """Gunicorn with threads, on the program's settings and on nothing else."""

    def __init__(self, settings: Settings, beside: Beside | None = None) -> None:
        self._settings = settings
        self._beside = beside
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what the settings say."""
        settings = self._settings
        values: dict[str, Any] = {
            "bind": f"{_bracketed(settings.host)}:{settings.port}",
            "worker_class": "gthread",
            "workers": settings.web_workers,
            "threads": settings.web_threads,
            "timeout": LONGEST_REQUEST_SECONDS,
            "graceful_timeout": GRACE_SECONDS,  # for a request that is being answered when the server is told to end
            "preload_app": True,  # one start for all workers, and a program that cannot start ends the server at once
            "control_socket_disable": True,
            "loglevel": "warning",
            "proc_name": "ipr-serve",
            "when_ready": lambda _server: click.echo(f"Serving at http://{values['bind']}"),
            "post_fork": self._in_a_worker,
        }
        for name, value in values.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Put the web program together."""
        return create_app(self._settings)

    def run(self) -> None:
        """Serve until told to end."""
        _Master(self, self._beside).run()

    def _in_a_worker(self, _server: object, _worker: object) -> None:
        # What the program is made of is no garbage, and a page makes few cycles: looking for them took some percent.
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        if self._beside is not None:
            self._beside.let_go()


class _Master(Arbiter):  # type: ignore[misc]  # the same
    """Looks after the process beside it, as after its own workers, about every second."""

    def __init__(self, server: WebServer, beside: Beside | None) -> None:
        self._beside = beside
        super().__init__(server)

    def manage_workers(self) -> None:
        """Keep all of them running."""
        super().manage_workers()
        if self._beside is not None:
            self._beside.look_after()


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


@click.command()
def serve() -> None:
    """Run the web server on the settings, without scheduler."""
    _serve(_ready(), None)


def serve_everything() -> None:
    """Run the web server in this process and the scheduler in one beside it, which never outlives this one."""
    try:
        settings = _ready()
    except (SettingsProblem, NotReady) as problem:
        raise SystemExit(str(problem)) from problem
    _serve(settings, Beside())


def _serve(settings: Settings, beside: Beside | None) -> None:
    logs.start(production=settings.env == "production")
    # Workers put their counts together in files. The library reads this name when it is loaded, with the first worker.
    counts = os.environ[metrics.FOLDER] = tempfile.mkdtemp(prefix="ipr-metrics-")

    def end() -> None:
        if beside is not None:
            beside.end()
        shutil.rmtree(counts, ignore_errors=True)

    _only_here(lambda: WebServer(settings, beside).run(), at_the_end=end)


def _ready() -> Settings:
    """The settings, of a program whose database is ready."""
    settings = read_settings()
    program = Program.start(settings)
    try:
        program.check_ready()
    finally:
        program.database.engine.dispose()
    return settings


def _only_here(work: Callable[[], None], *, at_the_end: Callable[[], None]) -> None:
    # Gunicorn's workers are forks, and leave through the same lines.
    here = os.getpid()
    try:
        work()
    finally:
        if os.getpid() == here:
            at_the_end()


COMMANDS: list[click.Command] = [serve, check]
