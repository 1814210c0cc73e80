"""Issuing, superseding, suspending and revoking documents, and who may see them."""

import hashlib
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.documents import actions, claims, cose, qr, queries
from tayseer.documents.keystore import keystore
from tayseer.documents.models import IssuedDocument
from tayseer.documents.types import TYPES
from tests.platform.documents.samples import LAST_DAY, NOON, NOURA, NOURA_NAMES, SALIM, issued

pytestmark = pytest.mark.django_db


def events(public_id: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT action FROM audit_event WHERE object = %s ORDER BY recorded_at", [public_id])
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize("code", TYPES)
def test_the_code_of_every_type_says_all_that_was_issued(code: str) -> None:
    document = issued(code)

    message = cose.parse(claims.from_text(document.qr_text))
    cose.verify(message, key=keystore().public(message.kid))
    said = claims.read(message.payload)

    assert (said.type, said.number, said.names) == (code, document.number, document.names)
    assert document.facts == {spec.key: spec.sample for spec in TYPES[code].facts}
    assert said.facts == {spec.key: spec.sample for spec in TYPES[code].facts if spec.in_code}
    assert said.expires_at == document.expires_at
    assert said.status is not None
    assert qr.read(qr.png(document.qr_text, scale_px=4)) == [document.qr_text]


def test_the_wire_names_of_a_type_are_short_and_never_shared() -> None:
    for kind in TYPES.values():
        wires = [spec.wire for spec in kind.facts]

        assert len(set(wires)) == len(wires)
        assert all(len(wire) == 2 for wire in wires)
        assert len({spec.key for spec in kind.facts}) == len(kind.facts)


def test_the_same_request_twice_gives_the_same_document() -> None:
    first = issued()

    second = issued(at=NOON + timedelta(hours=1))

    assert second == first
    assert IssuedDocument.objects.count() == 1
    assert events(first.public_id) == ["document.issued"]


def test_a_document_with_a_term_holds_through_its_last_day_in_riyadh() -> None:
    document = issued()

    assert document.expires_at.isoformat() == "2031-11-25T00:00:00+03:00"


def test_a_renewed_card_supersedes_the_one_with_the_same_number() -> None:
    old = issued(number="2345678903")

    new = issued(number="2345678903", idempotency="renewal", expires_on=date(2032, 11, 24))

    kept = queries.document_for(actor=NOURA, public_id=old.public_id)
    assert (kept.status, kept.status_reason, kept.superseded_by) == ("revoked", "superseded", new.public_id)
    assert new.status == "valid"
    assert events(old.public_id) == ["document.issued", "document.superseded"]


def test_a_number_held_by_another_person_is_refused() -> None:
    issued(number="2345678903")

    with pytest.raises(actions.UnableToIssue, match="another person holds a iqama with the number 2345678903"):
        issued(number="2345678903", person_id=SALIM.id, idempotency="theft")


def test_a_passport_with_a_new_number_supersedes_the_old_one_by_name() -> None:
    old, new = issued("passport"), issued("passport", idempotency="replacement")

    actions.supersede(actor=SYSTEM, at=NOON, public_id=old.public_id, by=new.public_id)

    assert [one.public_id for one in queries.wallet(actor=NOURA, on=NOON.date())] == [new.public_id]
    assert [one.superseded_by for one in queries.wallet(actor=NOURA, on=NOON.date(), past=True)] == [new.public_id]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"type": "licence-to-thrill"}, "no document type"),
        ({"facts": {}}, "must state birth_date"),
        ({"facts": {"shoe_size": "44"}}, "no fact called shoe_size"),
        ({"expires_on": None}, "must say when it expires"),
        ({"expires_on": date(2026, 11, 24)}, "would have expired"),
        ({"names": {"ar": "نورة", "en": ""}}, "Arabic and in Latin"),
        ({"names": {"ar": "نورة\u202e", "en": "Noura"}}, "cannot be seen"),
        ({"names": {"ar": "نـ\u200bورة", "en": "Noura"}}, "cannot be seen"),
        ({"agency": "traffic"}, "issued by passports"),
    ],
)
def test_what_cannot_be_signed_is_refused_with_the_reason(change: dict[str, Any], words: str) -> None:
    with pytest.raises(actions.UnableToIssue, match=words):
        issued(**change)

    assert not IssuedDocument.objects.exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("birth_date", "17/04/1990"),
        ("birth_date", "1990-02-30"),
        ("sex", "X"),
        ("nationality", "Atlantis"),
        ("occupation", "سائق"),
        ("sponsor_number", "١٠٩٨٧٦٥٤٣٢"),
        ("sponsor", "a|b|c"),
    ],
)
def test_a_fact_of_the_wrong_kind_is_refused(key: str, value: str) -> None:
    facts = {spec.key: spec.sample for spec in TYPES["iqama"].facts} | {key: value}

    with pytest.raises(actions.UnableToIssue, match=key):
        issued(facts=facts)


