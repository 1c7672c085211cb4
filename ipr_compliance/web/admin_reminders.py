"""The office's rules for reminders, shown with what they would send before they are saved, and limits of rhythms."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.refusal import Invalid, NotFound
from ipr_compliance.domain.reminder_rules import DEFAULTS, After, Event, Rule, To
from ipr_compliance.domain.reminder_words import ABOVE, NAMES, WORDS, as_text, read
from ipr_compliance.domain.rhythms import NAMES as LIMITS
from ipr_compliance.domain.rhythms import Limits
from ipr_compliance.queries import reminder_rules
from ipr_compliance.services import reminder_rules as setting
from ipr_compliance.services import reminders, rhythms

# Not a part of the administration: liaisons of the department come here too.
blueprint = Blueprint("reminder_rules", __name__, url_prefix="/admin/reminders")


@blueprint.before_request
def _only_for_the_whole_department() -> None:
    if context.signed_in():
        setting.check(context.asker(), context.tree())


@blueprint.get("")
def index() -> str:
    """The rule of every event, and what a person's own rhythm may be."""
    return _index(reminder_rules.limits(context.reading()).as_text())


@blueprint.post("/limits")
def limit() -> ResponseReturnValue:
    """Set what a person's own rhythm may be."""
    given = {name: request.form.get(name, "") for name in LIMITS}
    given["reminders_at_once"] = ",".join(request.form.getlist("reminders_at_once"))
    try:
        limits = Limits.read(given)
        with context.desk() as desk:
            rhythms.limit(desk, limits)
    except Invalid as refusal:
        return _index(given, refusal), 422
    flash("The limits are changed. They hold from the next plan on.", "success")
    return redirect(url_for(".index"), code=303)


@blueprint.get("/<event>")
def show(event: str) -> str:
    """One rule, to be changed."""
    rule = reminder_rules.rules(context.reading())[_event(event)]
    return _page(rule.event, as_text(rule))


@blueprint.post("/<event>")
def change(event: str) -> ResponseReturnValue:
    """Show what the rule would send; save it when exactly this has been shown."""
    about = _event(event)
    given = {name: request.form.get(name, "") for name in NAMES} | {"to": ",".join(request.form.getlist("to"))}
    try:
        rule = read(about, given)
        seen = "\n".join(as_text(rule).values())
        if request.form.get("seen", "").replace("\r\n", "\n") != seen:
            return _page(about, as_text(rule), preview=_preview(rule), seen=seen)
        with context.desk() as desk:
            setting.change(desk, rule)
    except Invalid as refusal:
        return _page(about, given, refusal), 422
    flash("The rule is changed. It holds from the next plan on.", "success")
    return redirect(url_for(".index"), code=303)


def _index(limits: Mapping[str, str], problem: Invalid | None = None) -> str:
    return render_template(
        "admin/reminders/index.html",
        rules=reminder_rules.rules(context.reading()).values(),
        words=WORDS,
        above=ABOVE,
        values=limits,
        at_once=limits["reminders_at_once"].split(","),
        events=list(Event),
        problem=problem,
    )


def _event(name: str) -> Event:
    if name not in set(Event):
        raise NotFound
    return Event(name)


def _preview(rule: Rule) -> reminders.Preview:
    return reminders.preview(
        context.reading(), by=the_system("preview", context.tree()), today=context.today(), rule=rule
    )


def _page(
    event: Event, values: Mapping[str, str], problem: Invalid | None = None,
    preview: reminders.Preview | None = None, seen: str = "",
) -> str:  # fmt: skip
    return render_template(
        "admin/reminders/show.html",
        event=event,
        values=values,
        chosen=values["to"].split(","),
        problem=problem,
        preview=preview,
        seen=seen,
        words=WORDS,
        above=ABOVE,
        recipients=list(To),
        rhythms=[(rhythm.value, WORDS[rhythm]) for rhythm in After],
        default=as_text(DEFAULTS[event]),
    )
