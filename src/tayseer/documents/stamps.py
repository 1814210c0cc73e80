"""Time stamps of an authority that is trusted for nothing else (RFC 3161): asked for over HTTP, and their anchor."""

from __future__ import annotations

import time
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import httpx
from asn1crypto import pem, tsp, x509
from django.conf import settings
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError

if TYPE_CHECKING:
    from pathlib import Path

TIMEOUT_SECONDS = 5.0
LARGEST_RESPONSE = 64 * 1024
#: After a failure the authority is not asked for so long, so that papers do not each wait for it in vain.
REST_SECONDS = 15.0
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"
_rests_until: dict[str, float] = {}


class UnableToStamp(Exception):
    """The authority gave no stamp; a paper is sealed without one, and stamped later."""


class HttpStamper(TimeStamper):
    """Asks an authority for stamps by HTTP POST (RFC 3161, section 3.4)."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Return the authority's response to a query; raise pyHanko's own error, which ends the signing."""
        try:
            answer = _client().post(self.url, content=req.dump(), headers={"Content-Type": _QUERY})
            if answer.status_code != 200 or answer.headers.get("Content-Type") != _REPLY:  # noqa: PLR2004
                message = f"the authority answered {answer.status_code}"
                raise TimestampRequestError(message)
            if len(answer.content) > LARGEST_RESPONSE:
                message = "the authority's response is too large"
                raise TimestampRequestError(message)
            return tsp.TimeStampResp.load(answer.content)
        except (httpx.HTTPError, ValueError) as error:
            message = f"the authority cannot be asked: {error}"
            raise TimestampRequestError(message) from error


def url() -> str:
    """The address of the time-stamping authority; empty when there is none."""
    return str(getattr(settings, "TAYSEER_TSA_URL", ""))


def stamper() -> HttpStamper | None:
    """Return whom to ask for stamps; None without an authority, and for some seconds after it failed."""
    address = url()
    if not address or _rests_until.get(address, 0.0) > time.monotonic():
        return None
    return _stamper(address)


def note_failure() -> None:
    """Let the authority rest, because it just failed."""
    _rests_until[url()] = time.monotonic() + REST_SECONDS


def forget_failures() -> None:
    """Ask the authority again at once; for jobs that come after a pause of their own."""
    _rests_until.clear()


def anchors() -> tuple[x509.Certificate, ...]:
    """Return the roots under which stamps are believed; none when no authority was ever set up here."""
    path = settings.TAYSEER_TSA_ANCHOR
    return _anchors(path, path.stat().st_mtime_ns) if path.exists() else ()


@lru_cache(maxsize=4)
def _anchors(path: Path, changed_ns: int) -> tuple[x509.Certificate, ...]:
    del changed_ns
    return tuple(x509.Certificate.load(der) for _, _, der in pem.unarmor(path.read_bytes(), multiple=True))


@cache
def _client() -> httpx.Client:
    """One for the process: what TLS needs is read once, which costs more than a stamp. No connection is kept."""
    return httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))


@lru_cache(maxsize=4)
def _stamper(address: str) -> HttpStamper:
    return HttpStamper(address)
