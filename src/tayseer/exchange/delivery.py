"""Delivers events to one subscriber: batches in order, signed, until each was answered under the subscriber's own seal.

An event that is never taken must not hold up the others for ever, and a subscriber that is down must not have its
events set aside one by one. So after some tries of one event alone an empty batch is sent: whoever takes that is there,
and it is the event that is wrong.
"""

from __future__ import annotations

import random
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx

from tayseer.exchange import conf, outbox, signing, subscriptions, xroad
from tayseer.exchange.events import CONTENT_TYPE
from tayseer.exchange.xroad import Asked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tayseer.exchange.outbox import Batch
    from tayseer.exchange.subscriptions import Claim

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=5)
LARGEST_ANSWER = 64 * 1024
#: Answers that say that this batch is wrong, rather than that nobody can take one just now.
WRONG = frozenset({400, 413, 415, 422})


class UnableToDeliver(Exception):
    """The batch was not taken, or its answer cannot be believed; ``is_wrong`` says that the batch was refused."""

    def __init__(self, message: str, *, is_wrong: bool = False) -> None:
        super().__init__(message)
        self.is_wrong = is_wrong


def step(held: Claim, *, send: Callable[[Claim, Sequence[bytes]], None], now: Callable[[], datetime]) -> Claim | None:
    """Deliver the next batch; returns the claim as it goes on, or ``None`` once there is nothing to do at present.

    In: a claim; what sends (``post``, or a stand-in); the clock, UTC. Raises ``LostLease`` when another worker took
    over meanwhile. A crash anywhere in between sends the batch once more, from the same place.
    """
    batch = outbox.next_batch(
        subscription_id=held.id,
        position=held.position,
        size=held.size,
        patterns=held.patterns,
        key=held.key,
        fields=held.fields,
    )
    if batch is None:
        subscriptions.release(held)
        return None
    if batch.events:
        try:
            send(held, batch.written)
        except UnableToDeliver as reason:
            return _not_taken(held, batch, reason, send=send, now=now)
    return subscriptions.note_delivered(held, batch, at=now())


def post(client: httpx.Client, held: Claim, written: Sequence[bytes]) -> None:
    """Send a batch (``application/cloudevents-batch+json``) and see that its answer is the subscriber's own.

    The request is signed (RFC 9421) over method, target, digest and type of the body, key of idempotency and the
    headers of the exchange; the answer over status, digest and the request's signature, so that no earlier one can
    stand in for it. Raises ``UnableToDeliver``; never waits much longer than the time an answer may take.
    """
    url = held.address if "://" in held.address else conf.agencies_url() + held.address
    if "://" not in url:
        message = "No agencies are linked (TAYSEER_AGENCIES_URL), so a path of the exchange leads nowhere."
        raise UnableToDeliver(message)
    body = b"[" + b",".join(written) + b"]"
    message_id = str(uuid4())
    headers = signing.sign_request(
        signer=conf.signer(),
        method="POST",
        url=url,
        body=body,
        content_type=CONTENT_TYPE,
        idempotency_key=message_id,
        headers=xroad.headers_of(Asked(conf.client(), message_id, "tayseer")),
        covers=xroad.COVERED,
    )
    try:
        status, content, answered = _sent(client, url=url, body=body, headers=headers)
        if status >= 300:  # noqa: PLR2004 - a redirect is no answer either
            message = f"The subscriber answered {status}."
            raise UnableToDeliver(message, is_wrong=status in WRONG)
        signing.verify_response(
            response=signing.Response(
                status_code=status,
                headers=answered,
                request=signing.Request(method="POST", url=url, headers=headers),
            ),
            body=content,
            keys=signing.public_keys(data=conf.data(), party=conf.party_of(held.code)),
        )
    except (httpx.HTTPError, httpx.InvalidURL) as reason:
        message = f"The subscriber does not answer: {type(reason).__name__}."
        raise UnableToDeliver(message) from reason
    except (signing.UnableToVerify, signing.UnableToFindKey) as reason:
        message = f"The answer is not believed: {reason}"
        raise UnableToDeliver(message) from reason


def new_client() -> httpx.Client:
    """Return a client that keeps its connections from one batch to the next."""
    return httpx.Client(timeout=conf.event_timeout_seconds(), trust_env=False, follow_redirects=False)


def pause_after(failures: int) -> timedelta:
    """Return how long a subscriber is left in peace: twice as long each time, and never as long as its neighbour."""
    longest = min(FIRST_PAUSE * 2 ** min(failures, 20), LONGEST_PAUSE)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - to spread, not to hide


def _sent(client: httpx.Client, *, url: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
    end = time.monotonic() + conf.event_timeout_seconds()
    content = b""
    with client.stream("POST", url, content=body, headers=headers) as got:
        for part in got.iter_raw():
            content += part
            if len(content) > LARGEST_ANSWER or time.monotonic() > end:
                message = "The subscriber's answer is too long, or takes too long."
                raise UnableToDeliver(message)
        return got.status_code, content, dict(got.headers)


def _not_taken(
    held: Claim,
    batch: Batch,
    reason: UnableToDeliver,
    *,
    send: Callable[[Claim, Sequence[bytes]], None],
    now: Callable[[], datetime],
) -> Claim | None:
    is_alone = len(batch.events) == 1
    tries = held.tries + 1 if is_alone else 0
    if is_alone and tries >= conf.event_tries() and _is_there(held, send):
        return subscriptions.set_aside(held, batch, problem=str(reason), at=now())
    # A batch that was refused is sent one by one, at once, until the event that is wrong stands alone.
    pause = timedelta() if reason.is_wrong and not is_alone else pause_after(held.failures)
    return subscriptions.note_failed(held, problem=str(reason), tries=tries, at=now(), pause=pause)


def _is_there(held: Claim, send: Callable[[Claim, Sequence[bytes]], None]) -> bool:
    try:
        send(held, ())
    except UnableToDeliver:
        return False
    return True
