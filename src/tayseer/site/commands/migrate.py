"""Bring the database's tables to this version."""

import click

from tayseer.site.cli import with_django


@click.command()
@click.option("--quiet", is_flag=True, help="Print nothing when all is well.")
@with_django
def command(*, quiet: bool) -> None:
    """Bring the database's tables to this version; safe to run again, and while the old version still serves."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0 if quiet else 1)
