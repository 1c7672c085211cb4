"""The OpenAPI document: what the library reads from the code, with what holds for every call of a kind."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from ipr_compliance.api.examples import EXAMPLES

PREFIX = "/api/v1/"

_SEEN = {
    "name": "If-None-Match", "in": "header", "required": False,
    "description": "an `ETag` that was read before: the same answer is not sent again",
    "schema": {"type": "string", "example": '"4c2a9d0e11b7f3a8"'},
}  # fmt: skip
_EVERYWHERE = {"X-Request-Id": "names the request, also in the server's log"}
_TAGGED = {"ETag": "names this state; of a recommendation it begins with the record's version"}
_REFUSED = {"Retry-After": "seconds", "RateLimit": "what is left", "RateLimit-Policy": "how much there is"}


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with groups, headers, the answer to If-None-Match, and examples."""
    whole = deepcopy(document)
    for path, _method, call in calls(whole):
        call["tags"] = [path.removeprefix(PREFIX).split("/")[0]]
    for _path, method, call in calls(whole):
        taken = call["responses"].get("200", {}).get("content", {})
        if method == "get" and "application/json" in taken:
            call.setdefault("parameters", []).append(_SEEN)
            call["responses"]["304"] = {"description": "Not Modified"}
        for status, answer in call["responses"].items():
            tagged = _TAGGED if status in {"200", "201", "304"} else _REFUSED if status == "429" else {}
            answer["headers"] = {
                name: {"description": what, "schema": {"type": "string"}}
                for name, what in (_EVERYWHERE | tagged).items()
            }
    for name, example in EXAMPLES.items():
        whole["components"]["schemas"][name]["examples"] = [example]
    whole["tags"] = [{"name": name} for name in sorted({call["tags"][0] for _path, _method, call in calls(whole)})]
    return whole


def calls(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every call: its path, its method in small letters, and what the document says of it."""
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            yield path, method, call
