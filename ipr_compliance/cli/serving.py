"""Commands for serving: the web server alone, web server and scheduler together, and whether all is well."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # it publishes no types

from ipr_compliance.cli.checking import check
from ipr_compliance.factory import create_app
from ipr_compliance.program import NotReady, Program
from ipr_compliance.settings import Settings, SettingsProblem, read_settings

GRACE_SECONDS = 5
"""How long a request that is being answered may go on when the server is told to end."""

LONGEST_REQUEST_SECONDS = 300
"""A worker that has been silent for that long is replaced; a big import or report takes its time."""

_SCHEDULER = (sys.executable, "-c", "from ipr_compliance.cli import main; main()", "scheduler", "--until-eof")


class WebServer(BaseApplication):  # type: ignore[misc]  # the same
    """Gunicorn with threads, on the program's settings and on nothing else."""

    def __init__(self, settings: Settings, beside: subprocess.Popen[bytes] | None = None) -> None:
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
            "graceful_timeout": GRACE_SECONDS,
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

    def _in_a_worker(self, _server: object, _worker: object) -> None:
        # The scheduler watches this pipe for the death of the server; a worker must not keep it open.
        if self._beside is not None and self._beside.stdin is not None:
            os.close(self._beside.stdin.fileno())


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


@click.command()
def serve() -> None:
    """Run the web server on the settings, without scheduler."""
    WebServer(_ready()).run()


def serve_everything() -> None:
    """Run the web server in this process and the scheduler in one beside it, which never outlives this one."""
    try:
        settings = _ready()
    except (SettingsProblem, NotReady) as problem:
        raise SystemExit(str(problem)) from problem
    # In a process group of its own, Ctrl-C does not strike it in the middle of a message: it ends when the pipe closes.
    scheduler = subprocess.Popen(_SCHEDULER, stdin=subprocess.PIPE, process_group=0)  # noqa: S603 - our own program
    _only_here(lambda: WebServer(settings, scheduler).run(), at_the_end=lambda: _end(scheduler))


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


def _end(scheduler: subprocess.Popen[bytes]) -> None:
    # A second Ctrl-C meanwhile must not leave the scheduler behind.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if scheduler.stdin is not None:
        scheduler.stdin.close()
    try:
        scheduler.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        scheduler.kill()


COMMANDS: list[click.Command] = [serve, check]
