"""The public pages for developers: what is offered, how to begin, scopes, errors and limits, signed notices."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tayseer import __version__
from tayseer.identity.requests import Request
from tayseer.partners.console import facts
from tayseer.partners.openid import conf
from tayseer.ui.words import w

_PAGES = (
    ("", "نظرة عامة", "Overview"),
    ("quick-start/", "بداية سريعة", "Quick start"),
    ("scopes/", "النطاقات", "Scopes"),
    ("errors/", "الأخطاء والحدود", "Errors and limits"),
    ("notices/", "الإشعارات الموقّعة", "Signed notices"),
    ("console/", "لوحة المنشأة", "Console"),
)


def tabs(lang: str, here: str) -> list[dict[str, Any]]:
    """The developers' pages, as the row of links above each of them."""
    base = f"/{lang}/developers/"
    return [{"title": w(lang, ar, en), "href": base + path, "current": path == here} for path, ar, en in _PAGES]


@require_safe
def overview(request: Request, lang: str) -> HttpResponse:
    """What partners get here, where its descriptions are, and what they may rely on."""
    return _page(request, "overview", here="", version=__version__, demo=settings.TAYSEER_DEMO)


@require_safe
def start(request: Request, lang: str) -> HttpResponse:
    """From nothing to a first sign-in, with a program that works as it stands."""
    return _page(
        request, "start", here="quick-start/", program=facts.program(), people=facts.people(lang),
        password=facts.password(),
    )  # fmt: skip


@require_safe
def program(request: Request, lang: str) -> HttpResponse:
    """The program of the quick start, to keep."""
    response = HttpResponse(facts.program(), content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="quick_start.py"'
    return response


@require_safe
def scopes(request: Request, lang: str) -> HttpResponse:
    """Every scope: what it gives and what it needs."""
    found = facts.scopes_table(lang)
    return _page(
        request, "scopes", here="scopes/", answers=[one for one in found if not one["for_api"]],
        permissions=[one for one in found if one["for_api"]], levels=facts.levels(), api=conf.api(),
        limits=facts.limits(),
    )  # fmt: skip


@require_safe
def errors(request: Request, lang: str) -> HttpResponse:
    """How errors look, every kind of them, and the limits."""
    return _page(
        request, "errors", here="errors/", kinds=facts.problem_kinds(lang), oauth=facts.oauth_errors(lang),
        limits=facts.limits(),
    )  # fmt: skip


@require_safe
def notices(request: Request, lang: str) -> HttpResponse:
    """What a client is told without asking, and how it makes sure that we said it."""
    return _page(
        request, "notices", here="notices/", check=facts.check_of_notices(), limits=facts.limits(),
        signed=facts.signed_parts(),
    )  # fmt: skip


def _page(request: Request, name: str, *, here: str, **values: Any) -> HttpResponse:
    base = {"lang": request.lang, "issuer": conf.issuer(), "tabs": tabs(request.lang, here), "here": ""}
    return render(request, f"developers/{name}.html", base | values)
