"""Events for other agencies: which there are, who hears of which, and what was set aside."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

import click

from tayseer.site.cli import with_django

FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the answer."
)


@click.group()
def command() -> None:
    """Work with events and with those who are subscribed to them. Every change leaves a row in the audit."""


def _said_plainly(function: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what cannot be done into one sentence and exit code 1."""

    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        from tayseer.exchange.events import UnableToSubscribe
        from tayseer.exchange.standing import UnableToResend

        try:
            return function(*args, **kwargs)
        except (UnableToSubscribe, UnableToResend, LookupError) as problem:
            raise click.ClickException(str(problem)) from problem

    return wrapper


@command.command("list")
@FORMAT
@with_django
def list_(*, form: str) -> None:
    """List the kinds of events: type, what happened, and fields. Those in brackets need a legal basis."""
    from tayseer.exchange.events import type_of

    found = _known()
    if form == "json":
        listed = [
            {
                "name": kind.name, "type": type_of(kind.name), "ar": kind.label.ar, "en": kind.label.en,
                "fields": sorted(kind.open), "fields_with_basis": sorted(kind.personal),
            }
            for kind in found.values()
        ]  # fmt: skip
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for kind in found.values():
        fields = ", ".join([*sorted(kind.open), *(f"[{name}]" for name in sorted(kind.personal))])
        click.echo(f"{type_of(kind.name)}\n    {kind.label.ar} · {kind.label.en}\n    {fields}")


@command.command()
@click.argument("subscriber")
@click.option("--to", "address", required=True, help="https://… or a path of the exchange: /r1/…/events.")
@click.option("--event", "patterns", multiple=True, required=True, help="Name, or pattern: residency.iqama.*")
@click.option("--field", "fields", multiple=True, help="A field of the contract; with its basis: number=Law, article.")
@click.option(
    "--from", "start", default="now", show_default=True, help="now, beginning, or a position to catch up from."
)
@with_django
@_said_plainly
def subscribe(*, subscriber: str, address: str, patterns: tuple[str, ...], fields: tuple[str, ...], start: str) -> None:
    """Let SUBSCRIBER hear of events, change what it hears of, or let it go on after a stop.

    Its public key lies in the keys folder as agency-SUBSCRIBER.pub.pem. Whoever is subscribed already goes on from
    where it was, unless --from says otherwise.
    """
    from tayseer.exchange import subscriptions
    from tayseer.site import clock

    if start not in {"now", "beginning"} and not start.isdecimal():
        message = "--from is now, beginning, or a position such as 1200."
        raise click.BadParameter(message)
    subscriptions.subscribe(
        code=subscriber,
        address=address,
        patterns=patterns,
        fields={name.strip(): basis.strip() for name, _, basis in (one.partition("=") for one in fields)},
        known=_known(),
        at=clock.now(),
        position=None if start == "now" else 0 if start == "beginning" else int(start),
    )
    click.echo(f"{subscriber} hears of {', '.join(patterns)}. See how it goes: tayseer events status")


@command.command()
@click.argument("subscriber")
@with_django
@_said_plainly
def stop(*, subscriber: str) -> None:
    """Send SUBSCRIBER nothing more. Where it was is remembered, but events are no longer kept for it."""
    from tayseer.exchange import subscriptions
    from tayseer.site import clock

    subscriptions.stop(code=subscriber, at=clock.now())
    click.echo(f"{subscriber} is sent nothing more. To go on: tayseer events subscribe {subscriber} …")


@command.command()
@click.argument("subscriber")
@click.option("--id", "event_id", type=click.UUID, help="This event, with what waits behind it.")
@click.option("--from", "position", type=click.IntRange(0), help="Everything from after this position.")
@click.option("--without", "dropped", type=click.UUID, help="Let this event go unsent, and send what waits behind it.")
@with_django
@_said_plainly
def resend(*, subscriber: str, event_id: UUID | None, position: int | None, dropped: UUID | None) -> None:
    """Send SUBSCRIBER again what was set aside, or what the options say."""
    from tayseer.exchange import standing
    from tayseer.site import clock

    if sum(one is not None for one in (event_id, position, dropped)) > 1:
        message = "Give one of --id, --from and --without."
        raise click.UsageError(message)
    if dropped is not None:
        count = standing.drop(code=subscriber, event_id=dropped, at=clock.now())
    else:
        count = standing.resend(code=subscriber, event_id=event_id, position=position, at=clock.now())
    click.echo(f"Sent again from the worker's next round on: {count}.")


@command.command()
@FORMAT
@with_django
def status(*, form: str) -> None:
    """Show how each subscription stands: how many events wait, since when, what was set aside, and why."""
    from tayseer.exchange import outbox, standing
    from tayseer.site import clock

    at = clock.now()
    found = standing.standings(at=at)
    unplaced, _ = standing.unplaced(at=at)
    if form == "json":
        listed = [{**asdict(one), "set_aside": [asdict(it) for it in standing.asides(code=one.code)]} for one in found]
        said = {"position": outbox.last_position(), "unplaced": unplaced, "subscriptions": listed}
        click.echo(json.dumps(said, ensure_ascii=False, indent=2, default=_plain))
        return
    click.echo(f"Last position {outbox.last_position()}; events without one: {unplaced}. Subscriptions: {len(found)}.")
    for one in found:
        click.echo(f"\n{one.code}  {one.state}  {one.address}")
        fields = ", ".join(f"{name} ({basis})" if basis else name for name, basis in one.fields.items())
        click.echo(f"  hears of     {', '.join(one.patterns)}; with {fields or 'no fields'}")
        click.echo(f"  position     {one.position}; waiting {one.waiting}, the oldest for {_length(one.oldest)}")
        click.echo(f"  answered     {_moment(one.answered_at)}")
        if one.failures:
            click.echo(f"  failing      {one.failures} times, last {_moment(one.failed_at)}: {one.problem}")
            click.echo(f"  tried again  {_moment(one.due_at)}")
        if one.aside or one.behind:
            click.echo(f"  set aside    {one.aside}, and behind them {one.behind}")
        for aside in standing.asides(code=one.code):
            again = ", being sent again" if aside.is_sent_again else ""
            click.echo(f"    {aside.event_id}  {aside.name}  {aside.tries} tries: {aside.problem}{again}")


def _known() -> Any:
    from tayseer.exchange.events import kinds
    from tayseer.services import catalogue

    return kinds(effect for service in catalogue().values() for effect in service.every_effect)


def _moment(at: datetime | None) -> str:
    return "never" if at is None else f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _length(length: timedelta) -> str:
    return f"{length.total_seconds():.0f} s"


def _plain(value: Any) -> Any:
    return value.total_seconds() if isinstance(value, timedelta) else str(value)