def test_nobody_goes_without_a_document_for_a_long_name_until_its_code_cannot_be_scanned() -> None:
    long = {
        "ar": "عبدالرحمن فيصل عبدالعزيز يوسف غازي ثامر طلال حمود شجاع ذياب القحطاني مزيون خلف ضاوي",
        "en": "Abdulrahman Faisal Abdulaziz Yousef Ghazi Thamer Talal Humoud Shuja Theyab Alqahtani Mizyoun Khalaf",
    }
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي "
    noise = ["".join(Random(seed).choices(letters, k=199)) for seed in range(8)]
    facts = {spec.key: spec.sample for spec in TYPES["sale-contract"].facts}
    facts |= {"seller": f"{noise[0]}|{noise[1]}", "buyer": f"{noise[2]}|{noise[3]}"}

    assert issued(names=long).names.ar == long["ar"]
    with pytest.raises(actions.UnableToIssue, match="shorten the texts"):
        issued("sale-contract", names={"ar": noise[4] + noise[5], "en": noise[6] + noise[7]}, facts=facts)


def test_a_text_that_the_code_has_no_room_for_is_refused_in_both_languages_and_one_outside_the_code_is_not() -> None:
    facts = {spec.key: spec.sample for spec in TYPES["driving-licence"].facts}
    most = TYPES["driving-licence"].fact("conditions").most_letters
    printed = {spec.key: spec.sample for spec in TYPES["iqama"].facts}

    issued("driving-licence", facts=facts | {"conditions": f"{'ش' * most}|{'c' * most}"})
    with pytest.raises(actions.UnableToIssue, match=f"«الشروط» أطول .*Conditions.* {most} letters"):
        issued("driving-licence", facts=facts | {"conditions": f"{'ش' * (most + 1)}|c"}, idempotency="longer")
    assert issued("driving-licence", facts=facts | {"conditions": f"{'ش' * (most + 1)}|c"}, idempotency="x", again=True)
    assert issued(facts=printed | {"occupation": f"{'ش' * 150}|c"}).facts["occupation"].startswith("ش" * 150)


def test_a_type_that_every_agency_issues_is_signed_by_the_one_named() -> None:
    document = issued("payment-receipt", agency="traffic")

    said = claims.read(cose.parse(claims.from_text(document.qr_text)).payload)
    assert (document.agency, said.issuer) == ("traffic", "traffic.tayseer.example")


def test_a_suspended_document_may_return_and_a_revoked_one_may_not() -> None:
    document = issued()
    actions.suspend(actor=SYSTEM, at=NOON, public_id=document.public_id, reason="record.under_review")
    back = actions.reinstate(actor=SYSTEM, at=NOON, public_id=document.public_id, reason="review.closed")
    assert back.status == "valid"

    actions.revoke(actor=SYSTEM, at=NOON, public_id=document.public_id, reason="holder.left")

    with pytest.raises(actions.UnableToChangeStanding, match="is revoked"):
        actions.reinstate(actor=SYSTEM, at=NOON, public_id=document.public_id, reason="mercy")
    assert events(document.public_id) == [
        "document.issued", "document.suspended", "document.reinstated", "document.revoked",
    ]  # fmt: skip


