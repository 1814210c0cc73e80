"""The cases themselves: what time, lists and keys say of a good document, and everything that must be refused."""

import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tayseer.documents import actions, base45, cbor, claims, cose, queries, statuslist, trust, wordbook
from tests.platform.documents.samples import NOON
from tests.platform.verify.bench import Case
from tests.platform.verify.forged import KEY, contents, list_code, packed, signed, signed_bytes

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def standings(good: Any, revoked: Any, suspended: Any) -> Iterator[Case]:
    """What the time, the log and the lists say of a document whose signature is right."""
    text = good.qr_text
    end = good.expires_at
    yield Case("not entered yet", text, "VALID", "log.pending", log="pending")
    yield Case("the log was not asked", text, "VALID", "log.offline", log=None)
    yield Case("absent from the log", text, "NOT ISSUED BY US", "log.absent", log="absent")
    yield Case("a proof of the log that does not hold", text, "STATUS UNKNOWN", "log.unproven", log="unproven")
    yield Case("revoked", revoked.qr_text, "REVOKED", "status.revoked")
    yield Case("revoked, on an old list", revoked.qr_text, "REVOKED", "status.revoked", at=NOON + 3 * DAY)
    yield Case("suspended", suspended.qr_text, "REVOKED", "status.suspended")
    yield Case(
        "suspended, on an old list", suspended.qr_text, "STATUS UNKNOWN", "status.suspended", at=NOON + 13 * HOUR
    )
    yield Case("the list is too old", text, "STATUS UNKNOWN", "status.stale", at=NOON + 12 * HOUR)
    yield Case("the list is just young enough", text, "VALID", at=NOON + 12 * HOUR - timedelta(seconds=1))
    yield Case("no list", text, "STATUS UNKNOWN", "status.missing", lists="none")
    yield Case("the list of another address", text, "STATUS UNKNOWN", "status.missing", lists="other")
    yield Case("no trust list", text, "STATUS UNKNOWN", "trust.missing", trust="none")
    yield Case("the trust list is too old", text, "STATUS UNKNOWN", "status.stale", at=NOON + 8 * DAY)
    yield Case("expired", text, "EXPIRED", "time.expired", at=end + 5 * timedelta(minutes=1))
    yield Case("within the skew of its end", text, "STATUS UNKNOWN", "status.stale", at=end + 4 * timedelta(minutes=1))
    yield Case("not yet", text, "EXPIRED", "time.not_yet", at=NOON - 6 * timedelta(minutes=1))
    yield Case("within the skew of its start", text, "VALID", at=NOON - 5 * timedelta(minutes=1))


