"""The web server alone, for production."""

import click

from tayseer.site.cli import with_django


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", type=click.IntRange(1), help="Processes (default: one per core).")
@click.option("--threads", default=6, show_default=True, type=click.IntRange(1, 64), help="Threads per process.")
@with_django
def command(*, host: str, port: int, workers: int | None, threads: int) -> None:
    """Run the web server alone; the database must be migrated."""
    from tayseer.documents.keystore import UnableToOpenKeystore, keystore
    from tayseer.site import web

    try:
        keystore()
    except UnableToOpenKeystore as problem:
        raise click.ClickException(str(problem)) from problem

    if not web.port_is_free(host, port):
        message = f"Cannot listen on {host}:{port}: another program does. Stop it, or give another --port."
        raise click.ClickException(message)
    web.run(host=host, port=port, workers=workers, threads=threads)
