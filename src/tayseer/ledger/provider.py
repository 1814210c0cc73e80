"""Speaks to the payment provider: begins a visit to its page, and asks it what it really received."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings

from tayseer.exchange import signing
from tayseer.ledger.contract import Bill

TIMEOUT_SECONDS = 5.0
NUMBER = re.compile(r"[A-Za-z0-9-]{1,80}")


class UnableToReachProvider(RuntimeError):
    """The provider did not answer, or its answer is not to be believed; money has not moved. Try again."""


class UnableToFindAtProvider(LookupError):
    """The provider says it knows no such payment or visit."""


@dataclass(frozen=True, kw_only=True)
class CardVisit:
    """A visit to the bank's page: its number there and the address to send the payer to."""

    session: str
    pay_url: str


@dataclass(frozen=True, kw_only=True)
class BankPayment:
    """Money the bank says it received: its reference, for which bill, how much and when (UTC)."""

    reference: str
    session: str
    bill: str
    amount: Decimal
    currency: str
    paid_at: datetime


@dataclass(frozen=True, kw_only=True)
class SessionAnswer:
    """How a visit stands at the bank: `begun`, `paid` or `declined`, and every payment made in it."""

    session: str
    state: str
    payments: tuple[BankPayment, ...]


@dataclass(frozen=True, kw_only=True)
class Provider:
    """The payment provider at an address; both sides sign, and keys are found below the data folder."""

    url: str
    data: Path

    def begin(self, *, bill: Bill, return_url: str, lang: str) -> CardVisit:
        """Begin a visit to the bank's page for an open bill; raises `UnableToReachProvider`."""
        answer = self._ask(
            "POST",
            "/sessions",
            {
                "bill": bill.public_id,
                "amount": str(bill.amount),
                "currency": "SAR",
                "return_url": return_url,
                "lang": lang,
                "ar": "، ".join(line.ar for line in bill.lines),
                "en": ", ".join(line.en for line in bill.lines),
            },
        )
        return CardVisit(session=str(answer["session"]), pay_url=str(answer["pay_url"]))

    def payment(self, reference: str) -> BankPayment:
        """What the bank holds under a payment's reference; raises `UnableToFindAtProvider` when it holds nothing."""
        return _as_payment(self._ask("GET", f"/payments/{_segment(reference)}"))

    def session(self, number: str) -> SessionAnswer:
        """How a visit stands at the bank; raises `UnableToFindAtProvider` when it knows no such visit."""
        answer = self._ask("GET", f"/sessions/{_segment(number)}")
        return SessionAnswer(
            session=number,
            state=str(answer["state"]),
            payments=tuple(_as_payment(payment) for payment in answer["payments"]),
        )

    def _ask(self, method: str, path: str, content: dict[str, str] | None = None) -> dict[str, Any]:
        body = b"" if content is None else json.dumps(content, ensure_ascii=False).encode()
        url = self.url + path
        headers = signing.sign_request(
            signer=signing.own_signer(data=self.data, party=signing.PLATFORM), method=method, url=url, body=body
        )
        try:
            # Proxies of the environment are for the wide world; the provider's address is given exactly.
            with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
                answer = client.request(method, url, content=body, headers=headers)
            signing.verify_response(
                response=signing.Response(
                    status_code=answer.status_code,
                    headers=dict(answer.headers),
                    request=signing.Request(method=method, url=url, headers=headers),
                ),
                body=answer.content,
                keys=signing.public_keys(data=self.data, party=signing.PAYMENT_PROVIDER),
            )
            found = json.loads(answer.content)
        except (httpx.HTTPError, signing.UnableToVerify, signing.UnableToFindKey, ValueError) as reason:
            message = f"The payment provider at {self.url} gave no answer to believe ({reason}). Try again."
            raise UnableToReachProvider(message) from reason
        if answer.status_code == httpx.codes.NOT_FOUND:
            message = f"The payment provider knows nothing at {path}."
            raise UnableToFindAtProvider(message)
        if not answer.is_success or not isinstance(found, dict):
            message = f"The payment provider refused {method} {path} with {answer.status_code}: {found}."
            raise UnableToReachProvider(message)
        return found


def provider() -> Provider:
    """The provider that the settings name."""
    return Provider(url=settings.TAYSEER_PAYMENT_PROVIDER_URL, data=Path(settings.TAYSEER_DATA))


def _segment(number: str) -> str:
    """A number as one segment of an address; anything that would reach elsewhere is refused."""
    if not NUMBER.fullmatch(number):
        message = f"{number[:80]!r} is no number of the payment provider."
        raise UnableToFindAtProvider(message)
    return number


def _as_payment(found: dict[str, Any]) -> BankPayment:
    try:
        return BankPayment(
            reference=str(found["reference"]),
            session=str(found["session"]),
            bill=str(found["bill"]),
            amount=Decimal(str(found["amount"])),
            currency=str(found["currency"]),
            paid_at=datetime.fromisoformat(str(found["paid_at"])),
        )
    except (KeyError, ValueError, InvalidOperation) as reason:
        message = f"The payment provider describes a payment without {reason}."
        raise UnableToReachProvider(message) from reason