def envelopes(good: Any) -> Iterator[Case]:
    """Everything around the claims that must be refused."""
    raw, text = queries.cose_of(document=good), good.qr_text
    squeezed = zlib.compress(raw, 9)
    for name, link in (
        ("a link", "https://tayseer.example/check/1"),
        ("a link in capitals", "HTTPS://TAYSEER.EXAMPLE/1"),
        ("a bare link", "www.tayseer.example"),
    ):
        yield Case(name, link, "NOT ISSUED BY US", "form.link")
    for name, foreign in {
        "nothing": "",
        "a card": "BEGIN:VCARD",
        "another health code": "HC1:6BF",
        "only a start": "NCF",
        "too long": "TY1:" + "A" * 4293,
        "lower case": text.lower(),
        "a space before": " " + text,
    }.items():
        yield Case(name, foreign, "NOT ISSUED BY US", "form.foreign")
    for name, damaged in {
        "a prefix alone": "TY1:",
        "the present prefix alone": "TY2:",
        "the older form behind the present prefix": claims.PREFIX + packed(raw)[4:],
        "the present form behind the older prefix": claims.OLD_PREFIX + text[4:],
        "no base45": "TY1:not base45",
        "GGW": "TY1:GGW",
        "colons": "TY1::::",
        "one letter": "TY1:A",
        "a line break behind": text + "\n",
        "cut off": text[:-3],
        "an Arabic digit": text[:20] + "\u0661" + text[21:],
    }.items():
        yield Case(name, damaged, "ALTERED", "form.damaged")
    for name, stream in {
        "bytes after zlib": squeezed + b"\0",
        "its end twice": squeezed + squeezed[-4:],
        "a wrong sum": squeezed[:-4] + b"\0\0\0\0",
        "zlib cut off": squeezed[:-1],
        "no sum": squeezed[:-4],
        "raw deflate": squeezed[2:-4],
        "two streams": squeezed * 2,
        "bytes after CBOR": zlib.compress(raw + b"\0"),
        "tag 62": zlib.compress(b"\xd8\x3e" + raw),
        "tag 61 twice": zlib.compress(b"\xd8\x3d\xd8\x3d" + raw),
        "COSE_Mac0": zlib.compress(b"\xd1" + raw[1:]),
        "untagged": zlib.compress(raw[1:]),
        "a bomb": zlib.compress(bytes(2_000_000), 9),
        "one byte too many": zlib.compress(bytes(8193)),
        "just within": zlib.compress(bytes(8192)),
        "nothing packed": zlib.compress(b""),
        "a dictionary": with_dictionary(raw),
        "indefinite": zlib.compress(raw[:1] + b"\x9f" + raw[2:] + b"\xff"),
        "a length in two bytes": zlib.compress(raw[:1] + b"\x98\x04" + raw[2:]),
        "three parts": zlib.compress(raw[:1] + b"\x83" + raw[2:]),
    }.items():
        yield Case(name, claims.OLD_PREFIX + base45.encode(stream), "ALTERED", "form.damaged")
    yield from by_the_book(raw)
    yield Case("an outer CWT tag", packed(b"\xd8\x3d" + raw), "VALID")
    yield from headers(raw)
    for place in range(0, len(raw), 11):
        changed = raw[:place] + bytes([raw[place] ^ 1 << place % 8]) + raw[place + 1 :]
        verdict = "NOT ISSUED BY US" if kid_differs(raw, changed) else "ALTERED"
        yield Case(f"bit {place}", packed(changed), verdict)
    for place in range(4, len(text), 23):
        letter = "A" if text[place] != "A" else "B"
        yield Case(f"letter {place}", text[:place] + letter + text[place + 1 :], "ALTERED")


def by_the_book(raw: bytes) -> Iterator[Case]:
    """Streams packed by the book: only the one form, whole and alone, is read."""
    whole = wordbook.pack(raw)
    yield Case("the older form", packed(raw), "VALID")
    for name, stream in {
        "nothing by the book": wordbook.pack(b""),
        "bytes after the book's stream": whole + b"\0",
        "cut off by the book": whole[:-1],
        "packed without the book": zlib.compress(raw, 9)[2:-4],
        "an end that is not one": b"\0" + whole,
        "a bomb by the book": wordbook.pack(bytes(2_000_000)),
        "one byte too many by the book": wordbook.pack(bytes(8193)),
        "just within by the book": wordbook.pack(bytes(8192)),
        "bytes after CBOR by the book": wordbook.pack(raw + b"\0"),
    }.items():
        wanted = "VALID" if name == "packed without the book" else "ALTERED"
        yield Case(name, claims.PREFIX + base45.encode(stream), wanted, "form.damaged" if wanted == "ALTERED" else "")


