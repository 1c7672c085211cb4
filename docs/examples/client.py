"""A program that feeds and reads the tracker: a report's recommendations, a status update, evidence, closure, figures.

    IPR_URL=https://tracker.example IPR_TOKEN=ipr_... python3 docs/examples/client.py report.csv procedure.pdf

It needs nothing but Python. `Tracker` is meant to be copied; `main` shows each call once, in the order of a life.
"""

import json
import os
import secrets
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ATTEMPTS = 4


class Refused(Exception):
    """The tracker's answer to what it does not accept: a sentence, and the field where one is to blame."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem["detail"])
        self.status: int = problem["status"]
        self.field: str | None = problem.get("field")


class Tracker:
    """The calls of the API."""

    def __init__(self, address: str, token: str) -> None:
        self._address = f"{address.rstrip('/')}/api/v1"
        self._token = token

    def get(self, path: str, **query: Any) -> Any:
        """Ask."""
        return self._send("GET", f"{path}?{urlencode(query)}" if query else path, None, {})

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Tell. What is sent twice, because no answer came, takes effect once."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Idempotency-Key": secrets.token_hex(16)}
        return self._send("POST", path, data, headers | ({"Content-Type": "application/json"} if data else {}))

    def attach(self, path: str, file: Path, **fields: str) -> Any:
        """Send a file."""
        boundary = secrets.token_hex(16)
        name = file.name.replace('"', "'")
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
            for field, value in fields.items()
        ]
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        body = b"".join((*parts, head, file.read_bytes(), f"\r\n--{boundary}--\r\n".encode()))
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self._send("POST", path, body, {"Idempotency-Key": secrets.token_hex(16)} | kind)

    def every(self, path: str, **query: Any) -> Any:
        """All items of a list, page by page."""
        page = self.get(path, **query)
        yield from page["items"]
        while page["next"]:
            page = self.get(path, **query, cursor=page["next"])
            yield from page["items"]

    def _send(self, method: str, path: str, data: bytes | None, headers: dict[str, str]) -> Any:
        asked = urllib.request.Request(  # noqa: S310 - the address is the operator's own
            self._address + path, data, {"Authorization": f"Bearer {self._token}"} | headers, method=method
        )
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310 - the same
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                if error.code not in {429, 503} or attempt == ATTEMPTS:
                    raise Refused(json.load(error)) from error
                time.sleep(int(error.headers.get("Retry-After") or attempt))
            except urllib.error.URLError:
                if attempt == ATTEMPTS:
                    raise
                time.sleep(attempt)
        return None


def main() -> None:
    """Import a report, report on its first recommendation, ask for its closure, and tell how all stands."""
    tracker = Tracker(os.environ["IPR_URL"], os.environ["IPR_TOKEN"])
    report, shown = (Path(name) for name in sys.argv[1:3])

    preview = tracker.attach("/imports", report)
    for row in preview["refused"]:
        sys.exit(f"Line {row['line']}, {row['column']}: {row['reason']}")
    tracker.post(f"/imports/{preview['id']}/acceptance", {"digest": preview["digest"]})
    print(f"Imported: {preview['new']} new, {preview['changed']} changed, {preview['unchanged']} unchanged.")

    record = next(tracker.every("/recommendations", whose_move="component", status="open-resolved"))
    at = f"/recommendations/{record['id']}"
    today = tracker.get("/summary")["as_of"]  # the date at the office, wherever this runs
    done = {"note": "The procedure is in force.", "percent_complete": 100, "version": record["version"]}
    version = tracker.post(f"{at}/updates", done)["version"]
    version = tracker.attach(f"{at}/evidence", shown, dated_on=today, version=str(version))["version"]
    tracker.post(f"{at}/closures", {"note": "See the procedure.", "implemented_on": today, "version": version})
    now = tracker.get(at)
    print(f"{now['report_number']} no. {now['number']}: {now['status']}, whose move: {now['whose_move']}.")

    figures = tracker.get("/summary")
    print(f"{figures['open']} open, {figures['overdue']} overdue on {figures['as_of']}.")


if __name__ == "__main__":
    try:
        main()
    except Refused as refusal:
        sys.exit(f"{refusal} ({refusal.status}{f', {refusal.field}' if refusal.field else ''})")
