"""Figures for the systems that watch this one, in Prometheus' text format.

What is read from the database is the same whichever worker answers. Requests are counted by each worker, in files that
`ipr serve` names by PROMETHEUS_MULTIPROC_DIR before the workers start; the one that answers adds all of them up.
Labels hold routes, methods, status codes, states and codes of components, and nothing that a visitor has typed.
"""

import math
import os
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, Response, current_app
from sqlalchemy.exc import DBAPIError

from ipr_compliance import context
from ipr_compliance.queries import gauges
from ipr_compliance.queries.gauges import Gauges

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Histogram
    from prometheus_client.metrics_core import Metric

blueprint = Blueprint("metrics", __name__)

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own name for the folder in which processes put their counts together."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)  # seconds

KEY = "ipr-requests"
"""Where the web program keeps its counts."""


class Requests:
    """How many requests there were, and how long they took."""

    def __init__(self) -> None:
        # Not before: the library decides when it is loaded whether it counts in files, and `ipr serve` says where.
        from prometheus_client import CollectorRegistry, Counter, Histogram  # noqa: PLC0415 - as the line above says

        self.registry = CollectorRegistry()
        self._answered = Counter(
            "ipr_http_requests", "Requests answered.", ("route", "method", "status"), registry=self.registry
        )
        self._took = Histogram(
            "ipr_http_request_duration_seconds", "How long an answer took.", ("route", "method"), buckets=BUCKETS,
            registry=self.registry,
        )  # fmt: skip

        @cache
        def labelled(route: str, method: str, status: int) -> "tuple[Counter, Histogram]":
            return self._answered.labels(route, method, str(status)), self._took.labels(route, method)

        self._labelled = labelled

    def add(self, route: str, method: str, status: int, seconds: float) -> None:
        """One request."""
        answered, took = self._labelled(route, method if method in METHODS else "other", status)
        answered.inc()
        took.observe(seconds)

    def of_all_processes(self) -> "CollectorRegistry":
        """The counts of every process that shares the folder, or of this one where there is no folder."""
        if FOLDER not in os.environ:
            return self.registry
        from prometheus_client import CollectorRegistry  # noqa: PLC0415 - see above
        from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it has no types
        return registry


def init_app(app: Flask) -> None:
    """Begin to count. What has been answered is told by `request_log`, which sees every request."""
    app.extensions[KEY] = Requests()


@blueprint.get("/metrics")
def show() -> Response:
    """The office's figures as of now, and the requests answered so far."""
    from prometheus_client import CollectorRegistry, exposition  # noqa: PLC0415 - see above

    program = context.program()
    try:
        found = gauges.read(context.reading(), program.now(), context.today())
    except DBAPIError:
        return Response("The database cannot be used.\n", 503, content_type="text/plain; charset=utf-8")
    office = CollectorRegistry()
    office.register(_Office(found))
    counted: Requests = current_app.extensions[KEY]
    text = exposition.generate_latest(office) + exposition.generate_latest(counted.of_all_processes())
    return Response(text, content_type=exposition.CONTENT_TYPE_LATEST)


class _Office:
    """The figures from the database, as the library takes them."""

    def __init__(self, found: Gauges) -> None:
        self._found = found

    def collect(self) -> "Iterator[Metric]":
        """One metric after the other."""
        found = self._found
        since = "Since the scheduler's last sign of life; +Inf: never."
        yield _one("ipr_scheduler_heartbeat_age_seconds", since, _seconds(found.heartbeat_age))
        since = "Since the newest nightly backup was begun; +Inf: never."
        yield _one("ipr_backup_age_seconds", since, _seconds(found.backup_age))
        lag = found.lag.total_seconds()
        yield _one("ipr_scheduler_lag_seconds", "For how long the first message that is due has waited.", lag)
        yield _one("ipr_outbox_messages", "Messages planned and not settled yet.", found.outbox)
        yield _one("ipr_deliveries_failed_lately", "Messages that failed in the last 7 days.", found.failed_lately)
        yield _one("ipr_refusing_addresses", "Addresses that a mail server refuses for good.", found.refusing)
        yield _by("ipr_deliveries", "Messages by state.", "state", found.deliveries)
        yield _by("ipr_recommendations_open", "Open recommendations.", "component", found.open)
        yield _by("ipr_recommendations_overdue", "Open and past their due date.", "component", found.overdue)


def _seconds(age: timedelta | None) -> float:
    return math.inf if age is None else age.total_seconds()


def _one(name: str, what: str, value: float) -> "Metric":
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - see above

    return GaugeMetricFamily(name, what, value=value)


def _by(name: str, what: str, label: str, values: Any) -> "Metric":
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - see above

    family = GaugeMetricFamily(name, what, labels=(label,))
    for key, value in values.items():
        family.add_metric([key], value)
    return family
