"""Pages: read the request, call one use case or query, answer."""

from flask import Flask

from ipr_compliance.web import (
    account,
    dashboard,
    deliveries,
    errors,
    health,
    login,
    my_work,
    progress,
    recommendations,
    rendering,
    reports,
    security,
)
from ipr_compliance.web import help as help_page

FAMILIES = (account, dashboard, deliveries, health, help_page, login, my_work, progress, recommendations, reports)
"""Each family of pages brings a blueprint; one line here adds it."""


def init_app(app: Flask) -> None:
    """Add the pages to the web program, behind their doors."""
    security.init_app(app)
    errors.init_app(app)
    rendering.init_app(app)
    for family in FAMILIES:
        app.register_blueprint(family.blueprint)
