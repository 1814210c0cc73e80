"""Extend the family visit of a visitor whom the applicant hosts."""

from datetime import date

from tayseer.exchange.contract import HealthInsurance
from tayseer.kit.expressions import DAY, both, days_between, earlier_of, either, plus_days
from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Example, Fee
from tayseer.kit.text import Text
from tayseer.law import visas as law
from tayseer.registries.borders.contract import Presence
from tayseer.registries.civil.contract import IdCard
from tayseer.registries.passports.contract import Passport
from tayseer.registries.people.contract import APPLICANT, holder_of, name_of
from tayseer.registries.residency.contract import Iqama
from tayseer.registries.visas.contract import extend_visa
from tayseer.services.common.gate import gate, no_unpaid_violations
from tayseer.services.common.personas import citizen, resident
from tayseer.services.common.roles import VISIT_VISA
from tayseer.services.common.trials import FINES_OF_SERVED, TODAY, gate_examples, judged
from tayseer.services.families import renewal
from tayseer.services.visas.personas import visitor
from tayseer.services.visas.rules import extended_visit

VISIT_RULES = "Visit Visa Rules"
VISITOR = holder_of(VISIT_VISA)
PRESENCE = Presence.of(VISITOR)
PASSPORT = Passport.of(VISITOR)
INSURANCE = HealthInsurance.of(VISITOR)
CARD, IQAMA = IdCard.of(APPLICANT), Iqama.of(APPLICANT)

OPENS_ON = plus_days(VISIT_VISA.leave_by, law.visit_opens_days * -1)
CLOSES_ON = plus_days(VISIT_VISA.leave_by, law.visit_closes_days)
LONGEST_STAY_ENDS = plus_days(PRESENCE.entered_on, law.visit_total_days)
NEW_END = earlier_of(plus_days(VISIT_VISA.leave_by, law.visit_extension_days), LONGEST_STAY_ENDS)

IN_WINDOW = Rule(
    code="VIS-1",
    ar="الطلب مقدّم في مهلة التمديد، وهي أيام قبل انتهاء الزيارة وأيام بعده.",
    en="The request is made inside the window around the end of the visit.",
    basis=f"{VISIT_RULES}, VIS-1",
    holds=both(OPENS_ON <= DAY, CLOSES_ON >= DAY),
    because=Text(
        ar="يُفتح تمديد هذه الزيارة في {opens} ويُغلق في {closes}، واليوم خارج هذه المهلة.",
        en="Extension of this visit opens on {opens} and closes on {closes}. Today is outside this window.",
    ),
    shows={"opens": OPENS_ON, "closes": CLOSES_ON},
    cure=Text(
        ar="إن لم تُفتح المهلة بعد فعُد في أول أيامها. وإن أُغلقت فراجع إدارة الجوازات.",
        en="If the window has not opened, come back on its first day; if it has closed, see the passports office.",
    ),
)

TOTAL_STAY = Rule(
    code="VIS-2",
    ar="بقي من المدة القصوى للزيارة ما يُمدّد.",
    en="Some of the longest stay allowed is left to add.",
    basis=f"{VISIT_RULES}, VIS-2",
    holds=VISIT_VISA.leave_by < LONGEST_STAY_ENDS,
    because=Text(
        ar="تاريخ دخول {person}: {entered}. أقصى مدة للزيارة بالأيام {most}، وتنتهي في {last}.",
        en="{person} entered on {entered}; the longest stay is {most} days and ends on {last}.",
    ),
    shows={
        "person": name_of(VISITOR),
        "entered": PRESENCE.entered_on,
        "most": law.visit_total_days,
        "last": LONGEST_STAY_ENDS,
    },
    cure=Text(
        ar="يغادر الزائر قبل هذا التاريخ، ويمكنه أن يأتي بتأشيرة جديدة.",
        en="The visitor leaves before that day and may come again on a new visa.",
    ),
)

VISITOR_INSIDE = Rule(
    code="VIS-4",
    ar="الزائر داخل المملكة.",
    en="The visitor is inside the Kingdom.",
    basis=f"{VISIT_RULES}, VIS-4",
    holds=PRESENCE.inside == True,  # noqa: E712 an expression
    because=Text(
        ar="خروج {person} من المملكة مسجل في {date}، والتمديد لزائر داخل المملكة.",
        en="{person} left on {date}. Only a visitor inside the Kingdom can be extended.",
    ),
    shows={"person": name_of(VISITOR), "date": PRESENCE.since_on},
    cure=Text(ar="اطلب له تأشيرة زيارة جديدة.", en="Ask for a new visit visa."),
)

