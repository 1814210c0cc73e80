"""Sends what courts and prisons must hear: CloudEvents in JSON, signed, at least once, until each has answered."""

import json
from datetime import datetime, timedelta
from uuid import UUID

import httpx
from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM
from tayseer.exchange import conf, signing, xroad
from tayseer.exchange.xroad import Asked, Member
from tayseer.relief import models

#: Agencies of the programme in the exchange: their member code and subsystem.
MEMBERS = {"courts": ("2007", "enforcement"), "prisons": ("2008", "release")}
SOURCE = "/relief"
CONTENT_TYPE = "application/cloudevents+json"
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=6)


class UnableToSend(RuntimeError):
    """The agency gave no answer that can be believed; the message waits and is sent again."""


def event_of(row: models.Outgoing) -> dict[str, object]:
    """The message as a CloudEvent (1.0): its subject is the opaque code of the case, and nobody is named."""
    return {
        "specversion": "1.0",
        "id": str(row.message_id),
        "source": SOURCE,
        "type": row.kind,
        "subject": row.case.public_id,
        "time": row.at.isoformat(),
        "datacontenttype": "application/json",
        "data": row.data,
    }


def send_due(*, at: datetime, limit: int = 50) -> int:
    """Send the messages whose time has come and give how many were taken; without linked agencies they all wait.

    Each is claimed before it is sent, by moving its next time on, so that two workers do not send one at once.
    """
    if not conf.agencies_url():
        return 0
    return sum(_send_claimed(row, at=at) for row in _claim(at=at, limit=limit))


def _claim(*, at: datetime, limit: int) -> list[models.Outgoing]:
    with transaction.atomic():
        due = models.Outgoing.objects.select_for_update(skip_locked=True, of=("self",)).select_related("case")
        rows = list(due.filter(sent_at__isnull=True, due_at__lte=at).order_by("due_at")[:limit])
        for row in rows:
            row.due_at = at + min(FIRST_PAUSE * 2 ** min(row.attempts, 20), LONGEST_PAUSE)
            row.attempts += 1
            row.save(update_fields=["due_at", "attempts"])
    return rows


def _send_claimed(row: models.Outgoing, *, at: datetime) -> int:
    try:
        _post(row)
    except UnableToSend as reason:
        models.Outgoing.objects.filter(pk=row.pk).update(problem=str(reason)[:300])
        return 0
    with transaction.atomic():
        models.Outgoing.objects.filter(pk=row.pk).update(sent_at=at, problem="")
        record(actor=SYSTEM, action="relief.message.sent", at=at, object=f"relief:{row.case.public_id}")
    return 1


def _post(row: models.Outgoing) -> None:
    if row.agency not in MEMBERS:
        message = f"No member of the exchange is known as {row.agency}. Add it to the programme's agencies."
        raise UnableToSend(message)
    own, (code, subsystem) = conf.client(), MEMBERS[row.agency]
    url = conf.agencies_url() + xroad.path_of(Member(own.instance, "GOV", code, subsystem), "events")
    body = json.dumps(event_of(row), ensure_ascii=False).encode()
    headers = signing.sign_request(
        signer=conf.signer(),
        method="POST",
        url=url,
        body=body,
        content_type=CONTENT_TYPE,
        idempotency_key=str(row.message_id),
        headers=xroad.headers_of(Asked(own, str(UUID(str(row.message_id))), "tayseer", row.case.public_id)),
        covers=xroad.COVERED,
    )
    try:
        with httpx.Client(timeout=conf.timeout_seconds(), trust_env=False, follow_redirects=False) as client:
            got = client.post(url, content=body, headers=headers)
        signing.verify_response(
            response=signing.Response(
                status_code=got.status_code,
                headers=dict(got.headers),
                request=signing.Request(method="POST", url=url, headers=headers),
            ),
            body=got.content,
            keys=signing.public_keys(data=conf.data(), party=conf.party_of(row.agency)),
        )
    except (httpx.HTTPError, signing.UnableToVerify, signing.UnableToFindKey) as reason:
        message = f"{row.agency} gave no answer to believe: {type(reason).__name__}: {reason}"
        raise UnableToSend(message) from reason
    if not got.is_success:
        message = f"{row.agency} answered {got.status_code}."
        raise UnableToSend(message)
