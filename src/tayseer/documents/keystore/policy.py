"""The policy of keys: what each may sign, and how often; what goes beyond it is refused and raises an alarm."""

import logging
import threading
import time
from collections.abc import Callable

from tayseer.documents.keystore.contract import TYPED, KeyInfo

logger = logging.getLogger("tayseer.security")
_MINUTE = 60.0


class Policy:
    """Judges each request for a signature. The rate is counted in this process, by `seconds`, a clock that only rises.

    `alarm` is told the key id and the reason of each refusal, besides the log.
    """

    def __init__(
        self, *, alarm: Callable[[str, str], None] | None = None, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._alarm = alarm
        self._seconds = seconds
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def problem(self, info: KeyInfo, *, purpose: str, document_type: str, agency: str) -> str:
        """Return why the key must not sign this; empty when it may. A refusal has raised its alarm already."""
        problem = _misuse(info, purpose, document_type, agency)
        if not problem and not self._within_rate(info):
            problem = f"the key {info.kid} has signed {info.per_minute} times within a minute, which is its limit"
        if problem:
            logger.error("signature refused: %s", problem)
            if self._alarm:
                self._alarm(info.kid, problem)
        return problem

    def _within_rate(self, info: KeyInfo) -> bool:
        now = self._seconds()
        with self._lock:
            left, then = self._left.get(info.kid, (float(info.per_minute), now))
            left = min(float(info.per_minute), left + (now - then) * info.per_minute / _MINUTE)
            allowed = left >= 1
            self._left[info.kid] = (left - 1 if allowed else left, now)
        return allowed


def _misuse(info: KeyInfo, purpose: str, document_type: str, agency: str) -> str:
    if info.purpose != purpose:
        return f"the key {info.kid} is for {info.purpose}, not for {purpose}"
    if purpose in TYPED and document_type not in info.types:
        return f"the key {info.kid} may not sign {document_type or 'a document without a type'}"
    if agency and agency != info.agency:
        return f"the key {info.kid} belongs to {info.agency or 'the platform'}, not to {agency}"
    if info.state != "active":
        return f"the key {info.kid} is {info.state}"
    return ""
