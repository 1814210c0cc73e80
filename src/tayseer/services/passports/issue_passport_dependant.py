"""Issue a first passport to a son or daughter under 21 who has an identity card; a parent applies."""

from tayseer.kit.services import SURE, Example
from tayseer.kit.text import Text
from tayseer.law import passports as law
from tayseer.registries.passports.contract import Passport, issue_passport
from tayseer.services.common.gate import address_on_file, gate, no_unpaid_violations
from tayseer.services.common.personas import citizen
from tayseer.services.common.roles import CHILD
from tayseer.services.common.trials import TODAY, gate_examples, judged
from tayseer.services.families import PAY, permit
from tayseer.services.passports.personas import (
    ADDRESS,
    CHILD_BASICS,
    CHILD_PAPERS,
    custody_examples,
    passport,
    teenager,
)
from tayseer.services.passports.rules import (
    CONSENT_NOTICES,
    FEE_UNDER_AGE,
    TRAVEL_LAW,
    child_fingerprint,
    child_id_valid,
    child_photo,
    child_rules,
    consents,
    end_after,
    no_passport_yet,
    passport_book,
)

PASSPORT = Passport.of(CHILD)

GIVEN = {"applicant": citizen(), "child": teenager()}
FULL = {"terms": True}

ISSUE_PASSPORT_DEPENDANT = permit(
    code="passports/issue-passport-dependant",
    ar="إصدار جواز لابن أو ابنة لديه هوية",
    en="Issue a passport for a son or daughter with an identity card",
    does=Text(
        ar="يصدر لابنك أو ابنتك دون الحادية والعشرين أول جواز سفر، لخمس سنوات، ويصل إلى عنوانك الوطني.",
        en="Issues a first passport of five years to your son or daughter under 21, delivered to your address.",
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
        address_on_file(),
        no_passport_yet(CHILD),
    ),
    costs=(FEE_UNDER_AGE,),
    steps=(*consents(CHILD, then="pay"), PAY),
    effects=(issue_passport(CHILD, years=law.term_under_age, expires_on=end_after(law.term_under_age)),),
    issues=(passport_book(CHILD),),
    also_tells=CONSENT_NOTICES,
    takes=Text(
        ar="يصدر بعد السداد في الحال، ويصل في يومي عمل أو ثلاثة. وإن اشترط أحد الوالدين موافقته فبعد ردّه.",
        en="Issued as soon as it is paid; it arrives in two or three working days. "
        "Where a parent asked to be consulted, after the answer.",
    ),
    mistakes=(
        Text(
            ar="طلب الجواز لمن بلغ الثانية عشرة قبل إصدار هويته وتسجيل بصمته.",
            en="Applying for a child of 12 or more before the identity card is issued and the fingerprint taken.",
        ),
        Text(
            ar="هوية صدرت ولم تُفعّل.",
            en="An identity card that was issued and never activated.",
        ),
        Text(
            ar="اشتراط من الوالد الآخر لم يُتفق معه عليه قبل الطلب.",
            en="A condition of the other parent, not talked over before applying.",
        ),
    ),
    phrases=(
        "جواز لولدي",
        "جواز لبنتي",
        "اصدار جواز للاولاد",
        "جواز فرد من الاسرة",
        "passport for my son",
        "passport for my daughter",
        "family member passport",
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
                ("a passport in use", {"passport": passport()}, "PAS-16"),
                ("a passport not yet active", {"passport": passport(state="issued")}, "PAS-16"),
                ("a passport that was cancelled", {"passport": passport(state="cancelled")}, None),
            ],
            pays="300.00",
        ),
        *custody_examples(teenager(), FULL, pays="300.00"),
        *judged(GIVEN, FULL, "applicant", ADDRESS),
        *gate_examples(GIVEN, FULL, pays="300.00", identity="card"),
    ),
)
