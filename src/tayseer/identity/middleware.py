"""Finds out who is asking: one statement for a request that carries the session cookie, none for others."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpResponse

from tayseer.audit.contract import REQUEST_ID
from tayseer.identity import queries
from tayseer.identity.actions import touch_session
from tayseer.identity.requests import Request
from tayseer.site import clock

COOKIE = "tayseer_session"
LONGEST_TOKEN = 64


class SessionMiddleware:
    """Sets `request.actor`, `request.account` and `request.signed_in`; all None for a stranger.

    It reads the database once, and writes at most once a minute to note that the session is in use.
    """

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """Answer the request on behalf of the one whose cookie it carries."""
        # Threads are used again, so the id of the request before must not stay.
        REQUEST_ID.set(getattr(request, "id", ""))
        request.actor = request.account = request.signed_in = None
        token = request.COOKIES.get(COOKIE, "")
        if token and len(token) <= LONGEST_TOKEN:
            at = clock.now()
            found = queries.signed_in(token=token, at=at)
            if found is not None:
                request.signed_in, request.account, request.actor = found, found.account, found.actor
                if at - found.session.last_seen_at >= queries.TOUCH_EVERY:
                    touch_session(token=token, at=at)
        return self.get_response(request)

    def process_view(self, request: Request, view: object, *_: object) -> None:
        """Refuse what no keyboard types and no column of PostgreSQL holds, before any view hands it on."""
        # Reading POST would use up the body that a program's operation reads as it stands.
        sent = (request.GET,) if getattr(view, "csrf_exempt", False) else (request.GET, request.POST)
        values = [value for given in sent for pair in given.lists() for value in (pair[0], *pair[1])]
        if any("\x00" in value for value in (request.path_info, *values)):
            message = "There is a NUL in the request."
            raise BadRequest(message)


def keep_session(response: HttpResponse, *, token: str, secure: bool) -> None:
    """Give the browser the cookie of a new session; it ends with the browser, and scripts cannot read it."""
    response.set_cookie(
        COOKIE, token, httponly=True, samesite="Lax", secure=secure or settings.SESSION_COOKIE_SECURE, path="/"
    )


def drop_session(response: HttpResponse) -> None:
    """Take the cookie away."""
    response.delete_cookie(COOKIE, path="/", samesite="Lax")
