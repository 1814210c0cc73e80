"""The budget of codes: the longest sample of every type, what codes hold, the book they are packed by, older forms."""

import hashlib
import zlib
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayseer.documents import actions, base45, cbor, claims, cose, longest, numbers, qr, queries, statuslist, wordbook
from tayseer.documents.keystore import keystore
from tayseer.documents.models import IssuedDocument, StatusList
from tayseer.documents.types import BUDGET, NAME_LETTERS, TYPES
from tayseer.verify import rules, sources
from tests.platform.documents.samples import NOON, issued

VERSION, LEVEL = 15, "M"
# With another book no code that was issued could be read any more.
BOOK = "94e98f0cdb2470a4bf5a1d37fdb6576889dfbc0d2a4403962867e5beabe4d85a"


@pytest.mark.parametrize("code", TYPES)
def test_the_code_of_every_types_longest_sample_is_within_the_budget(code: str) -> None:
    assert longest.characters(TYPES[code]) <= BUDGET


def test_the_budget_is_what_version_15_holds() -> None:
    drawn = qr.draw("A" * BUDGET)

    assert (drawn.version, drawn.error) == (VERSION, LEVEL)
    assert qr.draw("A" * (BUDGET + 1)).version == VERSION + 1


@pytest.mark.parametrize("code", TYPES)
def test_the_longest_sample_is_as_long_as_may_be_issued(code: str) -> None:
    kind = TYPES[code]
    facts = longest.longest_facts(kind)

    assert set(facts) == {spec.key for spec in kind.facts if spec.in_code}
    assert [len(name) for name in (longest.longest_name().ar, longest.longest_name().en)] == [NAME_LETTERS] * 2
    for spec in kind.facts:
        if spec.in_code and spec.kind in {"both", "text"}:
            assert [len(part) for part in facts[spec.key].split("|")] == [spec.most_letters] * 2
        elif spec.in_code and spec.kind in {"latin", "digits", "number", "amount"}:
            assert len(facts[spec.key]) == spec.most_letters


@pytest.mark.django_db
@pytest.mark.parametrize("code", TYPES)
def test_the_longest_sample_is_issued_and_its_code_is_read_back(code: str) -> None:
    names = longest.longest_name()
    outside = {spec.key: spec.sample for spec in TYPES[code].facts if not spec.in_code}

    document = issued(code, names=names, facts=longest.longest_facts(TYPES[code]) | outside)

    said = claims.read(cose.parse(claims.from_text(document.qr_text)).payload)
    assert (said.names, said.number) == (names, document.number)
    assert said.facts == longest.longest_facts(TYPES[code])
    assert qr.read(qr.png(document.qr_text, scale_px=4)) == [document.qr_text]


def test_the_book_never_changes() -> None:
    assert hashlib.sha256(wordbook.book()).hexdigest() == BOOK


@given(st.binary(max_size=2000))
def test_what_is_packed_by_the_book_comes_back_and_nothing_else_does(data: bytes) -> None:
    packed = wordbook.pack(data)

    assert wordbook.unpack(packed, most=len(data)) == data
    for broken in (packed + b"\0", packed[:-1], b""):
        with pytest.raises(wordbook.UnableToUnpack):
            wordbook.unpack(broken, most=len(data))
    if data:
        with pytest.raises(wordbook.UnableToUnpack, match="swells"):
            wordbook.unpack(packed, most=len(data) - 1)


@given(
    st.sampled_from(["date", "amount", "latin", "number", "digits", "hijri", "choice"]),
    st.text(max_size=20)
    | st.dates().map(date.isoformat)
    | st.from_regex(r"\A[0-9]{1,20}\Z")
    | st.from_regex(r"\A[0-9]{1,13}\.[0-9]{2}\Z"),
)
def test_a_fact_written_as_a_number_is_read_as_the_text_it_was(kind: str, value: str) -> None:
    assert numbers.from_wire(numbers.to_wire(value, kind), kind) == value


@pytest.mark.parametrize("value", [None, True, -1, 10**15, 1.5, b"1", [1]])
def test_what_is_neither_text_nor_number_is_no_fact(value: object) -> None:
    assert numbers.from_wire(value, "latin") is None


@pytest.mark.django_db
@pytest.mark.parametrize("code", TYPES)
def test_a_document_of_the_older_form_is_still_valid_and_says_the_same(code: str, monkeypatch: Any) -> None:
    actions.publish_key(kid=keystore().ensure(agency=TYPES[code].agency, purpose="document", year=2026), at=NOON)
    listed = StatusList.objects.create(code="abcdef", agency=TYPES[code].agency, created_at=NOON)
    new = issued(code)
    text, uri = older(new.public_id)
    actions.publish_status_list(at=NOON, code=listed.code)

    found = rules.check(text, at=NOON, sources=sources.offline())

    assert uri.endswith("/ar/verify/s/abcdef")
    assert (found.verdict, found.claims.status.uri) == ("VALID", uri)
    assert found.claims.facts == new.facts
    assert (found.claims.names, found.claims.number) == (new.names, new.number)


def older(public_id: str) -> tuple[str, str]:
    """Sign what a document says as it was signed before: texts in a map, behind zlib, a list's long address."""
    row = IssuedDocument.objects.get(public_id=public_id)
    kind, whole = TYPES[row.type], cbor.decode(cose.parse(bytes(row.cose)).payload)
    own = {"holder_number": "s", "birth_date": "d", "birth_hijri": "h"}
    inside = {"birth_date", "sex", "nationality"} if kind.identity else set()
    stated = {spec.key: spec.wire for spec in kind.facts if spec.key not in own and spec.key not in inside}
    document: dict[object, object] = {"t": row.type, "n": row.number}
    document |= {} if kind.identity else {"na": row.name_ar, "ne": row.name_en}
    document |= {own[key]: row.facts[key] for key in own if key in row.facts and key not in inside}
    document |= {"x": {wire: row.facts[key] for key, wire in stated.items() if key in row.facts}} if stated else {}
    uri = statuslist.uri_of("abcdef")
    whole |= {claims.DOCUMENT: document, claims.STATUS: {"status_list": {"idx": 7, "uri": uri}}}
    signed = cose.sign(
        cbor.encode(whole),
        kid=row.kid,
        signer=lambda data: keystore().sign(row.kid, "document", data, document_type=row.type),
    )
    prefix = "" if kind.identity else "TY1:"
    return prefix + base45.encode(zlib.compress(signed, 9)), uri


@pytest.mark.django_db
def test_the_list_of_a_long_address_is_closed_and_still_served_and_the_next_has_a_short_one(client: Any) -> None:
    before = StatusList.objects.create(code="abcdef", agency="passports", created_at=NOON)
    reference = claims.read(queries_payload(issued())).status

    code = reference.uri.rpartition("/")[2]
    before.refresh_from_db()
    assert (before.is_open, len(code)) == (False, statuslist.CODE_LETTERS)
    assert reference.uri == f"http://127.0.0.1:8000/s/{code}"
    for address, uri in ((f"/s/{code}", reference.uri), ("/ar/verify/s/abcdef", statuslist.uri_of("abcdef"))):
        answer = client.get(address)
        named = cbor.decode(cose.parse(answer.content).payload)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/statuslist+cwt")
        assert named[statuslist.SUB] == uri == "http://127.0.0.1:8000" + address
    assert client.get("/s/nothere").status_code == 404
    assert queries.status_list_codes() == ["abcdef", code]


def queries_payload(document: Any) -> bytes:
    return cose.parse(queries.cose_of(document=document)).payload
