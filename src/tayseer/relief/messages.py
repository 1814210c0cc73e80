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
from tayseer.exchange.messages import TITLES, Refused, body_of, problem, signer_of
from tayseer.kit.text import Text
from tayseer.ledger.actions import remember_nonce
from tayseer.ledger.contract import UnableToUseAmount
from tayseer.relief import actions
from tayseer.relief.actions.listing import FACTS
from tayseer.site import clock

logger = logging.getLogger("tayseer.relief")

_TITLES = {
    **TITLES,
    "not-yours": Text("لا تقول هذه الجهة ذلك", "That is not for this agency to say"),
    "refused": Text("لا يمكن ذلك الآن", "That cannot be done now"),
}


@csrf_exempt
@require_POST
def messages(request: HttpRequest) -> HttpResponse:
    """Do what an agency's message says; the same message said anew changes nothing and is answered alike."""
    try:
        body = body_of(request)
        agency = _sender(request, body)
        answer = _do(agency, body)
    except Refused as refused:
        logger.warning("a message of an agency was refused: %s: %s", refused.kind, refused.detail)
        return problem(request, refused, titles=_TITLES)
    return JsonResponse(answer)


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
    return parties[signer_of(request, body=body, keys=keys, remember=remember_nonce)]


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
