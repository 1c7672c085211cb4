"""Sign-on through an OpenID Connect provider: authorization code with PKCE, and an ID token that is verified.

What goes wrong is told to the person in a sentence (Invalid); the reason is logged, without anything secret.
"""

import base64
import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from http.client import HTTPException
from threading import Lock
from typing import Any, Self
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ipr_compliance.domain.refusal import Invalid

log = logging.getLogger(__name__)

UNREACHABLE = "The agency's sign-on cannot be used at present. Try again in a minute."
UNVERIFIED = "The answer of the agency's sign-on could not be verified, so nobody was logged in. Begin again."

PATIENCE = 10.0  # seconds for each answer of the provider
LARGEST_ANSWER = 1024 * 1024
KEPT_FOR = timedelta(hours=1)
AWAY_FOR = timedelta(seconds=30)
"""How long a provider that could not be reached is not asked again."""
TURN = 1.0  # seconds that somebody waits while another asks the provider
LEEWAY = 60  # seconds by which the provider's clock may differ
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "ES512")
"""Signatures that only the provider can make: none with a shared secret, and never “none”."""


@dataclass(frozen=True)
class Client:
    """How the tracker is registered with the provider."""

    issuer: str
    client_id: str
    client_secret: str
    return_address: str


@dataclass(frozen=True)
class Begun:
    """What the browser's session remembers until it comes back, and where it is sent."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Claims:
    """What the provider says of a person; `means` are the ways in which it has identified them (RFC 8176).

    The subject never becomes another person's, at this issuer; an e-mail address may.
    """

    issuer: str
    subject: str
    email: str
    email_verified: bool
    name: str
    means: frozenset[str]

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """From the claims of a verified token; what else is missing or of another type says nothing."""
        email, name, means = told.get("email"), told.get("name"), told.get("amr")
        return cls(
            str(told["iss"]),
            str(told["sub"]),
            email if isinstance(email, str) else "",
            told.get("email_verified") is True,
            name if isinstance(name, str) else "",
            frozenset(one for one in means if isinstance(one, str)) if isinstance(means, list) else frozenset(),
        )


class Provider:
    """One provider, whose description and keys are kept for an hour and fetched again where a key is unknown."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._described: tuple[datetime, dict[str, Any], KeySet] | None = None
        self._away_since: datetime | None = None
        self._lock = Lock()

    def begin(self, now: datetime) -> Begun:
        """Where to send a person, with secrets of this attempt alone. Raises Invalid where the provider is away."""
        described, _keys = self._description(now)
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        asked = {
            "response_type": "code", "client_id": self._client.client_id, "scope": "openid email profile",
            "redirect_uri": self._client.return_address, "state": state, "nonce": nonce,
            "code_challenge": _base64(sha256(verifier.encode()).digest()), "code_challenge_method": "S256",
        }  # fmt: skip
        address = described["authorization_endpoint"]
        return Begun(f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", state, nonce, verifier)

    def claims(self, code: str, verifier: str, nonce: str, now: datetime) -> Claims:
        """What the provider says of the person who came back with this code; Invalid where it cannot be verified."""
        described, _keys = self._description(now)
        answer = self._exchange(described, code, verifier)
        told = self._verified(str(answer.get("id_token", "")), nonce, now)
        if "email" not in told and "userinfo_endpoint" in described:
            told = {**self._userinfo(described, answer, told["sub"]), **told}
        return Claims.read(told)

    def _userinfo(self, described: Mapping[str, Any], answer: Mapping[str, Any], subject: str) -> dict[str, Any]:
        bearer = {"Authorization": f"Bearer {answer.get('access_token', '')}"}
        asked = Request(described["userinfo_endpoint"], headers=bearer)  # noqa: S310 - checked when described
        try:
            told = _ask(asked)
        except HTTPError as problem:
            raise _unverified(f"the userinfo endpoint answered {problem.code}") from problem
        if told.get("sub") != subject:
            raise _unverified("the userinfo is about somebody else")
        return told

    def _exchange(self, described: Mapping[str, Any], code: str, verifier: str) -> dict[str, Any]:
        client = self._client
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": client.return_address,
            "code_verifier": verifier,
        }  # fmt: skip
        headers = {}
        if "client_secret_basic" in described.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
            pair = f"{quote(client.client_id, safe='')}:{quote(client.client_secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": client.client_id, "client_secret": client.client_secret}
        asked = Request(described["token_endpoint"], urlencode(form).encode(), headers)  # noqa: S310 - the same
        try:
            return _ask(asked)
        except HTTPError as problem:
            raise _unverified(f"the token endpoint answered {problem.code}") from problem

    def _verified(self, token: str, nonce: str, now: datetime) -> dict[str, Any]:
        try:
            claims = self._decoded(token, now)
            self._rules(nonce, now).validate(claims)
        except (JoseError, ValueError) as problem:
            # The error's kind and the claim's name; what it says may repeat what the provider sent.
            raise _unverified(f"{type(problem).__name__} {getattr(problem, 'claim', '')}") from problem
        audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != self._client.client_id:
            raise _unverified("the token was made for another program")
        return claims

    def _rules(self, nonce: str, now: datetime) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            now=int(now.timestamp()), leeway=LEEWAY,
            iss={"essential": True, "value": self._client.issuer},
            aud={"essential": True, "value": self._client.client_id},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True}, exp={"essential": True}, iat={"essential": True},
        )  # fmt: skip

    def _decoded(self, token: str, now: datetime) -> dict[str, Any]:
        try:
            return jwt.decode(token, self._description(now)[1], algorithms=ALGORITHMS).claims
        except (JoseError, ValueError):
            # The provider may have new keys: a token is judged by those it has now.
            return jwt.decode(token, self._description(now, anew=True)[1], algorithms=ALGORITHMS).claims

    def _description(self, now: datetime, *, anew: bool = False) -> tuple[dict[str, Any], KeySet]:
        # One asks at a time, and nobody waits long for it: whoever waits holds a thread.
        if not self._lock.acquire(timeout=TURN):
            raise Invalid(UNREACHABLE)
        try:
            kept = self._described
            if kept is None or anew or now - kept[0] > KEPT_FOR:
                kept = self._described = (now, *self._fetched_if_there(now))
            return kept[1], kept[2]
        finally:
            self._lock.release()

    def _fetched_if_there(self, now: datetime) -> tuple[dict[str, Any], KeySet]:
        if self._away_since is not None and now - self._away_since < AWAY_FOR:
            raise Invalid(UNREACHABLE)
        try:
            return self._fetched()
        except Invalid:
            self._away_since = now
            raise

    def _fetched(self) -> tuple[dict[str, Any], KeySet]:
        try:
            described = _get(f"{self._client.issuer.rstrip('/')}/.well-known/openid-configuration")
            if described.get("issuer") != self._client.issuer:
                raise _unverified("the provider describes another issuer")
            for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"):
                if (name in described or name != "userinfo_endpoint") and not _is_safe(described[name]):
                    raise _unverified(f"{name} is not encrypted")
            keys: Any = _get(described["jwks_uri"])
            return described, KeySet.import_key_set(keys)
        except (HTTPError, KeyError, TypeError, ValueError, JoseError) as problem:
            log.warning("the provider's description cannot be used: %s", type(problem).__name__)
            raise Invalid(UNREACHABLE) from problem


