"""Django's own commands (makemigrations, shell, …), with the database started."""

import click

from tayseer.site.cli import with_django


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@with_django
def command(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands: `tayseer manage makemigrations --check`."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tayseer manage", *arguments])
