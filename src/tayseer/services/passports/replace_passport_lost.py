"""Replace a lost passport: after the loss report, an officer decides on a new one for the fee and the loss fine."""

from tayseer.kit.expressions import DAY, Drawn
from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Example, Fee, replace
from tayseer.kit.text import Text
from tayseer.law import passports as law
from tayseer.registries.passports.contract import Passport
from tayseer.registries.people.contract import APPLICANT
from tayseer.services.common.gate import address_on_file, gate
from tayseer.services.common.personas import citizen
from tayseer.services.common.trials import TODAY, gate_examples, judged
from tayseer.services.families import reviewed
from tayseer.services.passports.personas import ADULT, women_examples
from tayseer.services.passports.rules import (
    ADULT_RULES,
    BY_LAW,
    QUEUE,
    TERM_FEE,
    TRAVEL_LAW,
    YEARS,
    end_after,
    passport_book,
)

PASSPORT = Passport.of(APPLICANT)

REPORTED_LOST = Rule(
    code="PAS-20",
    ar="أُبلغ عن فقد الجواز.",
    en="The passport has been reported lost.",
    basis=f"{BY_LAW}, loss of the passport",
    holds=PASSPORT.state == "lost",
    because=Text(
        ar="حالة جوازك في السجل: {state}. أبلغ عن فقده أولًا، ثم اطلب بدله.",
        en="Your passport is on record as: {state}. Report it lost first, then ask for another.",
    ),
    shows={"state": PASSPORT.state},
)

#: The old passport stays on record as lost, so that whoever finds it cannot travel with it.
NEW_FOR_LOST = replace(
    "passports.passport.replaced",
    PASSPORT,
    ar="جواز سفر جديد بدل المفقود",
    en="A new passport in place of the lost one",
    ends={"state": "lost"},
    number=Drawn("passport"),
    country="SAU",
    state="issued",
    issued_on=DAY,
    expires_on=end_after(YEARS),
    term_years=YEARS,
)

GIVEN = {"applicant": citizen(passport__state="lost")}
FULL = {YEARS: 5, "terms": True}

REPLACE_PASSPORT_LOST = reviewed(
    code="passports/replace-passport-lost",
    ar="بدل فاقد جواز سفر",
    en="Replace a lost passport",
    does=Text(
        ar="يدرس موظف طلبك بعد بلاغ الفقد، ثم يصدر لك جواز جديد يصل إلى عنوانك الوطني وتفعّله.",
        en="After the loss report an officer studies your request; then a new passport is issued and delivered, "
        "and you activate it.",
    ),
    basis=f"{TRAVEL_LAW}, loss of the passport; table of passport fees",
    assurance=SURE,
    for_whom=("citizen",),
    queue=QUEUE,
    asks=(YEARS,),
    allowed_when=(*gate(), *ADULT_RULES, address_on_file(), REPORTED_LOST),
    costs=(TERM_FEE, Fee("loss", ar="غرامة فقد الجواز", en="Lost passport fine", amount=law.loss_fine)),
    effects=(NEW_FOR_LOST,),
    issues=(passport_book(APPLICANT),),
    mistakes=(
        Text(ar="طلب البدل قبل الإبلاغ عن الفقد.", en="Asking for a replacement before reporting the loss."),
        Text(
            ar="حجز السفر قبل أن يبت الموظف في الطلب.",
            en="Booking a journey before the officer has decided.",
        ),
    ),
    phrases=(
        "بدل فاقد جواز",
        "جواز بدل ضائع",
        "ضاع جوازي وابي بداله",
        "غرامة فقدان جواز",
        "replace lost passport",
        "lost passport replacement",
    ),
    examples=(
        Example(
            "five years",
            on=TODAY,
            given=GIVEN,
            answers=FULL,
            pays="1300.00",
            leaves={
                PASSPORT.number: "drawn",
                PASSPORT.country: "SAU",
                PASSPORT.state: "issued",
                PASSPORT.issued_on: "2026-03-01",
                PASSPORT.expires_on: "2031-03-01",
                PASSPORT.term_years: 5,
            },
        ),
        Example(
            "ten years",
            on=TODAY,
            given=GIVEN,
            answers={**FULL, YEARS: 10},
            pays="1600.00",
            leaves={PASSPORT.expires_on: "2036-03-01", PASSPORT.term_years: 10},
        ),
        *judged(
            GIVEN,
            FULL,
            "applicant",
            [
                *ADULT,
                ("not reported", {"passport__state": "active"}, "PAS-20"),
                ("no passport", {"passport": None}, "PAS-20"),
            ],
            pays="1300.00",
        ),
        *women_examples(GIVEN, FULL, pays="1300.00"),
        *gate_examples(GIVEN, FULL, pays="1300.00", identity="card"),
    ),
)