class _NoRedirect(HTTPRedirectHandler):
    """A provider answers where it says it does; a secret is carried nowhere else."""

    def redirect_request(self, *_arguments: Any) -> None:
        """Follow none."""


_OPENER = build_opener(_NoRedirect)


def _is_safe(address: str) -> bool:
    """Whether nobody in between can read or change what goes there: it is encrypted, or stays on this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"})


def _get(address: str) -> dict[str, Any]:
    return _ask(Request(address))  # noqa: S310 - settings and description are checked to be HTTPS, or this machine


def _ask(asked: Request) -> dict[str, Any]:
    """The provider's answer in JSON. Raises HTTPError where it refuses, Invalid where it cannot be reached."""
    asked.add_header("Accept", "application/json")
    try:
        with _OPENER.open(asked, timeout=PATIENCE) as answer:
            told = json.loads(answer.read(LARGEST_ANSWER))
    except HTTPError:
        raise
    except (URLError, OSError, HTTPException, ValueError, RecursionError) as problem:
        log.warning("the provider cannot be reached: %s", type(problem).__name__)
        raise Invalid(UNREACHABLE) from problem
    if not isinstance(told, dict):
        raise _unverified("the provider's answer is no object")
    return told


def _unverified(reason: str) -> Invalid:
    log.warning("a sign-on was refused: %s", reason)
    return Invalid(UNVERIFIED)


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
