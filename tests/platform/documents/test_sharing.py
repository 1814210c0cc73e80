"""Links by which a holder shows a document: their limits hold, and what is shown is what was signed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tayseer.audit.contract import Actor
from tayseer.audit.queries import activity
from tayseer.documents import actions as documents
from tayseer.documents import queries as document_queries
from tayseer.documents import trust
from tayseer.documents.keystore import keystore
from tayseer.documents.models import IssuedDocument
from tayseer.documents.sharing import actions, queries
from tayseer.documents.sharing.contract import ShareRecord
from tayseer.documents.sharing.models import Share
from tayseer.identity.mobile_changes import Hold, UnableToActYet
from tests.platform.documents.samples import NOON, NOURA, SALIM, SYSTEM, issued

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def trusted() -> None:
    """Whichever test ran before, the list of trusted keys is of these days."""
    trust.publish(keystore(), at=NOON)


def shared(at: datetime = NOON, **given: Any) -> tuple[ShareRecord, str]:
    """Noura shares her iqama with a landlord for a day and two views; state only what differs."""
    document = given.pop("document", None) or issued("iqama")
    whole: dict[str, Any] = {
        "actor": NOURA, "recipient": "مكتب الواحة للعقار", "purpose": "عقد إيجار", "scope": "whole",
        "lasts": timedelta(days=1), "views": 2, "idempotency": "form-1",
    }  # fmt: skip
    return actions.create_share(at=at, document=document, **(whole | given))


def test_a_link_shows_the_document_as_often_as_allowed_and_never_again():
    _, secret = shared(views=2)

    openings = [actions.open_share(at=NOON, secret=secret) for _ in range(4)]

    assert [one.refused for one in openings] == ["", "", "used_up", "used_up"]
    assert [one.is_first for one in openings] == [True, False, False, False]
    [share] = queries.shares_of(actor=NOURA)
    assert (share.views_used, share.refused) == (2, 2)
    assert [view.number for view in queries.views_of(actor=NOURA, shares=[share.public_id])] == [2, 1]


def test_the_secret_of_a_link_and_its_code_are_kept_as_digests_alone():
    share, secret = shared(code="4821")

    row = Share.objects.get(public_id=share.public_id)

    stored = " ".join(str(bytes(value) if isinstance(value, memoryview) else value) for value in vars(row).values())
    assert secret not in stored
    assert "4821" not in stored
    assert len(secret) >= 43


def test_a_link_ends_at_its_moment():
    _, secret = shared(lasts=timedelta(hours=1))

    at_the_end = actions.open_share(at=NOON + timedelta(hours=1), secret=secret)
    just_before = actions.open_share(at=NOON + timedelta(minutes=59), secret=secret)

    assert (at_the_end.refused, just_before.refused) == ("expired", "")


def test_a_revoked_link_is_refused_at_once_though_views_are_left():
    share, secret = shared(views=20)
    actions.open_share(at=NOON, secret=secret)

    revoked = actions.revoke_share(actor=NOURA, at=NOON, public_id=share.public_id)

    assert revoked.revoked_at == NOON
    assert actions.open_share(at=NOON, secret=secret).refused == "revoked"


def test_another_person_can_neither_see_nor_revoke_a_link():
    share, secret = shared()

    with pytest.raises(actions.UnableToRevokeShare):
        actions.revoke_share(actor=SALIM, at=NOON, public_id=share.public_id)

    assert queries.shares_of(actor=SALIM) == []
    assert queries.views_of(actor=SALIM, shares=[share.public_id]) == []
    assert actions.open_share(at=NOON, secret=secret).refused == ""


@pytest.mark.parametrize("actor", [SALIM, Actor("officer", 4101, agency="passports"), SYSTEM])
def test_only_the_holder_shares_a_document(actor):
    with pytest.raises(actions.UnableToShare) as refused:
        shared(actor=actor)

    assert "holder" in refused.value.text.en
    assert Share.objects.count() == 0


def test_three_wrong_codes_lock_a_link_even_for_the_right_one():
    _, secret = shared(code="4821", views=20)

    before = actions.open_share(at=NOON, secret=secret)
    wrong = [actions.open_share(at=NOON, secret=secret, code=code) for code in ("0000", "1111", "2222")]
    right = actions.open_share(at=NOON, secret=secret, code="4821")

    assert before.refused == "code_needed"
    assert [one.refused for one in wrong] == ["wrong_code", "wrong_code", "locked"]
    assert right.refused == "locked"
    assert queries.shares_of(actor=NOURA)[0].views_used == 0


def test_the_right_code_opens_a_link_after_two_wrong_ones():
    _, secret = shared(code="4821")

    tries = [actions.open_share(at=NOON, secret=secret, code=code).refused for code in ("0000", "1111", "4821")]

    assert tries == ["wrong_code", "wrong_code", ""]


def test_a_secret_that_was_never_given_out_is_unknown():
    shared()

    opening = actions.open_share(at=NOON, secret="x" * 43)

    assert (opening.share, opening.refused) == (None, "unknown")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"recipient": " "}, "recipient"),
        ({"recipient": "م" * 81}, "recipient"),
        ({"recipient": "Oasis\u202eEstate"}, "recipient"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "x" * 161}, "purpose"),
        ({"lasts": timedelta(minutes=59)}, "lasts"),
        ({"lasts": timedelta(days=30, seconds=1)}, "lasts"),
        ({"views": 0}, "views"),
        ({"views": 21}, "views"),
        ({"code": "123"}, "code"),
        ({"code": "123456789"}, "code"),
        ({"code": "7777"}, "code"),
        ({"scope": "chosen", "facts": ()}, "facts"),
        ({"scope": "chosen", "facts": ("not-a-fact",)}, "facts"),
    ],
)
def test_a_share_beyond_its_limits_is_refused_and_says_which_answer(given, field):
    with pytest.raises(actions.UnableToShare) as refused:
        shared(**given)

    assert refused.value.field == field
    assert refused.value.text.ar
    assert Share.objects.count() == 0


@pytest.mark.parametrize(
    "limits", [{"lasts": timedelta(hours=1), "views": 1}, {"lasts": timedelta(days=30), "views": 20}]
)
def test_the_least_and_the_most_that_may_be_asked_for_are_given(limits):
    share, _ = shared(**limits)

    assert share.views_allowed == limits["views"]
    assert share.expires_at == NOON + limits["lasts"]


def test_the_database_itself_refuses_one_view_too_many():
    share, _ = shared(views=1)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE sharing_share SET views_used = 2 WHERE public_id = %s", [share.public_id])


def test_a_document_that_does_not_hold_is_not_shared():
    document = issued("iqama")
    suspended = documents.suspend(actor=SYSTEM, at=NOON, public_id=document.public_id, reason="holder.reported")

    with pytest.raises(actions.UnableToShare) as refused:
        shared(document=suspended)

    assert "does not hold" in refused.value.text.en


def test_while_a_changed_mobile_number_is_unconfirmed_nothing_is_shown_to_others(monkeypatch):
    def held(*, at: datetime, **_: object) -> None:
        raise UnableToActYet(Hold(1, at, at, "+966501112223", "en"))

    monkeypatch.setattr(actions, "require_no_hold", held)

    with pytest.raises(actions.UnableToShare, match="sensitive acts wait until"):
        shared()

    assert not Share.objects.exists()


def test_the_same_form_sent_twice_makes_one_link():
    document = issued("iqama")
    shared(document=document)

    with pytest.raises(actions.UnableToShare) as refused:
        shared(document=document)

    assert "already" in refused.value.text.en
    assert Share.objects.count() == 1


def test_a_document_has_at_most_twenty_open_links():
    document = issued("iqama")
    for number in range(20):
        shared(document=document, idempotency=f"form-{number}")

    with pytest.raises(actions.UnableToShare) as refused:
        shared(document=document, idempotency="form-20")

    assert "Too many" in refused.value.text.en


def test_the_holder_reads_every_share_view_and_refusal_in_the_audit():
    share, secret = shared(views=1, scope="chosen", facts=["nationality"])
    actions.open_share(at=NOON, secret=secret)
    actions.open_share(at=NOON, secret=secret)
    actions.revoke_share(actor=NOURA, at=NOON, public_id=share.public_id)

    lines = [(one.action, one.result) for one in activity(actor=NOURA) if one.action.startswith("document.share")]

    assert sorted(lines) == [
        ("document.share.revoked", "done"),
        ("document.share.viewed", "done"),
        ("document.share.viewed", "refused"),
        ("document.shared", "done"),
    ]


def test_what_is_shown_comes_from_the_signed_bytes_and_not_from_the_columns_beside_them():
    document = issued("iqama")
    share, _ = shared(document=document)
    IssuedDocument.objects.filter(public_id=document.public_id).update(name_en="Somebody Else", facts={})

    proven = queries.proven_document(share=share, at=NOON)

    assert proven.claims is not None
    assert proven.claims.names.en == "Noura Saad Alqahtani"
    assert proven.claims.facts["nationality"]
    assert (proven.state, proven.agency) == ("valid", "passports")


def test_a_document_whose_bytes_were_changed_is_never_shown():
    document = issued("iqama")
    share, _ = shared(document=document)
    cose = bytearray(document_queries.cose_of(document=document))
    cose[-1] ^= 1
    IssuedDocument.objects.filter(public_id=document.public_id).update(cose=bytes(cose))

    proven = queries.proven_document(share=share, at=NOON)

    assert (proven.claims, proven.state) == (None, "unknown")


def test_a_share_shows_how_its_document_stands_now():
    document = issued("iqama")
    share, _ = shared(document=document)

    documents.suspend(actor=SYSTEM, at=NOON, public_id=document.public_id, reason="holder.reported")
    suspended = queries.proven_document(share=share, at=NOON).state
    documents.revoke(actor=SYSTEM, at=NOON, public_id=document.public_id, reason="holder.left")
    revoked = queries.proven_document(share=share, at=NOON).state

    assert (suspended, revoked) == ("suspended", "revoked")
