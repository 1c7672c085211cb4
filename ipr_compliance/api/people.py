"""People and their roles, for administrators. Passwords are set here once and read nowhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ipr_compliance import context
from ipr_compliance.api import office_answers as answers
from ipr_compliance.api import problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.pages import whole
from ipr_compliance.api.questions import PersonPath, PersonTokenPath
from ipr_compliance.domain.permissions import Action, refusal
from ipr_compliance.domain.refusal import NotAllowed, NotFound
from ipr_compliance.queries import accounts
from ipr_compliance.queries import tokens as stored
from ipr_compliance.queries.accounts import Listed
from ipr_compliance.queries.records import plain
from ipr_compliance.services import factors, people, tokens
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.inputs import NewPersonInput, PersonChangeInput, RoleInput
from ipr_compliance.services.notices import Stamp

_OF = "/people/<id:person_id>"


@blueprint.get("/people", responses={200: answers.People, **problems.documented(403)})
def list_people() -> Answered:
    """The people whom the caller administers (administrators)."""
    return _all()


@blueprint.get(_OF, responses={200: answers.Person, **problems.documented(403)})
def show_person(path: PersonPath) -> Answered:
    """One of them."""
    return _record(_person(path.person_id))


@blueprint.post("/people", responses={201: answers.Person, **problems.WRITING})
def add_person(body: NewPersonInput) -> Answered:
    """Add a person with a first role and a first password. Sent again it is refused: the address is taken then."""
    _administered()
    given = people.PersonInput(email=body.email, name=body.name)
    with _desk() as (desk, made):
        person_id = people.add(desk.session, given, body.new_password, body.role, body.where(), **made)
    return _record(_person(person_id)), 201, {}


@blueprint.patch(_OF, responses={200: answers.Person, **problems.WRITING})
def change_person(path: PersonPath, body: PersonChangeInput) -> Answered:
    """Shut a person out, with their sessions and tokens, or let them in again (the whole department)."""
    email = _person(path.person_id).email
    with _desk() as (desk, made):
        (people.enable if body.active else people.disable)(desk.session, email, **made)
    return _record(_person(path.person_id))


@blueprint.post(f"{_OF}/roles", responses={201: answers.Person, **problems.WRITING})
def grant_role(path: PersonPath, body: RoleInput) -> Answered:
    """Give a role, for a component with those below it or, without one, for the whole department."""
    email = _person(path.person_id).email
    with _desk() as (desk, made):
        people.grant(desk.session, email, body.role, body.where(), **made)
    return _record(_person(path.person_id)), 201, {}


@blueprint.post(f"{_OF}/roles/removal", responses={200: answers.People, **problems.WRITING})
def revoke_role(path: PersonPath, body: RoleInput) -> Answered:
    """Take a role; answers the people who are still the caller's to administer, as for `GET /people`."""
    email = _person(path.person_id).email
    with _desk() as (desk, made):
        people.revoke(desk.session, email, body.role, body.where(), **made)
    return _all()


@blueprint.get(f"{_OF}/tokens", responses={200: answers.Tokens, **problems.documented(403)})
def list_person_tokens(path: PersonPath) -> Answered:
    """Somebody's tokens that are not revoked, by name; never their secrets (administrators of the whole department)."""
    return _tokens(_for_the_whole_department(path.person_id))


@blueprint.post(f"{_OF}/tokens/<id:token_id>/revocation", responses={200: answers.Tokens, **problems.WRITING})
def revoke_person_token(path: PersonTokenPath) -> Answered:
    """End one of them with its next call; answers those that are left. Sent again it is refused: it is ended then."""
    person = _for_the_whole_department(path.person_id)
    with _desk() as (desk, _made):
        if path.token_id not in {row.id for row in stored.of(desk.connection, person.id)}:
            raise NotFound("They have no such token, or it is revoked already.")
        tokens.revoke(desk.session, path.token_id, by=desk.by, today=desk.today, now=desk.now)
    return _tokens(person)


@blueprint.post(f"{_OF}/second-factors/removal", responses={200: answers.Person, **problems.WRITING})
def remove_second_factors(path: PersonPath) -> Answered:
    """Take all second factors from somebody else who has lost theirs: they are logged out, and told by mail.

    One's own are removed on a page, in a session that has shown one. Sent again it is refused: there is none then.
    """
    person, settings = _for_the_whole_department(path.person_id), context.program().settings
    if person.id == context.asker().person_id:
        raise NotAllowed("Remove your own second factors on the page of your account: no token has ever shown one.")
    with _desk() as (desk, made):
        stamp = Stamp(settings.mail_from, settings.base_url)
        factors.reset(desk.session, person.email, stamp=stamp, **made)
    return _record(person)


@contextmanager
def _desk() -> Iterator[tuple[Desk, dict[str, Any]]]:
    with context.desk() as desk:
        yield desk, {"tree": desk.tree, "by": desk.by, "today": desk.today, "now": desk.now}


def _administered() -> list[Listed]:
    if not context.asker().may_anywhere(Action.ADMINISTER):
        raise NotAllowed(refusal(Action.ADMINISTER))
    return accounts.administered(context.reading(), context.asker(), context.tree())


def _person(person_id: int) -> Listed:
    found = next((one for one in _administered() if one.id == person_id), None)
    if found is None:
        raise NotFound("There is no such person, or they hold no role that is yours to administer.")
    return found


def _for_the_whole_department(person_id: int) -> Listed:
    if not context.asker().may_everywhere(Action.ADMINISTER, context.tree()):
        raise NotAllowed(refusal(Action.ADMINISTER))
    return _person(person_id)


def _tokens(person: Listed) -> dict[str, Any]:
    names = answers.Token.model_fields
    rows = stored.of(context.reading(), person.id)
    return whole([{name: plain(getattr(row, name)) for name in names} for row in rows])


def _all() -> dict[str, Any]:
    items = [_record(person) for person in _administered()]
    return whole(items)


def _record(person: Listed) -> dict[str, Any]:
    roles = [{"role": role.value, "component": code} for role, code in person.roles]
    return {"id": person.id, "email": person.email, "name": person.name, "active": person.active, "roles": roles}
