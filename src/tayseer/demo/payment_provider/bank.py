"""What the made-up bank knows and decides: visits to its page, payments received, messages it owes the platform."""

import base64
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal

from tayseer.demo.payment_provider.journal import Event, Journal

Choice = Literal["pay", "decline", "pay_twice", "pay_late", "tell_twice", "pay_less"]
CHOICES: tuple[Choice, ...] = ("pay", "decline", "pay_twice", "pay_late", "tell_twice", "pay_less")
CURRENCY = "SAR"
FORGET_NONCES_AFTER = timedelta(minutes=15)


class UnableToOpenSession(ValueError):
    """The platform asked for a visit that makes no sense."""


class UnableToFind(LookupError):
    """The bank knows nothing under this number."""


@dataclass(frozen=True, kw_only=True)
class Payment:
    """Money received from a card: the bank's reference, the visit it came in, how much and when (UTC)."""

    reference: str
    session: str
    bill: str
    amount: Decimal
    paid_at: datetime

    def as_json(self) -> dict[str, str]:
        """The payment as the platform reads it."""
        return {
            "reference": self.reference,
            "session": self.session,
            "bill": self.bill,
            "amount": str(self.amount),
            "currency": CURRENCY,
            "paid_at": self.paid_at.isoformat(),
        }


@dataclass(frozen=True, kw_only=True)
class Session:
    """One visit to the bank's page; `state` is begun, paid or declined."""

    number: str
    bill: str
    amount: Decimal
    return_url: str
    lang: str
    ar: str
    en: str
    state: str = "begun"
    payments: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Message:
    """Something the bank still has to tell the platform, not before a time (UTC)."""

    number: str
    not_before: datetime
    content: dict[str, str]


