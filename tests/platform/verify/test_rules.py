"""The check: what it says of good documents, and of everything a forger may hand in."""

import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tayseer.audit.contract import SYSTEM
from tayseer.documents import actions, base45, cbor, claims, cose, papers, qr, queries, trust
from tayseer.documents.keystore import keystore
from tayseer.verify import rules, sources
from tayseer.verify.rules import Finding, Verdict
from tests.platform.documents import samples
from tests.platform.documents.samples import NOON
from tests.platform.verify.forged import KEY, contents, issued, list_code, packed, signed

pytestmark = pytest.mark.django_db


def checked(data: bytes | str, *, at: Any = NOON, offline: bool = False) -> Finding:
    return rules.check(data, at=at, sources=sources.offline() if offline else sources.online())


def codes(finding: Finding) -> list[str]:
    return [remark.code for remark in finding.findings if not remark.passed]


@pytest.mark.parametrize("code", ["iqama", "travel-permit", "birth-certificate"])
def test_a_document_is_valid_as_text_as_picture_and_as_paper(code: str) -> None:
    document = issued(code)

    for data in (
        document.qr_text,
        document.qr_text.encode() + b"\n",
        qr.png(document.qr_text),
        papers.paper_of(document=document, at=NOON),
    ):
        finding = checked(data)

        assert finding.verdict == Verdict.VALID
        assert codes(finding) == []
        assert finding.claims is not None
        assert finding.claims.names == document.names
        assert finding.status_as_of == NOON


def test_the_life_of_a_paper_valid_altered_suspended_revoked() -> None:
    document = issued()
    paper = papers.paper_of(document=document, at=NOON)
    assert checked(paper).verdict == Verdict.VALID

    changed = bytearray(paper)
    changed[len(paper) // 2] ^= 1
    altered = checked(bytes(changed))
    assert (altered.verdict, altered.claims) == (Verdict.ALTERED, None)

    actions.suspend(actor=SYSTEM, at=NOON, public_id=document.public_id, reason="review")
    suspended = checked(paper)
    assert (suspended.verdict, suspended.is_suspended) == (Verdict.REVOKED, True)

    actions.revoke(actor=SYSTEM, at=NOON, public_id=document.public_id, reason="holder.left")
    revoked = checked(paper)
    assert (revoked.verdict, revoked.is_suspended, codes(revoked)) == (Verdict.REVOKED, False, ["status.revoked"])
    assert revoked.claims is not None


def test_a_document_holds_to_the_end_of_its_last_day_and_no_longer() -> None:
    document = issued(expires_on=date(2026, 11, 25))
    midnight = NOON.replace(hour=21)

    assert checked(document.qr_text, at=midnight - timedelta(seconds=1)).verdict == Verdict.VALID
    assert checked(document.qr_text, at=midnight + timedelta(minutes=6)).verdict == Verdict.EXPIRED
    assert codes(checked(document.qr_text, at=NOON - timedelta(minutes=6))) == ["time.not_yet"]


def test_a_revoked_document_that_also_expired_reports_both() -> None:
    document = issued(expires_on=date(2026, 11, 25))
    actions.revoke(actor=SYSTEM, at=NOON, public_id=document.public_id, reason="holder.left")

    finding = checked(document.qr_text, at=NOON + timedelta(days=2))

    assert finding.verdict == Verdict.EXPIRED
    assert codes(finding) == ["time.expired", "status.revoked"]


def test_every_flipped_bit_of_a_code_is_noticed() -> None:
    document = issued("travel-permit")
    raw = queries.cose_of(document=document)

    for place in range(len(raw)):
        changed = bytearray(raw)
        changed[place] ^= 1 << place % 8
        finding = checked(packed(bytes(changed)))

        assert finding.verdict in {Verdict.ALTERED, Verdict.NOT_ISSUED}
        assert finding.claims is None


def test_a_changed_letter_of_the_text_is_noticed() -> None:
    text = issued("travel-permit").qr_text

    for place in range(len(claims.PREFIX), len(text), 7):
        changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]

        assert checked(changed).verdict == Verdict.ALTERED


