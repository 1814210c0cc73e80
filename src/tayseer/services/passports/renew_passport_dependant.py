"""Renew the passport of a son or daughter under 21: a parent applies, and the old one is examined at a branch."""

from datetime import date

from tayseer.kit.services import SURE, Example
from tayseer.kit.text import Text
from tayseer.law import passports as law
from tayseer.registries.passports.contract import Passport, renew_passport
from tayseer.services.common.gate import gate, no_unpaid_violations
from tayseer.services.common.personas import citizen
from tayseer.services.common.roles import CHILD
from tayseer.services.common.trials import TODAY, gate_examples, judged
from tayseer.services.families import pay_then, renewal
from tayseer.services.passports.personas import CHILD_BASICS, CHILD_PAPERS, custody_examples, passport, teenager
from tayseer.services.passports.rules import (
    CONSENT_NOTICES,
    EXAMINE_OLD,
    FEE_UNDER_AGE,
    TRAVEL_LAW,
    child_fingerprint,
    child_id_valid,
    child_photo,
    child_rules,
    consents,
    end_after,
    passport_book,
    renewable,
)

PASSPORT = Passport.of(CHILD)

GIVEN = {"applicant": citizen(), "child": teenager(passport=passport())}
FULL = {"terms": True}

RENEW_PASSPORT_DEPENDANT = renewal(
    code="passports/renew-passport-dependant",
    ar="تجديد جواز ابن أو ابنة",
    en="Renew the passport of a son or daughter",
    does=Text(
        ar="يصدر لابنك أو ابنتك دون الحادية والعشرين جواز جديد لخمس سنوات بعد فحص القديم في أحد الفروع.",
        en="Issues a new passport of five years to your son or daughter under 21 "
        "once the old one has been examined at a branch.",
    ),
    basis=f"{TRAVEL_LAW}; table of passport fees",
    assurance=SURE,
    for_whom=("citizen",),
    acts_on=CHILD,
    allowed_when=(
        *gate(),
        no_unpaid_violations(CHILD, code="G-7"),
        *child_rules(CHILD),
        child_id_valid(CHILD),
        child_photo(CHILD),
        child_fingerprint(CHILD),
        renewable(CHILD),
    ),
    costs=(FEE_UNDER_AGE,),
    steps=(*consents(CHILD, then="pay"), pay_then("examine"), EXAMINE_OLD),
    effects=(renew_passport(CHILD, years=law.term_under_age, expires_on=end_after(law.term_under_age)),),
    issues=(passport_book(CHILD),),
    also_tells=CONSENT_NOTICES,
    takes=Text(
        ar="يصدر يوم فحص الجواز القديم في الفرع، ولا حاجة إلى موعد. وإن اشترط أحد الوالدين موافقته فبعد ردّه.",
        en="Issued on the day the old passport is examined at a branch, without appointment. "
        "Where a parent asked to be consulted, after the answer.",
    ),
    mistakes=(
        Text(ar="زيارة الفرع من غير الجواز القديم.", en="Coming to the branch without the old passport."),
        Text(ar="زيارة الفرع قبل سداد الرسم.", en="Coming to the branch before the fee is paid."),
        Text(
            ar="اشتراط من الوالد الآخر لم يُتفق معه عليه قبل الطلب.",
            en="A condition of the other parent, not talked over before applying.",
        ),
    ),
    phrases=(
        "تجديد جواز ولدي",
        "تجديد جواز بنتي",
        "تجديد جواز تابع",
        "جواز العيال منتهي",
        "renew child passport",
        "renew my daughter's passport",
    ),
    examples=(
        Example(
            "a father, for a son of 16",
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
        *judged(
            GIVEN,
            FULL,
            "child",
            [
                *CHILD_BASICS,
                *CHILD_PAPERS,
                ("a passport that ended long ago", {"passport__expires_on": date(2020, 1, 1)}, None),
                ("a passport not yet active", {"passport__state": "issued"}, "PAS-17"),
                ("a lost passport", {"passport__state": "lost"}, "PAS-17"),
                ("no passport", {"passport": None}, "PAS-17"),
            ],
            pays="300.00",
        ),
        *custody_examples(teenager(passport=passport()), FULL, pays="300.00"),
        *gate_examples(GIVEN, FULL, pays="300.00", identity="card"),
    ),
)
