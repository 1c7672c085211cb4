"""The API as a page for people: what its document says, without a script and without anything from outside."""

import json
from collections.abc import Mapping
from typing import Any, cast

from flask import Blueprint, current_app, render_template, request

from ipr_compliance.web import sessions

blueprint = Blueprint("api_page", __name__)

METHODS = ("get", "post", "patch", "put", "delete")


@blueprint.get("/api")
def show() -> str:
    """Every call with what it takes and answers. It tells no more than the document, which everybody may read."""
    sessions.resume()  # whoever is logged in keeps the pages' header
    document = cast("dict[str, Any]", current_app.view_functions["openapi"]())
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            groups.setdefault(call["tags"][0], []).append(_call(document, path, method, call))
    for calls in groups.values():
        calls.sort(key=lambda call: (call["path"], METHODS.index(call["method"].lower())))
    return render_template("api/show.html", groups=dict(sorted(groups.items())), base=request.host_url.rstrip("/"))


def _call(document: Mapping[str, Any], path: str, method: str, call: Mapping[str, Any]) -> dict[str, Any]:
    content: Mapping[str, Any] = call.get("requestBody", {}).get("content", {})
    kind = next(iter(content), "")
    body = _resolved(document, content[kind].get("schema", {}) if kind else {})
    return {
        "method": method.upper(),
        "path": path,
        "id": f"{method}-{path}".strip("/").replace("/", "-").replace("{", "").replace("}", ""),
        "says": call["summary"],
        "more": call.get("description", ""),
        "parameters": [_parameter(document, one) for one in call.get("parameters", [])],
        "kind": kind,
        "fields": _fields(document, body),
        "example": _as_text(body),
        "answers": [_answer(document, *one) for one in sorted(call["responses"].items())],
    }


def _parameter(document: Mapping[str, Any], one: Mapping[str, Any]) -> dict[str, Any]:
    told = one.get("description", "")
    return {
        "name": one["name"],
        "in": one["in"],
        "required": one["required"],
        "what": _type(document, one["schema"]),
        "told": told,
    }


def _answer(document: Mapping[str, Any], status: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    content: Mapping[str, Any] = answer.get("content", {})
    taken: Mapping[str, Any] = content.get("application/json", {}).get("schema", {})
    schema = _resolved(document, taken)
    return {
        "status": status,
        "says": schema.get("description", answer["description"]),
        "fields": _fields(document, schema),
        "example": _as_text(schema),
    }


def _fields(document: Mapping[str, Any], schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "required": name in required,
            "what": _type(document, field),
            "told": field.get("description", ""),
        }
        for name, field in schema.get("properties", {}).items()
    ]


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Mapping[str, Any] = document["components"]["schemas"][name] if name else schema
    return found


def _type(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """What a value may be, in a few words."""
    if "$ref" in schema:
        named = _resolved(document, schema)
        return _type(document, named) if "enum" in named else str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        kinds = [_type(document, one) for one in schema["anyOf"] if one.get("pattern") != r"^\s*$"]
        return " | ".join(dict.fromkeys(kinds))
    if schema.get("type") == "array":
        return f"list of {_type(document, schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "any")


def _as_text(schema: Mapping[str, Any]) -> str:
    examples = schema.get("examples")
    return json.dumps(examples[0], ensure_ascii=False, indent=2) if examples else ""
