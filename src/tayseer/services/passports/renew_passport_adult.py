"""Renew a citizen's passport: a new one of five or ten years in place of the old, which is cancelled."""

from datetime import date

from tayseer.kit.rules import declaration
from tayseer.kit.services import SURE, Example
from tayseer.kit.text import Text
from tayseer.registries.passports.contract import Passport, renew_passport
from tayseer.registries.people.contract import APPLICANT
from tayseer.services.common.gate import address_on_file, gate
from tayseer.services.common.personas import citizen
from tayseer.services.common.trials import TODAY, declined, gate_examples, judged
from tayseer.services.families import renewal
from tayseer.services.passports.personas import ADULT, passport, women_examples
from tayseer.services.passports.rules import (
    ADULT_RULES,
    BY_LAW,
    HAND_OVER,
    TERM_FEE,
    TRAVEL_LAW,
    YEARS,
    end_after,
    passport_book,
    renewable,
)

PASSPORT = Passport.of(APPLICANT)

GIVEN = {"applicant": citizen(passport=passport())}
FULL = {YEARS: 10, "hand_over": True, "terms": True}

RENEW_PASSPORT_ADULT = renewal(
    code="passports/renew-passport-adult",
    ar="تجديد جواز السفر السعودي",
    en="Renew a Saudi passport",
    does=Text(
        ar="يصدر لك جواز جديد لخمس سنوات أو عشر، ويُلغى القديم، ويصل الجديد إلى عنوانك الوطني ثم تفعّله.",
        en="Issues a new passport for five or ten years and cancels the old; the new one is delivered, "
        "and you activate it.",
    ),
    basis=f"{TRAVEL_LAW}; table of passport fees",
    assurance=SURE,
    for_whom=("citizen",),
    asks=(YEARS, HAND_OVER),
    allowed_when=(
        *gate(),
        *ADULT_RULES,
        address_on_file(),
        renewable(APPLICANT),
        declaration("PAS-13", HAND_OVER, basis=f"{BY_LAW}, PAS-13"),
    ),
    costs=(TERM_FEE,),
    effects=(renew_passport(APPLICANT, years=YEARS, expires_on=end_after(YEARS)),),
    issues=(passport_book(APPLICANT),),
    takes=Text(
        ar="يصدر بعد السداد في الحال، ويصل في يومي عمل أو ثلاثة.",
        en="Issued as soon as it is paid; it arrives in two or three working days.",
    ),
    mistakes=(
        Text(
            ar="التجديد قبيل السفر: يُلغى القديم في الحال، ولا تسافر إلا بالجديد بعد تفعيله.",
            en="Renewing just before a journey: the old passport ends at once, and the new one is not yet active.",
        ),
        Text(
            ar="نسيان الجواز القديم وقت التسليم: يُسلّم للمندوب أو يُبرز في الفرع.",
            en="Not having the old passport at hand on delivery; the carrier takes it, or it is shown at a branch.",
        ),
    ),
    phrases=(
        "تجديد الجواز",
        "جوازي منتهي",
        "ابي اجدد جوازي",
        "تجديد جواز السفر",
        "renew passport",
        "passport expired",
    ),
    examples=(
        Example(
            "ten years, two months before the end",
            on=TODAY,
            given=GIVEN,
            answers=FULL,
            pays="600.00",
            leaves={
                PASSPORT.number: "drawn",
                PASSPORT.country: "SAU",
                PASSPORT.state: "issued",
                PASSPORT.issued_on: "2026-03-01",
                PASSPORT.expires_on: "2036-03-01",
                PASSPORT.term_years: 10,
            },
        ),
        Example(
            "five years",
            on=TODAY,
            given=GIVEN,
            answers={**FULL, YEARS: 5},
            pays="300.00",
            leaves={PASSPORT.expires_on: "2031-03-01", PASSPORT.term_years: 5},
        ),
        *judged(
            GIVEN,
            FULL,
            "applicant",
            [
                *ADULT,
                ("a passport that ended long ago", {"passport__expires_on": date(2020, 1, 1)}, None),
                ("a passport not yet active", {"passport__state": "issued"}, "PAS-17"),
                ("a lost passport", {"passport__state": "lost"}, "PAS-17"),
                ("no passport", {"passport": None}, "PAS-17"),
            ],
            pays="600.00",
        ),
        *women_examples(GIVEN, FULL, pays="600.00"),
        *declined(GIVEN, FULL, {"hand_over": "PAS-13"}),
        *gate_examples(GIVEN, FULL, pays="600.00", identity="card"),
    ),
)
