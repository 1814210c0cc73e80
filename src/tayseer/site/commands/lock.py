"""The lock of the catalogue: writes a line for each definition that is new or has changed."""

from pathlib import Path

import click


@click.command()
@click.option("--on", "day", metavar="DATE", help="The day from which the new lines count (default: today).")
@click.option("--file", "path", type=click.Path(dir_okay=False, path_type=Path), help="Which (default: services.lock).")
def command(*, day: str | None, path: Path | None) -> None:
    """Publish the definitions as they stand. Say in CHANGELOG.md what changes for people."""
    from tayseer.insight import lock
    from tayseer.site import environment
    from tayseer.site.offline import day_of

    try:
        new = lock.write(path or environment.repository() / lock.NAME, on=day_of(day))
    except lock.UnableToReadLock as problem:
        raise click.ClickException(str(problem)) from problem
    for code in new:
        click.echo(code)
    click.echo(f"{len(new)} new lines.")
