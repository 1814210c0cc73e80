"""Takes signed messages of other parties as a view does: not too large, fresh, never seen before; and says why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse

from tayseer.exchange import signing
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cryptography.hazmat.primitives.asymmetric import ec
    from django.http import HttpRequest

#: The most bytes of one message.
LARGEST_BODY = 16 * 1024

#: What any message may be refused for; each door adds what is its own.
TITLES = {
    "too-large": Text("الرسالة أكبر من المسموح", "The message is too large"),
    "not-signed": Text("لم يثبت توقيع الرسالة", "The message's signature is not proven"),
    "replayed": Text("سبق قبول هذه الرسالة", "This message was accepted before"),
    "not-understood": Text("لم نفهم الرسالة", "The message is not understood"),
}


class Refused(Exception):
    """The message is answered with this status, kind of problem and detail."""

    def __init__(self, status: int, kind: str, detail: str) -> None:
        self.status, self.kind, self.detail = status, kind, detail
        super().__init__(detail)


def body_of(request: HttpRequest) -> bytes:
    """The body of a message, unread when it says that it is too large. Raises `Refused` (413)."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LARGEST_BODY:
        raise Refused(413, "too-large", f"A message has at most {LARGEST_BODY} bytes.")
    return request.body


def signer_of(
    request: HttpRequest,
    *,
    body: bytes,
    keys: Mapping[str, ec.EllipticCurvePublicKey],
    remember: Callable[..., bool],
) -> str:
    """The id of the key, one of `keys`, that signed the message.

    `remember(key_id=…, nonce=…, signed_at=…)` keeps the message as seen and gives false when it was there before.
    Raises `Refused`: 401 when the signature is not proven, 409 when the message was accepted before.
    """
    signed = signing.Request(
        method=request.method or "", url=request.build_absolute_uri(), headers=dict(request.headers.items())
    )
    try:
        return signing.verify_request(
            request=signed,
            body=body,
            keys=keys,
            remember=lambda key_id, nonce, at: remember(key_id=key_id, nonce=nonce, signed_at=at),
        ).key_id
    except signing.UnableToVerify as reason:
        if reason.code == "replay":
            raise Refused(409, "replayed", str(reason)) from reason
        raise Refused(401, "not-signed", str(reason)) from reason


def problem(request: HttpRequest, refused: Refused, *, titles: Mapping[str, Text]) -> JsonResponse:
    """The answer to a refused message (RFC 9457), with its title in both languages.

    In: `titles`, which names every kind that the door refuses for, these here included.
    """
    title = titles[refused.kind]
    content = {
        "type": f"urn:tayseer:problem:{refused.kind}",
        "title": title.en,
        "title_ar": title.ar,
        "title_en": title.en,
        "status": refused.status,
        "detail": refused.detail,
        "instance": getattr(request, "id", ""),
    }
    return JsonResponse(
        content,
        status=refused.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
