"""Background work of documents: draw and seal the papers that wait, and keep the public lists fresh."""

import logging
import time

from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction

from tayseer.documents import actions, archive, crls, issuance, queries, seal, stamps, statuslist, trust
from tayseer.documents.keystore import keystore
from tayseer.documents.papers import make_ready, paper_of, stamp_again
from tayseer.documents.render import UnableToRender
from tayseer.documents.seal import UnableToSeal
from tayseer.site import clock

logger = logging.getLogger("tayseer.documents")
REFRESH_SECONDS = 300.0
_next_refresh = 0.0
_put_aside: set[str] = set()
# Those whose archive copy failed in this process; others go first, and the next worker tries them again.
_not_archived: set[str] = set()


def render_pending(limit: int = 50) -> int:
    """Draw and seal at most `limit` papers; return how many were done. Safe in several workers at once.

    A paper that cannot be drawn is logged and put aside until the worker starts again, so that it holds up no other.
    """
    _keep_fresh_now_and_then()
    done = 0
    while done < limit and _render_one():
        done += 1
    return done


def stamp_pending(limit: int = 50) -> int:
    """Make papers anew that were sealed while the time-stamping authority was away; return how many were stamped."""
    if not stamps.url():
        return 0
    stamps.forget_failures()
    done = 0
    while done < limit and _stamp_one():
        done += 1
    return done


def archive_pending(limit: int = 200) -> int:
    """Make archive copies of stamped papers, and renew stamps that run out; return how many were made."""
    authority, at = stamps.stamper(), clock.now()
    if authority is None:
        return 0
    store, done = keystore(), 0
    try:
        trusted = trust.current()
    except trust.UnableToTrust:
        # A fresh installation has not published its keys yet, and has no papers either.
        return 0
    for public_id, pdf in queries.waiting_to_be_archived(at=at, limit=limit, but_not=_not_archived):
        try:
            info = trusted.keys[seal.read(pdf, trust=trusted, at=at).kid]
            made, again_at = archive.archived(
                pdf,
                info=info,
                root=store.root_of(info.kid).public_bytes(Encoding.DER),
                lists=store.crls_for(info.kid, at),
                authority=authority,
                at=at,
            )
        except (archive.UnableToArchive, seal.UnableToReadPaper):
            logger.exception("the archive copy of %s could not be made", public_id)
            _not_archived.add(public_id)
            continue
        actions.keep_archived(at=at, public_id=public_id, pdf=made, stamp_again_at=again_at)
        done += 1
    return done


def keep_fresh() -> int:
    """Renew the trust list, re-sign the lists of standing and of stolen keys; return how many lists were signed."""
    at = clock.now()
    make_ready(at=at)
    crls.publish_all(store=keystore(), at=at)
    actions.close_full_lists(at=at)
    codes = queries.status_list_codes()
    for code in codes:
        actions.publish_status_list(at=at, code=code)
    return len(codes)


def current_status_list(code: str, *, most_seconds: float = 30.0) -> bytes:
    """Return the signed status list of that code, signed afresh when the kept one is older than `most_seconds`."""
    path = statuslist.file_of(code)
    if path.exists() and time.time() - path.stat().st_mtime < most_seconds:
        return path.read_bytes()
    return actions.publish_status_list(at=clock.now(), code=code)


def _render_one() -> bool:
    with transaction.atomic():
        waiting = queries.waiting_to_be_rendered(limit=1, below=issuance.proven_size(), but_not=_put_aside)
        if not waiting:
            return False
        try:
            paper_of(document=waiting[0], at=clock.now())
        except (UnableToRender, UnableToSeal):
            logger.exception("the paper of %s could not be made", waiting[0].public_id)
            _put_aside.add(waiting[0].public_id)
        return True


def _stamp_one() -> bool:
    with transaction.atomic():
        waiting = queries.waiting_to_be_stamped(limit=1, but_not=_put_aside)
        if not waiting:
            return False
        try:
            return stamp_again(document=waiting[0], at=clock.now())
        except (UnableToRender, UnableToSeal):
            logger.exception("the paper of %s could not be stamped", waiting[0].public_id)
            _put_aside.add(waiting[0].public_id)
            return True


def _keep_fresh_now_and_then() -> None:
    global _next_refresh  # noqa: PLW0603 - one clock of this process
    if time.monotonic() >= _next_refresh:
        _next_refresh = time.monotonic() + REFRESH_SECONDS
        keep_fresh()
