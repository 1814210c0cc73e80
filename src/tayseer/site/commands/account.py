"""Accounts at a desk: the code by which somebody whose identity was proven makes an account their own."""

import click

from tayseer.site.cli import with_django


@click.group()
def command() -> None:
    """Accounts of people, as a desk handles them."""


@command.command("activate-code")
@click.argument("number")
@click.option(
    "--channel",
    type=click.Choice(["desk", "device", "bank"]),
    default="desk",
    show_default=True,
    help="Where the person's identity was proven.",
)
@with_django
def activate_code(*, number: str, channel: str) -> None:
    """Print the code with which the holder of NUMBER activates the account at /activate/; it is shown this once."""
    from tayseer.audit.contract import SYSTEM
    from tayseer.identity import activation, queries
    from tayseer.site import clock

    account = queries.account_by_number(number=number)
    if account is None:
        message = f"No account has the number {number}. Check it, or open the account first."
        raise click.ClickException(message)
    click.echo(activation.make_code(actor=SYSTEM, account=account, channel=channel, at=clock.now()))
