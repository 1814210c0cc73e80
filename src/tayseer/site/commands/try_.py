"""Dry run of a service for a person: the verdict with its reasons, the price and the plan; writes nothing."""

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from tayseer.site.cli import with_django

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tayseer.casework.judging import Judged
    from tayseer.kit.services import Service

MARKS = {"holds": "✓", "fails": "✗", "unknown": "✗", "open": "?"}


@click.command()
@click.argument("code")
@click.option("--as", "number", required=True, metavar="NUMBER", help="Identity number of the one who would apply.")
@click.option("--for", "subject", metavar="NUMBER", help="Number or plate of the person or thing it is for.")
@click.option(
    "--answers", default="{}", metavar="JSON", help='Answers by question: {"years": 2}. What is missing stays open.'
)
@click.option("--on", "day", metavar="DATE", help="On this day, by its law (default: today).")
@click.option("--lang", type=click.Choice(["ar", "en"]), default="en", help="The language of the answer.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the answer.")
@with_django
def command(
    *, code: str, number: str, subject: str | None, answers: str, day: str | None, lang: str, form: str
) -> None:
    """Try the service CODE for a person. The exit code is 0 only when nothing stands in the way."""
    from tayseer.insight.plans import plan_for
    from tayseer.partners import shapes
    from tayseer.registries.queries import person_by_number
    from tayseer.site.offline import day_of, service_called

    service, on = service_called(code), day_of(day)
    person = person_by_number(number)
    if person is None:
        message = f"Nobody in the population register has the number {number}."
        raise click.ClickException(message)
    typed = _typed(service, answers, lang)
    judged = _judged(service, applicant_id=person["id"], on=on, answers=typed, subject=subject, lang=lang)
    told = [
        shapes.judgement(one, lang)
        | {
            "subject": one.subject.in_(lang),
            "plan": shapes.plan(plan_for(one, applicant_id=person["id"], on=on), lang, applicant_id=person["id"]),
        }
        for one in judged
    ]
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{service.title.in_(lang)} · {person['name_ar'] if lang == 'ar' else person['name_en']} · {on}")
        for one in told:
            _print(one)
    sys.exit(0 if any(one.verdict.may_start for one in judged) else 1)


def _typed(service: "Service", answers: str, lang: str) -> "Mapping[str, Any]":
    """The answers as the questions read them; what is not given stays open."""
    from tayseer.kit.questions import AnswerRefused

    try:
        given = json.loads(answers)
    except json.JSONDecodeError as wrong:
        message = f"--answers is not JSON: {wrong}."
        raise click.BadParameter(message) from wrong
    questions = {question.code: question for question in service.asks}
    if not isinstance(given, dict) or set(given) - set(questions):
        message = f"{service.code} asks {', '.join(questions) or 'nothing'}; give answers to these as a JSON object."
        raise click.BadParameter(message)
    typed = {}
    for code, value in given.items():
        try:
            typed[code] = questions[code].read(value)
        except AnswerRefused as refused:
            message = f"{code}: {refused.text.in_(lang)}"
            raise click.BadParameter(message) from refused
    return typed


def _judged(
    service: "Service",
    *,
    applicant_id: int,
    on: "date",
    answers: "Mapping[str, Any]",
    subject: str | None,
    lang: str,
) -> "list[Judged]":
    from tayseer.casework.judging import judge_all
    from tayseer.kit.lawbook import UnknownLaw

    try:
        found = judge_all(service, applicant_id=applicant_id, on=on, answers=answers)
        # Now, and not while the answer is being printed, it shows whether the law of that day is known.
        _ = [(one.verdict, one.price) for one in found]
    except UnknownLaw as unknown:
        raise click.ClickException(str(unknown)) from unknown
    if subject is not None and service.subject is not None:
        role = service.subject.name
        found = [one for one in found if subject in {one.row.get(f"{role}.number"), one.row.get(f"{role}.plate")}]
    if not found:
        circle = service.subject.among if service.subject is not None else None
        among = "" if circle is None else f" Look among: {circle.label.in_(lang)}."
        message = f"This person has nobody and nothing{f' numbered {subject}' if subject else ''} to use it for.{among}"
        raise click.ClickException(message)
    return found


def _print(told: "Mapping[str, Any]") -> None:
    click.echo("")
    if told["subject"]:
        click.echo(f"→ {told['subject']}")
    for line in told["lines"]:
        click.echo(f"{MARKS[line['outcome']]} {line['sentence']} [{line['rule']}]")
        if line["reason"]:
            click.echo(f"    {line['reason']}")
            for operand in line["operands"]:
                click.echo(f"      {operand['label']}: {operand['value']} ({operand['source']})")
        if line["cure"]:
            click.echo(f"    {line['cure']}")
    price = told["price"]
    if price is not None:
        click.echo(f"= {price['total']} SAR")
        for part in price["lines"]:
            click.echo(f"    {part['label']}: {part['amount']} SAR ({part['basis']})")
    for place, step in enumerate(told["plan"]["steps"], start=1):
        cost = "" if step["cost"] is None else f", {step['cost']} SAR"
        click.echo(f"{place}. {step['title']} [{step['service']}] {step['subject']}{cost} → {', '.join(step['cures'])}")
        if step["stands_in_the_way"]:
            click.echo(f"    {step['stands_in_the_way']}")
    for way in told["plan"]["elsewhere"]:
        click.echo(f"· {way['rule']}: {way['way']}")
