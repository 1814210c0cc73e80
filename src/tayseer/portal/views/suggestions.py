"""Suggestions on the home page: fewer of one kind, or none at all; kept in the browser, not in the account."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from tayseer.identity.requests import SignedInRequest
from tayseer.insight.due import KINDS
from tayseer.portal.personal import own_page, page

COOKIE, A_YEAR, OFF = "tayseer_suggest", 31_536_000, "off"


def hidden(request: HttpRequest) -> frozenset[str]:
    """The kinds of suggestion that this browser was told to hide; ``off`` among them hides every one."""
    return frozenset(request.COOKIES.get(COOKIE, "").split(".")) & {*KINDS, OFF}


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def suggestions(request: SignedInRequest, lang: str) -> HttpResponse:
    """Ask which suggestions to hide, and hide them; or show all of them again."""
    kind = request.GET.get("less", "")
    if request.method != "POST":
        return page(
            request, "suggestions.html", {"kind": kind if kind in KINDS else "", "hidden": hidden(request)}, here="home"
        )
    chosen = {"less": hidden(request) | ({kind} & KINDS), "off": frozenset({OFF}), "all": frozenset()}
    kept = chosen.get(request.POST.get("what", ""), hidden(request))
    answer = HttpResponseRedirect(f"/{lang}/", status=303)
    answer.set_cookie(
        COOKIE, ".".join(sorted(kept)), max_age=A_YEAR, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return answer
