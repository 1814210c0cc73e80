"""The demonstration: move its clock forward, or make its country again where it is missing."""

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
    """Move the demonstration's clock forward by TIME: 90m, 12h, 10d or 3w. There is no way back."""
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
