"""Codes of authenticator apps (TOTP, RFC 6238), and the picture from which an app takes its secret."""

from datetime import datetime
from hmac import compare_digest

import pyotp
import segno

from ipr_compliance.domain.factors import CODE_DIGITS, STEP_SECONDS, STEPS_AROUND

ISSUER = "OIG recommendation tracker"


def new_secret() -> str:
    """A secret for an app, in base 32."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is, among the present one and those around it; None where it is none of them."""
    codes = pyotp.TOTP(secret, digits=CODE_DIGITS, interval=STEP_SECONDS)
    present = int(now.timestamp()) // STEP_SECONDS
    near = range(present - STEPS_AROUND, present + STEPS_AROUND + 1)
    # All are compared, so that the time taken tells nothing.
    found = [step for step in near if compare_digest(codes.generate_otp(step).encode(), code.encode())]
    return found[-1] if found else None


def picture(secret: str, email: str) -> str:
    """A QR code with secret and account, as the address of an SVG image in itself."""
    address = pyotp.TOTP(secret, digits=CODE_DIGITS, interval=STEP_SECONDS).provisioning_uri(
        name=email, issuer_name=ISSUER
    )
    return str(segno.make(address, micro=False).svg_data_uri(scale=5, border=4, light="#fff"))
