"""What the developers' pages tell, read from the code that does it: no list here is a second copy of another."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any

from authlib.oauth2.rfc6749 import (  # type: ignore[import-untyped]
    InvalidClientError,
    InvalidGrantError,
    InvalidRequestError,
    InvalidScopeError,
)
from django.conf import settings

from tayseer.exchange import signing, xroad
from tayseer.identity.assurance import ACR
from tayseer.kit.text import Text
from tayseer.partners import files, operations, problems, verify_api
from tayseer.partners.console import quick_start
from tayseer.partners.openid import backchannel, conf, scopes, server

_ALWAYS = Text(ar="كل عقد", en="Every contract")
_ASKED = Text(ar="غرض وسند، وموافقة صاحب البيانات", en="Purpose and basis, and the person's consent")
_OAUTH_ERRORS: tuple[tuple[Any, Text], ...] = (
    (
        InvalidRequestError,
        Text(ar="المُرسل ناقص أو مكرر أو بصيغة أخرى.", en="Something is missing, stands twice or has another form."),
    ),
    (
        InvalidClientError,
        Text(
            ar="لم يثبت أنك صاحب التطبيق: راجع المفتاح و\u2066aud\u2069 والمدة، وأن \u2066jti\u2069 جديد.",
            en="The assertion does not prove your app: look at the key, aud and the times; jti must be new.",
        ),
    ),
    (
        InvalidGrantError,
        Text(ar="انتهى الرمز أو استُعمل من قبل.", en="The code or refresh token has ended or was used before."),
    ),
    (InvalidScopeError, Text(ar="نطاق خارج العقد.", en="A scope is outside the contract.")),
    (
        server.InvalidProof,
        Text(
            ar="إثبات المفتاح \u2066DPoP\u2069 ناقص أو غير صحيح.", en="The proof of a key (DPoP) is missing or wrong."
        ),
    ),
    (
        server.InvalidTarget,
        Text(ar="المورد \u2066resource\u2069 لا يناسب النطاقات.", en="The resource does not go with these scopes."),
    ),
    (
        server.TooManyCalls,
        Text(ar="الطلبات أكثر من الحد؛ أعد بعد دقيقة.", en="Too many calls; try again after a minute."),
    ),
)


def scopes_table(lang: str) -> list[dict[str, Any]]:
    """Every scope: what it gives, by which claims, what its contract must hold, and whether it wants a key of yours."""
    return [
        {
            "name": one.name,
            "label": one.label.in_(lang),
            "claims": one.claims,
            "contract": (_ALWAYS if one.name == scopes.OPENID else _ASKED).in_(lang),
            "bound": one.sender_bound,
            "for_api": one.for_api,
        }
        for one in scopes.SCOPES.values()
    ]


def problem_kinds(lang: str) -> list[dict[str, Any]]:
    """Every kind of problem that the API answers with (RFC 9457), by status."""
    kinds = [kind for kind in vars(problems).values() if isinstance(kind, problems.Kind)]
    return [
        {"type": f"urn:tayseer:problem:{kind.name}", "status": kind.status, "title": kind.title.in_(lang)}
        for kind in sorted(kinds, key=lambda kind: kind.status)
    ]


def oauth_errors(lang: str) -> list[dict[str, str]]:
    """The errors of the provider's doors with what to look at (RFC 6749, RFC 9449, RFC 8707)."""
    return [{"error": str(kind.error), "means": text.in_(lang)} for kind, text in _OAUTH_ERRORS]


def limits() -> dict[str, int]:
    """How much may be sent and called, and how long things live: seconds, calls in a minute, bytes, days."""
    return {
        "per_token": operations.PER_TOKEN,
        "per_address": operations.PER_ADDRESS,
        "per_client": conf.PER_CLIENT,
        "per_login": conf.PER_LOGIN,
        "failures": conf.FAILURES_PER_ADDRESS,
        "body_kb": operations.LARGEST_BODY // 1_000,
        "file_mb": files.LARGEST // 1_000_000,
        "pushed_seconds": int(conf.PUSHED_LIFE.total_seconds()),
        "code_seconds": int(conf.CODE_LIFE.total_seconds()),
        "token_minutes": int(conf.TOKEN_LIFE.total_seconds()) // 60,
        "login_hours": int(conf.LOGIN_LIFE.total_seconds()) // 3_600,
        "term_days": conf.TERM_DAYS,
        "longest_term_days": conf.LONGEST_TERM_DAYS,
        "notice_tries": len(backchannel.PAUSES) + 1,
        "notice_seconds": int(backchannel.TIMEOUT_SECONDS),
    }


def levels() -> Sequence[str]:
    """The names of the three levels of a sign-in, lowest first."""
    return list(ACR.values())


def signed_parts() -> Sequence[str]:
    """What the signature of an event to an agency covers (RFC 9421)."""
    return [*signing.POST, *xroad.COVERED]


def check_types() -> Sequence[str]:
    """What kinds of files the check of documents takes."""
    return verify_api.FILES


@cache
def _program() -> str:
    # The first line is for our own linter.
    return inspect.getsource(quick_start).partition("\n")[2]


def program() -> str:
    """The quick start as it is downloaded: our own tested program, with the address of this installation."""
    return _program().replace(quick_start.ISSUER, conf.issuer())


def check_of_notices() -> str:
    """The part of the quick start that checks what was signed."""
    return inspect.getsource(quick_start.checked)


def people(lang: str) -> list[dict[str, str]]:
    """Whom one can sign in as in a demonstration, with what they are there for; nobody elsewhere."""
    if not settings.TAYSEER_DEMO:
        return []
    # The demonstration stands above this app, so its roll is named here and not imported.
    roll = import_module("tayseer.demo.roll")
    return [
        {"number": one.number, "name": one.name.in_(lang), "story": one.story.in_(lang)}
        for one in roll.PEOPLE
        if not one.is_officer
    ]


def password() -> str:
    """The one password of the people above; empty outside a demonstration."""
    return str(import_module("tayseer.demo.roll").PASSWORD) if settings.TAYSEER_DEMO else ""
