"""Everything at once: database, demonstration country, web server, worker and the outside world."""

import click

from tayseer.site.cli import data_option


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--no-demo", is_flag=True, help="No made-up country, no outside world, no outbox page.")
@data_option
def command(*, host: str, port: int, no_demo: bool) -> None:
    """Start everything on this machine and print where; Ctrl-C stops it all.

    Without DATABASE_URL, an embedded PostgreSQL keeps its data in the data folder. An empty database gets a made-up
    country, unless --no-demo is given. The outside world listens on ports of its own, 701 and 702 above --port.
    """
    from tayseer.site import postgres, serve

    plan = serve.plan_for(host=host, port=port, demo=not no_demo)
    try:
        serve.run(plan, say=click.echo)
    except (serve.UnableToServe, postgres.UnableToStartPostgres) as problem:
        raise click.ClickException(str(problem)) from problem
