"""Issue a final exit visa to a family member."""

from tayseer.kit.expressions import DAY, plus_days
from tayseer.kit.services import SURE, Example
from tayseer.kit.text import Text
from tayseer.law import visas as law
from tayseer.registries.residency.contract import Iqama, mark_final_exit
from tayseer.registries.visas.contract import Visa, issue_visa
from tayseer.services.common.gate import dependant_fingerprint_enrolled, gate, no_unpaid_violations
from tayseer.services.common.personas import resident
from tayseer.services.common.roles import DEPENDANT
from tayseer.services.common.trials import FINES_OF_SERVED, SUSPENSION, TODAY, gate_examples, judged
from tayseer.services.families import permit
from tayseer.services.visas.leaving_rules import no_unused_visa, no_vehicle
from tayseer.services.visas.personas import DEPENDANT_FINGERPRINT, LEAVING, daughter, newest
from tayseer.services.visas.rules import (
    final_exit,
    inside_kingdom,
    iqama_valid,
    no_travel_ban,
    not_reported_absent,
    passport_lasts,
)

VISA = Visa.of(DEPENDANT)
LEAVE_BY = plus_days(DAY, law.final_exit_days)

GIVEN = {"applicant": resident(), "dependant": daughter()}
ANSWERS = {"terms": True}

ISSUE_FINAL_EXIT_FAMILY = permit(
    code="visas/issue-final-exit-family",
    ar="إصدار تأشيرة خروج نهائي لفرد من الأسرة",
    en="Issue a final exit visa to a family member",
    does=Text(
        ar="يغادر أحد أفراد أسرتك المملكة مغادرة نهائية، وتنتهي بها إقامته.",
        en="Lets a member of your family leave the Kingdom for good; the iqama ends with it.",
    ),
    basis="Exit and Re-entry Regulation",
    assurance=SURE,
    for_whom=("resident",),
    acts_on=DEPENDANT,
    allowed_when=(
        *gate(),
        no_unpaid_violations(DEPENDANT, code="G-7"),
        dependant_fingerprint_enrolled(DEPENDANT),
        inside_kingdom(DEPENDANT, code="FEX-1"),
        passport_lasts(DEPENDANT, law.final_exit_passport_days, code="FEX-2"),
        iqama_valid(DEPENDANT, code="FEX-3"),
        no_vehicle(DEPENDANT),
        no_unused_visa(DEPENDANT),
        no_travel_ban(DEPENDANT, code="FEX-7"),
        not_reported_absent(DEPENDANT, code="FEX-15"),
    ),
    effects=(
        issue_visa(DEPENDANT, kind="final_exit", leave_by=LEAVE_BY, own_request=False, in_probation=False),
        mark_final_exit(DEPENDANT),
    ),
    issues=(final_exit(DEPENDANT, leave_by=LEAVE_BY),),
    mistakes=(
        Text(ar="تأشيرة خروج وعودة لم تُلغَ قبل الطلب.", en="An exit/re-entry visa not cancelled before asking."),
        Text(
            ar="البقاء بعد آخر يوم للمغادرة: تلزم غرامة، ولا تُمدّد التأشيرة.",
            en="Staying beyond the last day to leave: a fine falls due, and the visa cannot be extended.",
        ),
        Text(ar="مركبة ما زالت مسجلة باسم المغادر.", en="A vehicle still in the name of the person leaving."),
    ),
    phrases=(
        "خروج نهائي",
        "خروج نهائي لزوجتي",
        "اهلي بيرجعون لبلدهم",
        "final exit for my family",
        "leave saudi for good",
    ),
    examples=(
        Example(
            "a daughter of 12",
            on=TODAY,
            given=GIVEN,
            answers=ANSWERS,
            pays="0.00",
            leaves={
                newest(VISA.number): "drawn",
                newest(VISA.kind): "final_exit",
                newest(VISA.state): "issued",
                newest(VISA.issued_on): TODAY,
                newest(VISA.leave_by): "2026-04-30",
                newest(VISA.own_request): False,
                newest(VISA.in_probation): False,
                newest(VISA.extensions): 0,
                Iqama.of(DEPENDANT).state: "final_exit",
            },
        ),
        *judged(
            GIVEN,
            ANSWERS,
            "dependant",
            [
                *FINES_OF_SERVED,
                *DEPENDANT_FINGERPRINT,
                ("abroad", {"presence__inside": False}, "FEX-1"),
                ("a suspension of the daughter's services is no ban", {"restriction": [SUSPENSION]}, None),
                *LEAVING,
            ],
        ),
        *gate_examples(GIVEN, ANSWERS, identity="iqama"),
    ),
)
