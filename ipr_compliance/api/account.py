"""The caller's own account: who it is, how often reminded, and the sessions and tokens that are open.

What would outlive the token that asks for it, another token, a password, an address of a calendar, is made on a page.
"""

from typing import Any

from ipr_compliance import context
from ipr_compliance.api import office_answers as answers
from ipr_compliance.api import problems
from ipr_compliance.api.answers import Answer, Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.pages import whole
from ipr_compliance.api.questions import SessionPath, TokenPath
from ipr_compliance.domain.refusal import NotFound
from ipr_compliance.queries import accounts, reminders
from ipr_compliance.queries import calendar as calendars
from ipr_compliance.queries import sessions as open_sessions
from ipr_compliance.queries import tokens as stored
from ipr_compliance.queries.records import plain
from ipr_compliance.services import calendar, rhythms, sessions, tokens
from ipr_compliance.services.office_inputs import AccountInput


@blueprint.get("/account", responses={200: answers.Account})
def show_account() -> Answered:
    """The person for whom the caller acts."""
    return _account()


@blueprint.patch("/account", responses={200: answers.Account, **problems.WRITING})
def change_account(body: AccountInput) -> Answered:
    """Choose how often one is reminded, within what the office allows."""
    with context.desk() as desk:
        rhythms.choose(desk.session, body.rhythm, by=desk.by, today=desk.today, now=desk.now)
    return _account()


@blueprint.post("/account/calendar/revocation", responses={200: answers.Account, **problems.WRITING})
def revoke_calendar() -> Answered:
    """End the address of one's calendar, if there is one."""
    with context.desk() as desk:
        calendar.revoke(desk.session, by=desk.by, today=desk.today, now=desk.now)
    return _account()


@blueprint.get("/account/sessions", responses={200: answers.Sessions})
def list_sessions() -> Answered:
    """One's own open sessions in browsers, the one used last first."""
    return _sessions()


@blueprint.post("/account/sessions/<id:session_id>/ending", responses={200: answers.Sessions, **problems.WRITING})
def end_session(path: SessionPath) -> Answered:
    """End one of them; answers those that are left."""
    context.let_go()
    with context.program().database.transaction(recorded=False) as session:
        sessions.end(session, _me(), path.session_id)
    return _sessions()


@blueprint.get("/account/tokens", responses={200: answers.Tokens})
def list_tokens() -> Answered:
    """One's own tokens that are not revoked, by name; never their secrets."""
    return _tokens()


@blueprint.post("/account/tokens/<id:token_id>/revocation", responses={200: answers.Tokens, **problems.WRITING})
def revoke_token(path: TokenPath) -> Answered:
    """End one of them, which may be the caller's own, with its next call; answers those that are left."""
    with context.desk() as desk:
        if path.token_id not in {row.id for row in stored.of(desk.connection, _me())}:
            raise NotFound("You have no such token, or it is revoked already.")
        tokens.revoke(desk.session, path.token_id, by=desk.by, today=desk.today, now=desk.now)
    return _tokens()


def _me() -> int:
    return context.asker().person_id or 0


def _account() -> dict[str, Any]:
    person = accounts.one(context.reading(), _me())
    roles = [{"role": role.value, "component": code} for role, code in person.roles]
    rhythm = reminders.rhythm(context.reading(), _me())
    made_at = calendars.made_at(context.reading(), _me())
    return {
        "email": person.email,
        "name": person.name,
        "roles": roles,
        "rhythm": rhythm.value,
        "calendar_made_at": plain(made_at),
    }


def _sessions() -> dict[str, Any]:
    rows = open_sessions.of(context.reading(), _me(), context.program().now())
    return _listed(rows, answers.Session)


def _tokens() -> dict[str, Any]:
    return _listed(stored.of(context.reading(), _me()), answers.Token)


def _listed(rows: Any, model: type[Answer]) -> dict[str, Any]:
    items = [{name: plain(getattr(row, name)) for name in model.model_fields} for row in rows]
    return whole(items)
