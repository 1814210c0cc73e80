"""What a paper carries along from the issuance log: a proof that holds without asking anybody."""

from tayseer.audit import logs, notes
from tayseer.audit.merkle import check_inclusion, leaf_hash
from tayseer.documents.keystore import KeyInfo, edwards_public
from tayseer.documents.trust import TrustList


def is_logged(proof: bytes, *, entry: bytes, trust: TrustList) -> bool:
    """Say whether a tlog-proof (C2SP) shows that the issuance log holds an entry (SHA-256 of the signed bytes).

    The checkpoint in it must be signed by a key that the trust list names for that log and that was not stolen.
    Anything else, whatever its form, proves nothing.
    """
    try:
        read = notes.read_proof(proof)
    except notes.UnableToReadProof:
        return False
    origin = read.checkpoint.partition("\n")[0]
    return any(_holds(read, key, entry) for key in trust.keys.values() if _is_of_log(key, origin))


def _is_of_log(key: KeyInfo, origin: str) -> bool:
    of_documents = origin.rpartition("/")[2].startswith(f"{logs.DOCUMENTS}-")
    return of_documents and key.purpose == "log" and key.name == origin and key.state != "compromised"


def _holds(proof: notes.ProofText, key: KeyInfo, entry: bytes) -> bool:
    try:
        checkpoint = notes.open_checkpoint(proof.checkpoint, name=key.name, public=edwards_public(key.jwk))
    except notes.UnableToTrustNote:
        return False
    return check_inclusion(
        leaf=leaf_hash(entry), index=proof.index, size=checkpoint.size, path=proof.path, root=checkpoint.root
    )