def test_revoking_needs_a_reason_and_a_document() -> None:
    document = issued()

    with pytest.raises(actions.UnableToChangeStanding, match="a reason is needed"):
        actions.revoke(actor=SYSTEM, at=NOON, public_id=document.public_id, reason=" ")
    with pytest.raises(actions.UnableToChangeStanding, match="no document is known"):
        actions.revoke(actor=SYSTEM, at=NOON, public_id="nothing", reason="x")


def test_all_papers_of_a_person_who_died_are_revoked_at_once() -> None:
    issued("passport"), issued("iqama"), issued("iqama", person_id=SALIM.id, idempotency="salim")

    count = actions.revoke_all(actor=SYSTEM, at=NOON, person_id=4101, reason="holder.deceased")

    assert count == 2
    assert queries.wallet(actor=NOURA, on=NOON.date()) == []
    assert len(queries.wallet(actor=SALIM, on=NOON.date())) == 1


def test_the_wallet_shows_what_holds_today_and_the_past_apart() -> None:
    lasting = issued("passport")
    short = issued("iqama", expires_on=date(2026, 11, 25))

    assert [one.public_id for one in queries.wallet(actor=NOURA, on=date(2026, 11, 25))] == [
        short.public_id, lasting.public_id,
    ]  # fmt: skip
    assert [one.public_id for one in queries.wallet(actor=NOURA, on=date(2026, 11, 26))] == [lasting.public_id]
    assert [one.public_id for one in queries.wallet(actor=NOURA, on=date(2026, 11, 26), past=True)] == [short.public_id]


@pytest.mark.parametrize(
    ("actor", "charge", "may"),
    [
        (NOURA, (), True),
        (SALIM, (), False),
        (SALIM, (4101,), True),
        (Actor("person", 4102, on_behalf_of=4101), (), True),
        (Actor("person", 4101, on_behalf_of=4102), (), False),
        # Officers come to documents by their office alone, with a purpose and a case.
        (Actor("officer", 9, agency="passports"), (), False),
        (Actor("officer", 9, agency="traffic"), (), False),
        (Actor("officer", 9), (), False),
        (Actor("agency", 3, agency="passports"), (), False),
        (Actor("person", None), (), False),
    ],
)
def test_a_document_is_found_only_by_who_may_see_it(actor: Actor, charge: tuple[int, ...], may: bool) -> None:
    document = issued()

    if may:
        assert queries.document_for(actor=actor, public_id=document.public_id, in_charge_of=charge) == document
    else:
        with pytest.raises(queries.NotFound):
            queries.document_for(actor=actor, public_id=document.public_id, in_charge_of=charge)


def test_the_database_itself_refuses_two_living_documents_with_one_number() -> None:
    document = issued()
    row = IssuedDocument.objects.get(public_id=document.public_id)
    row.pk, row.public_id, row.idempotency, row.entry, row.status_index = None, "other", "other", b"other", 5

    with pytest.raises(IntegrityError, match="one_living_number"), transaction.atomic():
        row.save(force_insert=True)


def test_what_was_signed_is_what_the_log_entry_covers() -> None:
    document = issued()

    entry = hashlib.sha256(cose.parse(queries.cose_of(document=document)).to_be_signed).digest()

    standing = queries.standing_of_entry(entry)
    assert standing is not None
    assert (standing.status, standing.number) == ("valid", document.number)
    assert queries.standing_of_entry(b"\0" * 32) is None


def test_names_and_last_day_are_as_given() -> None:
    document = issued()

    assert (document.names.ar, document.names.en) == (NOURA_NAMES["ar"], NOURA_NAMES["en"])
    assert document.expires_on == LAST_DAY
