"""The mutation trial: changes rules, terms, amounts and effects one at a time; do the worked examples notice?"""

import json
import sys

import click


@click.command()
@click.argument("codes", nargs=-1)
@click.option("--survivors/--no-survivors", default=True, help="Whether to list the changes that nobody noticed.")
@click.option("--least", type=click.IntRange(0, 100), default=0, help="Fail when fewer of a hundred are noticed.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the result.")
def command(*, codes: tuple[str, ...], survivors: bool, least: int, form: str) -> None:
    """Try the worked examples of the services CODES (default: all) on services with one mistake each."""
    from tayseer.insight.mutation import trial
    from tayseer.services import catalogue
    from tayseer.site.offline import service_called

    services = [service_called(code) for code in codes] or list(catalogue().values())
    done = []
    for service in services:
        one = trial(service)
        done.append(one)
        if form == "text":
            click.echo(f"{one.noticed:4} of {one.tried:4}  {one.share:4.0%}  {one.service}")
            for mutant in one.survivors if survivors else ():
                click.echo(f"        {mutant.change}")
    tried, noticed = sum(one.tried for one in done), sum(one.noticed for one in done)
    share = noticed / tried if tried else 1.0
    if form == "json":
        told = [
            {
                "service": one.service,
                "tried": one.tried,
                "noticed": one.noticed,
                "survivors": [{"kind": mutant.kind, "change": mutant.change} for mutant in one.survivors],
            }
            for one in done
        ]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{noticed:4} of {tried:4}  {share:4.0%}  in {len(done)} services")
    sys.exit(1 if share * 100 < least else 0)
