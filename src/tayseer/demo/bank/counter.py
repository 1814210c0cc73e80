"""What the bank remembers: sign-ins on their way, people who are signed in, and what ended. In memory, and bounded.

Nothing is written down: a bank that starts anew knows nobody, and people sign in again.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeVar

from tayseer.demo.bank.relying import Begun, Learnt, Notice

#: A person has a quarter of an hour to sign in and to read what is asked, as at the platform.
ON_THEIR_WAY = timedelta(minutes=15)
STAY = timedelta(hours=12)
#: Logout tokens live two minutes; their numbers are remembered for longer.
REMEMBER_NOTICES = timedelta(minutes=10)
MOST = 10_000

Ended = Literal["", "signed_out", "consent_revoked"]
Kept = TypeVar("Kept")


@dataclass(slots=True)
class Visit:
    """A person who is signed in, or was: when that ended, `learnt` holds nothing any more of a consent taken back."""

    began_at: datetime
    subject: str
    sid: str
    learnt: Learnt | None
    ended: Ended = ""
    ended_at: datetime | None = None


class Counter:
    """Everything that is remembered, by secrets that only the browsers hold."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """In: the clock."""
        self._now = now
        self._lock = threading.Lock()
        self._begun: OrderedDict[tuple[str, str], tuple[datetime, Begun]] = OrderedDict()
        self._visits: OrderedDict[str, Visit] = OrderedDict()
        self._notices: OrderedDict[str, datetime] = OrderedDict()
        #: Notices may come while the answer is still being exchanged, so what they ended is remembered for a while.
        self._gone: OrderedDict[str, tuple[datetime, Ended]] = OrderedDict()

    def begin(self, browser: str, begun: Begun) -> None:
        """Remember a sign-in that this browser has begun."""
        with self._lock:
            self._trim(self._begun)
            self._begun[browser, begun.state] = (self._now() + ON_THEIR_WAY, begun)

    def take(self, browser: str, state: str) -> Begun | None:
        """The sign-in with this state that this browser began, once; None for any other browser or a second time."""
        with self._lock:
            until, begun = self._begun.pop((browser, state), (self._now(), None))
            return begun if until > self._now() else None

    def arrive(self, learnt: Learnt) -> str:
        """Remember a person who signed in; return the new secret for the browser's cookie (never one it had before)."""
        browser, at = secrets.token_urlsafe(32), self._now()
        with self._lock:
            self._trim(self._visits)
            visit = Visit(at, learnt.subject, learnt.sid, learnt)
            self._visits[browser] = visit
            known = self._gone.get(learnt.sid)
            if known is not None:
                _end(visit, known[1], known[0])
        return browser

    def visit(self, browser: str) -> Visit | None:
        """Who is, or was, signed in with this browser."""
        with self._lock:
            found = self._visits.get(browser)
            return found if found is not None and self._now() - found.began_at < STAY else None

    def leave(self, browser: str) -> Learnt | None:
        """Forget who was signed in with this browser, and give what was known of them."""
        with self._lock:
            visit = self._visits.pop(browser, None)
            return visit.learnt if visit is not None and not visit.ended else None

    def hear(self, notice: Notice) -> int:
        """End what a notice says has ended, and give how many visits that were; a notice that came before ends none.

        With the consent goes what was learnt under it: no law makes this bank keep it.
        """
        at = self._now()
        why: Ended = "consent_revoked" if notice.is_consent_revoked else "signed_out"
        with self._lock:
            for jti in [jti for jti, until in self._notices.items() if until < at]:
                del self._notices[jti]
            if notice.jti in self._notices:
                return 0
            self._trim(self._notices)
            self._notices[notice.jti] = at + REMEMBER_NOTICES
            if notice.sid:
                self._trim(self._gone)
                self._gone[notice.sid] = (at, why)
            ended = 0
            for visit in self._visits.values():
                of_it = visit.sid == notice.sid if notice.sid else visit.subject == notice.subject
                # A consent may be taken back after a sign-out; the data goes then as well.
                if of_it and visit.ended != "consent_revoked" and (not visit.ended or notice.is_consent_revoked):
                    _end(visit, why, at)
                    ended += 1
            return ended

    def _trim(self, kept: "OrderedDict[str, Kept] | OrderedDict[tuple[str, str], Kept]") -> None:
        """Make room for one more: the oldest goes, so that nobody fills the bank's memory."""
        while len(kept) >= MOST:
            kept.popitem(last=False)


def _end(visit: Visit, why: Ended, at: datetime) -> None:
    visit.ended, visit.ended_at = why, at
    # The number too: it was given so that the bank knows the person again, and that is over.
    visit.learnt = None
    if why == "consent_revoked":
        visit.subject = ""
