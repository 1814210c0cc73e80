"""The common gate: conditions that nearly every service repeats, judged all together before any form opens."""

from __future__ import annotations

from tayseer.identity.facts import Account
from tayseer.kit.expressions import DAY, age_on, both, count, either, latest, total
from tayseer.kit.questions import declare
from tayseer.kit.rules import Rule, declaration
from tayseer.kit.text import Text
from tayseer.law import common as law
from tayseer.registries.addresses.contract import Address
from tayseer.registries.biometrics.contract import Enrolment
from tayseer.registries.civil.contract import IdCard
from tayseer.registries.people.contract import APPLICANT, Person, name_of
from tayseer.registries.residency.contract import Iqama
from tayseer.registries.restrictions.contract import Restriction
from tayseer.registries.violations.contract import Violation

BASIS = "Common conditions of electronic services"

TERMS = declare(
    "terms",
    ar="أوافق على شروط الخدمة وأقر بصحة ما أدخلته.",
    en="I accept the terms of the service and declare that what I entered is true.",
)


def account_active() -> Rule:
    """G-1."""
    return Rule(
        code="G-1",
        ar="حسابك في المنصة مفعّل.",
        en="Your account on the platform is active.",
        basis=f"{BASIS}, G-1",
        holds=Account.of(APPLICANT).state == "active",
        because=Text(ar="حسابك غير مفعّل.", en="Your account is not active."),
        cure=Text(
            ar="فعّله عن طريق مصرفك، أو من جهاز الخدمة الذاتية، أو في أحد الفروع.",
            en="Activate it through your bank, at a self-service device or at a branch.",
        ),
    )


def identity_valid() -> Rule:
    """G-2."""
    card, iqama = IdCard.of(APPLICANT), Iqama.of(APPLICANT)
    return Rule(
        code="G-2",
        ar="هويتك سارية في يوم الطلب.",
        en="Your identity document is valid on the day of the request.",
        basis=f"{BASIS}, G-2",
        holds=either(
            both(APPLICANT.kind == "citizen", card.state == "active", card.expires_on >= DAY),
            both(APPLICANT.kind == "resident", iqama.expires_on >= DAY),
            APPLICANT.kind == "visitor",
        ),
        because=Text(
            ar="تحتاج هذه الخدمة إلى هوية سارية ومفعّلة، وهويتك ليست كذلك اليوم. جدّدها أو فعّلها أولًا.",
            en="This service needs a valid, active identity document; yours is not today. Renew or activate it first.",
        ),
    )


def fingerprint_enrolled(who: type[Person], *, code: str = "G-3") -> Rule:
    """G-3: the fingerprint of an adult who is served is on file."""
    return Rule(
        code=code,
        ar="البصمة مسجلة لمن تُقدَّم له الخدمة إن كان بالغًا.",
        en="The fingerprint of the adult served is on file.",
        basis=f"{BASIS}, G-3",
        holds=either(age_on(who.born_on, DAY) < law.adult_age, Enrolment.of(who).fingerprint_on.is_known()),
        because=Text(
            ar="بصمة {person} غير مسجلة، وهي لازمة من سن {age}. احجز زيارة لتسجيلها.",
            en="The fingerprint of {person} is not on file and is required from age {age}. Book an enrolment visit.",
        ),
        shows={"person": name_of(who), "age": law.adult_age},
    )


def dependant_fingerprint_enrolled(who: type[Person]) -> Rule:
    """G-4: the fingerprint of a resident's dependant is on file from age 6."""
    return Rule(
        code="G-4",
        ar="بصمة المرافق مسجلة متى بلغ السن المقررة.",
        en="The dependant's fingerprint is on file from the age set by law.",
        basis=f"{BASIS}, G-4",
        holds=either(
            age_on(who.born_on, DAY) < law.fingerprint_age_dependant, Enrolment.of(who).fingerprint_on.is_known()
        ),
        because=Text(
            ar="بصمة {person} غير مسجلة، وهي لازمة من سن {age}. احجز زيارة لتسجيلها.",
            en="The fingerprint of {person} is not on file and is required from age {age}. Book an enrolment visit.",
        ),
        shows={"person": name_of(who), "age": law.fingerprint_age_dependant},
    )