@pytest.mark.parametrize(
    ("text", "code", "verdict"),
    [
        ("https://tayseer.example/check/1234", "form.link", Verdict.NOT_ISSUED),
        ("HTTPS://TAYSEER.EXAMPLE/1", "form.link", Verdict.NOT_ISSUED),
        ("BEGIN:VCARD", "form.foreign", Verdict.NOT_ISSUED),
        ("", "form.foreign", Verdict.NOT_ISSUED),
        ("TY1:", "form.damaged", Verdict.ALTERED),
        ("TY1:not base45", "form.damaged", Verdict.ALTERED),
        ("TY1:" + "A" * 4293, "form.foreign", Verdict.NOT_ISSUED),
        ("NCF", "form.foreign", Verdict.NOT_ISSUED),
    ],
)
def test_what_is_no_code_of_ours_is_told_so(text: str, code: str, verdict: Verdict) -> None:
    issued()

    finding = checked(text)

    assert (finding.verdict, codes(finding), finding.claims) == (verdict, [code], None)


def test_a_bomb_in_a_code_is_stopped_before_it_swells() -> None:
    issued()

    finding = checked(packed(bytes(2_000_000)))

    assert (finding.verdict, codes(finding)) == (Verdict.ALTERED, ["form.damaged"])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: zlib.compress(raw, 9) + b"\0",
        lambda raw: zlib.compress(raw, 9)[:-4] + b"\0\0\0\0",
        lambda raw: zlib.compress(raw, 9)[:-1],
        lambda raw: zlib.compress(raw + b"\0", 9),
        lambda raw: zlib.compress(b"\xd8\x3e" + raw, 9),
        lambda raw: zlib.compress(b"\xd1" + raw[1:], 9),
    ],
    ids=["bytes after zlib", "wrong checksum", "cut off", "bytes after CBOR", "tag 62", "COSE_Mac0"],
)
def test_a_good_document_in_a_bad_envelope_is_refused(spoil: Callable[[bytes], bytes]) -> None:
    raw = queries.cose_of(document=issued("travel-permit"))

    finding = checked(claims.OLD_PREFIX + base45.encode(spoil(raw)))

    assert (finding.verdict, finding.claims) == (Verdict.ALTERED, None)


def test_an_outer_cwt_tag_is_accepted() -> None:
    raw = queries.cose_of(document=issued("travel-permit"))

    assert checked(packed(b"\xd8\x3d" + raw)).verdict == Verdict.VALID


@pytest.mark.parametrize(
    ("protected", "unprotected"),
    [
        ({1: -8, 4: KEY.encode()}, {}),
        ({1: -35, 4: KEY.encode()}, {}),
        ({1: 5, 4: KEY.encode()}, {}),
        ({4: KEY.encode()}, {}),
        ({4: KEY.encode()}, {1: -7}),
        ({1: -7, 4: KEY.encode()}, {1: -7}),
        ({1: -7}, {}),
        ({1: -7, 4: KEY.encode()}, {4: b"K2026civ01"}),
        ({1: -7, 4: b""}, {}),
        ({1: -7, 4: KEY}, {}),
    ],
    ids=[
        "EdDSA",
        "ES384",
        "HMAC",
        "no alg",
        "alg unprotected",
        "alg twice",
        "no kid",
        "two kids",
        "empty kid",
        "text kid",
    ],
)
def test_another_algorithm_or_key_id_is_refused(
    protected: dict[object, object], unprotected: dict[object, object]
) -> None:
    raw = queries.cose_of(document=issued("travel-permit"))
    tagged = cbor.decode(raw, tags=frozenset({18}))
    assert isinstance(tagged, cbor.Tag)
    _, _, payload, signature = tagged.value

    finding = checked(packed(cbor.encode(cbor.Tag(18, [cbor.encode(protected), unprotected, payload, signature]))))

    assert (finding.verdict, codes(finding)) == (Verdict.ALTERED, ["form.damaged"])


