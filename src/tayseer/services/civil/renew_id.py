"""Renew a national identity card: a citizen gets a new card in place of one that ends soon or has ended."""

from datetime import date

from tayseer.kit.expressions import DAY, Constant, both, days_between, either, plus_days
from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Example, Fee
from tayseer.kit.text import Text
from tayseer.law import civil as law
from tayseer.registries.biometrics.contract import Enrolment, retake_photo
from tayseer.registries.civil.contract import replace_id_card
from tayseer.registries.people.contract import APPLICANT
from tayseer.services.civil.personas import fine_and_address_examples, photo_examples
from tayseer.services.civil.rules import (
    CARD,
    CARD_END,
    PHOTO,
    PHOTO_DAY,
    PHOTO_QUESTIONS,
    PHOTO_RULES,
    national_id,
    no_civil_fines,
)
from tayseer.services.common.gate import address_on_file, gate
from tayseer.services.common.personas import citizen
from tayseer.services.common.trials import gate_examples
from tayseer.services.families import renewal

DAYS_LEFT = days_between(DAY, CARD.expires_on)
HAS_ENDED = CARD.expires_on < DAY

IN_WINDOW = Rule(
    code="NID-4",
    ar="بقي من صلاحية البطاقة ما لا يزيد على المدة التي يُفتح فيها التجديد.",
    en="No more is left of the card than the days in which renewal is open.",
    basis="Civil Status by-law, NID-4",
    holds=DAYS_LEFT <= law.card_renewal_window_days,
    because=Text(
        ar="الأيام الباقية من صلاحية بطاقتك {days}، ويُفتح التجديد حين يبقى منها {window}. عد في {date}، وسنذكّرك.",
        en="Days left on your card: {days}; renewal opens at {window}. Come back on {date}; we will remind you.",
    ),
    shows={
        "days": DAYS_LEFT,
        "window": law.card_renewal_window_days,
        "date": plus_days(CARD.expires_on, Constant(0) - law.card_renewal_window_days),
    },
    cure=Text(ar="انتظر حتى يُفتح التجديد.", en="Wait until renewal opens."),
)

CARD_RENEWABLE = Rule(
    code="NID-12",
    ar="البطاقة سارية، أو انتهت من غير أن تُلغى.",
    en="The card is active, or has ended without being cancelled.",
    basis="Civil Status by-law, identity cards",
    holds=either(CARD.state == "active", both(HAS_ENDED, CARD.state != "cancelled")),
    because=Text(
        ar="حالة بطاقتك في السجل: {state}. الصادرة تُفعّل، والمفقودة أو التالفة يُطلب بدلها.",
        en="Card state on record: {state}. A card just issued is activated; a lost or damaged one is replaced.",
    ),
    shows={"state": CARD.state},
)

SOON = date(2026, 6, 1)
FULL = {PHOTO: "photo", PHOTO_DAY: date(2026, 2, 20), "photo_plain": True, "terms": True}


def holder(**differs: object) -> dict[str, object]:
    """A citizen whose card ends in three months."""
    return citizen(**{"id_card__expires_on": SOON, **differs})


