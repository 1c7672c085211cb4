"""The API: JSON over HTTP for programs, with the same rights and rules as the pages."""

from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app
from flask.json.provider import DefaultJSONProvider
from flask_openapi.models.info import Info
from flask_openapi.models.security_scheme import SecurityScheme
from flask_openapi.openapi import OpenAPI

from ipr_compliance.api import (
    account,
    aliases,
    components,
    deliveries,
    description,
    documents,
    evidence,
    holdings,
    imports,
    milestones,
    moves,
    office,
    people,
    problems,
    progress,
    recommendations,
    reconciliations,
    reminder_rules,
    reports,
    schedules,
    summary,
    views,
    webhooks,
    work,
)
from ipr_compliance.api.application import Application, RecordId
from ipr_compliance.api.door import RATE, blueprint
from ipr_compliance.api.rate import Rate
from ipr_compliance.program import Program

_DOCUMENT = "ipr_openapi"
_STATIC = Path(__file__).parent.parent / "static"

__all__ = [
    "account",
    "aliases",
    "components",
    "create_flask",
    "deliveries",
    "documents",
    "evidence",
    "holdings",
    "imports",
    "init_app",
    "milestones",
    "moves",
    "office",
    "people",
    "progress",
    "recommendations",
    "reconciliations",
    "reminder_rules",
    "reports",
    "schedules",
    "summary",
    "views",
    "webhooks",
    "work",
]


def create_flask(template_folder: str) -> Flask:
    """The bare web program, which describes its API by itself."""
    app = Application(
        "ipr_compliance",
        info=Info(title="OIG recommendation compliance tracker", version="1"),
        security_schemes={"token": SecurityScheme(type="http", scheme="bearer")},
        validation_error_model=problems.Problem,
        validation_error_callback=problems.of_invalid_input,
        doc_ui=False,
        template_folder=template_folder,
        static_folder=str(_STATIC),
    )
    app.openapi_version = "3.1.0"
    app.url_map.converters["id"] = RecordId
    cast(DefaultJSONProvider, app.json).sort_keys = False
    return app


def init_app(app: Flask) -> None:
    """Add the API to the web program."""
    limit = cast(Program, app.extensions["ipr"]).settings.rate_limit
    app.extensions[RATE] = Rate(limit) if limit else None
    cast(OpenAPI, app).register_api(blueprint)
    app.add_url_rule("/api/v1/openapi.json", "openapi", _openapi)


def _openapi() -> dict[str, Any]:
    if _DOCUMENT not in current_app.extensions:
        current_app.extensions[_DOCUMENT] = description.completed(cast(OpenAPI, current_app).api_doc)
    return cast("dict[str, Any]", current_app.extensions[_DOCUMENT])
