"""Security keys: the two ceremonies of WebAuthn, as this site."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, generate_challenge, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ipr_compliance.domain.refusal import Invalid

log = logging.getLogger(__name__)

SITE = "OIG recommendation tracker"
_WRONG = (WebAuthnException, ValueError, TypeError, KeyError, RecursionError)
"""What an answer can be wrong in: the library checks what it says, and stumbles over some of how it is said."""

REFUSED = "The security key could not be verified. Try again, or use another factor."


@dataclass(frozen=True)
class Added:
    """What is kept of a new key."""

    credential: str
    public_key: bytes
    uses: int


class Site:
    """This site as browsers and keys know it: the name and the origin of its address."""

    def __init__(self, base_url: str) -> None:
        self._origin = base_url
        self._name = urlsplit(base_url).hostname or ""

    @property
    def can_use_keys(self) -> bool:
        """Browsers offer keys to names only, never to numbers, and over TLS or on this machine."""
        numbers = not self._name.rpartition(".")[2].isalpha()
        return not numbers and (self._origin.startswith("https://") or self._name == "localhost")

    def for_new_key(self, email: str, person_id: int, challenge: str, known: Sequence[str]) -> str:
        """What the browser needs to make a key known, in JSON; a key that is known is not added twice."""
        return options_to_json(
            generate_registration_options(
                rp_id=self._name, rp_name=SITE, user_name=email, user_id=str(person_id).encode(),
                challenge=base64url_to_bytes(challenge), exclude_credentials=_described(known),
                authenticator_selection=AuthenticatorSelectionCriteria(
                    resident_key=ResidentKeyRequirement.DISCOURAGED,
                    user_verification=UserVerificationRequirement.DISCOURAGED,
                ),
            )
        )  # fmt: skip

    def added(self, answer: str, challenge: str) -> Added:
        """The key that the browser's answer makes known. Raises Invalid where it does not fit the challenge."""
        try:
            made = verify_registration_response(
                credential=answer, expected_challenge=base64url_to_bytes(challenge), expected_rp_id=self._name,
                expected_origin=self._origin,
            )  # fmt: skip
        except _WRONG as problem:
            raise _refused(problem) from problem
        return Added(bytes_to_base64url(made.credential_id), made.credential_public_key, made.sign_count)

    def for_login(self, challenge: str, known: Sequence[str]) -> str:
        """What the browser needs to ask one of these keys, in JSON."""
        options = generate_authentication_options(
            rp_id=self._name, challenge=base64url_to_bytes(challenge), allow_credentials=_described(known),
            user_verification=UserVerificationRequirement.DISCOURAGED,
        )  # fmt: skip
        return options_to_json(options)

    def proven(self, answer: str, challenge: str, public_key: bytes, uses: int) -> int:
        """How often the key says it was used, where the answer is signed by it; raises Invalid where it is not."""
        try:
            proof = verify_authentication_response(
                credential=answer, expected_challenge=base64url_to_bytes(challenge), expected_rp_id=self._name,
                expected_origin=self._origin, credential_public_key=public_key, credential_current_sign_count=uses,
            )  # fmt: skip
        except _WRONG as problem:
            raise _refused(problem) from problem
        return proof.new_sign_count


def new_challenge() -> str:
    """What a key has to sign, this once."""
    return bytes_to_base64url(generate_challenge())


def credential_of(answer: str) -> str:
    """The id of the key that an answer names. Raises Invalid where it cannot be read."""
    try:
        return bytes_to_base64url(parse_authentication_credential_json(answer).raw_id)
    except _WRONG as problem:
        raise _refused(problem) from problem


def _described(known: Sequence[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known]


def _refused(problem: Exception) -> Invalid:
    log.warning("a security key was refused: %s", type(problem).__name__)
    return Invalid(REFUSED)
