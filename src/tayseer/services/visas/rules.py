"""Rules, questions and documents that the visa services share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tayseer.kit.expressions import (
    DAY,
    Constant,
    Drawn,
    both,
    count,
    days_between,
    either,
    latest,
    plus_days,
    plus_months,
    when,
)
from tayseer.kit.questions import Question, pick
from tayseer.kit.rules import Rule
from tayseer.kit.services import Document
from tayseer.kit.text import Text
from tayseer.law import visas as law
from tayseer.registries.borders.contract import Presence
from tayseer.registries.passports.contract import Passport
from tayseer.registries.people.contract import Person, name_of
from tayseer.registries.residency.contract import AbsenceReport, Iqama
from tayseer.registries.restrictions.contract import Restriction
from tayseer.registries.visas.contract import Visa

if TYPE_CHECKING:
    from tayseer.kit.expressions import Expression

EXIT_REENTRY = "Exit and Re-entry Regulation"

#: The two ways in which a duration is stated (ERV-10).
COUNTED = pick(
    "counted_from",
    ar="من أي يوم تُحسب المدة؟",
    en="From which day is the stay counted?",
    options={
        "issue": ("من يوم إصدار التأشيرة", "From the day the visa is issued"),
        "departure": ("من يوم المغادرة", "From the day of departure"),
    },
    hint=Text(
        ar="من يوم الإصدار: آخر يوم للعودة محدد من الآن. ومن يوم المغادرة: تبدأ المدة عند الخروج، وللخروج مهلة.",
        en="From issue: the last day to return is fixed now. From departure: the stay starts when you leave.",
    ),
)
FROM_DEPARTURE = COUNTED == "departure"

_MONTHS = {
    1: ("شهر", "One month"),
    2: ("شهران", "Two months"),
    3: ("ثلاثة أشهر", "Three months"),
    4: ("أربعة أشهر", "Four months"),
    5: ("خمسة أشهر", "Five months"),
    6: ("ستة أشهر", "Six months"),
    9: ("تسعة أشهر", "Nine months"),
    12: ("سنة", "One year"),
}


def months_of(*choices: int, ar: str = "مدة التأشيرة", en: str = "For how long?") -> Question:
    """The length of a visa, one of a few numbers of months."""
    return pick("months", ar=ar, en=en, options={months: _MONTHS[months] for months in choices})


def stay_of(months: Expression[int]) -> Expression[int]:
    """Days of stay: months of 30 days from departure, or calendar months from issue."""
    return when(FROM_DEPARTURE, months * law.month_days, days_between(DAY, plus_months(DAY, months)))


def terms_of(months: Expression[int]) -> dict[str, Expression[Any]]:
    """The last days of an exit/re-entry visa, by the way its duration is stated."""
    return_by = plus_months(DAY, months)
    return {
        "leave_by": when(FROM_DEPARTURE, plus_months(DAY, law.travel_start_months), return_by),
        "return_by": when(FROM_DEPARTURE, None, return_by),
        "stay_days": stay_of(months),
        "counted_from": COUNTED,
    }


def inside_kingdom(who: type[Person], *, code: str = "ERV-1") -> Rule:
    """The traveller is inside the Kingdom at issue."""
    presence = Presence.of(who)
    return Rule(
        code=code,
        ar="المسافر داخل المملكة عند الإصدار.",
        en="The traveller is inside the Kingdom at issue.",
        basis=f"{EXIT_REENTRY}, {code}",
        holds=presence.inside == True,  # noqa: E712 an expression
        because=Text(
            ar="{person} خارج المملكة منذ {date}، ولا تصدر التأشيرة لمن هو خارجها.",
            en="{person} has been abroad since {date}. A visa cannot be issued to somebody abroad.",
        ),
        shows={"person": name_of(who), "date": presence.since_on},
        cure=Text(
            ar="إن كانت معه تأشيرة خروج وعودة فيمكنك تمديدها وهو في الخارج، وإلا فاطلب التأشيرة بعد عودته.",
            en="An exit/re-entry visa already used can be extended from abroad; otherwise ask after the return.",
        ),
    )


def passport_lasts(who: type[Person], days: Expression[int], *, code: str) -> Rule:
    """The traveller's passport is valid for so many days."""
    passport = Passport.of(who)
    return Rule(
        code=code,
        ar="جواز المسافر صالح للمدة المقررة على الأقل.",
        en="The traveller's passport is valid for at least the days set by law.",
        basis=f"{EXIT_REENTRY}, {code}",
        holds=plus_days(DAY, days) <= passport.expires_on,
        because=Text(
            ar="بقي في جواز {person} من الأيام {left}، والمطلوب {days}. جدّده لدى دولته، ثم حدّث بياناته هنا.",
            en="The passport of {person} is valid for {left} more days; {days} are required. "
            "Renew it, then update it here.",
        ),
        shows={"person": name_of(who), "left": days_between(DAY, passport.expires_on), "days": days},
    )


