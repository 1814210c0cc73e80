"""Extend the exit/re-entry visa of somebody who is abroad."""

from datetime import date

from tayseer.kit.expressions import DAY, days_between, plus_days, plus_months, when
from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Example, Fee
from tayseer.kit.text import Text
from tayseer.law import visas as law
from tayseer.registries.borders.contract import Presence
from tayseer.registries.people.contract import holder_of, name_of
from tayseer.registries.visas.contract import extend_visa
from tayseer.services.common.gate import gate, no_unpaid_violations
from tayseer.services.common.personas import citizen, resident
from tayseer.services.common.roles import VISA
from tayseer.services.common.trials import FINES_OF_SERVED, TODAY, gate_examples, judged
from tayseer.services.families import renewal
from tayseer.services.visas.personas import daughter, maid
from tayseer.services.visas.rules import (
    EXIT_REENTRY,
    ends_within_iqama,
    exit_reentry_only,
    extended_exit_reentry,
    iqama_valid,
    months_of,
)

HOLDER = holder_of(VISA)
PRESENCE = Presence.of(HOLDER)
MONTHS = months_of(1, 2, 3, 4, 5, 6, ar="مدة التمديد", en="Extend for how long?")

IS_MULTIPLE = VISA.kind == "exit_reentry_multiple"
#: A stay counted from departure has its last day only once the border has seen the departure.
PRESENT_END = when(VISA.return_by.is_known(), VISA.return_by, plus_days(PRESENCE.since_on, VISA.stay_days))
NEW_END = plus_months(PRESENT_END, MONTHS)

HOLDER_ABROAD = Rule(
    code="ERV-16",
    ar="صاحب التأشيرة خارج المملكة.",
    en="The holder of the visa is abroad.",
    basis=f"{EXIT_REENTRY}, ERV-16",
    holds=PRESENCE.inside == False,  # noqa: E712 an expression
    because=Text(
        ar="{person} داخل المملكة، والتمديد لمن هو خارجها.",
        en="{person} is inside the Kingdom; only somebody abroad can be extended.",
    ),
    shows={"person": name_of(HOLDER)},
    cure=Text(
        ar="ألغِ التأشيرة إن لم تُستخدم، وأصدر تأشيرة بالمدة التي تحتاج إليها.",
        en="Cancel the visa if it is unused, and issue one for the time needed.",
    ),
)

USED = Rule(
    code="ERV-22",
    ar="التأشيرة استُخدمت في الخروج، ولم تُلغَ.",
    en="The visa was used to leave and is not cancelled.",
    basis=f"{EXIT_REENTRY}, ERV-16",
    holds=VISA.state == "used",
    because=Text(ar="حالة التأشيرة {number}: {state}.", en="The state of visa {number} is: {state}."),
    shows={"number": VISA.number, "state": VISA.state},
    cure=Text(ar="راجع إدارة الجوازات بموعد.", en="See the passports office by appointment."),
)

ENDS_LATER = Rule(
    code="ERV-23",
    ar="آخر يوم للعودة بعد التمديد لم يمضِ.",
    en="The last day to return after the extension has not passed.",
    basis=f"{EXIT_REENTRY}, extension while abroad",
    holds=NEW_END >= DAY,
    because=Text(
        ar="كان آخر يوم للعودة {date}، وبهذه المدة يصير {last}، وقد مضى. اختر مدة أطول.",
        en="The last day to return was {date}; with this extension it becomes {last}, which has passed. "
        "Choose a longer one.",
    ),
    shows={"date": PRESENT_END, "last": NEW_END},
)

VISA_ABROAD = {
    "number": "V2",
    "kind": "exit_reentry_single",
    "state": "used",
    "issued_on": date(2026, 1, 10),
    "leave_by": date(2026, 4, 10),
    "return_by": date(2026, 3, 20),
    "stay_days": 60,
    "extensions": 0,
    "holder": daughter(presence={"inside": False, "since_on": date(2026, 1, 19)}),
}
MULTIPLE = {**VISA_ABROAD, "kind": "exit_reentry_multiple"}
GIVEN = {"applicant": resident(), "visa": VISA_ABROAD}
ANSWERS = {MONTHS: 1, "terms": True}

