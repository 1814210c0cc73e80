"""Background work of casework: the clocks of cases, and drafts whose day has come."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from tayseer.casework import queries
from tayseer.casework.continuing import run_out
from tayseer.casework.models import DelegateDraft, Draft
from tayseer.site import clock

if TYPE_CHECKING:
    from datetime import date, datetime

logger = logging.getLogger("tayseer.casework")


def run_clocks(limit: int = 200) -> int:
    """Do what each step says of silence for the turns whose term has run out; returns how many were done."""
    at = clock.now()
    on = clock.today(at)
    done = sum(_run_out(turn, at=at, on=on) for turn in queries.overdue(at=at, limit=limit))
    for drafts in (Draft, DelegateDraft):
        drafts.objects.filter(id__in=drafts.objects.filter(forget_at__lte=at).values("id")[:limit]).delete()
    return done


def _run_out(turn: int, *, at: datetime, on: date) -> bool:
    # One case that cannot go on must not stop the clocks of all others; it stays overdue and is seen on the desk.
    try:
        return run_out(turn_id=turn, at=at, on=on)
    except Exception:
        logger.exception("the clock of turn %s could not run out", turn)
        return False
