"""What machines ask: alive, ready to serve, and figures for Prometheus."""

import hmac
import os

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from tayseer import __version__
from tayseer.audit import sequencer
from tayseer.exchange import standing
from tayseer.site import clock, counters


def alive(request: HttpRequest) -> HttpResponse:
    """Answer that this process runs; asks nothing of the database, so that a slow database restarts nobody."""
    del request
    return JsonResponse({"status": "ok", "version": __version__})


def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers, else 503, so that a balancer sends people elsewhere meanwhile."""
    del request
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": "does not answer"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok"})


def metrics(request: HttpRequest) -> HttpResponse:
    """Give the counters of all web processes as Prometheus reads them.

    Whoever shows TAYSEER_METRICS_TOKEN as a bearer token may read; without a token set, this machine alone. Others get
    404: figures tell an attacker how an attack is going.
    """
    token = os.environ.get("TAYSEER_METRICS_TOKEN", "")
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    local = request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and "X-Forwarded-For" not in request.headers
    if not (hmac.compare_digest(shown.encode(), token.encode()) if token else local):
        raise Http404
    return HttpResponse(
        counters.exposition() + _audit() + standing.exposition(at=clock.now()),
        content_type="text/plain; version=0.0.4; charset=utf-8",
    )


def _audit() -> str:
    """How many events wait for their place in the log of the audit, and for how long the oldest has waited."""
    events, longest = sequencer.waiting()
    return (
        "# HELP tayseer_audit_waiting_events Events without a leaf in the log of the audit.\n"
        "# TYPE tayseer_audit_waiting_events gauge\n"
        f"tayseer_audit_waiting_events {events}\n"
        "# HELP tayseer_audit_waiting_seconds How long the oldest of them has waited.\n"
        "# TYPE tayseer_audit_waiting_seconds gauge\n"
        f"tayseer_audit_waiting_seconds {longest.total_seconds()}\n"
    )
