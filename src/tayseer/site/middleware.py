"""What every answer passes through: its headers, its compression, and the language of its address."""

import re
import secrets
import struct
import time
import zlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from tayseer.site import counters

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
SHORTEST_TO_COMPRESS = 1_400
COMPRESSION_LEVEL = 4
MOST_PADDING = 100
PERMISSIONS = "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-get=(self)"


class Headers:
    """Gives each request an id and a nonce, and each answer the headers that keep a browser on our side.

    `request.id` is what the caller sent as X-Request-ID when it is harmless, else a new one; `request.nonce` is for the
    one inline script or style a page may carry. Pages shown to somebody signed in are never stored by anybody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request and complete the headers."""
        started = time.perf_counter()
        sent = request.META.get("HTTP_X_REQUEST_ID", "")
        request.id = sent if REQUEST_ID.fullmatch(sent) else secrets.token_hex(8)
        request.nonce = secrets.token_urlsafe(12)
        response = self.get_response(request)
        headers = response.headers
        headers["X-Request-ID"] = request.id
        if "Content-Security-Policy" not in headers:
            headers["Content-Security-Policy"] = content_security_policy(request.nonce)
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        if "Cache-Control" not in headers and getattr(request, "account", None) is not None:
            headers["Cache-Control"] = "no-store"
        counters.count(response.status_code, time.perf_counter() - started)
        return response


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
            if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
                response.content = _gzip(response.content)
                headers["Content-Encoding"] = "gzip"
                headers["Content-Length"] = str(len(response.content))
                if headers.get("ETag", "").startswith('"'):
                    headers["ETag"] = f"W/{headers['ETag']}"
        return response


def _gzip(content: bytes) -> bytes:
    """The content as gzip, with a file name of random length in its header, which readers skip."""
    packer = zlib.compressobj(COMPRESSION_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    padding = b"x" * (1 + secrets.randbelow(MOST_PADDING))
    # RFC 1952: magic, deflate, flag FNAME, no time, no hints, unknown system; the name; then the checksum and the size.
    head = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff" + padding + b"\x00"
    return head + packed + struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
