"""Makes a bearer token for a program, shown this once."""

from datetime import timedelta

import click

from tayseer.site.cli import with_django


@click.command()
@click.option("--as", "number", required=True, metavar="NUMBER", help="Sign-in number of the account it acts for.")
@click.option("--name", required=True, help="What to recognise the token by.")
@click.option("--scope", "scopes", multiple=True, required=True, help="What it may do (`cases:read`); repeat for more.")
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 366), help="After how many days it ends.")
@click.option(
    "--level", default=1, show_default=True, type=click.IntRange(1, 2), help="How surely you know whom it acts for."
)
@with_django
def command(*, number: str, name: str, scopes: tuple[str, ...], days: int, level: int) -> None:
    """Make a bearer token for a program and print it. It is stored as a digest only, so keep it now."""
    from tayseer.audit.contract import SYSTEM
    from tayseer.identity import actions, queries
    from tayseer.site import clock

    account = queries.account_by_number(number=number)
    if account is None:
        message = f"No account has the number {number}. Check it, or open the account first."
        raise click.ClickException(message)
    at = clock.now()
    ends = at + timedelta(days=days)
    click.echo(
        actions.make_token(
            actor=SYSTEM, account_id=account.id, name=name, scopes=scopes, expires_at=ends, at=at, level=level
        )
    )
