"""Measures whole paths of the product and prints each beside its bound."""

import json

import click

from tayseer.site.bench import figures, running
from tayseer.site.bench.stage import Options, UnableToMeasure


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]…")
@click.option("--url", default="", help="Measure this server (on this machine) over the database of DATABASE_URL.")
@click.option("--people", type=click.IntRange(200), help="People in the country (default: what each needs).")
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1, 20), help="Rounds; the median counts.")
@click.option("--seconds", default=10.0, show_default=True, type=click.FloatRange(1, 600), help="Length of a round.")
@click.option("--clients", default=16, show_default=True, type=click.IntRange(1, 256), help="Requests at a time.")
@click.option("--profile", is_flag=True, help="Show where the time of whole requests goes inside Python.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print.")
def command(
    *,
    names: tuple[str, ...],
    url: str,
    people: int | None,
    rounds: int,
    seconds: float,
    clients: int,
    profile: bool,
    form: str,
) -> None:
    """Measure filing, read, page, dashboard, wallet, sign-in, verdict, credential, paper, outbox, start, and more.

    The last two are nation and who-can.

    Each starts a server and a database of its own in a folder that is removed afterwards, fills it with made-up people,
    warms up, and measures rounds. The bound of each is measured in the same run, so that the ratio between them can be
    compared from machine to machine; absolute figures cannot. Errors must be 0. With DATABASE_URL that database is
    used; it must hold made-up people alone.
    """
    options = Options(
        rounds=rounds, seconds=seconds, clients=clients, people=people, url=url.rstrip("/"), profile=profile
    )
    is_text = form == "text"

    def show(figure: figures.Figure) -> None:
        if is_text:
            click.echo(figures.as_text(figure))

    try:
        found = running.run(names, options, say=lambda words: click.echo(words, err=True), show=show)
    except UnableToMeasure as problem:
        raise click.ClickException(str(problem)) from problem
    if not is_text:
        click.echo(json.dumps([figures.as_data(figure) for figure in found], ensure_ascii=False, indent=2))
    if any(figure.errors for figure in found):
        message = "There were errors, so the figures are not true. The first of each kind stands above."
        raise click.ClickException(message)
