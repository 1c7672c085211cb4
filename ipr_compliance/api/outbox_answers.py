"""What the calls answer that are about messages, the addresses they go to, and webhooks."""

from datetime import date, datetime

from pydantic import Field

from ipr_compliance.api.answers import Answer, Listing
from ipr_compliance.models import MessageState


class Delivery(Answer):
    """An e-mail to one address, or a call of a webhook, and what became of it."""

    id: int
    kind: str
    recipient: str
    subject: str
    state: MessageState
    reason: str | None = Field(description="why it was not sent, or not yet")
    attempts: int
    planned_for: date
    planned_at: datetime
    not_before: datetime
    settled_at: datetime | None
    server_words: str | None = Field(description="the last words about it of the mail server or the receiver")


class Deliveries(Listing):
    """Some messages, newest first."""

    items: list[Delivery]


class RefusedAddress(Answer):
    """An address to which nothing is sent, because a mail server has refused it for good."""

    address: str
    since: datetime
    words: str = Field(description="of the mail server")
    failed: int = Field(description="messages to it that failed, as far as the caller may see them")


class RefusedAddresses(Listing):
    """Such addresses, the newest mark first."""

    items: list[RefusedAddress]


class Webhook(Answer):
    """An address of another system that is told of changes."""

    id: int
    owner: str = Field(description="the e-mail address of whose rights bound what is told")
    address: str
    component: str | None = Field(description="a code, with the components below it; null: all that is the owner's")
    active: bool
    failures: int = Field(description="deliveries that failed in a row; after five it is switched off")
    created_at: datetime


class WebhookAdded(Webhook):
    """The same with its secret, which is not answered again."""

    secret: str


class Webhooks(Listing):
    """All of them, the oldest first."""

    items: list[Webhook]