@pytest.mark.parametrize(
    "payload",
    ["a2 01 00 01 00", "bf 01 00 ff", "81" * 9 + "00", "a1 01 c0 00", "80", ""],
    ids=["duplicate keys", "indefinite", "too deep", "tagged", "a list", "nothing"],
)
def test_claims_in_another_form_are_refused_even_when_signed(payload: str) -> None:
    issued("travel-permit")
    store = keystore()
    raw = cose.sign(
        bytes.fromhex(payload),
        kid=KEY,
        signer=lambda data: store.sign(KEY, "document", data, document_type="travel-permit"),
    )

    finding = checked(packed(raw))

    assert (finding.verdict, codes(finding), finding.claims) == (Verdict.NOT_ISSUED, ["claims.unreadable"], None)


def test_a_good_signature_on_what_we_never_issued_raises_the_alarm_code() -> None:
    whole = contents(issued("travel-permit"))
    whole[-65537] = {**whole[-65537], "n": "9999999999"}

    finding = checked(signed(whole))

    assert (finding.verdict, codes(finding)) == (Verdict.NOT_ISSUED, ["log.absent"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({1: "civil.tayseer.example"}, "issuer.wrong"),
        ({6: 1_700_000_000}, "key.wrong_time"),
        ({-65537: {"t": "driving-licence", "n": "1", "na": "ن", "ne": "N"}}, "key.wrong_type"),
        ({-65537: {"t": "of-the-future", "n": "1", "na": "ن", "ne": "N"}}, "key.wrong_type"),
    ],
)
def test_a_key_used_beyond_its_rights_proves_nothing(change: dict[object, object], code: str) -> None:
    whole = contents(issued("travel-permit"))

    finding = checked(signed(whole | change))

    assert finding.verdict == Verdict.NOT_ISSUED
    assert codes(finding) == [code, "log.absent"]


def test_a_status_list_or_a_signature_with_a_typ_is_no_document() -> None:
    document = issued("travel-permit")
    token = actions.publish_status_list(at=NOON, code=list_code(document))

    assert codes(checked(packed(token))) == ["form.not_a_document"]
    assert codes(checked(signed(contents(document), typ="application/cwt"))) == ["form.not_a_document"]


def test_an_unknown_key_is_not_ours_but_unknown_while_the_trust_list_is_old() -> None:
    whole = contents(issued("travel-permit"))
    raw = cose.sign(cbor.encode(whole), kid="K2031pas01", signer=lambda _: bytes(range(64)))

    assert checked(packed(raw)).verdict == Verdict.NOT_ISSUED
    assert checked(packed(raw), at=NOON + timedelta(days=8)).verdict == Verdict.STATUS_UNKNOWN


def test_nothing_is_green_without_a_fresh_trust_list() -> None:
    document = issued()

    stale = checked(document.qr_text, at=NOON + timedelta(days=8))
    missing = rules.check(document.qr_text, at=NOON, sources=rules.Sources(trust=None))

    assert (stale.verdict, codes(stale)) == (Verdict.STATUS_UNKNOWN, ["trust.stale"])
    assert (missing.verdict, codes(missing)) == (Verdict.STATUS_UNKNOWN, ["trust.missing"])


def test_everything_signed_with_a_stolen_key_is_refused() -> None:
    document = issued()
    known = trust.current()
    stolen = replace(known.keys[KEY], state="compromised", compromised_since=0)
    asked = replace(sources.online(), trust=replace(known, keys={**known.keys, KEY: stolen}))

    finding = rules.check(document.qr_text, at=NOON, sources=asked)

    assert (finding.verdict, codes(finding)) == (Verdict.NOT_ISSUED, ["key.compromised"])


def test_s12_what_the_log_held_before_a_key_was_stolen_still_counts() -> None:
    document = issued()
    known = trust.current()

    def judged(since: timedelta) -> Finding:
        stolen = replace(known.keys[KEY], state="compromised", compromised_since=int((NOON + since).timestamp()))
        asked = replace(sources.online(), trust=replace(known, keys={**known.keys, KEY: stolen}))
        return rules.check(document.qr_text, at=NOON + timedelta(days=1), sources=asked)

    assert judged(timedelta(hours=1)).verdict == Verdict.VALID
    assert codes(judged(timedelta(0))) == ["key.compromised"]
    assert codes(judged(-timedelta(hours=1))) == ["key.compromised"]


