"""The worker alone, for production."""

import click

from tayseer.site.cli import with_django


@click.command()
@click.option("--concurrency", default=4, show_default=True, type=click.IntRange(1, 64), help="Jobs at once.")
@with_django
def command(*, concurrency: int) -> None:
    """Run the worker alone: clocks of cases, papers, messages and the queue. Several may run at once."""
    from tayseer.documents.keystore import UnableToOpenKeystore, keystore
    from tayseer.site import worker

    try:
        keystore()
    except UnableToOpenKeystore as problem:
        raise click.ClickException(str(problem)) from problem

    worker.run(concurrency=concurrency)
