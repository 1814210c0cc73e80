"""Replace a damaged identity card: a citizen gets a new card in place of one that is worn or broken."""

from datetime import date

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
    CARD_NOT_ENDED,
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
from tayseer.services.families import permit

CARD_IN_HAND = Rule(
    code="NID-15",
    ar="البطاقة التالفة في يدك، لم تُبلّغ عن فقدها ولم تُلغَ.",
    en="You hold the damaged card; it was not reported lost and not cancelled.",
    basis="Civil Status by-law, identity cards",
    holds=CARD.state.is_one_of("active", "issued", "damaged"),
    because=Text(
        ar="حالة بطاقتك في السجل: {state}. بدل التالف للبطاقة التي في يدك.",
        en="Card state on record: {state}. This service replaces a card that you hold.",
    ),
    shows={"state": CARD.state},
)

FULL = {PHOTO: "photo", PHOTO_DAY: date(2026, 2, 20), "photo_plain": True, "terms": True}

REPLACE_ID_DAMAGED = permit(
    code="civil/replace-id-damaged",
    ar="بدل هوية وطنية تالفة",
    en="Replace a damaged national identity card",
    does=Text(
        ar="تصدر لك بطاقة جديدة بدل التالفة بتاريخ الانتهاء نفسه، وتتوقف التالفة.",
        en="Gives you a new card with the same expiry date; the damaged one stops working.",
    ),
    basis="Civil Status Law, identity cards",
    assurance=SURE,
    for_whom=("citizen",),
    asks=PHOTO_QUESTIONS,
    allowed_when=(
        *gate(cures={"G-2"}),
        *PHOTO_RULES,
        no_civil_fines(code="NID-7"),
        address_on_file(code="NID-8"),
        CARD_NOT_ENDED,
        CARD_IN_HAND,
    ),
    costs=(
        Fee(
            "damage",
            ar="غرامة تكرار التلف",
            en="Repeated damage fine",
            amount=law.card_damage_fine,
            when=CARD.damages > 0,
        ),
    ),
    effects=(
        replace_id_card(
            APPLICANT,
            old_state="damaged",
            expires_on=CARD.expires_on,
            losses=CARD.losses,
            damages=CARD.damages + 1,
        ),
        retake_photo(APPLICANT),
    ),
    issues=(national_id(APPLICANT),),
    takes=Text(
        ar="تصدر في الحال، وتصل البطاقة في نحو عشرة أيام عمل.",
        en="Issued at once; the card arrives in about ten working days.",
    ),
    mistakes=(
        Text(ar="طلب بدل تالف لبطاقة ضاعت.", en="Asking to replace as damaged a card that was lost."),
        Text(
            ar="طلب بدل لبطاقة منتهية. المنتهية تُجدّد.",
            en="Asking to replace a card that has ended; it is renewed instead.",
        ),
    ),
    phrases=("بدل تالف هوية", "هويتي انكسرت", "بطاقتي خربانه", "damaged id", "broken national id card"),
    examples=(
        Example(
            "damaged for the first time",
            on="2026-03-01",
            given={"applicant": citizen(id_card__losses=1)},
            answers=FULL,
            pays="0.00",
            leaves={
                CARD.state: "issued",
                CARD.issued_on: "2026-03-01",
                CARD.expires_on: "2031-01-05",
                CARD.copy_number: "drawn",
                CARD.losses: 1,
                CARD.damages: 1,
                Enrolment.of(APPLICANT).photo_on: "2026-03-01",
            },
        ),
        Example(
            "damaged for the second time",
            on="2026-03-01",
            given={"applicant": citizen(id_card__damages=1)},
            answers=FULL,
            pays="100.00",
            leaves={CARD.damages: 2},
        ),
        Example(
            "damaged for the fifth time",
            on="2026-03-01",
            given={"applicant": citizen(id_card__damages=4)},
            answers=FULL,
            pays="100.00",
            leaves={CARD.damages: 5},
        ),
        Example(
            "the card ends today",
            on="2026-03-01",
            given={"applicant": citizen(id_card__expires_on=date(2026, 3, 1))},
            answers=FULL,
            pays="0.00",
        ),
        Example(
            "the card ended yesterday",
            on="2026-03-01",
            given={"applicant": citizen(id_card__expires_on=date(2026, 2, 28))},
            answers=FULL,
            refused_by="NID-13",
        ),
        *(
            Example(
                f"a card that is {state} can be replaced",
                on="2026-03-01",
                given={"applicant": citizen(id_card__state=state)},
                answers=FULL,
                pays="0.00",
            )
            for state in ("issued", "damaged")
        ),
        *(
            Example(
                f"a card that is {state}",
                on="2026-03-01",
                given={"applicant": citizen(id_card__state=state)},
                answers=FULL,
                refused_by="NID-15",
            )
            for state in ("lost", "cancelled")
        ),
        *photo_examples({"applicant": citizen()}, FULL, day=PHOTO_DAY),
        *fine_and_address_examples({"applicant": citizen()}, FULL, fine="NID-7", address="NID-8"),
        *gate_examples({"applicant": citizen()}, FULL, identity="none"),
    ),
)