def no_unpaid_violations(who: type[Person], *, code: str = "G-6") -> Rule:
    """G-6 for the acting person, G-7 for the person served. A violation under objection does not count as unpaid."""
    violation = Violation.of(who)
    unpaid = violation.state == "unpaid"
    how_many = count(violation, where=unpaid, ar="عدد المخالفات غير المسددة", en="Unpaid violations")
    return Rule(
        code=code,
        ar="لا مخالفات مرورية غير مسددة على مقدم الطلب."
        if code == "G-6"
        else "لا مخالفات مرورية غير مسددة على من تُقدَّم له الخدمة.",
        en="The acting person has no unpaid traffic violation."
        if code == "G-6"
        else "The person served has no unpaid traffic violation.",
        basis=f"{BASIS}, {code}",
        holds=how_many == 0,
        because=Text(
            ar=(
                "على {person} مخالفات مرورية غير مسددة، عددها {n} ومجموعها {total}. "
                "سددها أو اعترض عليها هنا، ثم أكمل من حيث توقفت."
            ),
            en=(
                "{person} has unpaid traffic violations: {n}, {total} in all. "
                "Pay or contest them here, then continue from where you stopped."
            ),
        ),
        shows={
            "person": name_of(who),
            "n": how_many,
            "total": total(violation.amount_sar, where=unpaid, ar="مجموع المخالفات غير المسددة", en="Total unpaid"),
        },
    )


def no_suspension(who: type[Person] = APPLICANT, *, code: str = "G-8") -> Rule:
    """G-8: no suspension of services stands against the acting person."""
    restriction = Restriction.of(who)
    standing = both(restriction.kind == "suspension", ~restriction.lifted_on.is_known())
    return Rule(
        code=code,
        ar="لا إيقاف للخدمات على مقدم الطلب.",
        en="No suspension of services stands against the acting person.",
        basis=f"{BASIS}, {code}",
        holds=count(restriction, where=standing, ar="قيود إيقاف الخدمات القائمة", en="Standing suspensions") == 0,
        because=Text(
            ar="أُوقفت خدمات {person} بتاريخ {date} من جهة {authority} برقم {ref}.",
            en="{authority} suspended the services of {person} on {date} under number {ref}.",
        ),
        shows={
            "person": name_of(who),
            "date": latest(restriction.since_on, where=standing, ar="تاريخ الإيقاف", en="Suspended on"),
            "authority": latest(restriction.authority, where=standing, ar="الجهة الموقفة", en="Suspending authority"),
            "ref": latest(restriction.reference, where=standing, ar="رقم الإيقاف", en="Suspension number"),
        },
        cure=Text(
            ar="راجع الجهة التي أوقفت الخدمات لتسوية السبب، أو اعترض لديها.",
            en="Settle the reason with the authority that suspended the services, or object there.",
        ),
    )


def address_on_file(who: type[Person] = APPLICANT, *, code: str = "G-10") -> Rule:
    """G-10: delivery needs a national address."""
    return Rule(
        code=code,
        ar="العنوان الوطني مسجل لتوصيل الوثيقة.",
        en="A national address is on file for delivery.",
        basis=f"{BASIS}, G-10",
        holds=Address.of(who).short_code.is_known(),
        because=Text(
            ar="التوصيل يحتاج إلى عنوان وطني، ولا عنوان مسجل باسم {person}. أضف العنوان أولًا.",
            en="Delivery needs a national address. {person} has none on file. Add one first.",
        ),
        shows={"person": name_of(who)},
    )


def terms_accepted() -> Rule:
    """G-11."""
    return declaration("G-11", TERMS, basis=f"{BASIS}, G-11")


def gate(*, cures: frozenset[str] | set[str] = frozenset()) -> tuple[Rule, ...]:
    """The rules on the acting person alone; a service that cures one of them leaves out its code by ``cures``."""
    rules = (account_active(), identity_valid(), no_unpaid_violations(APPLICANT), no_suspension())
    return tuple(rule for rule in rules if rule.code not in cures)
