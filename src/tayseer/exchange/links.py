"""How the link with each agency stands: a circuit breaker that all processes share, and what the status page tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection

from tayseer.exchange.sources import AGENCIES

if TYPE_CHECKING:
    from tayseer.exchange.sources import Agency

#: So many failures one after another, and the agency is left in peace for a while; then one question tries again.
FAILURES_THAT_OPEN = 5
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=5)
#: A good answer is noted no more often than that, so that many questions do not all write one row.
NOTED_EVERY = timedelta(seconds=10)

_READ = "SELECT agency, failures, paused_until, answered_at, failed_at, problem FROM exchange_link"
_ANSWERED = """
INSERT INTO exchange_link AS l (agency, failures, paused_until, answered_at, problem)
VALUES (%s::text, 0, NULL, %s::timestamptz, '')
ON CONFLICT (agency) DO UPDATE SET failures = 0, paused_until = NULL, answered_at = excluded.answered_at, problem = ''
 WHERE l.failures > 0 OR l.answered_at IS NULL OR l.answered_at < excluded.answered_at - %s::interval
"""
_FAILED = """
INSERT INTO exchange_link AS l (agency, failures, paused_until, failed_at, problem)
VALUES (%s::text, 1, NULL, %s::timestamptz, %s::text)
ON CONFLICT (agency) DO UPDATE SET
    failures = l.failures + 1, failed_at = excluded.failed_at, problem = excluded.problem,
    paused_until = CASE WHEN l.failures + 1 >= %s::int
        THEN excluded.failed_at + least(%s::interval, %s::interval * 2 ^ least(l.failures + 1 - %s::int, 10)) END
"""


@dataclass(frozen=True)
class Link:
    """The link with an agency. Moments are UTC; ``problem`` is a stable word, empty once a question is answered."""

    agency: Agency
    failures: int = 0
    paused_until: datetime | None = None
    answered_at: datetime | None = None
    failed_at: datetime | None = None
    problem: str = ""

    @property
    def works(self) -> bool:
        """Whether the last question was answered."""
        return self.failures == 0

    def may_be_asked(self, at: datetime) -> bool:
        """Whether a question may be sent: the agency is not being left in peace."""
        return self.paused_until is None or self.paused_until <= at


def links() -> list[Link]:
    """Return every agency's link in the order of the sources; one never asked counts as working."""
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        known = {row[0]: row[1:] for row in cursor.fetchall()}
    return [Link(agency, *known.get(agency.code, ())) for agency in AGENCIES]


def link_of(agency: Agency) -> Link:
    """Return the link with one agency."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_READ} WHERE agency = %s", [agency.code])
        row = cursor.fetchone()
    return Link(agency, *(row[1:] if row else ()))


def note_answer(agency: Agency, *, at: datetime) -> None:
    """Note that the agency answered; the next failures are counted anew."""
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERED, [agency.code, at, NOTED_EVERY])


def note_failure(agency: Agency, *, problem: str, at: datetime) -> None:
    """Note that it did not, and why (``silent``, ``refused``, ``broken``, ``forged``); then it is left in peace."""
    with connection.cursor() as cursor:
        cursor.execute(
            _FAILED,
            [agency.code, at, problem, FAILURES_THAT_OPEN, LONGEST_PAUSE, FIRST_PAUSE, FAILURES_THAT_OPEN],
        )
