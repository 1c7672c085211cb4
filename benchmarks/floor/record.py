"""One recommendation with its history."""

import calendar
import json
from datetime import date, timedelta
from typing import Any

from flask import Flask, abort, g, render_template

from benchmarks.floor.app import Person, store
from benchmarks.floor.store import as_day
from benchmarks.floor.words import AGREEMENT, MOVE, STATUS, in_days, money, written_out

_RECORD = """
SELECT r.id, p.number, p.title, p.issued_on, p.complete_by, r.number, r.text, r.component_id, r.responsible_official,
  r.responsible_email, r.agreement, r.status, r.whose_move, r.due_on, r.original_due_on, r.extensions, r.priority,
  r.questioned_cost, r.unsupported_cost, r.funds_put_to_better_use, r.plan, r.next_update_on, r.decided_on,
  r.closed_on, r.last_update_on, r.is_open, (SELECT count(*) FROM milestone WHERE recommendation_id = r.id),
  (SELECT count(*) FROM evidence WHERE recommendation_id = r.id),
  (SELECT count(*) FROM extension WHERE recommendation_id = r.id), (SELECT count(*) FROM office_setting)
FROM recommendation r JOIN report p ON p.id = r.report_id WHERE r.id = :id AND r.component_id IN ({visible})
"""
_HISTORY = """
SELECT seq, kind, effective_on, actor, note, changes, recorded_at FROM history
WHERE subject = 'recommendation' AND subject_id = :id ORDER BY effective_on DESC, seq DESC
"""
_PAUSED = "Reminders are paused: waiting for the OIG. Only what is past its date is told, once a week."
_OPENINGS = {
    "edited": "Record changed.",
    "entered": "Recommendation recorded.", "found": "Standing taken over from a table.",
    "reported": "Reported in a history file.", "update": "Status update.",
}  # fmt: skip
_NAMES = {
    "component": "Component", "responsible_official": "Responsible official",
    "responsible_email": "E-mail of the responsible official", "agreement": "Agreement", "status": "Status",
    "due_on": "Due date", "original_due_on": "Original due date", "priority": "Priority",
    "questioned_cost": "Questioned cost", "unsupported_cost": "Unsupported cost",
    "funds_put_to_better_use": "Funds put to better use",
}  # fmt: skip
_RESOLUTIONS = {
    "response-due": "No response yet", "open-unresolved": "Unresolved: the OIG has not accepted the plan",
    "open-resolved": "Resolved: the OIG has accepted the plan",
    "closure-requested": "Resolved: the OIG has accepted the plan", "closed-implemented": "Resolved and closed",
    "closed-not-implemented": "Closed without implementation",
    "closed-superseded": "Closed: another recommendation takes its place",
}  # fmt: skip
_ANSWERS = {
    "response-due": "answer the recommendation",
    "open-unresolved": "answer the OIG, which has not accepted the plan",
}


def routes(app: Flask) -> None:
    """Add the page."""
    app.add_url_rule("/recommendations/<int:number>", "record", show)


def show(number: int) -> str:
    """The page."""
    person: Person = g.person
    with store().reading():
        row = store().one(_RECORD.format(visible=person.sees), {"id": number})
        if row is None:
            abort(404)
        entries = [(*row[:5], json.loads(row[5])) for row in store().all(_HISTORY, {"id": number})]
        return _page(row, entries, g.today)


