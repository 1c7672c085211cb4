"""Pages: read the request, call one use case or query, answer."""

from flask import Flask

from ipr_compliance.web import (
    account,
    actions,
    admin,
    admin_reminders,
    aliases,
    calendar,
    charts,
    closeout,
    dashboard,
    deliveries,
    documents,
    errors,
    evidence,
    exports,
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
    rendering,
    reports,
    schedules,
    security,
    views,
    work,
)
from ipr_compliance.web import help as help_page

FAMILIES = (
    account, actions, admin, admin_reminders, aliases, calendar, charts, closeout, dashboard, deliveries, documents,
    evidence, exports, health, history_file, help_page, imports, issued, login, memos, metrics, my_work, progress,
    recommendations, reports, schedules, views, work,
)  # fmt: skip
"""Each family of pages brings a blueprint or, as actions, adds to another's; one line here adds it."""


def init_app(app: Flask) -> None:
    """Add the pages to the web program, behind their doors."""
    metrics.init_app(app)
    security.init_app(app)
    errors.init_app(app)
    rendering.init_app(app)
    for blueprint in dict.fromkeys(family.blueprint for family in FAMILIES):
        app.register_blueprint(blueprint)
