"""Issue a final exit visa to a domestic worker: the employer lets the worker leave the Kingdom for good."""

from datetime import date

from tayseer.kit.expressions import DAY, plus_days
from tayseer.kit.services import Example, Notice
from tayseer.kit.text import Text
from tayseer.law import visas as law
from tayseer.registries.residency.contract import Iqama, mark_final_exit
from tayseer.registries.visas.contract import Visa, issue_visa
from tayseer.services.common.gate import fingerprint_enrolled, gate, no_unpaid_violations
from tayseer.services.common.personas import citizen
from tayseer.services.common.roles import WORKER
from tayseer.services.common.trials import BAN, FINES_OF_SERVED, LIFTED, SUSPENSION, TODAY, gate_examples, judged
from tayseer.services.families import permit
from tayseer.services.visas.leaving_rules import no_unused_visa, no_vehicle
from tayseer.services.visas.personas import ADULT_FINGERPRINT, maid, newest
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
                ("a passport of 59 days", {"passport__expires_on": date(2026, 4, 29)}, "FEX-2"),
                ("a passport of 60 days", {"passport__expires_on": date(2026, 4, 30)}, None),
                ("an iqama that ended yesterday", {"iqama__expires_on": date(2026, 2, 28)}, "FEX-3"),
                ("an iqama that ends today", {"iqama__expires_on": date(2026, 3, 1)}, None),
                ("a lost card", {"iqama__state": "lost"}, None),
                ("already in final exit", {"iqama__state": "final_exit"}, "FEX-3"),
                ("one vehicle", {"vehicle": [{"plate": "أ ب ح 1234"}]}, "FEX-5"),
                ("an unused visa", {"visa": [{"number": "V1", "state": "issued"}]}, "FEX-6"),
                ("visas used, cancelled", {"visa": [{"state": "used"}, {"state": "cancelled"}]}, None),
                ("a travel ban", {"restriction": [BAN]}, "FEX-7"),
                ("a travel ban that was lifted", {"restriction": [{**BAN, **LIFTED}]}, None),
                ("a suspension of the worker's services is no ban", {"restriction": [SUSPENSION]}, None),
                ("reported absent", {"absence_report": [{"state": "open"}]}, "FEX-15"),
                ("an absence report that was closed", {"absence_report": [{"state": "closed"}]}, None),
            ],
        ),
        *gate_examples(GIVEN, ANSWERS),
    ),
)
