"""What writing needs beside the transaction: how messages are sent, and the seal of what is kept encrypted."""

from ipr_compliance import context
from ipr_compliance.adapters.sealing import Seal
from ipr_compliance.services.notices import Stamp


def stamp() -> Stamp:
    """The office's sender and address, as the settings have them."""
    settings = context.program().settings
    return Stamp(settings.mail_from, settings.base_url)


def seal() -> Seal:
    """The seal of the secrets that authenticator apps share."""
    return Seal(context.program().settings.signing_key(), "authenticator app")
