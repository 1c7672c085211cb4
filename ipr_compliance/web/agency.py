"""Signing in with an account of the agency, through its OpenID Connect provider."""

from secrets import compare_digest

from flask import Blueprint, Flask, redirect, request, session
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.adapters.openid import UNVERIFIED, Claims, Client, Provider
from ipr_compliance.domain.refusal import Invalid, NotFound
from ipr_compliance.domain.sessions import SECOND_FACTOR_WITHIN, Proof, vouches_for_two
from ipr_compliance.queries import people
from ipr_compliance.services import sign_on
from ipr_compliance.services.sign_on import Said
from ipr_compliance.settings import Settings
from ipr_compliance.web import entering
from ipr_compliance.web.security import own_path

blueprint = Blueprint("agency", __name__, url_prefix="/login/agency")

RETURN = "/login/agency/return"
_KEY = "ipr_provider"
_REFUSED = "The agency's sign-on did not let you in. Try again, or ask those who run it."


def init_app(app: Flask, settings: Settings) -> None:
    """Know the provider, where the settings name one."""
    if settings.oidc_issuer:
        client = Client(
            settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret, settings.base_url + RETURN
        )
        app.extensions[_KEY] = Provider(client)


@blueprint.get("")
def begin() -> ResponseReturnValue:
    """Send the browser to the provider, remembering what its answer has to fit."""
    try:
        begun = _provider().begin(context.program().now())
    except Invalid as refusal:
        return entering.page(refusal), 503
    session["agency"] = {
        "state": begun.state, "nonce": begun.nonce, "verifier": begun.verifier,
        "next": own_path(request.args.get("next", "")), "since": int(context.program().now().timestamp()),
    }  # fmt: skip
    return redirect(begun.address, code=303)


@blueprint.get("/return")
def come_back() -> ResponseReturnValue:
    """Let in whom the provider has identified; its answer is looked at once."""
    provider, begun = _provider(), session.pop("agency", None)
    try:
        claims = _claims(provider, begun)
        person_id = _person(claims)
    except Invalid as refusal:
        return entering.page(refusal), 422
    second = Proof.AGENCY if vouches_for_two(claims.means) else None
    return entering.enter(person_id, Proof.AGENCY, begun["next"], second)


def _claims(provider: Provider, begun: dict[str, str] | None) -> Claims:
    now = context.program().now()
    state = request.args.get("state", "")
    if begun is None or not compare_digest(state.encode(), begun["state"].encode()):
        raise Invalid(UNVERIFIED)
    if now.timestamp() - float(begun["since"]) > SECOND_FACTOR_WITHIN.total_seconds():
        raise Invalid("The sign-on took too long. Begin again.")
    if "code" not in request.args:
        raise Invalid(_REFUSED)
    return provider.claims(request.args["code"], begun["verifier"], begun["nonce"], now)


def _person(claims: Claims) -> int:
    program = context.program()
    with program.database.transaction() as writing:
        return sign_on.admit(
            writing, Said(claims.issuer, claims.subject, claims.email, claims.email_verified, claims.name),
            domains=program.settings.oidc_domains, tree=people.tree(writing.connection()),
            today=context.today(), now=program.now(),
        )  # fmt: skip


def _provider() -> Provider:
    found: Provider | None = context.extension(_KEY)
    if found is None:
        raise NotFound("This tracker has no sign-on of an agency.")
    return found
