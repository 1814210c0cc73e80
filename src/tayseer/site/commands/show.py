"""The plain-language sheet of a service: for whom, allowed when, costs, steps, what changes, examples."""

import json

import click


@click.command()
@click.argument("code")
@click.option("--lang", type=click.Choice(["ar", "en"]), default="en", help="The language of the sheet.")
@click.option("--on", "day", metavar="DATE", help="By the law of this day (default: today).")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
def command(*, code: str, lang: str, day: str | None, form: str) -> None:
    """Print the sheet of the service CODE, with amounts by the law of a day."""
    from tayseer.insight import sheets
    from tayseer.partners.shapes import whole
    from tayseer.site.offline import day_of, service_called

    service, on = service_called(code), day_of(day)
    if form == "json":
        click.echo(json.dumps(whole(service, lang, on=on), ensure_ascii=False, indent=2))
    else:
        click.echo(sheets.sheet(service, lang=lang, on=on), nl=False)
