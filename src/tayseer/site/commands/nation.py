"""A synthetic country of any size, for trying things at the size of life."""

import click

from tayseer.site.cli import with_django


@click.group()
def command() -> None:
    """Work with a synthetic country."""


@command.command()
@click.option(
    "--people", required=True, type=click.IntRange(1), help="How many people; rounded up to a multiple of 20."
)
@click.option(
    "--seed", default=1, show_default=True, type=click.IntRange(0, 2**28), help="The same seed gives the same."
)
@with_django
def create(*, people: int, seed: int) -> None:
    """Make a country of made-up people with their families, permits, papers, cars, violations and accounts.

    Their numbers are of ranges that no real person holds. Ctrl-C stops it; the same command again goes on. Everybody
    has the password of the demonstration. Never run it on an installation that serves real people.
    """
    from django.core.management import call_command

    from tayseer.demo.nation import making
    from tayseer.site import clock

    call_command("migrate", interactive=False, verbosity=0)
    at = clock.now()
    try:
        making.create(people=people, seed=seed, on=clock.today(at), at=at, say=click.echo)
    except making.UnableToCreateNation as problem:
        raise click.ClickException(str(problem)) from problem
    except KeyboardInterrupt as interruption:
        message = f"Stopped. Go on with: tayseer nation create --people {people} --seed {seed}"
        raise click.ClickException(message) from interruption
