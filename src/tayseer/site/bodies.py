"""How much a request may carry: refused by its stated size, or by what was counted, before any of it is kept."""

from tempfile import SpooledTemporaryFile

from django.conf import settings
from django.core.handlers.wsgi import LimitedStream
from django.http import HttpRequest, HttpResponse

from tayseer.site import errors

#: Where people and programs send pictures and papers; what is sent anywhere else is a form or a few lines of JSON.
UPLOADS = frozenset(
    {
        *("portal:question", "portal:case_correct", "partners:files", "partners:verify", "verify:check"),
        "establishment-bulk",
    }
)
_CHUNK = 65_536


def refusal(request: HttpRequest) -> HttpResponse | None:
    """The 413 to a body over the limit of its address, with which the connection closes; else None.

    A stated length is believed, because the web server holds the sender to it; a body sent in chunks states none and is
    counted as it comes. Most addresses take `TAYSEER_BODY_LIMIT` bytes; those of `UPLOADS` take `TAYSEER_UPLOAD_LIMIT`.
    """
    match = request.resolver_match
    takes_uploads = match is not None and match.view_name in UPLOADS
    limit = settings.TAYSEER_UPLOAD_LIMIT if takes_uploads else settings.TAYSEER_BODY_LIMIT
    if _stated_length(request) <= limit and (not _is_chunked(request) or _counted(request, limit=limit)):
        return None
    response = errors.too_large(request, limit=limit)
    response.headers["Connection"] = "close"
    return response


def let_go(request: HttpRequest) -> None:
    """Close what was kept of a body sent in chunks."""
    kept = getattr(request, "body_kept", None)
    if kept is not None:
        kept.close()


def _stated_length(request: HttpRequest) -> int:
    written = request.META.get("CONTENT_LENGTH") or "0"
    return int(written) if written.isascii() and written.isdigit() else 0


def _is_chunked(request: HttpRequest) -> bool:
    coding = request.META.get("HTTP_TRANSFER_ENCODING", "").lower()
    return "chunked" in coding and not request.META.get("CONTENT_LENGTH")


def _counted(request: HttpRequest, *, limit: int) -> bool:
    """Take in a body sent in chunks, so that views find it like any other; False when it exceeds the limit."""
    # In memory up to a megabyte, then a file without a name, which is gone when it is closed.
    kept = SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE)  # noqa: SIM115 - see `let_go`
    request.body_kept = kept  # type: ignore[attr-defined]
    taken = 0
    while chunk := request.META["wsgi.input"].read(min(_CHUNK, limit + 1 - taken)):
        kept.write(chunk)
        taken += len(chunk)
        if taken > limit:
            return False
    kept.seek(0)
    request.META["CONTENT_LENGTH"] = str(taken)
    request._stream = LimitedStream(kept, taken)  # type: ignore[attr-defined]  # noqa: SLF001 - Django has no other place
    return True
