"""What messages need that a page causes."""

from ipr_compliance import context
from ipr_compliance.services.notices import Stamp


def stamp() -> Stamp:
    """The office's sender and address, as the settings have them."""
    settings = context.program().settings
    return Stamp(settings.mail_from, settings.base_url)