RENEW_ID = renewal(
    code="civil/renew-id",
    ar="تجديد الهوية الوطنية",
    en="Renew a national identity card",
    does=Text(
        ar="تصدر لك بطاقة هوية جديدة تصل إلى عنوانك الوطني، وتفعّلها عند وصولها.",
        en="Gives you a new identity card, delivered to your national address; you activate it when it arrives.",
    ),
    basis="Civil Status Law, identity cards",
    assurance=SURE,
    for_whom=("citizen",),
    asks=PHOTO_QUESTIONS,
    allowed_when=(
        *gate(cures={"G-2"}),
        IN_WINDOW,
        *PHOTO_RULES,
        no_civil_fines(code="NID-7"),
        address_on_file(code="NID-8"),
        CARD_RENEWABLE,
    ),
    costs=(
        Fee("late", ar="غرامة التأخر في التجديد", en="Late renewal fine", amount=law.card_late_fine, when=HAS_ENDED),
    ),
    effects=(
        replace_id_card(
            APPLICANT, old_state="cancelled", expires_on=CARD_END, losses=CARD.losses, damages=CARD.damages
        ),
        retake_photo(APPLICANT),
    ),
    issues=(national_id(APPLICANT),),
    takes=Text(
        ar="تصدر في الحال، وتصل البطاقة في نحو عشرة أيام عمل.",
        en="Issued at once; the card arrives in about ten working days.",
    ),
    mistakes=(
        Text(ar="صورة قديمة أو بخلفية ملونة.", en="An old photo, or one with a coloured background."),
        Text(ar="ترك البطاقة الجديدة من غير تفعيل.", en="Leaving the new card without activating it."),
        Text(ar="غرامة أحوال مدنية لم تُسدد.", en="A civil affairs fine left unpaid."),
    ),
    phrases=(
        "تجديد الهوية",
        "تجديد بطاقة الاحوال",
        "هويتي منتهية",
        "ابي اجدد هويتي",
        "renew id",
        "national id expired",
    ),
    examples=(
        Example(
            "three months before the end",
            on="2026-03-01",
            given={"applicant": holder(id_card__losses=1, id_card__damages=1)},
            answers=FULL,
            pays="0.00",
            leaves={
                CARD.state: "issued",
                CARD.issued_on: "2026-03-01",
                CARD.expires_on: "2036-03-01",
                CARD.copy_number: "drawn",
                CARD.losses: 1,
                CARD.damages: 1,
                Enrolment.of(APPLICANT).photo_on: "2026-03-01",
            },
        ),
        Example(
            "180 days are left",
            on="2026-03-01",
            given={"applicant": holder(id_card__expires_on=date(2026, 8, 28))},
            answers=FULL,
            pays="0.00",
        ),
        Example(
            "181 days are left",
            on="2026-03-01",
            given={"applicant": holder(id_card__expires_on=date(2026, 8, 29))},
            answers=FULL,
            refused_by="NID-4",
        ),
        Example(
            "the card ends today: still in time",
            on="2026-03-01",
            given={"applicant": holder(id_card__expires_on=date(2026, 3, 1))},
            answers=FULL,
            pays="0.00",
        ),
        Example(
            "the card ended yesterday: late",
            on="2026-03-01",
            given={"applicant": holder(id_card__expires_on=date(2026, 2, 28))},
            answers=FULL,
            pays="100.00",
        ),
        *(
            Example(
                f"a card that is {state} and ends today is not renewed",
                on="2026-03-01",
                given={"applicant": holder(id_card__state=state, id_card__expires_on=date(2026, 3, 1))},
                answers=FULL,
                refused_by="NID-12",
            )
            for state in ("issued", "lost", "damaged", "cancelled")
        ),
        *(
            Example(
                f"a card that is {state} and ended yesterday is renewed",
                on="2026-03-01",
                given={"applicant": holder(id_card__state=state, id_card__expires_on=date(2026, 2, 28))},
                answers=FULL,
                pays="100.00",
            )
            for state in ("issued", "lost", "damaged")
        ),
        Example(
            "a card that was cancelled and has ended",
            on="2026-03-01",
            given={"applicant": holder(id_card__state="cancelled", id_card__expires_on=date(2026, 2, 28))},
            answers=FULL,
            refused_by="NID-12",
        ),
        Example(
            "no card on record",
            on="2026-03-01",
            given={"applicant": holder(id_card=None)},
            answers=FULL,
            refused_by=("NID-4", "NID-12"),
        ),
        *photo_examples({"applicant": holder()}, FULL, day=PHOTO_DAY),
        *fine_and_address_examples({"applicant": holder()}, FULL, fine="NID-7", address="NID-8"),
        *gate_examples({"applicant": holder()}, FULL, identity="none"),
    ),
)
