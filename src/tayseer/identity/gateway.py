"""The way out to a person's phone and mailbox: a real gateway in production, an outbox in the demonstration."""

from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from tayseer.identity.models import Outbox


class UnableToSend(Exception):
    """The message did not leave: no gateway is set, or it refused."""


class Gateway(Protocol):
    """What a provider of SMS and e-mail must offer; `key` is the same for a message that is sent again."""

    def send_sms(self, *, mobile: str, text: str, key: str, at: datetime) -> None:
        """Send one text to a number in E.164, or raise `UnableToSend`."""

    def send_email(self, *, email: str, subject: str, text: str, key: str, at: datetime) -> None:
        """Send one plain-text mail, or raise `UnableToSend`."""


class DemoGateway:
    """Keeps what would have been sent, for the outbox page; the same class serves development and tests."""

    def send_sms(self, *, mobile: str, text: str, key: str, at: datetime) -> None:  # noqa: ARG002 - nothing is sent twice here
        """Keep the text."""
        Outbox.objects.create(channel="sms", to=mobile, text=text, sent_at=at)

    def send_email(self, *, email: str, subject: str, text: str, key: str, at: datetime) -> None:  # noqa: ARG002
        """Keep the mail."""
        Outbox.objects.create(channel="email", to=email, subject=subject, text=text, sent_at=at)


def gateway() -> Gateway:
    """Return the gateway named by the setting TAYSEER_GATEWAY, or the demonstration's; raises `UnableToSend`."""
    path = getattr(settings, "TAYSEER_GATEWAY", "")
    if path:
        chosen: Gateway = import_string(path)()
        return chosen
    if settings.TAYSEER_DEMO:
        return DemoGateway()
    message = "No gateway for SMS and e-mail is set. Name its class in TAYSEER_GATEWAY, or start with TAYSEER_DEMO=1."
    raise UnableToSend(message)
