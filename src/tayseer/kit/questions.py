"""What a service asks of the applicant; a question used in a rule stands for its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tayseer.kit.expressions import Expression
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tayseer.kit.expressions import Context

IDENTITY_DIGITS = 10
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_BIDI_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class AnswerRefused(ValueError):
    """An answer that cannot be taken, with what is wrong and how to put it right in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, eq=False)
class Question(Expression[Any]):
    """One thing asked on one page. ``kind`` decides the widget, the parsing and the API schema.

    Kinds: choice, text, arabic_name, latin_name, whole, amount, day, declaration, number (identity number), mobile,
    email, photo, file, slot.
    """

    code: str
    ar: str
    en: str
    kind: str = "text"
    hint: Text | None = None
    options: Mapping[Any, Text] = field(default_factory=dict)
    required: bool = True
    most: int = 200
    prefill: Expression[Any] | None = None
    why: Text | None = None

    @property
    def label(self) -> Text:
        """The question in both languages."""
        return Text(ar=self.ar, en=self.en)

    @cached_property
    def parts(self) -> tuple[Expression[Any], ...]:
        return ()

    @cached_property
    def operands(self) -> tuple[Expression[Any], ...]:
        return (self,)

    def value(self, context: Context) -> Any:
        return context.answers.get(self.code)

    def read(self, given: Any) -> Any:
        """The typed answer from what a form or the API sent; ``None`` when left empty and not required.

        Accepts Arabic-Indic and Persian digits. Raises ``AnswerRefused`` with the reason and the cure.
        """
        text = _plain(given)
        if text == "":
            if self.required:
                raise AnswerRefused(_EMPTY.get(self.kind, _EMPTY["text"]))
            return None
        return _READERS[self.kind](self, text)


def _plain(given: Any) -> str:
    if given is None:
        return ""
    if given is True or given is False:
        return "yes" if given else ""
    if isinstance(given, date):
        return given.isoformat()
    text = str(given).strip()
    if _BIDI_CONTROLS.search(text):
        raise AnswerRefused(
            Text(
                ar="في النص محارف خفية تغيّر اتجاه القراءة. اكتبه من جديد بدل لصقه.",
                en="The text holds hidden characters that change the reading direction. Type it instead of pasting it.",
            )
        )
    return text


_EMPTY = {
    "text": Text(ar="لم تكتب جوابًا. اكتب الجواب ثم تابع.", en="Nothing was entered. Enter an answer, then continue."),
    "choice": Text(ar="لم تختر شيئًا. اختر واحدًا مما يلي.", en="Nothing was chosen. Choose one of the options."),
    "declaration": Text(
        ar="لا يمكن المتابعة من غير هذا الإقرار. ضع العلامة أمامه إن كان صحيحًا.",
        en="The request cannot go on without this declaration. Tick it if it is true.",
    ),
    "photo": Text(ar="لم ترفق صورة. اختر صورة من جهازك.", en="No photo was attached. Choose one from your device."),
    "slot": Text(ar="لم تختر موعدًا. اختر يومًا ووقتًا.", en="No appointment was chosen. Choose a day and a time."),
}


def _read_choice(question: Question, text: str) -> Any:
    for option in question.options:
        if str(option) == text.translate(_DIGITS):
            return option
    raise AnswerRefused(
        Text(
            ar="هذا الخيار غير موجود في القائمة. اختر واحدًا منها.",
            en="That option is not in the list. Choose one of those shown.",
        )
    )


def _read_text(question: Question, text: str) -> str:
    if len(text) > question.most:
        raise AnswerRefused(
            Text(
                ar=f"النص أطول من الحد. اكتب \u2066{question.most}\u2069 حرفًا على الأكثر.",
                en=f"The text is too long. Write at most {question.most} characters.",
            )
        )
    return text


_ARABIC_NAME = re.compile(r"[\u0621-\u064a ]+")
_LATIN_NAME = re.compile(r"[A-Za-z' -]+")


def _read_arabic_name(question: Question, text: str) -> str:
    if not _ARABIC_NAME.fullmatch(text):
        raise AnswerRefused(
            Text(
                ar="اكتب الاسم بحروف عربية فقط، من غير أرقام ولا رموز.",
                en="Write the name in Arabic letters only, without digits or signs.",
            )
        )
    return " ".join(_read_text(question, text).split())


def _read_latin_name(question: Question, text: str) -> str:
    if not _LATIN_NAME.fullmatch(text):
        raise AnswerRefused(
            Text(
                ar="اكتب الاسم بحروف إنجليزية فقط، كما في جواز السفر.",
                en="Write the name in English letters only, as in the passport.",
            )
        )
    return " ".join(_read_text(question, text).split())


