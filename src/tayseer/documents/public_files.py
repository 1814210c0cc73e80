"""The signed files that verifiers everywhere fetch: trust list, pinned roots, status lists, revocation lists."""

from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from tayseer.documents import crls, jobs, queries, statuslist, trust
from tayseer.documents.keystore import keystore
from tayseer.site import clock

# A revocation must be seen soon, and a proxy may answer for a nation that asks; five minutes serve both.
SECONDS = 300
_CWT, _JWT = "application/statuslist+cwt", "application/statuslist+jwt"


@require_safe
def trust_list(request: HttpRequest, lang: str) -> HttpResponse:
    """Serve the signed trust list (JWS)."""
    if not trust.trust_file().exists():
        raise Http404
    return public_file(request, trust.trust_file().read_bytes(), content_type="application/jose")


@require_safe
def roots(request: HttpRequest, lang: str) -> HttpResponse:
    """Serve the public roots, current and next, as a JWK set.

    For people who pin them after comparing the thumbprints with the minutes of the ceremony: what comes over the
    network proves nothing of itself.
    """
    if not trust.roots_file().exists():
        raise Http404
    return public_file(request, trust.roots_file().read_bytes(), content_type="application/jwk-set+json")


@require_safe
def status_list(request: HttpRequest, lang: str, code: str) -> HttpResponse:
    """Serve a signed status list, as CWT unless the caller asks for the JWT form by its Accept header."""
    if not queries.status_list_exists(code):
        raise Http404
    body, kind = jobs.current_status_list(code), _CWT
    if _JWT in request.headers.get("Accept", ""):
        body, kind = statuslist.kept_jwt(code, store=keystore()), _JWT
    response = public_file(request, body, content_type=kind)
    patch_vary_headers(response, ("Accept",))
    return response


@require_safe
def revocation_list(request: HttpRequest, lang: str, kid: str) -> HttpResponse:
    """Serve the revocation list (DER) of a root or an agency authority."""
    try:
        body = crls.current(kid, store=keystore(), at=clock.now())
    except crls.NoSuchIssuer as error:
        raise Http404 from error
    return public_file(request, body, content_type="application/pkix-crl")


def public_file(request: HttpRequest, body: bytes, *, content_type: str, seconds: int = SECONDS) -> HttpResponse:
    """Answer with a file that anybody may fetch, from any site, and keep for a while; 304 when the caller has it."""
    response = HttpResponse(body, content_type=content_type)
    response["Cache-Control"] = f"public, max-age={seconds}"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = f'"{sha256(body).hexdigest()[:32]}"'
    # A 304 made by Django keeps the ETag and the caching, and loses who may read it; that belongs on both.
    answer: HttpResponse = get_conditional_response(request, etag=response["ETag"], response=response)
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
