"""The services of the catalogue, by agency or by what people call them."""

import json

import click


@click.command()
@click.option("--agency", help="Only the services of this agency: the code before the slash.")
@click.option("--search", "words", help="Only services that these words mean, best first.")
@click.option("--lang", type=click.Choice(["ar", "en"]), default="en", help="The language of the titles.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the list.")
def command(*, agency: str | None, words: str | None, lang: str, form: str) -> None:
    """List the services."""
    from tayseer.insight.search import search
    from tayseer.partners.shapes import summary
    from tayseer.services import acts, catalogue

    codes = list(catalogue())
    if words is not None:
        others = acts()
        found = [others[hit.code][0].code if hit.code in others else hit.code for hit in search(words, limit=50)]
        codes = list(dict.fromkeys(found))
    if agency is not None:
        codes = [code for code in codes if code.partition("/")[0] == agency]
        if not codes and agency not in {code.partition("/")[0] for code in catalogue()}:
            known = ", ".join(sorted({code.partition("/")[0] for code in catalogue()}))
            message = f"There is no agency {agency}. There are: {known}."
            raise click.ClickException(message)
    services = [catalogue()[code] for code in codes]
    if form == "json":
        click.echo(json.dumps([summary(service, lang) for service in services], ensure_ascii=False, indent=2))
        return
    width = max((len(code) for code in codes), default=0)
    for service in services:
        click.echo(f"{service.code:<{width}}  {service.title.in_(lang)}")
