"""The paper of a document: drawn with its proofs, looked at, sealed and kept the first time somebody needs it."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from tayseer.documents import actions, conf, issuance, queries, render, sdjwt, seal, statuslist, trust
from tayseer.documents.keystore import UnableToSign, keystore
from tayseer.documents.looking import look_at
from tayseer.documents.render import Attachment
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from tayseer.documents.contract import IssuedDocumentRecord
    from tayseer.documents.queries import SignedParts

logger = logging.getLogger("tayseer.documents")

_CLAIMS = Text("البيانات الموقعة", "Signed claims")
_CREDENTIAL = Text("بيانات يمكن إظهار بعضها", "Claims that can be shown one by one")
_PROOF = Text("إثبات القيد في سجل الإصدار", "Proof of the entry in the issuance log")


def paper_of(*, document: IssuedDocumentRecord, at: datetime) -> bytes:
    """Return the sealed PDF of a document, made now when it is not there yet.

    It is made only once the document stands in the issuance log, and carries the proof. `at` is UTC. Raises
    UnableToRender, UnableToSeal or UnableToProveIssuance; the document itself is valid all the same.
    """
    kept = queries.pdf_of(document=document)
    if kept is not None:
        return kept
    paper, level = _made(document, at=at)
    actions.keep_pdf(at=at, public_id=document.public_id, pdf=paper, level=level)
    # Another worker may have been first; everybody must hand out the one that was kept.
    return queries.pdf_of(document=document) or paper


def stamp_again(*, document: IssuedDocumentRecord, at: datetime) -> bool:
    """Make the paper anew with a time stamp, where it was sealed while the authority was away; say whether it is now.

    Raises as `paper_of`.
    """
    paper, level = _made(document, at=at)
    if level == "B-B":
        return False
    actions.replace_pdf(at=at, public_id=document.public_id, pdf=paper, level=level)
    return True


def make_ready(*, at: datetime) -> None:
    """Publish the trust list as it stands, so that verification works before anything was issued."""
    try:
        trust.publish(keystore(), at=at)
    except trust.UnableToPublish as error:
        # The root is not at hand on most days; the list that it signed last goes on until it ends.
        logger.warning("the trust list is not renewed: %s", error)


def attachments_of(document: IssuedDocumentRecord, *, at: datetime) -> list[Attachment]:
    """Return what every paper carries: the signed claims, the same facts as SD-JWT, the proof of issuance."""
    signed = queries.signed_of(document=document)
    proof = issuance.proof_for(signed.entry, at=at)
    credential = credential_of(document, signed=signed)
    return [
        Attachment(seal.ATTACHMENT, "application/cose", _CLAIMS, signed.cose),
        *(
            [Attachment(seal.CREDENTIAL, "application/dc+sd-jwt", _CREDENTIAL, credential.encode())]
            if credential
            else []
        ),
        Attachment(seal.PROOF, "text/plain", _PROOF, proof.text()),
    ]


def credential_of(document: IssuedDocumentRecord, *, signed: SignedParts) -> str:
    """Return the document's facts as SD-JWT, signed by the key of the document; empty once that key has retired."""
    store = keystore()
    facts = {
        "number": document.number, "name_ar": document.names.ar, "name_en": document.names.en,
        **{f"fact_{name}": value for name, value in document.facts.items()},
    }  # fmt: skip
    if document.expires_on is not None:
        facts["expires_on"] = document.expires_on.isoformat()
    try:
        return sdjwt.issue(
            facts=facts,
            vct=vct_of(document.type),
            issuer=f"{document.agency}.{conf.issuer_domain()}",
            kid=signed.kid,
            issued_at=document.issued_at,
            expires_at=document.expires_at,
            status={"idx": signed.list_index, "uri": statuslist.uri_of(signed.list_code)},
            cose=signed.cose,
            signer=lambda data: store.sign(signed.kid, "document", data, document_type=document.type),
        )
    except UnableToSign:
        return ""


def vct_of(document_type: str) -> str:
    """Return the type of credential of a document type (SD-JWT VC)."""
    return f"urn:{conf.issuer_domain()}:{document_type}"


def _made(document: IssuedDocumentRecord, *, at: datetime) -> tuple[bytes, str]:
    store = keystore()
    kid = store.ensure(agency=document.agency, purpose="seal", year=at.year)
    actions.publish_key(kid=kid, at=at)
    drawn = render.pdf(document, attachments=attachments_of(document, at=at))
    look_at(document, signed=queries.cose_of(document=document))
    return seal.put(drawn, kid=kid, info=store.info(kid), store=store, document_type=document.type)
