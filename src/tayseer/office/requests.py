"""A request behind the officer's guard, and what every office page is given."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tayseer.audit.queries import is_privacy_officer
from tayseer.identity.requests import SignedInRequest
from tayseer.office.words import ROLE_WORDS, unit_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpResponse

    from tayseer.identity.contract import OfficerRecord
    from tayseer.kit.text import Text


def at_a_desk(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hide pages that open what is held of people from the privacy office, which judges accesses and makes none."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponse:
        if is_privacy_officer(request.actor):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def officer_of(request: SignedInRequest) -> OfficerRecord:
    """Where the officer of a guarded request works."""
    place = request.account.officer
    assert place is not None, "only views behind the officer's guard ask"
    return place


def page(
    request: SignedInRequest,
    name: str,
    *,
    errors: Mapping[str, Text] | None = None,
    status: int = 200,
    **values: Any,
) -> HttpResponse:
    """One page of the office: 422 with its errors, and stored by nobody."""
    lang = request.lang
    place = officer_of(request)
    said = {field: text.in_(lang) for field, text in (errors or {}).items()}
    context = {
        "lang": lang,
        "area": "office",
        "errors": said,
        "listed": [{"text": text, "href": f"#{field}" if field else ""} for field, text in said.items()],
        "failed": bool(said),
        "unit": unit_words(place.agency, place.unit).in_(lang),
        "role": ROLE_WORDS[place.role].in_(lang),
        "done": request.GET.get("done", ""),
        **values,
    }
    response = render(request, f"office/{name}.html", context, status=422 if said else status)
    response["Cache-Control"] = "no-store"
    return response


def to(request: SignedInRequest, name: str, *, done: str = "", **values: str) -> HttpResponse:
    """The redirect after a form was taken; ``done`` says on the next page what was done."""
    address = reverse(f"office:{name}", kwargs={"lang": request.lang, **values})
    return HttpResponseRedirect(f"{address}?done={done}" if done else address)