def iqama_valid(who: type[Person], *, code: str = "ERV-3") -> Rule:
    """The traveller's iqama is valid; a lost card does not end the permit."""
    iqama = Iqama.of(who)
    return Rule(
        code=code,
        ar="إقامة المسافر سارية.",
        en="The traveller's iqama is valid.",
        basis=f"{EXIT_REENTRY}, {code}",
        holds=both(iqama.state.is_one_of("active", "lost"), iqama.expires_on >= DAY),
        because=Text(
            ar="يلزم أن تكون الإقامة قائمة لم تنتهِ. حالة إقامة {person} في السجل: {state}، وآخر أيامها {date}.",
            en="The iqama must stand and not have ended. That of {person} is on record as: {state}; last day: {date}.",
        ),
        shows={"person": name_of(who), "state": iqama.state, "date": iqama.expires_on},
    )


def iqama_outlasts_stay(who: type[Person], stay: Expression[int], *, only: Expression[bool] | None = None) -> Rule:
    """ERV-12: the iqama outlasts a stay counted from departure by more than the margin."""
    iqama = Iqama.of(who)
    needed = plus_days(DAY, stay + law.iqama_margin_days)
    lasts = iqama.expires_on > needed
    return Rule(
        code="ERV-12",
        ar="إقامة المسافر تزيد على المدة المحسوبة من المغادرة بالهامش المقرر.",
        en="The iqama outlasts a stay counted from departure by the margin set by law.",
        basis=f"{EXIT_REENTRY}, ERV-12",
        holds=lasts if only is None else either(~only, lasts),
        because=Text(
            ar="تنتهي إقامة {person} في {date}، ويجب أن تمتد إلى ما بعد {needed}. جدّدها أو اختر مدة أقصر.",
            en="The iqama of {person} ends on {date} and must last beyond {needed}. Renew it or choose a shorter stay.",
        ),
        shows={"person": name_of(who), "date": iqama.expires_on, "needed": needed},
    )


def ends_within_iqama(who: type[Person], last_day: Expression[Any], *, only: Expression[bool] | None = None) -> Rule:
    """ERV-4: a multiple visa ends inside the validity of the iqama."""
    iqama = Iqama.of(who)
    inside = last_day <= iqama.expires_on
    return Rule(
        code="ERV-4",
        ar="تأشيرة السفرات المتعددة تنتهي قبل انتهاء الإقامة.",
        en="A multiple visa ends inside the validity of the iqama.",
        basis=f"{EXIT_REENTRY}, ERV-4",
        holds=inside if only is None else either(~only, inside),
        because=Text(
            ar="تنتهي إقامة {person} في {date}، والمدة التي اخترتها تصل إلى {last}. جدّد الإقامة أو اختر مدة أقصر.",
            en="The iqama of {person} ends on {date}; the stay you chose reaches {last}. "
            "Renew it or choose a shorter stay.",
        ),
        shows={"person": name_of(who), "date": iqama.expires_on, "last": last_day},
    )


def no_travel_ban(who: type[Person], *, code: str = "ERV-6") -> Rule:
    """The traveller is under no travel ban."""
    restriction = Restriction.of(who)
    standing = both(restriction.kind == "travel_ban", ~restriction.lifted_on.is_known())
    return Rule(
        code=code,
        ar="لا منع سفر على المسافر.",
        en="The traveller is under no travel ban.",
        basis=f"{EXIT_REENTRY}, {code}",
        holds=count(restriction, where=standing, ar="قيود منع السفر القائمة", en="Standing travel bans") == 0,
        because=Text(
            ar="على {person} منع سفر من {authority} برقم {ref}، وهو يوقف هذه التأشيرة.",
            en="A travel ban on {person} by {authority}, number {ref}, stops this visa.",
        ),
        shows={
            "person": name_of(who),
            "authority": latest(restriction.authority, where=standing, ar="الجهة المانعة", en="Banning authority"),
            "ref": latest(restriction.reference, where=standing, ar="رقم المنع", en="Ban number"),
        },
        cure=Text(ar="راجع الجهة التي أصدرت المنع.", en="Turn to the authority that imposed the ban."),
    )


