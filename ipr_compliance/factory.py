"""Puts the web program together."""

from flask import Flask
from jinja2 import StrictUndefined

from ipr_compliance import api, context, web
from ipr_compliance.clock import Clock
from ipr_compliance.folders import TEMPLATES
from ipr_compliance.program import Program
from ipr_compliance.settings import Settings
from ipr_compliance.web.rendering import Templates


def create_app(settings: Settings, clock: Clock | None = None) -> Flask:
    """The web program on these settings: pages, API and health checks."""
    app = api.create_flask(str(TEMPLATES))
    app.config.from_mapping(SECRET_KEY=settings.signing_key())
    app.jinja_environment = Templates
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    context.init_app(app, Program.start(settings, clock))
    web.init_app(app)
    api.init_app(app)
    return app
