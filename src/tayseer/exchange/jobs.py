"""What the worker does for events: gives them their places, carries them to subscribers, forgets the old ones.

Every subscriber has a thread of its own while something waits for it, so that one who is slow or down holds up nobody.
A thread keeps no connection to the database while it waits for an answer.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.db import connection

from tayseer.exchange import conf, delivery, outbox, subscriptions
from tayseer.exchange.subscriptions import Claim, LostLease
from tayseer.site import clock

logger = logging.getLogger("tayseer.events")

#: How long one thread goes on before others are looked at, and before the worker can stop.
RUN_SECONDS = 3.0

_threads = ThreadPoolExecutor(subscriptions.MOST_SUBSCRIPTIONS, thread_name_prefix="events")
_carried: set[int] = set()
_lock = threading.Lock()


def deliver_pending(limit: int = 200) -> int:
    """Give places to events that have none and see that every subscriber's are carried; returns how many got a place.

    Waits for no subscriber.
    """
    placed = outbox.sequence()
    for subscription_id in subscriptions.due(at=clock.now()):
        with _lock:
            if subscription_id in _carried:
                continue
            _carried.add(subscription_id)
        _threads.submit(_carry_alone, subscription_id)
    return limit if placed == outbox.MOST_AT_ONCE else 0


def forget_old_events(limit: int = 200) -> int:
    """Delete events that are older than they are kept, at most ``limit``; returns how many."""
    return outbox.forget(at=clock.now(), days=conf.event_days(), most=limit)


def carry(subscription_id: int, *, seconds: float = RUN_SECONDS) -> int:
    """Carry a subscriber's events, batch by batch, for so many seconds at most; returns how many batches it dealt with.

    Nothing happens while another worker carries them, or while the subscriber is left in peace.
    """
    end, done = time.monotonic() + seconds, 0
    held = subscriptions.claim(subscription_id, at=clock.now())
    if held is None:
        return 0
    with delivery.new_client() as client:
        send = partial(_post_without_database, client)
        try:
            while held is not None and time.monotonic() < end:
                held = delivery.step(held, send=send, now=clock.now)
                done += 1
            if held is not None:
                subscriptions.release(held)
        except LostLease:
            pass
    return done


def _post_without_database(client: delivery.httpx.Client, held: Claim, written: Sequence[bytes]) -> None:
    connection.close()
    delivery.post(client, held, written)


def _carry_alone(subscription_id: int) -> None:
    try:
        carry(subscription_id)
    except Exception:
        logger.exception("Events were not carried; the lease runs out and they are sent again")
    finally:
        connection.close()
        with _lock:
            _carried.discard(subscription_id)
