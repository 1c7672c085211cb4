"""Administration of people: who there is, their roles and access, and what is left without an owner."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.logins import SHORTEST
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid, NotFound, Refused
from ipr_compliance.domain.words import Role, in_words
from ipr_compliance.queries import accounts, holdings
from ipr_compliance.queries import factors as held_factors
from ipr_compliance.queries.accounts import Listed
from ipr_compliance.services import factors, people
from ipr_compliance.services.desk import Desk
from ipr_compliance.web import admin_holdings
from ipr_compliance.web.writing import stamp

blueprint = Blueprint("people", __name__, url_prefix="/people")

WHOLE = "*"
"""What a form sends for the whole department; nobody gets a role for all of it by leaving the field alone."""

ROLES = [("", "Choose"), *((role.value, in_words(role)) for role in Role)]


@blueprint.get("")
def index() -> str:
    """The people whom this administrator may see, and the open recommendations that nobody holds."""
    connection, asker = context.reading(), context.asker()
    return render_template(
        "admin/people/index.html",
        people=accounts.administered(connection, asker, context.tree()),
        unowned=holdings.without_owner(connection, asker),
        everything=_administers_everything(),
    )


@blueprint.get("/new")
def new() -> str:
    """The form for a new person."""
    return _form({})


@blueprint.post("")
def add() -> ResponseReturnValue:
    """Add a person with a first role and a first password."""
    typed = request.form
    try:
        given = people.PersonInput.read({name: typed.get(name, "") for name in ("email", "name")})
        role, components = _role(typed)
        with context.desk() as desk:
            person_id = people.add(desk.session, given, typed.get("new_password", ""), role, components, **_made(desk))
    except (Invalid, Conflict) as refusal:
        return _form(typed, refusal), _status(refusal)
    told = "Tell them the password yourself; nobody can read it here. They choose another at their first login."
    flash(f"{given.name} can log in now. {told}", "success")
    return redirect(url_for(".show", person_id=person_id), code=303)


@blueprint.get("/<id:person_id>")
def show(person_id: int) -> str:
    """One person: their roles, and the open recommendations that name their address."""
    return _page(person_id, {})


@blueprint.post("/<id:person_id>/roles")
def grant(person_id: int) -> ResponseReturnValue:
    """Give a role."""

    def give(desk: Desk, person: Listed) -> str:
        role, components = _role(request.form)
        people.grant(desk.session, person.email, role, components, **_made(desk))
        return f"{person.name} is {in_words(role).lower()} for {_where(components)} now."

    return _done(person_id, give)


@blueprint.post("/<id:person_id>/roles/removal")
def revoke(person_id: int) -> ResponseReturnValue:
    """Take a role."""

    def take(desk: Desk, person: Listed) -> str:
        role, components = _role(request.form)
        people.revoke(desk.session, person.email, role, components, **_made(desk))
        return f"{person.name} is no longer {in_words(role).lower()} for {_where(components)}."

    return _done(person_id, take)


@blueprint.post("/<id:person_id>/disabling")
def disable(person_id: int) -> ResponseReturnValue:
    """Shut the person out."""

    def shut_out(desk: Desk, person: Listed) -> str:
        people.disable(desk.session, person.email, **_made(desk))
        held = len(holdings.held_by(desk.connection, desk.by, person.email))
        left = (
            f" {held} open recommendation{'s' if held != 1 else ''} still to be given to somebody else." if held else ""
        )
        return f"{person.name} can no longer log in.{left}"

    return _done(person_id, shut_out)


@blueprint.post("/<id:person_id>/enabling")
def enable(person_id: int) -> ResponseReturnValue:
    """Let the person in again."""

    def let_in(desk: Desk, person: Listed) -> str:
        people.enable(desk.session, person.email, **_made(desk))
        return f"{person.name} can log in again."

    return _done(person_id, let_in)


@blueprint.post("/<id:person_id>/second-factors/removal")
def reset_factors(person_id: int) -> ResponseReturnValue:
    """Take the second factors from somebody who has lost theirs."""

    def take(desk: Desk, person: Listed) -> str:
        factors.reset(desk.session, person.email, stamp=stamp(), **_made(desk))
        return f"{person.name} has no second factor any more, is logged out, and is told so by mail."

    return _done(person_id, take)


def _done(person_id: int, deed: Callable[[Desk, Listed], str]) -> ResponseReturnValue:
    """Do something to a person in one transaction and say so, or show their page again with the refusal."""
    person = _person(person_id)
    try:
        with context.desk() as desk:
            said = deed(desk, person)
    except (Invalid, Conflict) as refusal:
        return _page(person_id, request.form, refusal), _status(refusal)
    flash(said, "success")
    # Who took a role from somebody may have taken their own right to see them.
    seen = any(one.id == person_id for one in _people())
    return redirect(url_for(".show", person_id=person_id) if seen else url_for(".index"), code=303)


def _page(person_id: int, typed: Mapping[str, str], problem: Refused | None = None) -> str:
    person = _person(person_id)
    return render_template(
        "admin/people/show.html",
        person=person,
        typed=typed,
        problem=problem,
        roles=ROLES,
        components=_choices(),
        whole=WHOLE,
        everything=_administers_everything(),
        factors=held_factors.of(context.reading(), person_id).count,
        **admin_holdings.held(person.email),
    )


def _form(typed: Mapping[str, str], problem: Refused | None = None) -> str:
    return render_template(
        "admin/people/new.html", typed=typed, problem=problem, roles=ROLES, components=_choices(), shortest=SHORTEST
    )


def _people() -> list[Listed]:
    return accounts.administered(context.reading(), context.asker(), context.tree())


def _person(person_id: int) -> Listed:
    person = next((one for one in _people() if one.id == person_id), None)
    if person is None:
        raise NotFound("There is no such person, or they hold no role that is yours to administer.")
    return person


def _administers_everything() -> bool:
    return context.asker().may_everywhere(Action.ADMINISTER, context.tree())


def _choices() -> list[tuple[str, str]]:
    theirs = context.asker().components[Action.ADMINISTER]
    offices = [(one.code, f"{one.code} – {one.name}") for _depth, one in context.tree().in_order() if one.id in theirs]
    whole = [(WHOLE, "The whole department")] if _administers_everything() else []
    return [("", "Choose"), *whole, *offices]


def _role(typed: Mapping[str, str]) -> tuple[Role, list[str]]:
    try:
        role = Role(typed.get("role", ""))
    except ValueError as problem:
        raise Invalid("Choose a role.", field="role") from problem
    code = typed.get("component", "").strip()
    if not code:
        raise Invalid("Choose a component.", field="component")
    return role, [] if code == WHOLE else [code]


def _where(components: list[str]) -> str:
    return components[0] if components else "the whole department"


def _made(desk: Desk) -> dict[str, Any]:
    return {"tree": desk.tree, "by": desk.by, "today": desk.today, "now": desk.now}


def _status(refusal: Refused) -> int:
    return 409 if isinstance(refusal, Conflict) else 422
