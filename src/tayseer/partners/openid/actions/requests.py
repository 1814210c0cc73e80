"""Writes of pushed requests: keep one, bind it to the browser that opens it, use it up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tayseer.identity.ids import new_public_id, new_token, token_digest
from tayseer.partners.openid import conf
from tayseer.partners.openid.contract import ClientRecord, PushedRecord
from tayseer.partners.openid.models import PushedRequest


def keep_pushed(*, client: ClientRecord, asked: Mapping[str, str], jkt: str, at: datetime) -> str:
    """Keep a request that was found good; return the secret part of its `request_uri`.

    It leaves no row in the audit: nothing of a person is in it, and it is gone within a quarter of an hour.
    """
    secret = new_token()
    PushedRequest.objects.create(
        secret=token_digest(secret), public_id=new_public_id(), client_id=client.id, asked=dict(asked), jkt=jkt,
        created_at=at, expires_at=at + conf.PUSHED_LIFE, ends_at=at + conf.ANSWER_WITHIN,
    )  # fmt: skip
    return secret


def open_pushed(*, pushed: PushedRecord, browser: bytes, at: datetime) -> bool:
    """Bind a request to the browser that opens it; False when it is too old, used up, or another browser's.

    The same browser may open it again, after a reload before signing in, say.
    """
    rows = PushedRequest.objects.filter(
        public_id=pushed.public_id, used_at=None, expires_at__gt=at, browser__in=[b"", browser]
    )
    return bool(rows.update(browser=browser))


def mark_stepped(*, pushed: PushedRecord) -> None:
    """Note that the person was led once to a stronger sign-in for this request."""
    PushedRequest.objects.filter(public_id=pushed.public_id).update(stepped=True)


def use_pushed(*, pushed: PushedRecord, at: datetime) -> bool:
    """Use a request up with its answer; False when it was answered a moment ago, in another tab say."""
    return bool(PushedRequest.objects.filter(public_id=pushed.public_id, used_at=None).update(used_at=at))
