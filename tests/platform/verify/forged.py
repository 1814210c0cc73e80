"""What forgers, thieves and careless officers would hand in, made with real keys."""

import zlib
from datetime import datetime
from typing import Any

from tayseer.audit import logs
from tayseer.documents import base45, cbor, claims, cose, issuance, queries, statuslist
from tayseer.documents.contract import IssuedDocumentRecord
from tayseer.documents.keystore import keystore, note_signer
from tests.platform.documents import samples

KEY = "K2026pas01"


def issued(code: str = "iqama", **given: Any) -> IssuedDocumentRecord:
    """Issue a document to Noura and enter it into the issuance log, as the worker does a second later."""
    document = samples.issued(code, **given)
    entered(at=document.issued_at)
    return document


def entered(*, at: datetime) -> None:
    """Enter what waits into the issuance log and sign its checkpoint."""
    issuance.sequence(1_000, at)
    logs.publish(log=logs.DOCUMENTS, signer=note_signer(logs.DOCUMENTS), at=at)


def packed(raw: bytes, prefix: str = claims.OLD_PREFIX) -> str:
    """Return the code of signed bytes in the form that certificates had before, which is read for ever."""
    return prefix + base45.encode(zlib.compress(raw, 9))


def signed(content: dict[object, object], *, kid: str = KEY, typ: str = "", kind: str = "travel-permit") -> str:
    """Sign any claims with a real key of the passports, as a thief or a careless officer would."""
    store = keystore()
    raw = cose.sign(
        cbor.encode(content),
        kid=kid,
        typ=typ,
        signer=lambda data: store.sign(kid, "document", data, document_type=kind),
    )
    return packed(raw)


def contents(document: IssuedDocumentRecord) -> dict[object, object]:
    found = cbor.decode(cose.parse(queries.cose_of(document=document)).payload)
    assert isinstance(found, dict)
    return found


def signed_bytes(payload: bytes, *, kid: str = KEY, kind: str = "travel-permit") -> str:
    """Sign bytes that may be no claims at all."""
    store = keystore()
    return packed(
        cose.sign(payload, kid=kid, signer=lambda data: store.sign(kid, "document", data, document_type=kind))
    )


def list_code(document: IssuedDocumentRecord) -> str:
    """The code of the status list in which a document has its place."""
    reference = claims.read(cose.parse(queries.cose_of(document=document)).payload).status
    assert reference is not None
    assert reference.uri == statuslist.uri_of(reference.uri.rpartition("/")[2])
    return reference.uri.rpartition("/")[2]
