"""The catalogue's own checks: examples hold, every rule is tried, law has its eves, both languages, sheets."""

import json
import sys
from pathlib import Path

import click


@click.command()
@click.option("--on", "day", metavar="DATE", help="The day that counts as today.")
@click.option("--sheets/--no-sheets", default=True, help="Whether docs/services must be up to date.")
@click.option("--lock/--no-lock", default=True, help="Whether every definition must be published in services.lock.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the findings."
)
def command(*, day: str | None, sheets: bool, lock: bool, form: str) -> None:
    """Check every service of the catalogue. The exit code is 0 only when nothing is found."""
    from tayseer.insight.checks import run_all
    from tayseer.services import catalogue
    from tayseer.site import environment
    from tayseer.site.offline import day_of

    folder: Path = environment.repository() / "docs" / "services"
    published = environment.repository() / "services.lock"
    found = run_all(
        on=day_of(day),
        sheets_in=folder if sheets and folder.is_dir() else None,
        locked_in=published if lock and folder.is_dir() else None,
    )
    problems = [problem for _, some in found for problem in some]
    if form == "json":
        told = [{"check": one.check, "where": one.where, "problem": one.text} for one in problems]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for check, some in found:
            click.echo(f"{'✗' if some else '✓'} {check.sentence}")
            for problem in some:
                click.echo(f"    {problem.where}: {problem.text}")
        examples = sum(len(service.examples) for service in catalogue().values())
        click.echo(f"{len(catalogue())} services, {examples} worked examples, {len(problems)} problems.")
    sys.exit(1 if problems else 0)
