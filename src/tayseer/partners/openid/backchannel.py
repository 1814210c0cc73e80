"""Logout notices to clients (OpenID Connect Back-Channel Logout 1.0): signed, tried again, and given up after a day."""

from __future__ import annotations

import ipaddress
import logging
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import httpx
from django.db import connection, transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM
from tayseer.partners.openid import conf, queries, tokens
from tayseer.partners.openid.models import Notice

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 5.0
AT_ONCE = 8
MOST_AT_ONCE = 48
#: The pauses after the tries that failed; when they are over the notice is given up, and the operator's log says so.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
#: For so long a notice is one worker's: a worker that ends half-way loses it to the next.
_TAKEN = timedelta(minutes=1)
_SAID_WELL = frozenset({200, 204})

# Logins whose session ended are noticed here, whoever ended it; a client without an address for notices hears nothing.
_NOTE_ENDED = """
WITH ended AS (
    SELECT l.id, c.backchannel_logout_uri <> '' AND c.state = 'active' AS wants
      FROM openid_login l JOIN openid_client c ON c.code = l.client_id
     WHERE l.ended_why <> '' AND NOT l.told ORDER BY l.id LIMIT %s::int FOR UPDATE OF l SKIP LOCKED),
marked AS (
    UPDATE openid_login l SET told = true FROM ended WHERE l.id = ended.id
 RETURNING l.client_id, l.person_id, l.sid, l.ended_why, ended.wants)
INSERT INTO openid_notice (client_id, person_id, sid, why, created_at, next_at, tries)
SELECT client_id, person_id, sid, ended_why, %s::timestamptz, %s::timestamptz, 0 FROM marked WHERE wants
"""
_TAKE = """
UPDATE openid_notice n SET next_at = %s::timestamptz, tries = n.tries + 1
  FROM (SELECT id FROM openid_notice
         WHERE told_at IS NULL AND given_up_at IS NULL AND next_at <= %s::timestamptz
         ORDER BY next_at, id LIMIT %s::int FOR UPDATE SKIP LOCKED) due
 WHERE n.id = due.id
RETURNING n.id, n.client_id, n.person_id, n.sid, n.why, n.tries
"""


@dataclass(frozen=True, slots=True)
class _Due:
    id: int
    client_id: str
    person_id: int
    sid: str
    why: str
    tries: int


def deliver_due(*, limit: int, at: datetime) -> int:
    """Send the notices that are due, at most `limit`, several at once; return how many were tried.

    In: UTC. Safe in several workers at once. A client that does not take a notice is tried again at growing pauses.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NOTE_ENDED, [limit, at, at])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TAKE, [at + _TAKEN, at, min(limit, MOST_AT_ONCE)])
        due = [_Due(*row) for row in cursor.fetchall()]
    if not due:
        return 0
    letters = [(one, *_letter(one, at=at)) for one in due]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        taken = list(pool.map(lambda letter: _send(letter[1], letter[2]), letters))
    for one, was_taken in zip(due, taken, strict=True):
        _note(one, was_taken=was_taken, at=at)
    return len(due)


def _letter(due: _Due, *, at: datetime) -> tuple[str, str]:
    """Where a notice goes, and the logout token; no address for a client that was stopped meanwhile."""
    client = queries.client(due.client_id)
    if client is None or not client.is_active or not conf.is_fit_address(client.backchannel_logout_uri):
        return "", ""
    token = tokens.logout_token(client, person_id=due.person_id, sid=due.sid, why=due.why, at=at)
    return client.backchannel_logout_uri, token


def _send(url: str, token: str) -> bool:
    if not url or not _leads_outside(url):
        return False
    try:
        with (
            httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False, follow_redirects=False) as client,
            client.stream("POST", url, data={"logout_token": token}) as answer,
        ):
            # The answer itself is not read: whoever sends much of it only keeps the connection.
            return answer.status_code in _SAID_WELL
    except (httpx.HTTPError, OSError, ValueError):
        return False


def _leads_outside(url: str) -> bool:
    """Whether a host has public addresses alone: clients write their own, and none may make us call our own network.

    In a demonstration clients run on this machine. A name that is looked up anew by the connection and then leads
    elsewhere is stopped by TLS, for no host in here has a certificate of that name.
    """
    if conf.is_demonstration():
        return True
    parts = urlsplit(url)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(ipaddress.ip_address(address[4][0]).is_global for address in found)


def _note(due: _Due, *, was_taken: bool, at: datetime) -> None:
    rows = Notice.objects.filter(id=due.id)
    with transaction.atomic():
        if was_taken:
            rows.update(told_at=at)
        elif due.tries > len(PAUSES):
            logger.error("client %s does not take the logout notice %s; given up", due.client_id, due.id)
            rows.update(given_up_at=at)
        else:
            rows.update(next_at=at + PAUSES[due.tries - 1])
            return
        record(
            actor=SYSTEM, action="openid.notice.sent", at=at, subject=due.person_id, object=due.client_id,
            result="done" if was_taken else "failed",
        )  # fmt: skip
