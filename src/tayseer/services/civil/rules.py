"""Rules, questions and documents that the services of civil affairs share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.kit.expressions import DAY, both, count, plus_months, total
from tayseer.kit.questions import Question, declare
from tayseer.kit.rules import Rule, declaration
from tayseer.kit.services import Document
from tayseer.kit.text import Text
from tayseer.law import civil as law
from tayseer.registries.biometrics.contract import Enrolment
from tayseer.registries.civil.contract import CivilFine, IdCard
from tayseer.registries.people.contract import APPLICANT, name_of

if TYPE_CHECKING:
    from tayseer.registries.people.contract import Person

CARD = IdCard.of(APPLICANT)
#: The last day of a card issued on the day of the request.
CARD_END = plus_months(DAY, law.card_term_months)

PHOTO = Question("photo", ar="صورتك الشخصية", en="Your photo", kind="photo")
PHOTO_DAY = Question("photo_day", ar="متى التُقطت الصورة؟", en="When was the photo taken?", kind="day")
PHOTO_PLAIN = declare(
    "photo_plain",
    ar="الصورة على خلفية بيضاء، والوجه فيها مستقيم ومكشوف، من غير نظارة ولا مساحيق كثيفة.",
    en="The photo has a white background; the face is straight and uncovered, without glasses or heavy make-up.",
)
PHOTO_QUESTIONS = (PHOTO, PHOTO_DAY, PHOTO_PLAIN)

PHOTO_TO_COMPARE = Rule(
    code="NID-5",
    ar="لك صورة مسجلة تُطابق بها الصورة الجديدة.",
    en="A photo is on file with which the new one is compared.",
    basis="Civil Status by-law, NID-5",
    holds=Enrolment.of(APPLICANT).photo_on.is_known(),
    because=Text(
        ar="لا صورة مسجلة باسم {person} لتُطابق بها الصورة الجديدة.",
        en="No photo of {person} is on file with which the new one could be compared.",
    ),
    shows={"person": name_of(APPLICANT)},
    cure=Text(
        ar="احجز موعدًا في أحد فروع الأحوال المدنية لالتقاط صورتك وتسجيلها.",
        en="Book a visit to a civil affairs branch to have your photo taken and filed.",
    ),
)

PHOTO_RECENT = Rule(
    code="NID-17",
    ar="الصورة حديثة.",
    en="The photo is recent.",
    basis="Civil Status by-law, NID-6",
    holds=both(PHOTO_DAY <= DAY, plus_months(PHOTO_DAY, law.photo_months) >= DAY),
    because=Text(
        ar="تاريخ التقاط الصورة {date}، والمقبول ما التُقط في آخر {months} أشهر.",
        en="The photo was taken on {date}; one taken in the last {months} months is accepted.",
    ),
    shows={"date": PHOTO_DAY, "months": law.photo_months},
    cure=Text(ar="التقط صورة جديدة وأرفقها.", en="Take a new photo and attach it."),
)

#: What a photo for the card must be; the comparison of faces happens while it is taken.
PHOTO_RULES = (PHOTO_TO_COMPARE, PHOTO_RECENT, declaration("NID-6", PHOTO_PLAIN, basis="Civil Status by-law, NID-6"))

CARD_NOT_ENDED = Rule(
    code="NID-13",
    ar="البطاقة لم تنتهِ. المنتهية تُجدّد ولا يُطلب بدلها.",
    en="The card has not ended; one that has is renewed, not replaced.",
    basis="Civil Status by-law, identity cards",
    holds=CARD.expires_on >= DAY,
    because=Text(
        ar="انتهت بطاقتك في {date}. جدّدها، ولا تطلب بدلًا منها.",
        en="Your card ended on {date}. Renew it instead of asking for a replacement.",
    ),
    shows={"date": CARD.expires_on},
)


def no_civil_fines(*, code: str) -> Rule:
    """NID-7 and BIR-9: the acting person owes civil affairs nothing."""
    fine = CivilFine.of(APPLICANT)
    unpaid = fine.state == "unpaid"
    return Rule(
        code=code,
        ar="لا غرامات أحوال مدنية غير مسددة على مقدم الطلب.",
        en="The acting person has no unpaid fine of civil affairs.",
        basis=f"Civil Status Law, {code}",
        holds=count(fine, where=unpaid, ar="عدد غرامات الأحوال غير المسددة", en="Unpaid civil affairs fines") == 0,
        because=Text(
            ar="على {person} غرامات أحوال مدنية غير مسددة، مجموعها {total}.",
            en="{person} has unpaid civil affairs fines, {total} in all.",
        ),
        shows={
            "person": name_of(APPLICANT),
            "total": total(
                fine.amount_sar, where=unpaid, ar="مجموع غرامات الأحوال غير المسددة", en="Total unpaid to civil affairs"
            ),
        },
        cure=Text(
            ar="سددها عن طريق مصرفك من مدفوعات الأحوال المدنية، ثم أكمل هنا؛ يصلنا السداد بنفسه.",
            en="Pay them through your bank, under civil affairs, then continue here; the payment reaches us by itself.",
        ),
    )


def national_id(holder: type[Person]) -> Document:
    """The identity card as a document, with the facts on record after the case."""
    return Document(
        "national-id",
        to=holder,
        number=holder.number,
        expires_on=IdCard.of(holder).expires_on,
        shows={
            "birth_date": holder.born_on,
            "sex": holder.sex,
            "nationality": holder.nationality,
            "birth_place": holder.birth_place,
        },
    )
