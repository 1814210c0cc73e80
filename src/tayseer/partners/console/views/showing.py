"""Apps, requests and logs as the console's templates show them."""

from __future__ import annotations

from typing import Any

from tayseer.partners.console import words
from tayseer.partners.console.contract import Held, Log, NoticeRecord, WishRecord
from tayseer.partners.console.queries import MOST_COUNTED
from tayseer.partners.openid.scopes import OPENID, SCOPES
from tayseer.ui.words import w


def row(one: Held, *, lang: str, base: str) -> dict[str, Any]:
    """One line of the list of apps."""
    return {
        "label": one.label, "id": one.client.id, "href": f"{base}{one.client.id}/", "made_at": one.made_at,
        **_standing(one, lang=lang),
    }  # fmt: skip


def client(one: Held, *, lang: str) -> dict[str, Any]:
    """Everything of an app but its log."""
    client = one.client
    return {
        "redirect_uris": client.redirect_uris, "logout_redirect_uris": client.logout_redirect_uris,
        "notices_to": client.backchannel_logout_uri, "kids": [key["kid"] for key in client.jwks],
        "term_days": client.term_days, "made_at": one.made_at, "may_resume": one.stopped_here,
        "sandbox": client.sandbox,
        "scopes": [
            {
                "name": scope.scope, "label": SCOPES[scope.scope].label.in_(lang), "purpose": scope.purpose.in_(lang),
                "basis": scope.basis.in_(lang), "essential": scope.essential,
            }
            for scope in client.scopes.values() if scope.scope in SCOPES
        ],
        **_standing(one, lang=lang),
    }  # fmt: skip


def wish(one: WishRecord, *, lang: str) -> dict[str, Any]:
    """What was asked of the platform."""
    state, tone = words.WISH_STATES[one.state]
    return {
        "id": one.public_id, "kind": words.KINDS[one.kind].in_(lang), "scopes": one.asked.get("scopes", []),
        "state": state.in_(lang), "tone": tone, "waits": one.state == "waiting", "asked_at": one.asked_at,
        "decided_at": one.decided_at, "reason": one.reason, "made": one.made, "client_id": one.client_id,
    }  # fmt: skip


def log(found: Log, *, lang: str) -> dict[str, Any]:
    """The log of an app."""
    return {
        "consents": found.consents, "many": found.consents >= MOST_COUNTED,
        "sign_ins": [
            {
                "at": one.at, "level": one.level, "scopes": one.scopes, "code_used": one.code_used_at is not None,
                "refreshed": one.refreshed, "ended": words.ENDED[one.ended_why].in_(lang),
            }
            for one in found.sign_ins
        ],
        "refusals": found.refusals,
        "notices": [_notice(one, lang=lang) for one in found.notices],
    }  # fmt: skip


def scope_options(*, lang: str) -> list[dict[str, str]]:
    """Every scope that may be asked for, as a list to choose from."""
    return [
        {"value": one.name, "label": one.label.in_(lang), "hint": one.name}
        for one in SCOPES.values()
        if one.name != OPENID
    ]


def _notice(one: NoticeRecord, *, lang: str) -> dict[str, Any]:
    if one.told_at is not None:
        state, tone = w(lang, "وصل", "taken"), "ok"
    elif one.given_up_at is not None:
        state, tone = w(lang, "تُرك بعد المحاولات", "given up"), "danger"
    else:
        state, tone = w(lang, "ينتظر", "waits"), "wait"
    return {
        "id": one.id, "why": words.ENDED[one.why].in_(lang), "at": one.created_at, "tries": one.tries, "state": state,
        "tone": tone, "again": one.told_at is None,
    }  # fmt: skip


def _standing(one: Held, *, lang: str) -> dict[str, Any]:
    return {
        "active": one.client.is_active,
        "state": w(lang, "يعمل", "works") if one.client.is_active else w(lang, "موقوف", "stopped"),
        "kind": w(lang, "تجربة", "Sandbox") if one.client.sandbox else w(lang, "عمل فعلي", "Real work"),
    }