VISITOR_PASSPORT = Rule(
    code="VIS-5",
    ar="جواز الزائر ساري المفعول.",
    en="The visitor's passport is valid.",
    basis=f"{VISIT_RULES}, VIS-5",
    holds=PASSPORT.expires_on >= DAY,
    because=Text(ar="انتهى جواز {person} في {date}.", en="The passport of {person} ended on {date}."),
    shows={"person": name_of(VISITOR), "date": PASSPORT.expires_on},
    cure=Text(ar="يجدّده لدى سفارة دولته.", en="The visitor renews it at the embassy of their state."),
)

INSURED_TO_THE_END = Rule(
    code="VIS-7",
    ar="التأمين الصحي للزائر يغطي المدة الجديدة كلها.",
    en="The visitor's medical insurance covers the whole new period.",
    basis=f"{VISIT_RULES}, VIS-7",
    holds=INSURANCE.valid_until >= NEW_END,
    because=Text(
        ar="ينتهي تأمين {person} في {date}، ويجب أن يصل إلى {needed}.",
        en="The insurance of {person} ends on {date}; it must reach {needed}.",
    ),
    shows={"person": name_of(VISITOR), "date": INSURANCE.valid_until, "needed": NEW_END},
    cure=Text(
        ar="مدّد التأمين لدى شركته، ثم أكمل هنا؛ تصلنا النتيجة بنفسها.",
        en="Extend the insurance with the insurer, then continue here; the result reaches us by itself.",
    ),
)

HOST_IDENTIFIED = Rule(
    code="VIS-9",
    ar="هوية المضيف سارية، أو إقامته منتهية متى أجاز النظام ذلك.",
    en="The host's identity document is valid; an iqama may have ended where the law allows it.",
    basis=f"{VISIT_RULES}, VIS-9",
    holds=either(
        both(APPLICANT.kind == "citizen", CARD.state == "active", CARD.expires_on >= DAY),
        both(
            APPLICANT.kind == "resident",
            either(law.host_iqama_may_be_expired == True, IQAMA.expires_on >= DAY),  # noqa: E712 an expression
        ),
    ),
    because=Text(
        ar="هويتك غير سارية اليوم. جدّدها، ثم مدّد زيارة ضيفك.",
        en="Your identity document is not valid today. Renew it, then extend the visit.",
    ),
)

NOT_CANCELLED = Rule(
    code="VIS-11",
    ar="تأشيرة الزيارة لم تُلغَ.",
    en="The visit visa is not cancelled.",
    basis=f"{VISIT_RULES}, scope",
    holds=VISIT_VISA.state != "cancelled",
    because=Text(ar="أُلغيت تأشيرة الزيارة {number}.", en="Visit visa {number} has been cancelled."),
    shows={"number": VISIT_VISA.number},
    cure=Text(ar="راجع إدارة الجوازات بموعد.", en="See the passports office by appointment."),
)

VISIT = {
    "number": "V4",
    "kind": "visit",
    "state": "used",
    "leave_by": date(2026, 3, 5),
    "extensions": 0,
    "holder": visitor(),
}
GIVEN = {"applicant": resident(), "visit": VISIT}
BY_CITIZEN = {"applicant": citizen(), "visit": VISIT}
ANSWERS = {"terms": True}

