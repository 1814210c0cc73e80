"""Expressions in plain words, in both languages: what a fee costs, what a rule rests on, what an effect writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tayseer.kit.expressions import (
    Aggregate,
    All,
    Any_,
    Arithmetic,
    Bilingual,
    Compare,
    Constant,
    Day,
    Drawn,
    Expression,
    Fact,
    Function,
    Known,
    LawValue,
    Moment,
    Not,
    OneOf,
    When,
)
from tayseer.kit.formats import day_text, money_text, value_text
from tayseer.kit.lawbook import REPEALED, UnknownLaw
from tayseer.kit.questions import Question
from tayseer.kit.text import Text, isolate
from tayseer.kit.verdict import role_label
from tayseer.law import LAW

if TYPE_CHECKING:
    from collections.abc import Iterable

#: For each unit: one, two, three to ten, eleven and more, and the plain noun after a hundred; then English.
_UNITS = {
    "days": (("يوم واحد", "يومان", "أيام", "يومًا", "يوم"), ("day", "days")),
    "months": (("شهر واحد", "شهران", "أشهر", "شهرًا", "شهر"), ("month", "months")),
    "years": (("سنة واحدة", "سنتان", "سنوات", "سنة", "سنة"), ("year", "years")),
}
_FEW, _MANY, _HUNDRED = range(3, 11), range(11, 100), 100


def counted(number: int, unit: str) -> Text:
    """A number with its unit, each language by its own grammar: "3 days", "ثلاثة أيام" written in digits."""
    if unit not in _UNITS:
        return Text(ar=isolate(str(number)), en=str(number))
    (one, two, few, many, plain), (day, days) = _UNITS[unit]
    if number in {1, 2}:
        ar = one if number == 1 else two
    else:
        rest = number % _HUNDRED
        noun = few if rest in _FEW else many if rest in _MANY else plain
        ar = f"{isolate(str(number))} {noun}"
    return Text(ar=ar, en=f"{number} {day if number == 1 else days}")


def law_text(value: Any, unit: str) -> Text:
    """One value of law in words."""
    if value == REPEALED:
        return Text(ar="ملغى", en="repealed")
    if unit == "SAR":
        return money_text(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return counted(value, unit)
    return value_text(value, kind=unit)


@dataclass(frozen=True)
class Wording:
    """How expressions read on a day. Without a day, a law value that ever changed is called by its name."""

    on: date | None = None

    def of(self, expression: Expression[Any]) -> Text:
        """The expression in plain words."""
        method = getattr(self, f"_{type(expression).__name__.strip('_').lower()}", None)
        if method is None:
            return Text(ar="قيمة محسوبة", en="a computed value")
        found: Text = method(expression)
        return found

    def law(self, item: LawValue[Any]) -> Text:
        """A law value: its amount on the day, or its only amount ever, else its name in quotes."""
        lines = LAW.find(item.agency, item.name).lines
        named = Text(ar=f"«{item.label.ar}»", en=f'"{item.label.en}"')
        if self.on is None:
            return law_text(lines[0].value, item.unit) if len(lines) == 1 else named
        try:
            return law_text(LAW.on(item.agency, item.name, self.on), item.unit)
        except UnknownLaw:
            return named

    def _lawvalue(self, item: LawValue[Any]) -> Text:
        return self.law(item)

    def _constant(self, item: Constant[Any]) -> Text:
        value = item.constant
        if value is None or value == "":
            return Text(ar="خالٍ", en="empty")
        if isinstance(value, int) and not isinstance(value, bool):
            return Text(ar=isolate(str(value)), en=str(value))
        return value_text(value)

    def _day(self, item: Day) -> Text:  # noqa: ARG002 every kind is asked alike
        return Text(ar="يوم الطلب", en="the day of the request")

    def _moment(self, item: Moment) -> Text:  # noqa: ARG002 every kind is asked alike
        return Text(ar="وقت التنفيذ", en="the moment it is done")

    def _drawn(self, item: Drawn) -> Text:  # noqa: ARG002 every kind is asked alike
        return Text(ar="رقم يُولّد آليًا", en="a number drawn by the platform")

    def _question(self, item: Question) -> Text:
        return Text(ar=f"جواب «{item.ar}»", en=f'the answer to "{item.en}"')

    def _fact(self, item: Fact[Any]) -> Text:
        whose = role_label(item.path[0])
        if item.field.kind == "key" and item.field.name == "id":
            if len(item.path) > 2:  # noqa: PLR2004 a role and its own id are two
                return Text(ar=f"الشخص المسجل في {whose.ar}", en=f"the person named in {whose.en}")
            return whose
        label = field_label(item.record, item.field.name)
        return Text(ar=f"{label.ar} ({whose.ar})", en=f"{label.en} ({whose.en})")

    def _aggregate(self, item: Aggregate[Any]) -> Text:
        whose = role_label(item.path[0])
        return Text(ar=f"{item.label.ar} ({whose.ar})", en=f"{item.label.en} ({whose.en})")

    def _bilingual(self, item: Bilingual) -> Text:
        return Text(ar=self.of(item.ar).ar, en=self.of(item.en).en)

    def _compare(self, item: Compare) -> Text:
        if isinstance(item.left, LawValue | Constant | Day) and not isinstance(item.right, LawValue | Constant | Day):
            item = Compare(_TURNED[item.operator], item.right, item.left)  # the fact stands first in a sentence
        left, right = self.of(item.left), self._against(item.left, item.right)
        days = is_day(item.left) or is_day(item.right)
        ar, en = (_OF_DAYS if days and item.operator in _OF_DAYS else _OF_NUMBERS)[item.operator]
        if item.operator == "=" and isinstance(item.right, Constant) and isinstance(item.right.constant, bool | str):
            return Text(ar=f"{left.ar}: {right.ar}", en=f"{left.en}: {right.en}")
        return Text(ar=f"{left.ar} {ar} {right.ar}", en=f"{left.en} {en} {right.en}")

    def _against(self, left: Expression[Any], right: Expression[Any]) -> Text:
        """A constant in the words of what it is compared with: the option of a choice, yes or no of a flag."""
        options = left.field.options if isinstance(left, Fact) else getattr(left, "options", None)
        if isinstance(right, Constant) and options:
            return value_text(right.constant, options=options)
        return self.of(right)

    def _all(self, item: All) -> Text:
        return self._joined(item.items, Text(ar="، و", en=" and "))

    def _any(self, item: Any_) -> Text:
        return self._joined(item.items, Text(ar="، أو ", en=" or "))

    def _joined(self, items: Iterable[Expression[Any]], between: Text) -> Text:
        parts = [self.of(item) for item in items]
        return Text(ar=between.ar.join(part.ar for part in parts), en=between.en.join(part.en for part in parts))

    def _not(self, item: Not) -> Text:
        inner = self.of(item.item)
        if isinstance(item.item, Known):
            known = self.of(item.item.item)
            return Text(ar=f"{known.ar} غير مسجل", en=f"{known.en} is not registered")
        return Text(ar=f"ليس صحيحًا أن {inner.ar}", en=f"it is not so that {inner.en}")

    def _known(self, item: Known) -> Text:
        inner = self.of(item.item)
        return Text(ar=f"{inner.ar} مسجل", en=f"{inner.en} is registered")

    def _oneof(self, item: OneOf) -> Text:
        left = self.of(item.item)
        each = [self._against(item.item, Constant(option)) for option in item.options]
        return Text(
            ar=f"{left.ar} من: {'، '.join(one.ar for one in each)}",
            en=f"{left.en} is {' or '.join(o.en for o in each)}",
        )

    def _arithmetic(self, item: Arithmetic[Any]) -> Text:
        for one, other in ((item.left, item.right), (item.right, item.left)):
            if isinstance(other, Constant) and other.constant == " ":
                return self.of(one)  # a space between words is not said
        left, right = self.inside(item.left), self.inside(item.right)
        sign = {"*": "×", "-": "−"}.get(item.operator, item.operator)
        return Text(ar=f"{left.ar} {sign} {right.ar}", en=f"{left.en} {sign} {right.en}")

    def inside(self, item: Expression[Any]) -> Text:
        """The expression as part of a sum or product, in brackets where it would be misread without."""
        said = self.of(item)
        several = isinstance(item, When) or (isinstance(item, Arithmetic) and (" + " in said.en or " − " in said.en))
        return Text(ar=f"({said.ar})", en=f"({said.en})") if several else said

    def _when(self, item: When[Any]) -> Text:
        settled = _settled(item.condition)
        if settled is not None:
            # A shared definition asks what its caller gave it; the answer stands before any case.
            return self.of(item.then if settled else item.otherwise)
        condition, then, otherwise = self.of(item.condition), self.of(item.then), self.of(item.otherwise)
        return Text(
            ar=f"{then.ar} إن كان {condition.ar}، وإلا {otherwise.ar}",
            en=f"{then.en} if {condition.en}, otherwise {otherwise.en}",
        )

    def _function(self, item: Function[Any]) -> Text:
        said = [self.of(argument) for argument in item.arguments]
        if item.name in {"plus_days", "plus_months"}:
            said[1] = self._term(item.arguments[1], "days" if item.name == "plus_days" else "months")
        template = _FUNCTIONS[item.name]
        return Text(ar=template.ar.format(*[one.ar for one in said]), en=template.en.format(*[one.en for one in said]))

    def _term(self, item: Expression[Any], unit: str) -> Text:
        if isinstance(item, Constant) and isinstance(item.constant, int):
            return counted(item.constant, unit)
        said = self.of(item)
        if isinstance(item, LawValue) and item.unit == unit:
            return said
        ar = {"days": "يومًا", "months": "شهرًا"}[unit]
        return Text(ar=f"({said.ar}) {ar}", en=f"({said.en}) {unit}")


_TURNED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OF_DAYS = {
    "<": ("قبل", "is before"),
    "<=": ("في أو قبل", "is on or before"),
    ">": ("بعد", "is after"),
    ">=": ("في أو بعد", "is on or after"),
}
_OF_NUMBERS = {
    "=": ("يساوي", "is"),
    "<>": ("غير", "is not"),
    "<": ("أقل من", "is less than"),
    "<=": ("لا يزيد على", "is at most"),
    ">": ("أكثر من", "is more than"),
    ">=": ("لا يقل عن", "is at least"),
}
_FUNCTIONS = {
    "plus_days": Text(ar="{0} زائد {1}", en="{0} plus {1}"),
    "plus_months": Text(ar="{0} زائد {1}", en="{0} plus {1}"),
    "days_between": Text(ar="عدد الأيام من {0} إلى {1}", en="days from {0} to {1}"),
    "months_between": Text(ar="عدد الأشهر الكاملة من {0} إلى {1}", en="whole months from {0} to {1}"),
    "age": Text(ar="العمر بالسنوات من {0} إلى {1}", en="age in years from {0} to {1}"),
    "later": Text(ar="الأبعد من ({0}) و({1})", en="the later of ({0}) and ({1})"),
    "earlier": Text(ar="الأقرب من ({0}) و({1})", en="the earlier of ({0}) and ({1})"),
    "hijri_year_start": Text(ar="بداية السنة الهجرية في {0}", en="the start of the Hijri year of {0}"),
    "word_count": Text(ar="عدد كلمات {0}", en="the number of words in {0}"),
    "after_first_word": Text(ar="ما بعد الكلمة الأولى في {0}", en="what follows the first word of {0}"),
}


def _settled(condition: Expression[Any]) -> bool | None:
    """The truth of a condition on constants alone; ``None`` when it rests on a case."""
    if isinstance(condition, Known) and isinstance(condition.item, Constant):
        return condition.item.constant is not None
    if (
        isinstance(condition, Compare)
        and isinstance(condition.left, Constant)
        and isinstance(condition.right, Constant)
    ):
        same = condition.left.constant == condition.right.constant
        return {"=": same, "<>": not same}.get(condition.operator)
    return None


def is_day(expression: Expression[Any]) -> bool:  # noqa: PLR0911 one line for each kind
    """Whether the value is a day rather than a number or a word."""
    if isinstance(expression, Day):
        return True
    if isinstance(expression, Fact):
        return bool(expression.field.kind == "day")
    if isinstance(expression, Constant):
        return isinstance(expression.constant, date)
    if isinstance(expression, Question):
        return expression.kind == "day"
    if isinstance(expression, Function):
        if expression.name in {"plus_days", "plus_months", "hijri_year_start"}:
            return True
        return expression.name in {"later", "earlier"} and is_day(expression.arguments[0])
    if isinstance(expression, Aggregate):
        return expression.kind == "latest" and expression.field is not None and is_day(expression.field)
    return isinstance(expression, When) and is_day(expression.then)


def field_label(record: Any, name: str) -> Text:
    """A field's label, with its register where the label alone would not tell which paper is meant."""
    label: Text = record.__fields__[name].label
    if name != "valid_until":
        return label
    register: Text = record.__label__
    return Text(ar=f"{register.ar}: {label.ar}", en=f"{register.en}: {label.en}")


def short_day(day: date) -> Text:
    """A day in the Gregorian calendar alone, for lists of many days."""
    whole = day_text(day)
    return Text(ar=whole.ar.partition(" (")[0], en=whole.en.partition(" (")[0])


def plain_value(value: Any, fact: Fact[Any] | Question | None) -> Text:
    """A value of an example in words, by the field or question it belongs to."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return short_day(value)
    if isinstance(fact, Fact):
        return value_text(value, kind=fact.field.kind, options=fact.field.options)
    if isinstance(fact, Question) and fact.options:
        return value_text(value, options=fact.options)
    if isinstance(value, Decimal):
        return money_text(value)
    return value_text(value)