def headers(raw: bytes) -> Iterator[Case]:
    """Protected and unprotected headers that a document may not have."""
    tagged = cbor.decode(raw, tags=frozenset({18}))
    assert isinstance(tagged, cbor.Tag)
    _, _, payload, signature = tagged.value
    kid = KEY.encode()
    bad: dict[str, tuple[Any, Any]] = {
        "EdDSA": ({1: -8, 4: kid}, {}),
        "ES384": ({1: -35, 4: kid}, {}),
        "HMAC": ({1: 5, 4: kid}, {}),
        "no alg": ({4: kid}, {}),
        "alg as text": ({1: "ES256", 4: kid}, {}),
        "alg outside": ({4: kid}, {1: -7}),
        "alg twice": ({1: -7, 4: kid}, {1: -7}),
        "no kid": ({1: -7}, {}),
        "two kids": ({1: -7, 4: kid}, {4: b"K2026civ01"}),
        "an empty kid": ({1: -7, 4: b""}, {}),
        "a kid as text": ({1: -7, 4: KEY}, {}),
        "a long kid": ({1: -7, 4: b"K" * 17}, {}),
        "a foreign kid": ({1: -7, 4: b"\xd9\xa1"}, {}),
        "a typ as number": ({1: -7, 4: kid, 16: 5}, {}),
        "a typ of null": ({1: -7, 4: kid, 16: None}, {}),
        "a list for the outside": ({1: -7, 4: kid}, []),
    }
    for name, (inside, outside) in bad.items():
        yield Case(
            name,
            packed(cbor.encode(cbor.Tag(18, [cbor.encode(inside), outside, payload, signature]))),
            "ALTERED",
            "form.damaged",
        )
    broken = {
        "kid outside alone": ({1: -7}, {4: kid}),
        "kid on both sides": ({1: -7, 4: kid, 5: 1}, {4: kid}),
        "an empty typ": ({1: -7, 4: kid, 16: ""}, {}),
        "a null beside the kid": ({1: -7, 4: kid}, {4: None, 9: 1}),
    }
    for name, (inside, outside) in broken.items():
        same = cbor.encode(inside) == cbor.encode({1: -7, 4: kid})
        text = packed(cbor.encode(cbor.Tag(18, [cbor.encode(inside), outside, payload, signature])))
        yield Case(name, text, "VALID" if same else "ALTERED", "" if same else "signature.broken")
    for name, short in {
        "a short signature": signature[:-1],
        "DER": b"\x30" + signature,
        "a signature of nought": bytes(64),
    }.items():
        code = "signature.broken" if len(short) == 64 else "form.damaged"
        yield Case(
            name, packed(cbor.encode(cbor.Tag(18, [cbor.encode({1: -7, 4: kid}), {}, payload, short]))), "ALTERED", code
        )


