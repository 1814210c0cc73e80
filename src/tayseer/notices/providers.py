"""How a pointer leaves: its words, its length, and the provider that takes it to a phone or mailbox."""

import math
import re
from datetime import datetime
from typing import Protocol

from tayseer.identity.contract import Contact
from tayseer.identity.gateway import UnableToSend, gateway
from tayseer.kit.text import LEFT_TO_RIGHT_ISOLATE, POP_ISOLATE, Text, isolate

__all__ = ["GatewayProvider", "Provider", "UnableToSend", "isolated_runs", "pointer", "sms_parts"]

# The alphabet of an SMS of seven bits; a single letter outside it makes the whole text one of sixteen.
_SEVEN_BITS = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_SEVEN_BITS_TWICE = frozenset("^{}\\[~]|€\f")

_RUN = re.compile(
    f"{LEFT_TO_RIGHT_ISOLATE}[^{POP_ISOLATE}]*{POP_ISOLATE}"
    r"|[A-Za-z0-9+](?:[A-Za-z0-9@:/._+%,#-]*[A-Za-z0-9%])?",
    re.ASCII,
)

_POINTERS = {
    "legal": Text(
        ar="تيسير: لديك رسالة جديدة تخص معاملاتك. افتح تيسير واقرأها في الرسائل.",
        en="Tayseer: you have a new message about your requests. Open Tayseer and read it in your inbox.",
    ),
    "suggestion": Text(
        ar="تيسير: لديك اقتراح قد يفيدك. افتح تيسير واقرأه في الرسائل.",
        en="Tayseer: there is a suggestion that may help you. Open Tayseer and read it in your inbox.",
    ),
    "awareness": Text(
        ar="تيسير: لديك رسالة توعية. افتح تيسير واقرأها في الرسائل.",
        en="Tayseer: there is an awareness message for you. Open Tayseer and read it in your inbox.",
    ),
}


class Provider(Protocol):
    """What takes a pointer to a person; `key` is the same when the same pointer is tried again."""

    def send(self, *, contact: Contact, channel: str, text: str, key: str, at: datetime) -> None:
        """Send it, or raise `UnableToSend`."""


class GatewayProvider:
    """Sends through the gateway of this installation; in the demonstration that is the outbox page."""

    def send(self, *, contact: Contact, channel: str, text: str, key: str, at: datetime) -> None:
        """Send to the contact's number or mailbox; raises `UnableToSend` when there is none."""
        if channel == "sms" and contact.mobile:
            gateway().send_sms(mobile=contact.mobile, text=text, key=key, at=at)
        elif channel == "email" and contact.email:
            subject = Text(ar="رسالة جديدة في تيسير", en="A new message in Tayseer").in_(contact.language)
            gateway().send_email(email=contact.email, subject=subject, text=text, key=key, at=at)
        else:
            raise UnableToSend("no address on this channel")


def pointer(*, kind: str, lang: str) -> str:
    """Return the text that says a message is waiting: no name, no number, no matter, no link to sign in by."""
    return isolated_runs(_POINTERS[kind].in_(lang), lang=lang)


def isolated_runs(text: str, *, lang: str) -> str:
    """Return Arabic text with every Latin or numeric run in a left-to-right isolate, once; English as it is."""
    if lang != "ar":
        return text
    return _RUN.sub(lambda run: run[0] if run[0].startswith(LEFT_TO_RIGHT_ISOLATE) else isolate(run[0]), text)


def sms_parts(text: str) -> int:
    """Return in how many parts an SMS goes out: 160 or 153 letters of seven bits, else 70 or 67 units of sixteen."""
    if all(letter in _SEVEN_BITS or letter in _SEVEN_BITS_TWICE for letter in text):
        length, single, joined = sum(2 if letter in _SEVEN_BITS_TWICE else 1 for letter in text), 160, 153
    else:
        length, single, joined = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= single else math.ceil(length / joined)
