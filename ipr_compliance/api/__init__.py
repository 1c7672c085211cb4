"""The API: JSON over HTTP for programs, with the same rights and rules as the pages."""

from pathlib import Path

from flask import Flask
from flask_openapi import Info, OpenAPI

_STATIC = Path(__file__).parent.parent / "static"


def create_flask(template_folder: str) -> OpenAPI:
    """The bare web program, which describes its API by itself."""
    app = OpenAPI(
        "ipr_compliance",
        info=Info(title="OIG recommendation compliance tracker", version="1"),
        doc_ui=False,
        template_folder=template_folder,
        static_folder=str(_STATIC),
    )
    app.openapi_version = "3.1.0"
    return app


def init_app(app: Flask) -> None:
    """Add the API to the web program."""
