"""Trust lists and status lists that must be believed, and those that must not."""

import base64
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from tayseer.documents import cbor, claims, cose, statuslist, trust
from tayseer.documents.keystore import ROOT_KID, keystore
from tests.platform.verify.bench import Bench, decoded, encoded
from tests.platform.verify.forged import KEY

#: Of the trust lists below, those that must be believed.
BELIEVED_TRUST_LISTS = ["as it is", "with a line break", "its own number"]


def resigned(
    text: str,
    change: Callable[[dict[str, Any]], object],
    *,
    header: dict[str, object] | None = None,
    purpose: str = "root",
) -> str:
    """A trust list with another body or header, signed by the root all the same."""
    store = keystore()
    head, body, _ = (json.loads(decoded(part)) if part else {} for part in [*text.split(".")[:2], ""])
    change(body)
    signed_text = ".".join(encoded(json.dumps(part).encode()) for part in (header or head, body))
    return f"{signed_text}.{encoded(store.sign(ROOT_KID, 'root', signed_text.encode()))}"


def entry_of(body: dict[str, Any], kid: str = KEY) -> dict[str, Any]:
    found: dict[str, Any] = next(entry for entry in body["entries"] if entry["kid"] == kid)
    return found


def spoil_trust(bench: Bench) -> None:
    """Trust lists in which the key of the passports is stolen, retired, or of another use."""
    for name, change in {
        "stolen": {"state": "compromised", "compromised_since": 0},
        "retired": {"state": "retired"},
        "other use": {"use": "status"},
        "no key": {"kid": "K2026xxx01"},
    }.items():
        bench.trusts[name] = resigned(bench.trusts["today"], lambda body, change=change: entry_of(body).update(change))


def trust_lists(bench: Bench) -> Iterator[dict[str, Any]]:
    """Trust lists, the lowest number accepted, and whether each is believed."""
    text = bench.trusts["today"]
    number = bench.trusted("today").sequence  # type: ignore[union-attr]
    head, body, signature = text.split(".")
    plain = {"alg": "ES256", "kid": ROOT_KID, "typ": trust.TYP}
    changed = {
        name: resigned(text, lambda _: None, header=plain | change)
        for name, change in {
            "alg none": {"alg": "none"},
            "alg HS256": {"alg": "HS256"},
            "another typ": {"typ": "JWT"},
            "crit": {"crit": ["x"]},
            "another root": {"kid": "R09"},
            "the next root": {"kid": "R02"},
        }.items()
    }
    flipped = encoded(decoded(body).replace(b"passports", b"passportz", 1))
    for name, given, lowest in (
        ("as it is", text, 0),
        ("with a line break", text + "\n", 0),
        ("its own number", text, number),
        ("a rollback", text, number + 1),
        *((name, given, 0) for name, given in changed.items()),
        ("another body", f"{head}.{flipped}.{signature}", 0),
        ("no signature", f"{head}.{body}.", 0),
        ("a short signature", f"{head}.{body}.{signature[:-4]}", 0),
        ("a padded signature", text + "=", 0),
        ("two parts", f"{head}.{body}", 0),
        ("four parts", text + ".x", 0),
        ("nothing", "", 0),
        ("no entries", resigned(text, lambda body: body.pop("entries")), 0),
        ("no end", resigned(text, lambda body: body.pop("exp")), 0),
        ("eight days", resigned(text, lambda body: body.update(exp=body["iat"] + 8 * 86_400)), 0),
        ("ended before it began", resigned(text, lambda body: body.update(exp=body["iat"])), 0),
        ("a key twice", resigned(text, lambda body: body["entries"].append(body["entries"][0])), 0),
        ("an unknown state", resigned(text, lambda body: entry_of(body).update(state="fine")), 0),
        ("a document", claims.PREFIX, 0),
    ):
        yield {"name": name, "text": given, "lowest": lowest, "believed": believed(given, bench.roots, lowest)}


def believed(text: str, roots: Mapping[str, ec.EllipticCurvePublicKey], lowest: int) -> bool:
    try:
        trust.read(text, root=roots, lowest_sequence=lowest)
    except trust.UnableToTrust:
        return False
    return True


def status_lists(bench: Bench) -> Iterator[dict[str, Any]]:
    """Status lists with the address they were asked for, and whether each is believed."""
    uri, token = next((uri, token) for uri, token in bench.lists["fresh"].items() if b"L2026pas" in token)
    kid = cose.parse(token).kid
    body = cbor.decode(cose.parse(token).payload)
    assert isinstance(body, dict)

    def made(change: dict[object, object], *, typ: str = statuslist.TYP) -> bytes:
        return cose.sign(
            cbor.encode(body | change), kid=kid, typ=typ, signer=lambda data: keystore().sign(kid, "status", data)
        )

    def lst(raw: bytes, bits: int = statuslist.BITS) -> dict[object, object]:
        return {statuslist.STATUS_LIST: {"bits": bits, "lst": raw}}

    size = statuslist.PLACES * statuslist.BITS // 8
    by_document_key = packed_raw(body)
    for name, given, address in (
        ("as it is", token, uri),
        ("of another address", token, uri + "x"),
        ("without typ", made({}, typ=""), uri),
        ("another typ", made({}, typ="application/cwt"), uri),
        ("by a key for documents", by_document_key, uri),
        ("too short", made(lst(zlib.compress(bytes(size - 1)))), uri),
        ("too long", made(lst(zlib.compress(bytes(size + 1)))), uri),
        ("a bomb", made(lst(zlib.compress(bytes(50 * size)))), uri),
        ("cut off", made(lst(zlib.compress(bytes(size))[:-1])), uri),
        ("bytes after", made(lst(zlib.compress(bytes(size)) + b"\0")), uri),
        ("four bits", made(lst(zlib.compress(bytes(2 * size)), 4)), uri),
        ("lst as text", made({statuslist.STATUS_LIST: {"bits": 2, "lst": "x"}}), uri),
        ("no lst", made({statuslist.STATUS_LIST: {}}), uri),
        ("no end", made({statuslist.EXP: "never"}), uri),
        ("another sub", made({statuslist.SUB: uri + "x"}), uri),
        ("a flipped bit", token[:-1] + bytes([token[-1] ^ 1]), uri),
        ("nothing", b"", uri),
    ):
        trusted = bench.trusted("today")
        assert trusted is not None
        bench.lists["one"] = {address: given}
        yield {
            "name": name,
            "token": base64.b64encode(given).decode(),
            "uri": address,
            "believed": bench.status_list("one", address, trusted) is not None,
        }
    del bench.lists["one"]


def packed_raw(body: dict[object, object]) -> bytes:
    return cose.sign(
        cbor.encode(body),
        kid=KEY,
        typ=statuslist.TYP,
        signer=lambda data: keystore().sign(KEY, "document", data, document_type="travel-permit"),
    )
