"""The demonstration: its people, its country, and its clock, which moves forward."""

import json
import re
from datetime import timedelta

import click

from tayseer.site.cli import with_django

UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


@click.group()
def command() -> None:
    """Work with the demonstration."""


@command.command()
@click.argument("time")
@with_django
def advance(*, time: str) -> None:
    """Move the demonstration's clock forward by TIME: 90m, 12h, 10d or 3w. There is no way back.

    What falls due in that time is done at once: steps whose term ran out, and bills that nobody paid.
    """
    from django.conf import settings

    from tayseer.site import clock

    found = re.fullmatch(r"(\d{1,5})([mhdw])", time)
    if found is None:
        message = f"'{time}' is no length of time. Write a number and m, h, d or w: 10d."
        raise click.BadParameter(message)
    # Whoever calls this command has a demonstration in mind; the mark in its data folder says so too.
    settings.TAYSEER_DEMO = True
    clock.advance(int(found[1]) * UNITS[found[2]])
    click.echo(f"It is now {clock.now():%Y-%m-%d %H:%M} UTC, {clock.today()} in Riyadh.")
    click.echo(f"Terms that ran out: {_run_what_is_due()}.")


def _run_what_is_due() -> int:
    """Run the clocks until none is left that can be run; gives how many steps were ended."""
    from tayseer.casework import jobs as casework
    from tayseer.ledger import jobs as ledger

    ended = 0
    while done := casework.run_clocks():
        ended += done
    while ledger.expire_bills():
        pass
    return ended


@command.command()
@with_django
def make() -> None:
    """Make whoever of the cast is missing; those who are there stay as they are."""
    from django.core.management import call_command

    from tayseer.demo import cast, relief
    from tayseer.site import clock

    call_command("migrate", interactive=False, verbosity=0)
    cast.ensure(at=clock.now(), say=click.echo)
    relief.ensure(at=clock.now())
    click.echo(f"The cast is there: {len(cast.PEOPLE)} people to sign in as.")


@command.command()
@click.argument("agency", required=False)
@click.argument("kind", required=False)
def weather(*, agency: str | None, kind: str | None) -> None:
    """Show what kind of day the agencies outside have, or give AGENCY another.

    KIND is fair, slow, silent, failing, forged or replayed, and holds from the next question on.
    """
    from tayseer.demo.agencies.books import FOLDER
    from tayseer.demo.agencies.weather import KINDS, Weather
    from tayseer.exchange.sources import AGENCIES
    from tayseer.site import environment

    codes = [one.code for one in AGENCIES]
    if agency is not None and (agency not in codes or kind not in KINDS):
        message = f"Give one of {', '.join(codes)}, and one of {', '.join(KINDS)}."
        raise click.BadParameter(message)
    found = Weather(environment.data_folder() / FOLDER)
    if agency is not None:
        found.change(agency, str(kind))
    for code in codes:
        click.echo(f"{code:<20}{found.of(code):<10}{KINDS[found.of(code)].en}")


@command.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print them.")
@click.option("--lang", type=click.Choice(["ar", "en"]), default="en", help="The language of names and sentences.")
def people(*, form: str, lang: str) -> None:
    """List the people to sign in as, with their numbers, the password and what each shows."""
    from tayseer.demo.roll import PEOPLE  # needs no database

    if form == "json":
        listed = [
            {
                "key": one.key, "number": one.number, "password": one.password, "name": one.name.in_(lang),
                "story": one.story.in_(lang), "shows": list(one.shows), "agency": one.agency, "unit": one.unit,
                "role": one.role,
            }
            for one in PEOPLE
        ]  # fmt: skip
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for one in PEOPLE:
        click.echo(f"{one.number}  {one.password}  {one.introduction(lang)}")
        click.echo(f"{'':12}{', '.join(one.shows)}")
