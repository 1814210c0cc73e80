"""What the provider is called, where its parts are, and how long everything of it lasts."""

import hashlib
import hmac
import os
import re
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings

#: RFC 9126: from pushing a request to opening it.
PUSHED_LIFE = timedelta(seconds=60)
#: From pushing a request to the person's answer; signing in with a code by SMS has to fit into it.
ANSWER_WITHIN = timedelta(minutes=15)
CODE_LIFE = timedelta(seconds=60)
TOKEN_LIFE = timedelta(minutes=5)
#: A sign-in at a firm never outlives the one here that it came from, which lasts half a day.
LOGIN_LIFE = timedelta(hours=12)
#: How long a consent holds when a contract says nothing else.
TERM_DAYS = 90
LONGEST_TERM_DAYS = 366

#: Calls in a minute: of one client at the doors for clients, failures of one address, and questions under one login.
PER_CLIENT, FAILURES_PER_ADDRESS, PER_LOGIN, MINUTE = 60_000, 60, 600, 60


#: Names of hosts as they stand in addresses; nothing that would end a word of a page's policy.
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?", re.ASCII)


def issuer() -> str:
    """The issuer identifier: the platform's own address, without a slash at the end."""
    return str(settings.TAYSEER_PUBLIC_URL)


def address(path: str) -> str:
    """The whole address of one of the provider's doors: ``address("token")``."""
    return f"{issuer()}/openid/{path}"


def userinfo() -> str:
    """The audience of tokens that answer questions about a person."""
    return address("userinfo")


def api() -> str:
    """The audience of tokens for the public API."""
    return f"{issuer()}/api/v1"


def is_demonstration() -> bool:
    """Whether clients on this machine may be called without TLS."""
    return bool(settings.TAYSEER_DEMO or settings.DEBUG)


def is_fit_address(uri: str) -> bool:
    """Whether a client may be called at this address: https, or http to this machine in a demonstration.

    No fragment, no user name, and nothing that a browser would read otherwise than we do.
    """
    if not uri.isascii() or not uri.isprintable() or any(mark in uri for mark in " \"'<>\\^`{|}"):
        return False
    try:
        parts = urlsplit(uri)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if "#" in uri or "@" in parts.netloc or not (_HOST.fullmatch(host) or host == "::1"):
        return False
    is_loopback = host in {"127.0.0.1", "::1", "localhost"}
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback and is_demonstration())


def subject_key() -> bytes:
    """The server's secret under which pairwise subjects are made.

    ``TAYSEER_SUBJECT_SECRET``; without it one derived from the secret key, so that a new secret key would give every
    person another subject at every client: set it before the first client is registered.
    """
    written = str(getattr(settings, "TAYSEER_SUBJECT_SECRET", "") or os.environ.get("TAYSEER_SUBJECT_SECRET", ""))
    return hmac.digest((written or settings.SECRET_KEY).encode(), b"openid.subject", hashlib.sha256)