#: Six digits hold a postcode, and so many days from today are still a day of the calendar.
MOST_WHOLE = 999_999


def _read_whole(question: Question, text: str) -> int:
    try:
        value = int(text.translate(_DIGITS))
    except ValueError:
        raise AnswerRefused(Text(ar="اكتب عددًا صحيحًا بالأرقام.", en="Enter a whole number in digits.")) from None
    if not 0 <= value <= MOST_WHOLE:
        raise AnswerRefused(
            Text(
                ar="اكتب عددًا صحيحًا لا يقل عن صفر ولا يزيد على ستة أرقام.",
                en="Enter a whole number from 0 up, of at most six digits.",
            )
        )
    return value


def _read_amount(question: Question, text: str) -> Decimal:
    try:
        value = Decimal(text.translate(_DIGITS).replace(",", "").replace("٬", "").replace("٫", "."))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value < 0 or value != value.quantize(Decimal("0.01")):
        raise AnswerRefused(
            Text(
                ar="اكتب المبلغ بالأرقام، وبخانتين بعد الفاصلة على الأكثر.",
                en="Enter the amount in digits, with at most two decimal places.",
            )
        )
    return value.quantize(Decimal("0.01"))


def _read_day(question: Question, text: str) -> date:
    try:
        return date.fromisoformat(text.translate(_DIGITS))
    except ValueError:
        raise AnswerRefused(
            Text(
                ar="هذا اليوم غير موجود. اكتب اليوم والشهر والسنة، مثل \u20662026-03-09\u2069.",
                en="There is no such day. Enter day, month and year, as in 2026-03-09.",
            )
        ) from None


def _read_declaration(question: Question, text: str) -> bool:
    if text not in {"yes", "on", "true", "True", "1"}:
        raise AnswerRefused(_EMPTY["declaration"])
    return True


def is_identity_number(number: str) -> bool:
    """Whether a ten-digit identity number carries a valid check digit (Luhn, ISO/IEC 7812-1)."""
    if len(number) != IDENTITY_DIGITS or not number.isascii() or not number.isdigit():
        return False
    doubled = (int(digit) * 2 if place % 2 == 0 else int(digit) for place, digit in enumerate(number))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004 Luhn's own nines


def _read_number(question: Question, text: str) -> str:
    number = text.translate(_DIGITS).replace(" ", "")
    if not is_identity_number(number):
        raise AnswerRefused(
            Text(
                ar="رقم الهوية غير صحيح: عشرة أرقام، آخرها رقم تحقق. راجع الرقم في البطاقة.",
                en="The identity number is not correct: ten digits, the last a check digit. Compare it with the card.",
            )
        )
    return number


def _read_mobile(question: Question, text: str) -> str:
    number = text.translate(_DIGITS).replace(" ", "").replace("-", "")
    number = re.sub(r"^(?:\+|00)966(?=5)", "0", number)
    if not re.fullmatch(r"05\d{8}", number):
        raise AnswerRefused(
            Text(
                ar="رقم الجوال غير صحيح. اكتب عشرة أرقام تبدأ بـ \u206605\u2069.",
                en="The mobile number is not correct. Enter ten digits starting with 05.",
            )
        )
    return f"+966{number[1:]}"


def _read_email(question: Question, text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}", text):
        raise AnswerRefused(
            Text(
                ar="عنوان البريد غير صحيح. اكتبه مثل \u2066name@example.com\u2069.",
                en="The e-mail address is not correct. Write it as in name@example.com.",
            )
        )
    return _read_text(question, text).lower()


_READERS = {
    "choice": _read_choice,
    "text": _read_text,
    "arabic_name": _read_arabic_name,
    "latin_name": _read_latin_name,
    "whole": _read_whole,
    "amount": _read_amount,
    "day": _read_day,
    "declaration": _read_declaration,
    "number": _read_number,
    "mobile": _read_mobile,
    "email": _read_email,
    "photo": _read_text,
    "file": _read_text,
    "slot": _read_text,
}


def pick(code: str, *, ar: str, en: str, options: Mapping[Any, tuple[str, str]], hint: Text | None = None) -> Question:
    """One of a few options, each written (Arabic, English)."""
    texts = {option: Text(ar=a, en=e) for option, (a, e) in options.items()}
    return Question(code, ar, en, "choice", hint=hint, options=texts)


def declare(code: str, *, ar: str, en: str) -> Question:
    """A sentence the applicant ticks because no registry can say it."""
    return Question(code, ar, en, "declaration")
