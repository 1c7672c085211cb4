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
from ipr_compliance.api.questions import PersonPath
from ipr_compliance.domain.permissions import Action, refusal
from ipr_compliance.domain.refusal import NotAllowed, NotFound
from ipr_compliance.queries import accounts
from ipr_compliance.queries.accounts import Listed
from ipr_compliance.services import people
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.inputs import NewPersonInput, PersonChangeInput, RoleInput

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


def _all() -> dict[str, Any]:
    items = [_record(person) for person in _administered()]
    return whole(items)


def _record(person: Listed) -> dict[str, Any]:
    roles = [{"role": role.value, "component": code} for role, code in person.roles]
    return {"id": person.id, "email": person.email, "name": person.name, "active": person.active, "roles": roles}
