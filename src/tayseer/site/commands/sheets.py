"""The sheets of docs/services: one page of plain words for each service, in both languages."""

import sys
from pathlib import Path

import click


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; say which are out of date, and fail if any is.")
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Where (default: docs/services)."
)
def command(*, check: bool, folder: Path | None) -> None:
    """Write the sheets from the catalogue."""
    from tayseer.insight import sheets
    from tayseer.site import environment

    target = folder or environment.repository() / "docs" / "services"
    if check:
        late = sheets.stale(target)
        for name in late:
            click.echo(f"{name} is not up to date")
        if late:
            click.echo("Run: make sheets")
        sys.exit(1 if late else 0)
    changed = sheets.write(target)
    for name in changed:
        click.echo(name)
    click.echo(f"{len(changed)} of {len(sheets.pages())} pages changed.")
