"""Background work of casework: the clocks of cases, and drafts whose day has come."""

from __future__ import annotations

from tayseer.casework import queries
from tayseer.casework.actions import run_out
from tayseer.casework.models import Draft
from tayseer.site import clock


def run_clocks(limit: int = 200) -> int:
    """Do what each step says of silence for the turns whose term has run out; returns how many were done."""
    at = clock.now()
    on = clock.today(at)
    done = sum(run_out(turn_id=turn, at=at, on=on) for turn in queries.overdue(at=at, limit=limit))
    Draft.objects.filter(id__in=Draft.objects.filter(forget_at__lte=at).values("id")[:limit]).delete()
    return done