def not_reported_absent(who: type[Person], *, code: str = "ERV-7") -> Rule:
    """No report of absence stands against the traveller."""
    report = AbsenceReport.of(who)
    standing = report.state == "open"
    return Rule(
        code=code,
        ar="لا بلاغ تغيب قائمًا على المسافر.",
        en="No absence report stands against the traveller.",
        basis=f"{EXIT_REENTRY}, {code}",
        holds=count(report, where=standing, ar="بلاغات التغيب القائمة", en="Open absence reports") == 0,
        because=Text(
            ar="على {person} بلاغ تغيب بتاريخ {date}.",
            en="An absence report of {date} stands against {person}.",
        ),
        shows={
            "person": name_of(who),
            "date": latest(report.reported_on, where=standing, ar="تاريخ بلاغ التغيب", en="Absence reported on"),
        },
        cure=Text(
            ar="اطلب إلغاء البلاغ من صاحب العمل، أو اعترض عليه لدى وزارة العمل.",
            en="Have the employer withdraw the report, or contest it at the labour ministry.",
        ),
    )


def exit_reentry_only(visa: type[Visa]) -> Rule:
    """The visa chosen is one of exit and re-entry."""
    return Rule(
        code="ERV-19",
        ar="التأشيرة تأشيرة خروج وعودة.",
        en="The visa is an exit/re-entry visa.",
        basis=f"{EXIT_REENTRY}, scope",
        holds=visa.kind.is_one_of("exit_reentry_single", "exit_reentry_multiple"),
        because=Text(
            ar="نوع التأشيرة {number}: {kind}. هذه الخدمة لتأشيرات الخروج والعودة وحدها.",
            en="Visa {number} is of another kind: {kind}. This service is for exit/re-entry visas alone.",
        ),
        shows={"number": visa.number, "kind": visa.kind},
        cure=Text(ar="اختر تأشيرة أخرى.", en="Choose another visa."),
    )


def sex_letter(who: type[Person]) -> Expression[str]:
    """The sex as documents state it."""
    return when(who.sex == "male", "M", "F")


def _holder(who: type[Person]) -> dict[str, Expression[Any]]:
    return {
        "holder_number": who.number,
        "passport": Passport.of(who).number,
        "nationality": who.nationality,
        "birth_date": who.born_on,
        "sex": sex_letter(who),
    }


def new_exit_reentry(who: type[Person], *, trips: str, terms: dict[str, Expression[Any]]) -> Document:
    """The visa just issued; it can be used until the last possible return."""
    return Document(
        "exit-reentry-visa",
        to=who,
        number=Drawn("visa"),
        expires_on=when(
            terms["return_by"].is_known(), terms["return_by"], plus_days(terms["leave_by"], terms["stay_days"])
        ),
        shows={
            **_holder(who),
            "trips": Constant(trips),
            "stay_days": terms["stay_days"],
            "return_by": terms["return_by"],
        },
    )


def extended_exit_reentry(who: type[Person], visa: type[Visa]) -> Document:
    """The visa with its new last day."""
    return Document(
        "exit-reentry-visa",
        to=who,
        number=visa.number,
        expires_on=visa.return_by,
        shows={
            **_holder(who),
            "trips": when(visa.kind == "exit_reentry_single", "S", "M"),
            "stay_days": visa.stay_days,
            "return_by": visa.return_by,
        },
    )


def final_exit(who: type[Person], *, leave_by: Expression[Any]) -> Document:
    """The final exit visa just issued."""
    return Document(
        "final-exit-visa",
        to=who,
        number=Drawn("visa"),
        expires_on=leave_by,
        shows={**_holder(who), "leave_by": leave_by},
    )


def extended_visit(who: type[Person], visa: type[Visa], host: type[Person], *, stay: Expression[int]) -> Document:
    """The visit visa with its new last day."""
    return Document(
        "visit-visa",
        to=who,
        number=visa.number,
        expires_on=visa.leave_by,
        shows={**_holder(who), "purpose": Constant("F"), "host": name_of(host), "stay_days": stay},
    )
