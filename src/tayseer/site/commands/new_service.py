"""The file of a new service, with one example that passes and one that is refused."""

import runpy

import click


@click.command()
@click.argument("code")
@click.option("--en", required=True, help="The title in English.")
@click.option("--ar", required=True, help="The title in Arabic.")
def command(*, code: str, en: str, ar: str) -> None:
    """Write the file of the service CODE (agency/name) into the catalogue. It passes the checks as it stands."""
    from tayseer.site import environment

    tool = environment.repository() / "tools" / "new_service.py"
    if not tool.exists():
        message = "Services are written in a clone of the repository; this installation has no tools/new_service.py."
        raise click.ClickException(message)
    written = runpy.run_path(str(tool))
    try:
        path = written["write"](code=code, en=en, ar=ar)
    except written["UnableToWriteService"] as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"{path} is written. Change it, then: make check")