@dataclass
class Bank:
    """The bank's books, kept by replaying its journal; every change is written before it is believed."""

    journal: Journal
    now: Callable[[], datetime]
    late: timedelta = timedelta(seconds=30)
    sessions: dict[str, Session] = field(default_factory=dict)
    payments: dict[str, Payment] = field(default_factory=dict)
    owed: dict[str, Message] = field(default_factory=dict)
    nonces: dict[tuple[str, str], datetime] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        """Learn again what happened before this start."""
        for event in self.journal.events():
            self._apply(event)

    def open_session(self, wanted: dict[str, str]) -> Session:
        """Open a visit for a bill; raises `UnableToOpenSession` with the reason."""
        try:
            amount = Decimal(wanted["amount"])
            texts = {key: str(wanted[key]) for key in ("bill", "return_url", "lang", "ar", "en")}
        except (KeyError, InvalidOperation, TypeError) as reason:
            message = f"A visit needs bill, amount, currency, return_url, lang, ar and en; wrong or missing: {reason}."
            raise UnableToOpenSession(message) from reason
        if not amount.is_finite() or amount <= 0 or amount != amount.quantize(Decimal("0.01")):
            message = "The amount must be above 0, with at most two places."
            raise UnableToOpenSession(message)
        if wanted.get("currency") != CURRENCY or texts["lang"] not in {"ar", "en"}:
            message = f"Only {CURRENCY} is taken, and pages exist in ar and en."
            raise UnableToOpenSession(message)
        if not texts["return_url"].startswith(("http://", "https://")):
            message = "return_url must be an absolute address."
            raise UnableToOpenSession(message)
        number = _new_number("S")
        event = {"is": "session.opened", "at": self._stamp(), "session": number, "amount": str(amount), **texts}
        self._write(event)
        return self.sessions[number]

    def session(self, number: str) -> Session:
        """The visit with this number; raises `UnableToFind`."""
        try:
            return self.sessions[number]
        except KeyError:
            raise UnableToFind(number) from None

    def payment(self, reference: str) -> Payment:
        """The payment with this reference; raises `UnableToFind`."""
        try:
            return self.payments[reference]
        except KeyError:
            raise UnableToFind(reference) from None

    def decide(self, number: str, choice: Choice) -> Session:
        """Do what the payer pressed, once for each visit; pressing again changes nothing."""
        with self.lock:
            session = self.session(number)
            if session.state != "begun":
                return session
            if choice == "decline":
                declined = {"is": "session.answered", "session": number, "state": "declined"}
                self._write(
                    declined, self._message({"event": "payment.declined", "session": number, "bill": session.bill})
                )
                return self.sessions[number]
            amount = max(session.amount - 1, Decimal("0.01")) if choice == "pay_less" else session.amount
            events: list[Event] = [{"is": "session.answered", "session": number, "state": "paid"}]
            for _ in range(2 if choice == "pay_twice" else 1):
                payment = Payment(
                    reference=_new_number("P"), session=number, bill=session.bill, amount=amount, paid_at=self.now()
                )
                events.append({"is": "payment.received", **payment.as_json()})
                content = {"event": "payment.received", **payment.as_json()}
                delay = self.late if choice == "pay_late" else timedelta()
                events += [self._message(content, delay=delay) for _ in range(2 if choice == "tell_twice" else 1)]
            self._write(*events)
            return self.sessions[number]

    def due(self) -> list[Message]:
        """The messages whose time has come, oldest first."""
        with self.lock:
            at = self.now()
            return sorted((m for m in self.owed.values() if m.not_before <= at), key=lambda m: m.not_before)

    def delivered(self, number: str) -> None:
        """Note that the platform has taken a message."""
        self._write({"is": "message.delivered", "at": self._stamp(), "message": number})

    def remember(self, key_id: str, nonce: str, signed_at: datetime, *, lasting: bool) -> bool:
        """Remember a signed request; false when it was seen before. Only what changes something is written down."""
        with self.lock:
            oldest = self.now() - FORGET_NONCES_AFTER
            if (key_id, nonce) in self.nonces:
                return False
            for seen in [pair for pair, at in self.nonces.items() if at < oldest]:
                del self.nonces[seen]
            self.nonces[key_id, nonce] = signed_at
            if lasting:
                self.journal.append([{"is": "nonce.seen", "key": key_id, "nonce": nonce, "at": signed_at.isoformat()}])
            return True

    def _message(self, content: dict[str, str], *, delay: timedelta = timedelta()) -> Event:
        not_before = (self.now() + delay).isoformat()
        return {"is": "message.owed", "message": _new_number("M"), "not_before": not_before, "content": content}

    def _write(self, *events: Event) -> None:
        with self.lock:
            self.journal.append(events)
            for event in events:
                self._apply(event)

    def _stamp(self) -> str:
        return self.now().isoformat()

    def _apply(self, event: Event) -> None:
        match event["is"]:
            case "session.opened":
                self.sessions[event["session"]] = Session(
                    number=event["session"],
                    bill=event["bill"],
                    amount=Decimal(event["amount"]),
                    return_url=event["return_url"],
                    lang=event["lang"],
                    ar=event["ar"],
                    en=event["en"],
                )
            case "session.answered":
                session = self.sessions[event["session"]]
                self.sessions[session.number] = replace(session, state=event["state"])
            case "payment.received":
                self._apply_payment(event)
            case "message.owed":
                self.owed[event["message"]] = Message(
                    number=event["message"],
                    not_before=datetime.fromisoformat(event["not_before"]),
                    content=event["content"],
                )
            case "message.delivered":
                self.owed.pop(event["message"], None)
            case "nonce.seen":
                self.nonces[event["key"], event["nonce"]] = datetime.fromisoformat(event["at"])

    def _apply_payment(self, event: Event) -> None:
        session = self.sessions[event["session"]]
        self.sessions[session.number] = replace(session, payments=(*session.payments, event["reference"]))
        self.payments[event["reference"]] = Payment(
            reference=event["reference"],
            session=event["session"],
            bill=event["bill"],
            amount=Decimal(event["amount"]),
            paid_at=datetime.fromisoformat(event["paid_at"]),
        )


def _new_number(kind: str) -> str:
    return f"{kind}-{base64.b32encode(secrets.token_bytes(10)).decode()}"
