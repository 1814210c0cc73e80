"""Worked examples as sentences in both languages: the day, what differs from the first one, and what comes of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tayseer.insight.wording import field_label, plain_value, short_day
from tayseer.kit.expressions import Fact
from tayseer.kit.formats import NOT_KNOWN, money_text
from tayseer.kit.questions import Question
from tayseer.kit.records import ROLES, STEPS
from tayseer.kit.text import Text, isolate
from tayseer.kit.verdict import role_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tayseer.kit.records import Record
    from tayseer.kit.services import Example, Service

#: So many differences are told; a sheet is read, not searched.
MOST_TOLD = 4
#: What tells people apart but says nothing of them.
_UNTOLD = {"id", "number", "name_ar", "name_en", "first_name_ar", "first_name_en", "mobile", "email"}


def chosen_examples(service: Service) -> tuple[Example, ...]:
    """The examples a sheet shows: the first that is allowed, one for each other price, one for each rule refusing."""
    prices: set[str] = set()
    rules: set[tuple[str, ...]] = set()
    chosen = []
    for example in service.examples:
        refused = codes_of(example)
        if refused and refused not in rules:
            rules.add(refused)
            chosen.append(example)
        elif not refused and (example.pays or "") not in prices:
            prices.add(example.pays or "")
            chosen.append(example)
    return tuple(sorted(chosen, key=lambda example: bool(example.refused_by)))


def codes_of(example: Example) -> tuple[str, ...]:
    """The codes of the rules that refuse an example."""
    if not example.refused_by:
        return ()
    return (example.refused_by,) if isinstance(example.refused_by, str) else tuple(sorted(example.refused_by))


def example_text(service: Service, example: Example, number: int) -> Text:
    """One example as a sentence."""
    day = short_day(date.fromisoformat(example.on))
    base = chosen_examples(service)[0]
    told = [*differences(service, base, example)] if number > 1 else []
    ar, en = f"في {day.ar}", f"On {day.en}"
    if number == 1:
        ar, en = f"{ar}، وكل شيء مستوفى", f"{en}, with everything in order"
    elif told:
        rest = len(told) - MOST_TOLD
        shown = told[:MOST_TOLD]
        ar = f"{ar}، كالمثال الأول إلا: {'؛ '.join(one.ar for one in shown)}"
        en = f"{en}, as in the first except: {'; '.join(one.en for one in shown)}"
        if rest > 0:
            ar, en = f"{ar}؛ وغير ذلك ({isolate(str(rest))})", f"{en}; and {rest} more"
    else:
        ar, en = f"{ar}، كالمثال الأول", f"{en}, as in the first"
    comes = outcome_text(example)
    return Text(ar=f"{ar} ← {comes.ar}.", en=f"{en} → {comes.en}.")


def outcome_text(example: Example) -> Text:
    """What comes of an example."""
    refused = codes_of(example)
    if refused:
        return Text(
            ar=f"لا يُقبل بسبب {'، '.join(isolate(code) for code in refused)}", en=f"refused by {', '.join(refused)}"
        )
    if example.pays is None or Decimal(example.pays) == 0:
        return Text(ar="يُقبل بلا رسوم", en="allowed, nothing to pay")
    price = money_text(Decimal(example.pays))
    return Text(ar=f"يُقبل، والرسوم {price.ar}", en=f"allowed, {price.en} to pay")


def differences(service: Service, base: Example, example: Example) -> Iterator[Text]:
    """What differs between two examples, in words."""
    records = {role.name: role for role in ROLES.values()}
    for name in {**base.given, **example.given}:
        if name in records:
            one, other = base.given.get(name), example.given.get(name)
            yield from _of_record(records[name].record, one, other, whose=role_label(name))
    asked = {question.code: question for question in service.asks}
    before, after = _answers(base), _answers(example)
    for code in {**before, **after}:
        if before.get(code) != after.get(code) and code in asked:
            question = asked[code]
            value = plain_value(after.get(code), question) if code in after else Text(ar="بلا جواب", en="no answer")
            yield Text(ar=f"«{question.ar.rstrip('.')}»: {value.ar}", en=f'"{question.en.rstrip(".")}": {value.en}')


def _answers(example: Example) -> dict[str, Any]:
    return {key.code if isinstance(key, Question) else key: value for key, value in example.answers.items()}


def _of_record(record: type[Record], one: Any, other: Any, *, whose: Text) -> Iterator[Text]:
    if one == other:
        return
    if other is None or (one is None and isinstance(other, dict)):
        label = record.__label__
        state = Text(ar="لا سجل", en="no record") if other is None else Text(ar="مسجل", en="on record")
        yield Text(ar=f"{label.ar} ({whose.ar}): {state.ar}", en=f"{label.en} ({whose.en}): {state.en}")
        return
    if isinstance(other, list) or isinstance(one, list):
        yield from _of_list(record, one or [], other or [], whose=whose)
        return
    for name in {**one, **other}:
        yield from _of_name(record, name, one, other, whose=whose)


def _of_name(
    record: type[Record], name: str, one: Mapping[str, Any], other: Mapping[str, Any], *, whose: Text
) -> Iterator[Text]:
    before, after = one.get(name), other.get(name)
    if before == after or name in _UNTOLD or name.endswith("_id"):
        return
    if name in record.__fields__:
        field = record.__fields__[name]
        value = NOT_KNOWN if after is None else plain_value(after, Fact((name,), record, field))
        label = field_label(record, name)
        yield Text(ar=f"{label.ar} ({whose.ar}): {value.ar}", en=f"{label.en} ({whose.en}): {value.en}")
    elif name in STEPS:
        yield from _of_record(STEPS[name], before, after, whose=whose)


def _of_list(record: type[Record], one: list[Any], other: list[Any], *, whose: Text) -> Iterator[Text]:
    if len(one) != len(other):
        label = record.__label__
        yield Text(
            ar=f"{label.ar} ({whose.ar}): العدد {isolate(str(len(other)))}",
            en=f"{label.en} ({whose.en}): {len(other)} on record",
        )
        return
    for before, after in zip(one, other, strict=True):
        yield from _of_record(record, before, after, whose=whose)
