"""Pages: read the request, call one use case or query, answer."""

from flask import Flask

from ipr_compliance.web import (
    account,
    actions,
    admin,
    admin_reminders,
    agency,
    aliases,
    api_page,
    calendar,
    charts,
    closeout,
    compression,
    dashboard,
    deliveries,
    documents,
    errors,
    evidence,
    exports,
    factors,
    health,
    history_file,
    imports,
    issued,
    login,
    memos,
    metrics,
    my_work,
    progress,
    recommendations,
    reconciliation,
    recovery,
    rendering,
    reports,
    request_log,
    schedules,
    second_factor,
    security,
    tokens,
    unchanged,
    views,
    work,
)
from ipr_compliance.web import help as help_page

FAMILIES = (
    account, actions, admin, admin_reminders, agency, aliases, api_page, calendar, charts, closeout, dashboard,
    deliveries, documents, evidence, exports, factors, health, help_page, history_file, imports, issued, login,
    memos, metrics, my_work, progress, recommendations, reconciliation, recovery, reports, schedules, second_factor,
    tokens, views, work,
)  # fmt: skip
"""Each family of pages brings a blueprint or, as actions, adds to another's; one line here adds it."""


def init_app(app: Flask) -> None:
    """Add the pages to the web program, behind their doors."""
    compression.init_app(app)
    request_log.init_app(app)
    metrics.init_app(app)
    agency.init_app(app, app.extensions["ipr"].settings)
    security.init_app(app)
    errors.init_app(app)
    rendering.init_app(app)
    unchanged.init_app(app)
    for blueprint in dict.fromkeys(family.blueprint for family in FAMILIES):
        app.register_blueprint(blueprint)