def test_a_document_waits_ten_minutes_for_the_log_and_no_longer() -> None:
    document = samples.issued()

    waiting, late = checked(document.qr_text), checked(document.qr_text, at=NOON + timedelta(minutes=11))

    assert (waiting.verdict, codes(waiting)) == (Verdict.VALID, ["log.pending"])
    assert (late.verdict, codes(late)) == (Verdict.NOT_ISSUED, ["log.absent"])


def test_a_row_that_somebody_wrote_past_the_log_is_not_a_document() -> None:
    forged = samples.issued(at=NOON - timedelta(days=1))

    finding = checked(forged.qr_text)

    assert (finding.verdict, codes(finding)) == (Verdict.NOT_ISSUED, ["log.absent"])


def test_offline_the_status_list_decides_and_says_how_old_it_is() -> None:
    document = issued()
    assert codes(checked(document.qr_text, offline=True)) == ["log.offline", "status.missing"]
    code = list_code(document)
    actions.publish_status_list(at=NOON, code=code)

    fresh = checked(document.qr_text, at=NOON + timedelta(hours=11), offline=True)
    stale = checked(document.qr_text, at=NOON + timedelta(hours=13), offline=True)
    assert (fresh.verdict, fresh.status_as_of) == (Verdict.VALID, NOON)
    assert stale.verdict == Verdict.STATUS_UNKNOWN

    actions.revoke(actor=SYSTEM, at=NOON, public_id=document.public_id, reason="holder.left")
    actions.publish_status_list(at=NOON, code=code)
    assert checked(document.qr_text, at=NOON + timedelta(days=2), offline=True).verdict == Verdict.REVOKED


def test_a_suspension_is_red_on_a_fresh_list_and_amber_on_an_old_one() -> None:
    document = issued()
    actions.suspend(actor=SYSTEM, at=NOON, public_id=document.public_id, reason="review")
    actions.publish_status_list(at=NOON, code=list_code(document))

    assert checked(document.qr_text, offline=True).verdict == Verdict.REVOKED
    assert checked(document.qr_text, at=NOON + timedelta(hours=13), offline=True).verdict == Verdict.STATUS_UNKNOWN


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7 nothing more", "seal.missing"),
        (b"%PDF-1.7 ETSI.CAdES.detached claims.cose", "seal.broken"),
        (b"%PDF-1.7" + bytes(6 * 1024 * 1024), "seal.missing"),
        (bytes(6 * 1024 * 1024), "form.too_large"),
        (b"\x89PNG\r\n\x1a\n broken", "form.no_code"),
        (b"just words", "form.no_code"),
        (b"", "form.no_code"),
    ],
)
def test_files_that_are_nothing_get_an_answer_too(data: bytes, code: str) -> None:
    issued()

    assert codes(checked(data)) == [code]


def test_without_lists_on_its_seal_a_paper_is_unknown_and_not_forged(monkeypatch: pytest.MonkeyPatch) -> None:
    issued()

    def no_lists(*_: object, **__: object) -> None:
        raise rules.seal.UnableToReadPaper("no lists", unknown=True)

    monkeypatch.setattr(rules.seal, "read", no_lists)
    finding = checked(b"%PDF-1.7")

    assert (finding.verdict, codes(finding)) == (Verdict.STATUS_UNKNOWN, ["seal.unknown"])


@given(st.binary(max_size=400))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_bytes_whatever_are_called_valid_or_break_the_check(data: bytes) -> None:
    known = rules.Sources(trust=trust.TrustList(1, NOON, NOON + trust.LIFE, {}), standing=lambda _: None)

    for handed_in in (data, data.decode("latin-1"), packed(data), b"%PDF-" + data):
        assert rules.check(handed_in, at=NOON, sources=known).verdict != Verdict.VALID
