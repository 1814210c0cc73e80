"""How many people may use a service today, counted by one SQL statement over the whole population."""

import json

import click

from tayseer.site.cli import with_django


@click.command()
@click.argument("code")
@click.option("--on", "day", metavar="DATE", help="By the law of this day (default: today).")
@click.option("--sql", "show_sql", is_flag=True, help="Print the statement instead of running it.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the answer.")
@with_django
def command(*, code: str, day: str | None, show_sql: bool, form: str) -> None:
    """Count who is entitled to the service CODE."""
    from tayseer.insight import population
    from tayseer.kit.lawbook import UnknownLaw
    from tayseer.site.offline import day_of, service_called

    service, on = service_called(code), day_of(day)
    try:
        if show_sql:
            statement, _, _ = population.statement_for(service, on=on)
            click.echo(statement.sql)
            click.echo(f"-- {list(statement.parameters)}")
            return
        found = population.who_can(service, on=on)
    except (population.UnableToCount, UnknownLaw) as problem:
        raise click.ClickException(str(problem)) from problem
    if form == "json":
        click.echo(json.dumps(dict(population.as_data(found)), indent=2))
        return
    click.echo(f"{found.applicants} may use {service.code} on {on}: {service.en}.")
    if found.subjects is not None and service.subject is not None:
        click.echo(f"{found.subjects} it may be used for: {service.subject.label.en}.")
    if found.assumed:
        click.echo(f"A fitting answer was taken for granted in: {', '.join(found.assumed)}.")
    if found.left_out:
        click.echo(f"Not counted, for they have no SQL: {', '.join(found.left_out)}.")
