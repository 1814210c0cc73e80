"""Takes what courts and prisons say: signed CloudEvents, fresh, never seen before, each from whoever may say it."""

import json
import logging
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tayseer.audit.contract import Actor
from tayseer.exchange import conf, signing
from tayseer.kit.text import Text
from tayseer.ledger.actions import remember_nonce
from tayseer.ledger.contract import UnableToUseAmount
from tayseer.relief import actions
from tayseer.relief.actions.listing import FACTS
from tayseer.site import clock

logger = logging.getLogger("tayseer.relief")

LARGEST_BODY = 16 * 1024

_TITLES = {
    "too-large": Text("الرسالة أكبر من المسموح", "The message is too large"),
    "not-signed": Text("لم يثبت توقيع الرسالة", "The message's signature is not proven"),
    "replayed": Text("سبق قبول هذه الرسالة", "This message was accepted before"),
    "not-understood": Text("لم نفهم الرسالة", "The message is not understood"),
    "not-yours": Text("لا تقول هذه الجهة ذلك", "That is not for this agency to say"),
    "refused": Text("لا يمكن ذلك الآن", "That cannot be done now"),
}


class Refused(Exception):
    """The message is answered with this status, kind of problem and detail."""

    def __init__(self, status: int, kind: str, detail: str) -> None:
        self.status, self.kind, self.detail = status, kind, detail
        super().__init__(detail)


@csrf_exempt
@require_POST
def messages(request: HttpRequest) -> HttpResponse:
    """Do what an agency's message says; the same message said anew changes nothing and is answered alike."""
    try:
        body = _body(request)
        agency = _sender(request, body)
        answer = _do(agency, body)
    except Refused as refused:
        logger.warning("a message of an agency was refused: %s: %s", refused.kind, refused.detail)
        return _problem(request, refused)
    return JsonResponse(answer)


def _body(request: HttpRequest) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LARGEST_BODY:
        raise Refused(413, "too-large", f"A message has at most {LARGEST_BODY} bytes.")
    return request.body


def _sender(request: HttpRequest, body: bytes) -> str:
    """Which agency signed the message; raises `Refused`."""
    parties: dict[str, str] = {}
    keys: dict[str, Any] = {}
    for agency in ("courts", "prisons"):
        try:
            found = signing.public_keys(data=conf.data(), party=conf.party_of(agency))
        except signing.UnableToFindKey:
            continue
        keys |= found
        parties |= dict.fromkeys(found, agency)
    signed = signing.Request(
        method=request.method or "", url=request.build_absolute_uri(), headers=dict(request.headers.items())
    )
    try:
        verified = signing.verify_request(
            request=signed,
            body=body,
            keys=keys,
            remember=lambda key_id, nonce, at: remember_nonce(key_id=key_id, nonce=nonce, signed_at=at),
        )
    except signing.UnableToVerify as reason:
        if reason.code == "replay":
            raise Refused(409, "replayed", str(reason)) from reason
        raise Refused(401, "not-signed", str(reason)) from reason
    return parties[verified.key_id]


def _do(agency: str, body: bytes) -> dict[str, str]:
    try:
        event: Any = json.loads(body)
        kind, data = str(event["type"]), event["data"]
        order = str(data["order"])
    except (ValueError, KeyError, TypeError) as reason:
        raise Refused(422, "not-understood", "A message is a CloudEvent whose data names an order.") from reason
    if kind not in _SAID:
        raise Refused(422, "not-understood", f"No event {kind[:60]!r} is known.")
    who, act = _SAID[kind]
    if agency != who:
        raise Refused(403, "not-yours", f"{kind} is said by {who} alone.")
    try:
        return act(Actor("agency", None, agency, agency=agency), order, data)
    except (KeyError, ValueError, InvalidOperation, UnableToUseAmount) as reason:
        raise Refused(422, "not-understood", f"The data of {kind} is not complete: {reason}") from reason
    except (actions.UnableToRelease, actions.UnableToWithdraw) as reason:
        raise Refused(422, "refused", str(reason)) from reason


def _received(actor: Actor, order: str, data: Mapping[str, Any]) -> dict[str, str]:
    code = actions.receive_case(
        actor=actor,
        at=clock.now(),
        order=order,
        court=actor.agency,
        prison=str(data["prison"]),
        amount=Decimal(str(data["amount"])),
        facts={name: data[name] for name in FACTS},
    )
    return {"case": code}


def _withdrawn(actor: Actor, order: str, data: Mapping[str, Any]) -> dict[str, str]:
    actions.withdraw_case(actor=actor, at=clock.now(), order=order)
    return {"state": "withdrawn"}


def _released(actor: Actor, order: str, data: Mapping[str, Any]) -> dict[str, str]:
    return {"case": actions.confirm_release(actor=actor, at=clock.now(), order=order), "state": "closed"}


_SAID: dict[str, tuple[str, Callable[[Actor, str, Mapping[str, Any]], dict[str, str]]]] = {
    "relief.order.received": ("courts", _received),
    "relief.order.withdrawn": ("courts", _withdrawn),
    "relief.person.released": ("prisons", _released),
}


def _problem(request: HttpRequest, refused: Refused) -> JsonResponse:
    title = _TITLES[refused.kind]
    content = {
        "type": f"urn:tayseer:problem:{refused.kind}",
        "title": title.en,
        "title_ar": title.ar,
        "title_en": title.en,
        "status": refused.status,
        "detail": refused.detail,
        "instance": getattr(request, "id", ""),
    }
    return JsonResponse(
        content,
        status=refused.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
