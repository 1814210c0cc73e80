"""The command line `tayseer`: each module of `tayseer.site.commands` is one command, imported when it is called."""

import importlib
import os
import pkgutil
import sys
from collections.abc import Callable
from functools import wraps
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from tayseer import __version__
from tayseer.site import commands


class Commands(click.Group):
    """Finds commands by the names of their files, so that one command's help imports that command alone."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order of the alphabet."""
        del ctx
        return sorted(_command_name(module.name) for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, or None when there is no file of that name."""
        del ctx
        module = f"{commands.__name__}.{_module_name(cmd_name)}"
        if not cmd_name.replace("-", "").isalnum() or find_spec(module) is None:
            return None
        found: click.Command = importlib.import_module(module).command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List commands with the first sentence of their files, read without importing them."""
        del ctx
        rows = []
        for module in pkgutil.iter_modules(commands.__path__):
            spec = find_spec(f"{commands.__name__}.{module.name}")
            rows.append(
                (_command_name(module.name), _first_sentence(Path(spec.origin)) if spec and spec.origin else "")
            )
        with formatter.section("Commands"):
            formatter.write_dl(sorted(rows))


def _command_name(module: str) -> str:
    return module.removesuffix("_").replace("_", "-")


def _module_name(command: str) -> str:
    """The file of a command; a name that Python keeps for itself carries a last underscore (`try_.py`)."""
    name = command.replace("-", "_")
    return f"{name}_" if name == "try" else name


def _first_sentence(path: Path) -> str:
    with path.open(encoding="utf-8") as lines:
        first = lines.readline().strip().strip('"')
    return first.split(": ", 1)[-1]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tayseer")
def tayseer() -> None:
    """Tayseer: one account, every government service.

    Every command reads its installation from the environment: DATABASE_URL (none means the embedded PostgreSQL),
    TAYSEER_DATA (default ./data), TAYSEER_SECRET_KEY, TAYSEER_HOSTS, TAYSEER_DEMO, TAYSEER_DEBUG.
    """


def data_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--data DIR` to a command: where the embedded database, keys and files lie."""

    @click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder of the database, keys and files (default: TAYSEER_DATA, or ./data).",
    )
    @wraps(function)
    def wrapper(*args: Any, data: Path | None, **kwargs: Any) -> Any:
        if data is not None:
            os.environ["TAYSEER_DATA"] = str(data.expanduser().resolve())
        return function(*args, **kwargs)

    return wrapper


def with_django(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--data DIR`, the database and Django, ready to use inside the function.

    The command's module imports apps inside its function, because Django is not set up while the module is read.
    """

    @data_option
    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        ready()
        return function(*args, **kwargs)

    return wrapper


def ready() -> None:
    """Start the embedded PostgreSQL when no DATABASE_URL is given, and set Django up."""
    from tayseer.site import environment, postgres  # noqa: PLC0415 - `--help` needs neither

    if not os.environ.get("DATABASE_URL"):
        try:
            os.environ["DATABASE_URL"] = postgres.ensure(environment.data_folder())
        except postgres.UnableToStartPostgres as problem:
            raise click.ClickException(str(problem)) from problem
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tayseer.site.settings")
    import django  # noqa: PLC0415 - slow, and only for commands that use it

    django.setup()


def main() -> None:
    """Run the command line."""
    # A reader that stops early (`tayseer services | head`) is no error.
    try:
        tayseer(prog_name="tayseer")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
