"""The logs as anybody may read them: checkpoints and proofs, which reveal nothing without the thing they are about."""

import base64
import re

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tayseer.audit import logs
from tayseer.audit.merkle import UnableToProve

_HASH = re.compile(r"[0-9a-f]{64}")
_SIZE = re.compile(r"[1-9][0-9]{0,17}")
_A_YEAR = 31_536_000


@require_safe
def checkpoint(request: HttpRequest, log: str) -> HttpResponse:
    """The last checkpoint of a log, or the one signed at `?size=`: a C2SP signed note."""
    size = request.GET.get("size", "")
    note = logs.latest(_known(log)) if not size else logs.checkpoint_at(log=_known(log), size=_number(size))
    if note is None:
        raise Http404
    return _text(note.encode(), seconds=_A_YEAR if size else 1)


@require_safe
def proof(request: HttpRequest, log: str) -> HttpResponse:
    """The proof that the leaf with the hash `?leaf=` (hexadecimal) is in a log: a C2SP tlog-proof."""
    leaf = request.GET.get("leaf", "").lower()
    found = logs.prove_inclusion(log=_known(log), leaf_hash=bytes.fromhex(leaf)) if _HASH.fullmatch(leaf) else None
    if found is None:
        raise Http404
    return _text(found.text(), seconds=60)


@require_safe
def consistency(request: HttpRequest, log: str) -> HttpResponse:
    """The hashes that show the log of `?old=` entries to be the beginning of that of `?new=`, in base64, line by line.

    Both sizes must have been signed: what nobody holds a checkpoint of needs no proof.
    """
    old, new = (_number(request.GET.get(name, "")) for name in ("old", "new"))
    if not all(logs.checkpoint_at(log=_known(log), size=size) for size in (old, new)):
        raise Http404
    try:
        path = logs.prove_consistency(log=log, old=old, new=new)
    except UnableToProve as problem:
        raise Http404 from problem
    return _text("".join(f"{base64.b64encode(one).decode()}\n" for one in path).encode(), seconds=_A_YEAR)


@require_safe
def stamp(request: HttpRequest, log: str) -> HttpResponse:
    """The time stamp of the checkpoint signed at `?size=` (RFC 3161, DER), over SHA-256 of its text."""
    token = logs.stamp_of(log=_known(log), size=_number(request.GET.get("size", "")))
    if token is None:
        raise Http404
    return _text(token, seconds=_A_YEAR, kind="application/octet-stream")


def _known(log: str) -> str:
    if log not in logs.LOGS:
        raise Http404
    return log


def _number(written: str) -> int:
    if _SIZE.fullmatch(written) is None:
        raise Http404
    return int(written)


def _text(body: bytes, *, seconds: int, kind: str = "text/plain; charset=utf-8") -> HttpResponse:
    answer = HttpResponse(body, content_type=kind)
    answer["Cache-Control"] = f"public, max-age={seconds}" + (", immutable" if seconds == _A_YEAR else "")
    # A checker's page on any other site may ask.
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