def contents_(good: Any) -> Iterator[Case]:
    """Payloads that a real key signed and that are no document, or say more than the key may."""
    whole = contents(good)
    document = whole[-65537]
    assert isinstance(document, dict)
    for name, payload in {
        "duplicate keys": "a201000100",
        "indefinite": "bf0100ff",
        "too deep": "81" * 9 + "00",
        "tagged": "a101c000",
        "a list": "80",
        "nothing": "",
        "unsorted": "a204000100",
        "a float": "a101f93c00",
        "long form": "a11801" + "00",
        "bytes after": "a0" + "00",
        "undefined": "a101f7",
        "a surrogate": "a10163eda080",
        "a key of bytes": "a1410100",
        "a huge map": "bb" + "ff" * 8,
        "a huge text": "7b" + "ff" * 8,
        "reserved": "a1011c",
    }.items():
        yield Case(name, signed_bytes(bytes.fromhex(payload)), "NOT ISSUED BY US", "claims.unreadable")
    lacking: dict[str, dict[object, object]] = {
        f"without {key}": {k: v for k, v in whole.items() if k != key} for key in (1, 4, 6, 7, -65537)
    }
    lacking |= {
        "exp as text": whole | {4: "soon"},
        "exp below nought": whole | {4: -1},
        "iat of true": whole | {6: True},
        "far exp": whole | {4: 2**62},
        "a short cti": whole | {7: bytes(15)},
        "a status of null list": whole | {65535: {"status_list": None}},
        "idx as text": whole | {65535: {"status_list": {"idx": "1", "uri": "u"}}},
        "no name": whole | {-65537: {k: v for k, v in document.items() if k != "na"}},
        "x as list": whole | {-65537: document | {"x": []}},
        "a fact as bytes": whole | {-65537: document | {"x": {"gu": b"5"}}},
        "a fact as yes": whole | {-65537: document | {"x": {"gu": True}}},
        "a fact below nought": whole | {-65537: document | {"x": {"gu": -5}}},
        "a fact beyond a browser's numbers": whole | {-65537: document | {"x": {"gu": 10**15}}},
        "a day beyond the year 2200": whole | {-65537: document | {"d": 200_000}},
        "a document claim that does not unpack": whole | {-65537: b"\xff\xff"},
        "a document claim without the book": whole | {-65537: zlib.compress(cbor.encode(document), 9)},
        "a document claim that swells": whole | {-65537: wordbook.pack(bytes(8193))},
        "a document claim with more behind": whole | {-65537: wordbook.pack(cbor.encode(document)) + b"\0"},
        "a document claim of a list": whole | {-65537: wordbook.pack(cbor.encode([]))},
        "identity of null": whole | {169: None},
        "version as text": whole | {-65537: document | {"v": "1"}},
        "nbf of null": whole | {5: None},
        "identity without name": whole | {169: {1: "1"}},
    }
    for name, claims_ in lacking.items():
        yield Case(name, signed(claims_), "NOT ISSUED BY US", "claims.unreadable")
    for name, claims_, code in (
        ("another issuer", whole | {1: "civil.tayseer.example"}, "issuer.wrong"),
        ("before the key", whole | {6: 1_700_000_000}, "key.wrong_time"),
        ("another's type", whole | {-65537: document | {"t": "driving-licence"}}, "key.wrong_type"),
        ("a type of the future", whole | {-65537: document | {"t": "of-the-future"}}, "key.wrong_type"),
        ("a type of no object", whole | {-65537: document | {"t": "constructor"}}, "key.wrong_type"),
        (
            "outside the list",
            whole | {65535: {"status_list": {"idx": 1 << 20, "uri": status_uri(whole)}}},
            "status.no_place",
        ),
        (
            "far outside the list",
            whole | {65535: {"status_list": {"idx": 2**63, "uri": status_uri(whole)}}},
            "status.no_place",
        ),
    ):
        yield Case(name, signed(claims_), "NOT ISSUED BY US", code)
    yield Case("no status", signed({k: v for k, v in whole.items() if k != 65535}), "STATUS UNKNOWN", "status.missing")
    yield Case(
        "a list nobody has",
        signed(whole | {65535: {"status_list": {"idx": 1, "uri": "https://elsewhere.example/s/1"}}}),
        "STATUS UNKNOWN",
        "status.missing",
    )
    yield Case("not before tomorrow", signed(whole | {5: int((NOON + DAY).timestamp())}), "EXPIRED", "time.not_yet")
    odd = document | {
        "x": {"zz": "آخر|other", 7: "seven", "gu": "سعد 12-34|Saad", "tr": "Q"},
        "d": "2026-02-30",
        "h": "1447-13-01",
        "v": 3,
    }
    yield Case("facts that nobody knows", signed(whole | {-65537: odd}), "VALID")
    sexed = whole | {169: {1: "1", 4: "نورة", 19: "Noura", 8: "19900417", 9: 3, 13: "XYZ"}}
    yield Case("an identity of another kind", signed(sexed), "VALID")
    for name, typ in {"a status list's typ": statuslist.TYP, "any typ": "application/cwt"}.items():
        yield Case(name, signed(whole, typ=typ), "NOT ISSUED BY US", "form.not_a_document")
    token = actions.publish_status_list(at=NOON, code=list_code(good))
    yield Case("a status list as document", packed(token), "NOT ISSUED BY US", "form.not_a_document")
    yield Case("a trust list as document", packed(trust.trust_file().read_bytes()[:800]), "ALTERED", "form.damaged")


def keys(good: Any) -> Iterator[Case]:
    """What the trust list says of the key."""
    text = good.qr_text
    unknown = packed(cose.sign(cbor.encode(contents(good)), kid="K2031pas01", signer=lambda _: bytes(range(64))))
    yield Case("an unknown key", unknown, "NOT ISSUED BY US", "key.unknown")
    yield Case("an unknown key, an old trust list", unknown, "STATUS UNKNOWN", "key.unknown", at=NOON + 8 * DAY)
    yield Case("a stolen key", text, "NOT ISSUED BY US", "key.compromised", trust="stolen")
    yield Case("a retired key", text, "VALID", trust="retired")
    yield Case("a key of another use", text, "NOT ISSUED BY US", "key.wrong_use", trust="other use")
    yield Case("a key taken off the list", text, "NOT ISSUED BY US", "key.unknown", trust="no key")


def with_dictionary(raw: bytes) -> bytes:
    stream = zlib.compressobj(9, zdict=b"passports.tayseer.example")
    return stream.compress(raw) + stream.flush()


def kid_differs(raw: bytes, changed: bytes) -> bool:
    """Whether only the name of the key was touched, so that the envelope is sound and the key a stranger."""
    try:
        return cose.parse(changed).kid != cose.parse(raw).kid
    except cose.UnableToReadCOSE:
        return False


def status_uri(whole: dict[object, object]) -> str:
    status = whole[65535]
    assert isinstance(status, dict)
    return str(status["status_list"]["uri"])
