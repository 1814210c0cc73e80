"""Check a document: a PDF, a picture of its QR code, or a text file with the code's text."""

import json
import os
import sys
from pathlib import Path

import click

from tayseer.site.cli import data_option, ready


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the answer.")
@click.option("--lang", type=click.Choice(["ar", "en"]), default="en", help="The language of the answer.")
@click.option("--offline", is_flag=True, help="Use only the signed lists kept in the data folder, not the database.")
@data_option
def command(*, file: Path, form: str, lang: str, offline: bool) -> None:
    """Check the document in FILE and print the verdict. The exit code is 0 only when the document is valid."""
    if offline:
        # Nothing is asked of the database, so it need not run; Django still wants an address.
        os.environ.setdefault("DATABASE_URL", "postgresql://offline/offline")
    ready()
    from tayseer.site import clock
    from tayseer.verify import answers, pages, rules, sources

    at, data = clock.now(), file.read_bytes()
    finding = rules.check(data, at=at, sources=sources.offline()) if offline else answers.found(data, at=at)
    drawn = pages.redrawn(finding.claims, lang) if finding.claims else None
    said = pages.verdict_words(finding)
    if form == "json":
        click.echo(json.dumps(answers.as_data(finding, lang), ensure_ascii=False, indent=2))
    else:
        click.echo(f"{finding.verdict}  {said.name.in_(lang)}")
        click.echo(f"{said.meaning.in_(lang)} {said.advice.in_(lang)}")
        if drawn:
            click.echo(f"\n{drawn.title} · {drawn.agency}")
            for row in drawn.rows:
                click.echo(f"  {row.label}: {row.value}{f' ({row.note})' if row.note else ''}")
        click.echo("")
        marks = {True: "✓", False: "✗", None: "?"}
        for remark in finding.findings:
            click.echo(f"{marks[remark.passed]} {remark.text.in_(lang)}")
    sys.exit(0 if finding.verdict == "VALID" else 1)