def _page(row: Any, entries: list[Any], today: date) -> str:
    (number, report, title, issued, complete_by, n, text, component, official, email, agreement, status, move, due,
     first, extensions, priority, questioned, unsupported, better, plan, named, decided, closed, told, is_open,
     *others) = row  # fmt: skip
    if any(others):
        abort(501)  # the made records have none of these
    issued, complete_by, due, first, named, decided, closed, told = map(
        as_day, (issued, complete_by, due, first, named, decided, closed, told)
    )
    code, name = next((code, name) for id_, code, name, _parent in g.person.components if id_ == component)
    slipped = max(0, (due - first).days) if due and first else 0
    unanswered = status == "response-due" and issued and today > issued + timedelta(90)
    last = told or issued
    update_by = (named if named and named > last else last + timedelta(90)) if is_open and last else None
    facts = (
        ("Agreement", AGREEMENT[agreement]),
        ("Resolution", "No response: counts as unresolved" if unanswered else _RESOLUTIONS[status]),
        ("Management decision", decided and written_out(decided)), ("Whose move", MOVE[move]),
        ("Reminders", _PAUSED if move == "oig" else None),
        ("Responsible official", official), ("E-mail", email), ("Due", due and written_out(due)),
        ("Originally due", first and written_out(first)),
        ("Moved back by", slipped and f"{slipped} day{'' if slipped == 1 else 's'}"),
        ("Extensions granted", extensions),
        ("Last day of the 18-month window", complete_by and written_out(complete_by)),
        ("Report issued", issued and written_out(issued)), ("Closed on", closed and written_out(closed)),
        ("Last update", written_out(told) if told else "None yet"),
        ("Questioned cost", questioned and money(questioned)), ("Unsupported cost", unsupported and money(unsupported)),
        ("Funds put to better use", better and money(better)),
    )  # fmt: skip
    return render_template(
        "record.html", id=number, report=report, title=title, number=n, text=text, code=code, component=name,
        status=status, due=due, is_open=is_open, beyond=due and complete_by and due > complete_by,
        no_response=unanswered, priority=priority, plan=plan, today=today, facts=facts,
        expected=_expected(status, move, code, due, today, update_by),
        clocks=_clocks(entries, (issued, decided, closed, due, complete_by, last, update_by), today),
        timeline=[_entry(*entry) for entry in entries],
    )  # fmt: skip


def _entry(seq: int, kind: str, on: Any, actor: str, note: str | None, changes: dict[str, Any]) -> tuple[Any, ...]:
    told = []
    for name in (name for name in _NAMES if name in changes):
        old, new = (None if value is None else _value(name, value) for value in
                    (changes[name]["from"], changes[name]["to"]))  # fmt: skip
        if name == "due_on" and old and new:
            told.append(f"Moved the due date from {old} to {new}")
        else:
            told.append(
                f"{_NAMES[name]}: {new or 'none'}" if old is None else f"{_NAMES[name]}: {old} → {new or 'none'}"
            )
    return seq, _OPENINGS[kind], on, actor, note, told


def _value(name: str, value: Any) -> str:
    if name.endswith("_on"):
        return written_out(value)
    if name in {"questioned_cost", "unsupported_cost", "funds_put_to_better_use"}:
        return f"${float(value):,.2f}"
    words = STATUS if name == "status" else AGREEMENT if name == "agreement" else {}
    return words.get(value, "yes" if value is True else "no" if value is False else str(value))


def _expected(status: str, move: str, code: str, due: Any, today: date, update_by: Any) -> str:
    if move == "nobody":
        return ""
    if move == "oig":
        return f"OIG: {'decide on the request to close' if status == 'closure-requested' else 'decide'}"
    if status in _ANSWERS:
        return f"{code}: {_ANSWERS[status]}"
    if due is None or due < today:
        return f"{code}: send an update and say when this will be done"
    if update_by and update_by < today:
        return f"{code}: send an update, owed since {written_out(update_by)}"
    return f"{code}: send an update by {written_out(min(due, update_by) if update_by else due)}"


def months_on(day: date, months: int) -> date:
    """The same day that many months on, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _clocks(entries: list[Any], days: tuple[Any, ...], today: date) -> list[tuple[Any, ...]]:
    issued, decided, closed, due, complete_by, last, update_by = days
    answered = ("open-unresolved", "open-resolved", "closure-requested")
    responded = min(
        (as_day(on) for _seq, kind, on, _actor, _note, changes in entries
         if kind in {"reported", "found"} and changes.get("status", {}).get("to") in answered), default=None,
    )  # fmt: skip
    found = (
        ("Management response", issued, issued and issued + timedelta(90), responded or closed, "the response"),
        ("Resolution", issued, issued and months_on(issued, 6), decided, "the management decision"),
        ("Final action", decided, decided and months_on(decided, 12), closed, "the closing"),
        ("Next status update", last, update_by, None, "an update"),
        ("Due date", issued, due, closed, "the closing"),
        ("18-month window", issued, complete_by, closed, "the closing"),
    )
    return [
        (name, starts, ends, _reads(ends, done, by, today), (done or today) > ends)
        for name, starts, ends, done, by in found if starts and ends
    ]  # fmt: skip


def _reads(ends: date, done: date | None, by: str, today: date) -> str:
    if done is None:
        return f"{in_days(ends, today)}; {by} satisfies it"
    late = (done - ends).days
    told = f"satisfied by {by} on {written_out(done)}"
    return f"{told}, {late} day{'' if late == 1 else 's'} late" if late > 0 else told