EXTEND_EXIT_REENTRY_ABROAD = renewal(
    code="visas/extend-exit-reentry-abroad",
    ar="تمديد تأشيرة خروج وعودة لمن هو خارج المملكة",
    en="Extend an exit/re-entry visa of somebody abroad",
    does=Text(
        ar="تؤخّر آخر يوم للعودة في تأشيرة شخص في مسؤوليتك وهو خارج المملكة.",
        en="Moves the last day to return on the visa of somebody in your charge who is abroad.",
    ),
    basis="Exit and Re-entry Regulation; visa fees table",
    assurance=SURE,
    for_whom=("resident", "citizen"),
    acts_on=VISA,
    asks=(MONTHS,),
    allowed_when=(
        *gate(),
        no_unpaid_violations(HOLDER, code="G-7"),
        exit_reentry_only(VISA),
        HOLDER_ABROAD,
        USED,
        iqama_valid(HOLDER),
        ends_within_iqama(HOLDER, NEW_END, only=IS_MULTIPLE),
        ENDS_LATER,
    ),
    costs=(
        Fee(
            "extension",
            ar="رسم التمديد",
            en="Extension fee",
            amount=when(IS_MULTIPLE, law.extension_multiple_month, law.extension_single_month),
            times=MONTHS,
        ),
    ),
    effects=(extend_visa(VISA, return_by=NEW_END, stay_days=days_between(PRESENCE.since_on, NEW_END)),),
    issues=(extended_exit_reentry(HOLDER, VISA),),
    mistakes=(
        Text(
            ar="التمديد بعد انتهاء الإقامة: تُجدّد الإقامة أولًا.",
            en="Extending after the iqama has ended: the iqama is renewed first.",
        ),
        Text(
            ar="حساب المدة الجديدة من يوم التمديد: تُحسب من آخر يوم للعودة.",
            en="Counting the new time from the day of extension: it is counted from the last day to return.",
        ),
    ),
    phrases=(
        "تمديد خروج وعودة",
        "اهلي برا والتأشيرة قربت تخلص",
        "تمديد تأشيرة العاملة وهي مسافرة",
        "extend exit reentry outside saudi",
        "extend re-entry visa abroad",
    ),
    examples=(
        *(
            Example(
                f"a single visa, months: {months}",
                on=TODAY,
                given=GIVEN,
                answers={**ANSWERS, MONTHS: months},
                pays=pays,
                leaves={VISA.return_by: last, VISA.stay_days: days, VISA.extensions: 1},
            )
            for months, pays, last, days in (
                (1, "200.00", "2026-04-20", 91),
                (2, "400.00", "2026-05-20", 121),
                (3, "600.00", "2026-06-20", 152),
                (4, "800.00", "2026-07-20", 182),
                (5, "1000.00", "2026-08-20", 213),
                (6, "1200.00", "2026-09-20", 244),
            )
        ),
        Example(
            "a multiple visa of a domestic worker, three months",
            on=TODAY,
            given={
                "applicant": citizen(),
                "visa": {**MULTIPLE, "holder": maid(presence={"inside": False, "since_on": date(2026, 1, 19)})},
            },
            answers={**ANSWERS, MONTHS: 3},
            pays="1200.00",
            leaves={VISA.return_by: "2026-06-20"},
        ),
        Example(
            "a stay of fifty days counted from departure ends fifty days after it, before the extension",
            on=TODAY,
            given={"applicant": resident(), "visa": {**VISA_ABROAD, "return_by": None, "stay_days": 50}},
            answers=ANSWERS,
            pays="200.00",
            leaves={VISA.return_by: "2026-04-10", VISA.stay_days: 81},
        ),
        *judged(
            GIVEN,
            ANSWERS,
            "visa",
            [
                ("a final exit visa", {"kind": "final_exit"}, "ERV-19"),
                ("a visa not used yet", {"state": "issued"}, "ERV-22"),
                ("a visa that was cancelled", {"state": "cancelled"}, "ERV-22"),
                ("an extension that ends today", {"return_by": date(2026, 2, 1)}, None),
                ("an extension that ended yesterday", {"return_by": date(2026, 1, 28)}, "ERV-23"),
            ],
            pays="200.00",
        ),
        *judged(
            GIVEN,
            ANSWERS,
            "visa.holder",
            [
                *FINES_OF_SERVED,
                ("the holder is inside", {"presence__inside": True}, "ERV-16"),
                ("an iqama that ended yesterday", {"iqama__expires_on": date(2026, 2, 28)}, "ERV-3"),
                ("an iqama that ends today does for a single visa", {"iqama__expires_on": date(2026, 3, 1)}, None),
                ("an iqama in final exit", {"iqama__state": "final_exit"}, "ERV-3"),
                ("a lost card", {"iqama__state": "lost"}, None),
            ],
            pays="200.00",
        ),
        *judged(
            {**GIVEN, "visa": MULTIPLE},
            ANSWERS,
            "visa.holder",
            [
                ("a multiple visa that ends as the iqama does", {"iqama__expires_on": date(2026, 4, 20)}, None),
                ("a multiple visa that ends a day later", {"iqama__expires_on": date(2026, 4, 19)}, "ERV-4"),
            ],
            pays="400.00",
        ),
        *gate_examples(GIVEN, ANSWERS, pays="200.00"),
    ),
)
