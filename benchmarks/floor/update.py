"""A status update: one transaction with the history's entry, its hash, and the record."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from flask import Flask, abort, flash, g, redirect, request

from benchmarks.floor.app import Person, store

_RECORD = "SELECT component_id, is_open, voided FROM recommendation WHERE id = :id AND component_id IN ({visible})"
_BEFORE = "SELECT seq FROM history WHERE write_key = :key"
_LAST = """
SELECT note FROM history WHERE subject = 'recommendation' AND subject_id = :id AND kind = 'update'
ORDER BY effective_on DESC, seq DESC LIMIT 1
"""
_TAKE = "UPDATE recommendation SET version = version + 1, last_update_on = :today WHERE id = :id AND version = :version"
_HEAD = "SELECT seq, digest FROM history ORDER BY seq DESC LIMIT 1"
_APPEND = """
INSERT INTO history (seq, subject, subject_id, kind, effective_on, recorded_at, actor, person_id, note, changes,
  write_key, digest)
VALUES (:seq, 'recommendation', :id, 'update', :today, :now, :actor, :person, :note, :changes, :key, :digest)
"""


def routes(app: Flask) -> None:
    """Add the form's address."""
    app.add_url_rule("/recommendations/<int:number>/updates", "update", record, methods=["POST"])


def record(number: int) -> Any:
    """Record what the form says."""
    person, form, now = g.person, request.form, datetime.now(UTC)
    with store().writing():
        row = store().one(_RECORD.format(visible=person.sees), {"id": number})
        if row is None:
            abort(404)
        if row[0] not in person.reported or not row[1] or row[2]:
            abort(403)
        if store().one(_BEFORE, {"key": form["key"]}) is None:
            last = store().one(_LAST, {"id": number})
            taken = store().run(_TAKE, {"id": number, "version": int(form["version"]), "today": store().day(g.today)})
            if taken != 1:
                abort(409)
            _append(number, person, form, now)
            if last and last[0] == form["note"]:
                flash("This repeats the last update word for word. Say what has changed since.", "warning")
    flash("Your update is saved.", "success")
    return redirect(f"/recommendations/{number}", 303)


def _append(number: int, person: Person, form: Any, now: datetime) -> None:
    seq, previous = store().one(_HEAD)
    told = {name: {"from": None, "to": form[name]} for name in ("done", "next_step") if form.get(name)}
    changes = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    entry = {
        "actor": person.email, "changes": changes, "kind": "update", "note": form["note"], "on": str(g.today),
        "person_id": person.id, "recorded_at": now.isoformat(), "subject": "recommendation", "subject_id": number,
        "write_key": form["key"],
    }  # fmt: skip
    text = json.dumps(entry, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(f"{previous}\n{seq + 1}\n{text}".encode()).hexdigest()
    values = {
        "seq": seq + 1, "id": number, "today": store().day(g.today), "now": store().instant(now),
        "actor": person.email, "person": person.id, "note": form["note"], "changes": changes, "key": form["key"],
        "digest": digest,
    }  # fmt: skip
    store().run(_APPEND, values)