EXTEND_VISIT_FAMILY = renewal(
    code="visas/extend-visit-family",
    ar="تمديد تأشيرة زيارة عائلية",
    en="Extend a family visit visa",
    does=Text(
        ar="تمدّ زيارة ضيفك داخل المملكة، ثلاثين يومًا أو ما بقي من أقصى مدة للزيارة.",
        en="Extends your guest's visit in the Kingdom by thirty days, or by what is left of the longest stay.",
    ),
    basis="Visit Visa Rules; visa fees table",
    assurance=SURE,
    for_whom=("resident", "citizen"),
    acts_on=VISIT_VISA,
    allowed_when=(
        *gate(cures={"G-2"}),
        HOST_IDENTIFIED,
        no_unpaid_violations(VISITOR, code="G-7"),
        NOT_CANCELLED,
        IN_WINDOW,
        TOTAL_STAY,
        VISITOR_INSIDE,
        VISITOR_PASSPORT,
        INSURED_TO_THE_END,
    ),
    costs=(
        Fee("extension", ar="رسم التمديد", en="Extension fee", amount=law.visit_extension_fee),
        Fee(
            "late",
            ar="غرامة التمديد بعد انتهاء الزيارة",
            en="Fine for extending after the visit has ended",
            amount=law.visit_late_fine,
            when=VISIT_VISA.leave_by < DAY,
        ),
    ),
    effects=(extend_visa(VISIT_VISA, leave_by=NEW_END),),
    issues=(
        extended_visit(VISITOR, VISIT_VISA, APPLICANT, stay=days_between(PRESENCE.entered_on, VISIT_VISA.leave_by)),
    ),
    mistakes=(
        Text(
            ar="تأمين صحي لا يصل إلى نهاية المدة الجديدة.",
            en="Insurance that does not reach the end of the new period.",
        ),
        Text(
            ar="الطلب بعد انتهاء الزيارة: تلزم غرامة، ثم تُغلق المهلة.",
            en="Asking after the visit has ended: a fine falls due, and soon the window closes.",
        ),
    ),
    phrases=(
        "تمديد زيارة",
        "تمديد زيارة الوالدة",
        "زيارة عائلية قربت تنتهي",
        "extend family visit visa",
        "extend visit of my parents",
    ),
    examples=(
        Example(
            "a resident's mother, four days before the end",
            on=TODAY,
            given=GIVEN,
            answers=ANSWERS,
            pays="100.00",
            leaves={VISIT_VISA.leave_by: "2026-04-04", VISIT_VISA.extensions: 1},
        ),
        Example(
            "at most 180 days from entry are given",
            on=TODAY,
            given={
                "applicant": resident(),
                "visit": {**VISIT, "holder": visitor(presence__entered_on=date(2025, 9, 20))},
            },
            answers=ANSWERS,
            pays="100.00",
            leaves={VISIT_VISA.leave_by: "2026-03-19"},
        ),
        *judged(
            GIVEN,
            ANSWERS,
            "visit",
            [
                ("seven days before the end", {"leave_by": date(2026, 3, 8)}, None),
                ("eight days before the end", {"leave_by": date(2026, 3, 9)}, "VIS-1"),
                ("on the last day there is no fine", {"leave_by": date(2026, 3, 1)}, None),
                ("four days after the end", {"leave_by": date(2026, 2, 25)}, "VIS-1"),
                ("a visit that was cancelled", {"state": "cancelled"}, "VIS-11"),
            ],
            pays="100.00",
        ),
        *judged(
            GIVEN,
            ANSWERS,
            "visit",
            [
                ("one day after the end", {"leave_by": date(2026, 2, 28)}, None),
                ("three days after the end", {"leave_by": date(2026, 2, 26)}, None),
            ],
            pays="600.00",
        ),
        *judged(
            GIVEN,
            ANSWERS,
            "visit.holder",
            [
                *FINES_OF_SERVED,
                ("180 days end with the visit", {"presence__entered_on": date(2025, 9, 6)}, "VIS-2"),
                ("180 days end a day after the visit", {"presence__entered_on": date(2025, 9, 7)}, None),
                ("the visitor has left", {"presence__inside": False}, "VIS-4"),
                ("a passport that ended yesterday", {"passport__expires_on": date(2026, 2, 28)}, "VIS-5"),
                ("a passport that ends today", {"passport__expires_on": date(2026, 3, 1)}, None),
                ("insurance to the new last day", {"health_insurance__valid_until": date(2026, 4, 4)}, None),
                (
                    "insurance to the longest stay's end",
                    {"presence__entered_on": date(2025, 9, 20), "health_insurance__valid_until": date(2026, 3, 19)},
                    None,
                ),
                (
                    "insurance a day short of the longest stay's end",
                    {"presence__entered_on": date(2025, 9, 20), "health_insurance__valid_until": date(2026, 3, 18)},
                    "VIS-7",
                ),
                ("insurance a day short", {"health_insurance__valid_until": date(2026, 4, 3)}, "VIS-7"),
            ],
            pays="100.00",
        ),
        *gate_examples(GIVEN, ANSWERS, pays="100.00", identity="none"),
        *judged(
            GIVEN,
            ANSWERS,
            "applicant",
            [("a host whose iqama has ended", {"iqama__expires_on": date(2026, 2, 28)}, None)],
            pays="100.00",
        ),
        *judged(
            BY_CITIZEN,
            ANSWERS,
            "applicant",
            [
                ("a citizen host whose card ends today", {"id_card__expires_on": date(2026, 3, 1)}, None),
                ("a citizen host whose card ended yesterday", {"id_card__expires_on": date(2026, 2, 28)}, "VIS-9"),
                ("a citizen host whose card was reported lost", {"id_card__state": "lost"}, "VIS-9"),
            ],
            pays="100.00",
        ),
        *(
            Example(
                f"a host whose iqama ended on {ended}, asking on {on}",
                on=on,
                given={
                    "applicant": resident(iqama__expires_on=date.fromisoformat(ended)),
                    "visit": {
                        **VISIT,
                        "leave_by": date(2022, 1, 1),
                        "holder": visitor(presence__entered_on=date(2021, 11, 1)),
                    },
                },
                answers=ANSWERS,
                pays=pays,
                refused_by=refused,
            )
            for on, ended, pays, refused in (
                ("2021-12-31", "2021-12-30", None, "VIS-9"),
                ("2021-12-31", "2021-12-31", "100.00", None),
                ("2022-01-01", "2021-12-30", "100.00", None),
            )
        ),
    ),
)
