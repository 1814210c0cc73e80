"""Issue a final exit visa to a domestic worker: the employer lets the worker leave the Kingdom for good."""

from tayseer.kit.expressions import DAY, plus_days
from tayseer.kit.services import SURE, Example, Notice
from tayseer.kit.text import Text
from tayseer.law import visas as law
from tayseer.registries.residency.contract import Iqama, mark_final_exit
from tayseer.registries.visas.contract import Visa, issue_visa
from tayseer.services.common.gate import fingerprint_enrolled, gate, no_unpaid_violations
from tayseer.services.common.personas import citizen
from tayseer.services.common.roles import WORKER
from tayseer.services.common.trials import FINES_OF_SERVED, SUSPENSION, TODAY, gate_examples, judged
from tayseer.services.families import permit
from tayseer.services.visas.leaving_rules import no_unused_visa, no_vehicle
from tayseer.services.visas.personas import ADULT_FINGERPRINT, LEAVING, maid, newest
from tayseer.services.visas.rules import (
    final_exit,
    inside_kingdom,
    iqama_valid,
    no_travel_ban,
    not_reported_absent,
    passport_lasts,
)

VISA = Visa.of(WORKER)
LEAVE_BY = plus_days(DAY, law.final_exit_days)

GIVEN = {"applicant": citizen(), "worker": maid()}
ANSWERS = {"terms": True}

ISSUE_FINAL_EXIT_DOMESTIC = permit(
    code="visas/issue-final-exit-domestic",
    ar="إصدار تأشيرة خروج نهائي لعامل منزلي",
    en="Issue a final exit visa to a domestic worker",
    does=Text(
        ar="يغادر عاملك المنزلي المملكة مغادرة نهائية، وتنتهي بها إقامته.",
        en="Lets your domestic worker leave the Kingdom for good; the iqama ends with it.",
    ),
    basis="Exit and Re-entry Regulation",
    assurance=SURE,
    for_whom=("citizen", "resident"),
    acts_on=WORKER,
    allowed_when=(
        *gate(),
        no_unpaid_violations(WORKER, code="G-7"),
        fingerprint_enrolled(WORKER),
        inside_kingdom(WORKER, code="FEX-1"),
        passport_lasts(WORKER, law.final_exit_passport_days, code="FEX-2"),
        iqama_valid(WORKER, code="FEX-3"),
        no_vehicle(WORKER),
        no_unused_visa(WORKER),
        no_travel_ban(WORKER, code="FEX-7"),
        not_reported_absent(WORKER, code="FEX-15"),
    ),
    effects=(
        issue_visa(WORKER, kind="final_exit", leave_by=LEAVE_BY, own_request=False, in_probation=False),
        mark_final_exit(WORKER),
    ),
    issues=(final_exit(WORKER, leave_by=LEAVE_BY),),
    also_tells=(
        Notice(
            "approved",
            WORKER,
            ar="صدرت لك تأشيرة خروج نهائي بطلب من صاحب العمل، وتنتهي بها إقامتك. رقم الطلب {case}.",
            en="A final exit visa has been issued to you at your employer's request; your iqama ends with it. "
            "Request number {case}.",
        ),
    ),
    mistakes=(
        Text(
            ar="تأشيرة خروج وعودة قائمة لم تُلغَ قبل الطلب.",
            en="An exit/re-entry visa that still stands, not cancelled before asking.",
        ),
        Text(
            ar="إصدار الخروج النهائي لعامل عليه بلاغ تغيب.",
            en="Asking for a worker against whom an absence report stands.",
        ),
        Text(
            ar="البقاء بعد آخر يوم للمغادرة: تلزم غرامة، ولا تُمدّد التأشيرة.",
            en="Staying beyond the last day to leave: a fine falls due, and the visa cannot be extended.",
        ),
    ),
    phrases=(
        "خروج نهائي للشغالة",
        "خروج نهائي للسائق",
        "العاملة بترجع بلدها",
        "انهاء عقد العاملة وتسفيرها",
        "final exit for my maid",
        "driver leaves for good",
    ),
    examples=(
        Example(
            "a citizen's domestic worker",
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
                Iqama.of(WORKER).state: "final_exit",
            },
        ),
        *judged(
            GIVEN,
            ANSWERS,
            "worker",
            [
                *FINES_OF_SERVED,
                *ADULT_FINGERPRINT,
                ("abroad", {"presence__inside": False}, "FEX-1"),
                ("whether the worker is inside is not known", {"presence": None}, "FEX-1"),
                ("a suspension of the worker's services is no ban", {"restriction": [SUSPENSION]}, None),
                *LEAVING,
            ],
        ),
        *gate_examples(GIVEN, ANSWERS),
    ),
)
