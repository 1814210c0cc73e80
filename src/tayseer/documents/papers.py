"""The paper of a document: drawn, sealed and kept the first time somebody or the worker needs it."""

from datetime import datetime

from tayseer.documents import actions, queries, render, seal, trust
from tayseer.documents.contract import IssuedDocumentRecord
from tayseer.documents.keystore import keystore


def paper_of(*, document: IssuedDocumentRecord, at: datetime) -> bytes:
    """Return the sealed PDF of a document, made now when it is not there yet.

    Raises UnableToRender or UnableToSeal; the document itself is valid all the same.
    """
    kept = queries.pdf_of(document=document)
    if kept is not None:
        return kept
    store = keystore()
    kid = store.ensure(agency=document.agency, purpose="seal", year=at.year)
    info = next(info for info in store.list() if info.kid == kid)
    actions.publish_key(kid=kid, at=at)
    drawn = render.pdf(document, cose=queries.cose_of(document=document))
    sealed = seal.put(drawn, kid=kid, info=info, store=store, document_type=document.type)
    actions.keep_pdf(at=at, public_id=document.public_id, pdf=sealed)
    # Another worker may have been first; everybody must hand out the one that was kept.
    return queries.pdf_of(document=document) or sealed


def make_ready(*, at: datetime) -> None:
    """Publish the trust list as it stands, so that verification works before anything was issued."""
    trust.publish(keystore(), at=at)
