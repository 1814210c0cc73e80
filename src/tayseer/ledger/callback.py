"""Takes the bank's messages: signed, fresh, never seen before, and confirmed by asking the bank itself."""

import json
import logging
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tayseer.exchange import signing
from tayseer.exchange.messages import TITLES, Refused, body_of, problem, signer_of
from tayseer.kit.text import Text
from tayseer.ledger import actions
from tayseer.ledger.provider import UnableToFindAtProvider, UnableToReachProvider, provider
from tayseer.ledger.settling import BANK, settle_payment
from tayseer.site import clock

logger = logging.getLogger("tayseer.ledger")

_TITLES = {
    **TITLES,
    "contradicted": Text("الرسالة تخالف ما في سجلات المصرف", "The message contradicts the bank's own books"),
    "not-confirmed": Text("تعذّر التأكد من المصرف", "The bank could not confirm it"),
}


@csrf_exempt
@require_POST
def callback(request: HttpRequest) -> HttpResponse:
    """Book what the bank says it received; the bank repeats a message until the answer is 200."""
    try:
        answer = _take(request)
    except Refused as refused:
        logger.warning("a message to the payment callback was refused: %s: %s", refused.kind, refused.detail)
        return problem(request, refused, titles=_TITLES)
    return JsonResponse(answer)


def _take(request: HttpRequest) -> dict[str, str]:
    body = body_of(request)
    _verify(request, body)
    message = _read(body)
    if message["event"] == "payment.declined":
        actions.record_decline(actor=BANK, at=clock.now(), provider_session=message["session"])
        return {"outcome": "noted"}
    if message["event"] != "payment.received":
        raise Refused(422, "not-understood", f"No event {message['event'][:60]!r} is known.")
    return _book(message)


def _verify(request: HttpRequest, body: bytes) -> None:
    try:
        keys = signing.public_keys(data=Path(settings.TAYSEER_DATA), party=signing.PAYMENT_PROVIDER)
    except signing.UnableToFindKey as reason:
        raise Refused(401, "not-signed", "The bank's public key is not here yet.") from reason
    signer_of(request, body=body, keys=keys, remember=actions.remember_nonce)


def _read(body: bytes) -> dict[str, str]:
    try:
        message: Any = json.loads(body)
    except ValueError as reason:
        raise Refused(422, "not-understood", "The body is not JSON.") from reason
    needed = {"event", "session"}
    if not isinstance(message, dict) or not needed <= message.keys():
        raise Refused(422, "not-understood", "A message is an object with event and session.")
    return {str(key): str(value) for key, value in message.items()}


def _book(message: dict[str, str]) -> dict[str, str]:
    try:
        confirmed = provider().payment(message.get("reference", ""))
    except UnableToFindAtProvider as reason:
        raise Refused(422, "contradicted", str(reason)) from reason
    except UnableToReachProvider as reason:
        raise Refused(503, "not-confirmed", str(reason)) from reason
    if (confirmed.bill, confirmed.amount, confirmed.currency) != (
        message.get("bill"),
        _amount(message.get("amount", "")),
        message.get("currency"),
    ):
        raise Refused(422, "contradicted", "Bill, amount or currency differ from what the bank answers when asked.")
    try:
        result = settle_payment(confirmed, at=clock.now())
    except actions.UnableToRecordPayment as reason:
        raise Refused(422, "contradicted", str(reason)) from reason
    return {"outcome": result.outcome, "why": result.why, "repeated": "yes" if result.repeated else "no"}


def _amount(written: str) -> Decimal | None:
    try:
        return Decimal(written)
    except InvalidOperation:
        return None
