"""Officers and documents: opened through a permission alone, and stopped by a supervisor with a reason that is read."""

from __future__ import annotations

from typing import Any

import pytest

from tayseer.audit.contract import SYSTEM
from tayseer.audit.queries import activity
from tayseer.documents import actions as documents
from tayseer.documents import trust
from tayseer.documents.contract import IssuedDocumentRecord
from tayseer.documents.keystore import keystore
from tayseer.documents.types import TYPES
from tayseer.notices.models import Message
from tayseer.site import clock
from tayseer.verify import rules, sources
from tests.platform.office.conftest import applicant_of
from tests.platform.office.test_records import ask, number_of

pytestmark = pytest.mark.django_db

REASON = "صدرت لغير صاحبها بخطأ في المكتب."


@pytest.fixture
def card(name_case: Any, time: Any) -> IssuedDocumentRecord:
    """Salim's card, which civil affairs issued."""
    trust.publish(keystore(), at=time.at)
    kind = TYPES["national-id"]
    return documents.issue(
        actor=SYSTEM, at=time.at, type=kind.code, person_id=name_case.applicant_id, idempotency="salims-card",
        names={"ar": "سالم راشد النخلي", "en": "Salim Rashid Alnakhli"},
        facts={spec.key: spec.sample for spec in kind.facts}, expires_on=clock.today(time.at).replace(year=2031),
    )  # fmt: skip


def opened(client: Any, name_case: Any) -> str:
    """The address of the record, opened with the case as its ground."""
    answer = ask(client, number_of(name_case), purpose="case-review", case=name_case.public_id)
    return str(answer["Location"])


def verdict(card: IssuedDocumentRecord) -> str:
    return str(rules.check(card.qr_text, at=clock.now(), sources=sources.online()).verdict)


def told(name_case: Any) -> list[str]:
    return list(Message.objects.filter(person_id=name_case.applicant_id).values_list("ar_title", flat=True))


def test_a_supervisor_revokes_a_document_and_every_check_refuses_it_at_once(khadija, name_case, card, browser) -> None:
    khadijas = browser(khadija)
    record = opened(khadijas, name_case)
    assert "تغيير حالها" in khadijas.get(record).content.decode()
    assert verdict(card) == "VALID"

    answer = khadijas.post(f"{record}documents/{card.public_id}/standing/", {"to": "revoked", "reason": REASON})

    assert answer.status_code == 302
    assert verdict(card) == "REVOKED"
    assert any("أُلغيت وثيقة لك" in title for title in told(name_case))
    [seen] = [one for one in activity(actor=applicant_of(name_case)) if one.action == "document.revoked"]
    assert (seen.actor_kind, seen.agency) == ("officer", "civil")


def test_a_suspended_document_can_hold_again(khadija, name_case, card, browser) -> None:
    khadijas = browser(khadija)
    record = opened(khadijas, name_case)
    address = f"{record}documents/{card.public_id}/standing/"

    khadijas.post(address, {"to": "suspended", "reason": REASON})
    between = verdict(card)
    khadijas.post(address, {"to": "valid", "reason": REASON})

    assert between == "REVOKED"  # with words of its own
    assert verdict(card) == "VALID"


def test_without_a_reason_nothing_changes_and_the_page_says_so(khadija, name_case, card, browser) -> None:
    khadijas = browser(khadija)
    record = opened(khadijas, name_case)

    answer = khadijas.post(f"{record}documents/{card.public_id}/standing/", {"to": "revoked", "reason": "خطأ"})

    assert answer.status_code == 422
    assert "اكتب السبب في جملة" in answer.content.decode()
    assert verdict(card) == "VALID"


def test_a_clerk_opens_a_document_but_changes_none(nasser, name_case, card, browser) -> None:
    nassers = browser(nasser)
    record = opened(nassers, name_case)

    paper = nassers.get(f"{record}documents/{card.public_id}/")
    refused = nassers.post(f"{record}documents/{card.public_id}/standing/", {"to": "revoked", "reason": REASON})

    assert paper.content.startswith(b"%PDF")
    assert refused.status_code == 404
    assert verdict(card) == "VALID"
    [seen] = [one for one in activity(actor=applicant_of(name_case)) if one.action == "office.document.opened"]
    assert (seen.purpose, seen.case, seen.object) == ("case-review", name_case.public_id, card.public_id)


def test_half_an_hour_later_nothing_can_be_opened_or_changed(khadija, name_case, card, browser, time) -> None:
    khadijas = browser(khadija)
    record = opened(khadijas, name_case)
    time.forward(minutes=31)

    assert khadijas.get(f"{record}documents/{card.public_id}/").status_code == 404
    answer = khadijas.post(f"{record}documents/{card.public_id}/standing/", {"to": "revoked", "reason": REASON})
    assert answer.status_code == 404


def test_a_document_of_another_agency_is_not_there(khadija, name_case, browser, time) -> None:
    kind = TYPES["driving-licence"]
    licence = documents.issue(
        actor=SYSTEM, at=time.at, type=kind.code, person_id=name_case.applicant_id, idempotency="salims-licence",
        names={"ar": "سالم راشد النخلي", "en": "Salim Rashid Alnakhli"},
        facts={spec.key: spec.sample for spec in kind.facts}, expires_on=clock.today(time.at).replace(year=2031),
    )  # fmt: skip
    khadijas = browser(khadija)
    record = opened(khadijas, name_case)

    assert khadijas.get(f"{record}documents/{licence.public_id}/").status_code == 404
