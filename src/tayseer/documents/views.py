"""What a holder takes from the wallet: the paper as PDF, the code as a picture. Everybody else is told "not found"."""

from collections.abc import Callable, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tayseer.documents import actions, qr, queries
from tayseer.documents.contract import IssuedDocumentRecord
from tayseer.documents.papers import paper_of
from tayseer.site import clock

# Who a person may act for is known to the registries, which the portal asks; it may name a function here at start.
in_charge_of: Callable[[HttpRequest], Sequence[int]] = lambda _request: ()  # noqa: E731


@require_GET
def download(request: HttpRequest, lang: str, public_id: str) -> HttpResponse:
    """Hand out the sealed PDF."""
    document = _own(request, public_id)
    at = clock.now()
    pdf = paper_of(document=document, at=at)
    actions.note_download(actor=request.actor, at=at, document=document, what="pdf")
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{document.type}-{document.public_id[:6]}.pdf"'
    return _private(response)


@require_GET
def code_svg(request: HttpRequest, lang: str, public_id: str) -> HttpResponse:
    """Hand out the QR code as SVG."""
    return _code(request, public_id, lambda text: (qr.svg(text).encode(), "image/svg+xml"))


@require_GET
def code_png(request: HttpRequest, lang: str, public_id: str) -> HttpResponse:
    """Hand out the QR code as PNG."""
    return _code(request, public_id, lambda text: (qr.png(text), "image/png"))


def _code(request: HttpRequest, public_id: str, draw: Callable[[str], tuple[bytes, str]]) -> HttpResponse:
    document = _own(request, public_id)
    body, kind = draw(document.qr_text)
    actions.note_download(actor=request.actor, at=clock.now(), document=document, what="qr")
    return _private(HttpResponse(body, content_type=kind))


def _own(request: HttpRequest, public_id: str) -> IssuedDocumentRecord:
    actor = getattr(request, "actor", None)
    if actor is None:
        raise Http404
    try:
        return queries.document_for(actor=actor, public_id=public_id, in_charge_of=in_charge_of(request))
    except queries.NotFound as error:
        raise Http404 from error


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
