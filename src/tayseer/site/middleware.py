"""What every request and answer passes through: who calls, how much he sends, headers, compression, language."""

import re
import secrets
import struct
import time
import zlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import ResponseHeaders
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from tayseer.identity.callers import client_address, networks
from tayseer.notices.queries import unread_count
from tayseer.site import bodies, counters

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
SHORTEST_TO_COMPRESS = 1_400
COMPRESSION_LEVEL = 4
MOST_PADDING = 100
PERMISSIONS = (
    "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-create=(self),"
    " publickey-credentials-get=(self)"
)


class Headers:
    """Gives each request its caller, an id and a nonce, and each answer the headers that keep a browser on our side.

    `REMOTE_ADDR` becomes the address that limits count, so that no view has to know of proxies; `request.id` is what
    the caller sent as X-Request-ID when it is harmless, else a new one; `request.nonce` is for the one inline script or
    style a page may carry. A body larger than its address takes is refused before anything reads it. Pages shown to
    somebody signed in are never stored by anybody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.trusted = networks(settings.TAYSEER_TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request and complete the headers."""
        started = time.perf_counter()
        request.META["REMOTE_ADDR"] = client_address(
            peer=request.META.get("REMOTE_ADDR", ""),
            forwarded=request.META.get("HTTP_X_FORWARDED_FOR", ""),
            trusted=self.trusted,
        )
        sent = request.META.get("HTTP_X_REQUEST_ID", "")
        request.id = sent if REQUEST_ID.fullmatch(sent) else secrets.token_hex(8)
        request.nonce = secrets.token_urlsafe(12)
        # Counted only where a page shows it, for apps that may not know of the inbox.
        request.unread = SimpleLazyObject(lambda: unread_count(actor=getattr(request, "actor", None)))
        response = self.get_response(request)
        bodies.let_go(request)
        headers = response.headers
        headers["X-Request-ID"] = request.id
        if "Content-Security-Policy" not in headers:
            headers["Content-Security-Policy"] = content_security_policy(request.nonce)
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        if getattr(request, "account", None) is not None and _names_the_reader(headers):
            headers["Cache-Control"] = "no-store"
        counters.count(response.status_code, time.perf_counter() - started)
        return response

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Answer 413 to a body over the limit; called when the address is known, before the check of forms reads it."""
        return bodies.refusal(request)


def _names_the_reader(headers: ResponseHeaders) -> bool:
    """Whether an answer to somebody signed in may hold their name: a page does in its head, whatever its view says."""
    said = headers.get("Cache-Control", "")
    return not said or ("public" in said and headers.get("Content-Type", "").startswith("text/html"))


def content_security_policy(nonce: str) -> str:
    """Everything from this site alone; inline scripts and styles only with the page's nonce; nobody frames us.

    Forms may also lead to the payment provider: browsers check where a form's answer redirects to.
    """
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        f"form-action 'self' {settings.TAYSEER_PAYMENT_PROVIDER_PUBLIC_URL}; frame-ancestors 'none'; base-uri 'none'"
    )


class Language:
    """Takes the language from the address (`/ar/…`, `/en/…`) and sets `request.lang`; Arabic where it says nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request in the language of its address."""
        prefix = request.path_info[1:4]
        request.lang = "en" if prefix in {"en/", "en"} else "ar"
        # Always activated, because the thread still carries the language of the request before.
        translation.activate(request.lang)
        response = self.get_response(request)
        if prefix in {"ar/", "en/"}:
            response.headers.setdefault("Content-Language", request.lang)
        return response


class Compress:
    """Compresses pages for browsers that can read it; a proxy in front passes them on as they are.

    Random bytes are added to each, so that the length of an answer does not betray, letter by letter, a secret in it to
    somebody who can make the browser ask again and again (the BREACH attack).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, compressed where that pays."""
        response = self.get_response(request)
        headers = response.headers
        if (
            not response.streaming
            and "Content-Encoding" not in headers
            and len(response.content) >= SHORTEST_TO_COMPRESS
            and headers.get("Content-Type", "").startswith(("text/", "application/json", "application/openapi"))
        ):
            patch_vary_headers(response, ("Accept-Encoding",))
            content, encoding = compressed(response.content, request.META.get("HTTP_ACCEPT_ENCODING", ""))
            if encoding:
                response.content = content
                headers["Content-Encoding"] = encoding
                headers["Content-Length"] = str(len(response.content))
                if headers.get("ETag", "").startswith('"'):
                    headers["ETag"] = f"W/{headers['ETag']}"
        return response


def compressed(content: bytes, accepts: str) -> tuple[bytes, str]:
    """The content as gzip, and "gzip", for a browser that accepts it and where that pays; else as it is, and ""."""
    return (_gzip(content), "gzip") if "gzip" in accepts and len(content) >= SHORTEST_TO_COMPRESS else (content, "")


def _gzip(content: bytes) -> bytes:
    """The content as gzip, with a file name of random length in its header, which readers skip."""
    packer = zlib.compressobj(COMPRESSION_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    padding = b"x" * (1 + secrets.randbelow(MOST_PADDING))
    # RFC 1952: magic, deflate, flag FNAME, no time, no hints, unknown system; the name; then the checksum and the size.
    head = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff" + padding + b"\x00"
    return head + packed + struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
