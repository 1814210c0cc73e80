"""Pages of help: ways to get it, privacy, accessibility; open to everybody and true of this installation."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tayseer.casework.filing import DRAFT_DAYS
from tayseer.identity.requests import Request
from tayseer.portal.personal import page


@require_safe
def help_page(request: Request, lang: str) -> HttpResponse:
    """Ways to get help, the same for everybody."""
    return page(request, "help.html", {})


@require_safe
def privacy(request: Request, lang: str) -> HttpResponse:
    """What is kept, why, who sees it, and how one learns of it."""
    return page(request, "help_privacy.html", {"draft_days": DRAFT_DAYS})


@require_safe
def accessibility(request: Request, lang: str) -> HttpResponse:
    """What the pages do for people who see, hear or move differently, and what is still missing."""
    return page(request, "help_accessibility.html", {})
