"""Cancel a final exit visa, so that the iqama stands again."""

from datetime import date
from typing import Any

from tayseer.kit.expressions import DAY, Expression
from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Example, Fee, Notice
from tayseer.kit.text import Text
from tayseer.law import visas as law
from tayseer.registries.borders.contract import Presence
from tayseer.registries.people.contract import holder_of, name_of
from tayseer.registries.residency.contract import Iqama, unmark_final_exit
from tayseer.registries.visas.contract import cancel_visa
from tayseer.services.common.gate import gate
from tayseer.services.common.personas import citizen, resident
from tayseer.services.common.roles import VISA
from tayseer.services.common.trials import TODAY, gate_examples, judged
from tayseer.services.families import update
from tayseer.services.visas.personas import daughter, maid
from tayseer.services.visas.rules import EXIT_REENTRY

HOLDER = holder_of(VISA)
IQAMA = Iqama.of(HOLDER)
PRESENCE = Presence.of(HOLDER)

FINAL_EXIT_UNUSED = Rule(
    code="FEX-16",
    ar="التأشيرة تأشيرة خروج نهائي لم تُستخدم ولم تُلغَ.",
    en="The visa is a final exit visa, neither used nor cancelled.",
    basis=f"{EXIT_REENTRY}, FEX-12",
    holds=(VISA.kind == "final_exit") & VISA.state.is_one_of("issued", "expired"),
    because=Text(
        ar="نوع التأشيرة {number}: {kind}، وحالتها: {state}.",
        en="The kind of visa {number} is: {kind}; its state: {state}.",
    ),
    shows={"number": VISA.number, "kind": VISA.kind, "state": VISA.state},
    cure=Text(ar="اختر تأشيرة خروج نهائي قائمة.", en="Choose a final exit visa that stands."),
)

NOT_IN_PROBATION = Rule(
    code="FEX-11",
    ar="الخروج النهائي لم يصدر في فترة التجربة.",
    en="The final exit was not issued during probation.",
    basis=f"{EXIT_REENTRY}, FEX-11",
    holds=VISA.in_probation == False,  # noqa: E712 an expression
    because=Text(
        ar="صدر الخروج النهائي لـ{person} في فترة التجربة، فلا يُلغى.",
        en="The final exit of {person} was issued during probation and cannot be cancelled.",
    ),
    shows={"person": name_of(HOLDER)},
    cure=Text(
        ar="يغادر بالتأشيرة الصادرة، ويعود بتأشيرة عمل جديدة.",
        en="The holder leaves on this visa and may return on a new work visa.",
    ),
)

IQAMA_VALID = Rule(
    code="FEX-12",
    ar="إقامة صاحب التأشيرة لم تنتهِ.",
    en="The holder's iqama has not ended.",
    basis=f"{EXIT_REENTRY}, FEX-12",
    holds=IQAMA.expires_on >= DAY,
    because=Text(ar="انتهت إقامة {person} في {date}.", en="The iqama of {person} ended on {date}."),
    shows={"person": name_of(HOLDER), "date": IQAMA.expires_on},
)

HOLDER_INSIDE = Rule(
    code="FEX-17",
    ar="صاحب التأشيرة داخل المملكة.",
    en="The holder of the visa is inside the Kingdom.",
    basis=f"{EXIT_REENTRY}, FEX-12",
    holds=PRESENCE.inside == True,  # noqa: E712 an expression
    because=Text(
        ar="خروج {person} من المملكة مسجل في {date}.",
        en="{person} left the Kingdom on {date}.",
    ),
    shows={"person": name_of(HOLDER), "date": PRESENCE.since_on},
    cure=Text(ar="لا يُلغى الخروج النهائي بعد المغادرة.", en="A final exit cannot be cancelled after departure."),
)

FINAL_EXIT = {
    "number": "V3",
    "kind": "final_exit",
    "state": "issued",
    "issued_on": date(2026, 1, 10),
    "leave_by": date(2026, 3, 11),
    "in_probation": False,
    "holder": daughter(iqama__state="final_exit"),
}
GIVEN = {"applicant": resident(), "visa": FINAL_EXIT}
ANSWERS = {"terms": True}
LEAVES: dict[Expression[Any], str] = {VISA.state: "cancelled", IQAMA.state: "active"}

CANCEL_FINAL_EXIT = update(
    code="visas/cancel-final-exit",
    ar="إلغاء تأشيرة خروج نهائي",
    en="Cancel a final exit visa",
    does=Text(
        ar="تُلغي تأشيرة خروج نهائي لمن في مسؤوليتك، فتعود إقامته سارية.",
        en="Cancels the final exit visa of somebody in your charge; their iqama stands again.",
    ),
    basis="Exit and Re-entry Regulation; visa fees table",
    assurance=SURE,
    for_whom=("resident", "citizen"),
    acts_on=VISA,
    allowed_when=(*gate(), FINAL_EXIT_UNUSED, NOT_IN_PROBATION, IQAMA_VALID, HOLDER_INSIDE),
    costs=(
        Fee(
            "late",
            ar="غرامة الإلغاء بعد انتهاء مدة المغادرة",
            en="Fine for cancelling after the last day to leave",
            amount=law.final_exit_late_fine,
            when=VISA.leave_by < DAY,
        ),
    ),
    effects=(cancel_visa(VISA), unmark_final_exit(HOLDER)),
    also_tells=(
        Notice(
            "approved",
            HOLDER,
            ar="أُلغيت تأشيرة الخروج النهائي الصادرة لك، وعادت إقامتك سارية. رقم الطلب {case}.",
            en="Your final exit visa has been cancelled and your iqama stands again. Request number {case}.",
        ),
    ),
    mistakes=(
        Text(
            ar="الإلغاء بعد آخر يوم للمغادرة: تلزم غرامة.",
            en="Cancelling after the last day to leave: a fine falls due.",
        ),
        Text(ar="إقامة انتهت قبل الإلغاء.", en="An iqama that ended before cancelling."),
    ),
    phrases=(
        "الغاء خروج نهائي",
        "كنسلة الخروج النهائي",
        "غيرنا رأينا بالسفر",
        "cancel final exit",
        "stay after final exit",
    ),
    examples=(
        Example("a daughter who stays", on=TODAY, given=GIVEN, answers=ANSWERS, pays="0.00", leaves=LEAVES),
        Example(
            "a citizen's domestic worker who stays, after the visa's last day",
            on=TODAY,
            given={
                "applicant": citizen(),
                "visa": {
                    **FINAL_EXIT,
                    "state": "expired",
                    "leave_by": date(2026, 2, 28),
                    "holder": maid(iqama__state="final_exit"),
                },
            },
            answers=ANSWERS,
            pays="1000.00",
            leaves=LEAVES,
        ),
        *judged(
            GIVEN,
            ANSWERS,
            "visa",
            [
                ("on the last day to leave there is no fine", {"leave_by": date(2026, 3, 1)}, None),
                ("an exit/re-entry visa", {"kind": "exit_reentry_single"}, "FEX-16"),
                ("a visa already used", {"state": "used"}, "FEX-16"),
                ("a final exit in probation", {"in_probation": True}, "FEX-11"),
            ],
        ),
        *judged(
            GIVEN,
            ANSWERS,
            "visa.holder",
            [
                ("an iqama that ended yesterday", {"iqama__expires_on": date(2026, 2, 28)}, "FEX-12"),
                ("an iqama that ends today", {"iqama__expires_on": date(2026, 3, 1)}, None),
                ("the holder has left", {"presence__inside": False}, "FEX-17"),
            ],
        ),
        *gate_examples(GIVEN, ANSWERS),
    ),
)
