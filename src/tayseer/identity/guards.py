"""Who may open a page: somebody signed in, or an officer; strangers to an officer's page learn nothing of it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from tayseer.identity.requests import Request

Guarded = Callable[Concatenate[Any, ...], HttpResponse]

LONGEST_PATH = 2000


def signed_in(view: Guarded) -> Guarded:
    """Send a stranger to the sign-in page, which leads back to this address; the view gets a `SignedInRequest`."""

    @wraps(view)
    def guarded(request: Request, *args: object, **kwargs: object) -> HttpResponse:
        if request.actor is None:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


def person(view: Guarded) -> Guarded:
    """Let people through; a stranger signs in first, an officer at work, whose ids are others', finds no such page."""

    @wraps(view)
    def guarded(request: Request, *args: object, **kwargs: object) -> HttpResponse:
        if request.actor is None:
            return to_sign_in(request)
        if request.actor.kind != "person" or request.actor.id is None:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def officer(view: Guarded) -> Guarded:
    """Let officers with a place of work through; a stranger signs in first, anyone else finds no such page."""

    @wraps(view)
    def guarded(request: Request, *args: object, **kwargs: object) -> HttpResponse:
        if request.actor is None or request.account is None:
            return to_sign_in(request)
        if request.actor.kind != "officer" or request.account.officer is None:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def to_sign_in(request: Request) -> HttpResponse:
    """Return the redirect to the sign-in page in the language of the request.

    After a form that was posted the way leads back to its page, because its answers are not in the address.
    """
    query = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"/{request.lang}/sign-in/?{query}")


def safe_path(written: str, *, otherwise: str) -> str:
    r"""Return the path to go on to when it lies on this site, else the other one.

    Only a path from the root is taken: no scheme, no host, no `//` or `/\` that browsers read as a host, no control
    characters.
    """
    ok = (
        written.startswith("/")
        and len(written) <= LONGEST_PATH
        and written.isprintable()
        and "\\" not in written
        and url_has_allowed_host_and_scheme(written, allowed_hosts=None)
    )
    return written if ok else otherwise
