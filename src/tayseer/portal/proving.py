"""Leads somebody who is not known surely enough to the page on which more is proven, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect

from tayseer.identity.assurance import shortfall
from tayseer.site import clock

if TYPE_CHECKING:
    from tayseer.identity.requests import SignedInRequest
    from tayseer.kit.services import Assurance


def step_up_href(needed: Assurance, request: SignedInRequest, *, onward: str) -> str:
    """The address at which more is proven before going on to ``onward``; empty when the sign-in is sure enough."""
    if shortfall(needed, actor=request.actor, at=clock.now()) is None:
        return ""
    return f"/{request.lang}/step-up/?{urlencode({'level': needed.level, 'next': onward})}"


def to_step_up(needed: Assurance, request: SignedInRequest, *, onward: str) -> HttpResponse | None:
    """The way to proving more, then on to ``onward`` (a path of this site); ``None`` when that is sure enough."""
    href = step_up_href(needed, request, onward=onward)
    return HttpResponseRedirect(href, status=303) if href else None
