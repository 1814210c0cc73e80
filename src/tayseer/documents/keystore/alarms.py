"""Writes into the audit that a key refused to sign, outside the transaction that is about to fail because of it."""

import logging
import threading
import time

from django.db import Error, connection, transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM
from tayseer.site import clock

logger = logging.getLogger("tayseer.security")
_EVERY_SECONDS = 60.0
_lock = threading.Lock()
_last: dict[str, float] = {}


def raise_alarm(kid: str, problem: str) -> None:
    """Record the refusal, at most once a minute for each key: whoever floods a key must not flood the audit."""
    now = time.monotonic()
    with _lock:
        if now - _last.get(kid, -_EVERY_SECONDS) < _EVERY_SECONDS:
            return
        _last[kid] = now
    # A thread has a connection of its own, so the row stays when the caller's transaction is rolled back.
    threading.Thread(target=_write, args=(kid,), name="key-alarm", daemon=True).start()


def _write(kid: str) -> None:
    try:
        with transaction.atomic():
            record(actor=SYSTEM, action="key.refused", at=clock.now(), object=kid, result="refused")
    except Error:
        logger.exception("the refusal of the key %s could not be written into the audit", kid)
    finally:
        connection.close()
