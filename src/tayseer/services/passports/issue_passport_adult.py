"""Issue a passport to a citizen who has none: five or ten years, delivered to the national address."""

from tayseer.kit.services import SURE, Example
from tayseer.kit.text import Text
from tayseer.registries.passports.contract import Passport, issue_passport
from tayseer.registries.people.contract import APPLICANT
from tayseer.services.common.gate import address_on_file, gate
from tayseer.services.common.personas import citizen
from tayseer.services.common.trials import TODAY, gate_examples, judged
from tayseer.services.families import permit
from tayseer.services.passports.personas import ADULT, passport, women_examples
from tayseer.services.passports.rules import (
    ADULT_RULES,
    TERM_FEE,
    TRAVEL_LAW,
    YEARS,
    end_after,
    no_passport_yet,
    passport_book,
)

PASSPORT = Passport.of(APPLICANT)

GIVEN = {"applicant": citizen(passport=None)}
FULL = {YEARS: 5, "terms": True}

ISSUE_PASSPORT_ADULT = permit(
    code="passports/issue-passport-adult",
    ar="إصدار جواز السفر السعودي",
    en="Issue a Saudi passport",
    does=Text(
        ar="يصدر لك أول جواز سفر لخمس سنوات أو عشر، ويصل إلى عنوانك الوطني، ثم تفعّله.",
        en="Issues your first passport, for five or ten years; it is delivered to your address, and you activate it.",
    ),
    basis=f"{TRAVEL_LAW}; table of passport fees",
    assurance=SURE,
    for_whom=("citizen",),
    asks=(YEARS,),
    allowed_when=(*gate(), *ADULT_RULES, address_on_file(), no_passport_yet(APPLICANT)),
    costs=(TERM_FEE,),
    effects=(issue_passport(APPLICANT, years=YEARS, expires_on=end_after(YEARS)),),
    issues=(passport_book(APPLICANT),),
    takes=Text(
        ar="يصدر بعد السداد في الحال، ويصل في يومي عمل أو ثلاثة.",
        en="Issued as soon as it is paid; it arrives in two or three working days.",
    ),
    mistakes=(
        Text(
            ar="طلب جواز جديد بدل جواز مفقود: للمفقود خدمة أخرى.",
            en="Asking for a first passport in place of a lost one; there is another service for that.",
        ),
        Text(ar="مخالفة مرورية لم تُسدد.", en="A traffic violation left unpaid."),
        Text(ar="السفر قبل تفعيل الجواز.", en="Travelling before the passport is activated."),
    ),
    phrases=(
        "اصدار جواز",
        "جواز سفر جديد",
        "اول جواز",
        "ابي اطلع جواز",
        "استخراج جواز",
        "new passport",
        "issue passport",
        "first passport",
    ),
    examples=(
        Example(
            "five years",
            on=TODAY,
            given=GIVEN,
            answers=FULL,
            pays="300.00",
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
            pays="600.00",
            leaves={PASSPORT.expires_on: "2036-03-01", PASSPORT.term_years: 10},
        ),
        *judged(
            GIVEN,
            FULL,
            "applicant",
            [
                *ADULT,
                ("a passport in use", {"passport": passport()}, "PAS-16"),
                ("a passport not yet active", {"passport": passport(state="issued")}, "PAS-16"),
                ("a lost passport", {"passport": passport(state="lost")}, "PAS-16"),
                ("a passport that was cancelled", {"passport": passport(state="cancelled")}, None),
            ],
            pays="300.00",
        ),
        *women_examples(GIVEN, FULL, pays="300.00"),
        *gate_examples(GIVEN, FULL, pays="300.00", identity="card"),
    ),
)
