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
    from tayseer.verify import actions, pages, rules, sources

    at = clock.now()
    finding = rules.check(file.read_bytes(), at=at, sources=sources.offline() if offline else sources.online())
    if not offline:
        actions.raise_alarm_if_forged(at=at, finding=finding)
    drawn = pages.redrawn(finding.claims, lang) if finding.claims else None
    said = pages.verdict_words(finding)
    if form == "json":
        click.echo(json.dumps(_plain(finding, drawn, lang), ensure_ascii=False, indent=2))
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


def _plain(finding: object, drawn: object, lang: str) -> dict[str, object]:
    """The finding as JSON: stable codes for programs, words for people."""
    from tayseer.verify import pages, rules

    assert isinstance(finding, rules.Finding)
    claims = finding.claims
    return {
        "verdict": str(finding.verdict),
        "suspended": finding.is_suspended,
        "findings": [
            {"code": one.code, "passed": one.passed, "text": one.text.in_(lang)} for one in finding.findings
        ],
        "kid": finding.kid,
        "checked_at": finding.checked_at.isoformat(),
        "status_as_of": finding.status_as_of.isoformat() if finding.status_as_of else None,
        "claims": {
            "issuer": claims.issuer, "type": claims.type, "number": claims.number, "name_ar": claims.names.ar,
            "name_en": claims.names.en, "issued_at": claims.issued_at.isoformat(),
            "expires_at": claims.expires_at.isoformat(), "facts": dict(claims.facts),
        } if claims else None,
        "document": {
            "title": drawn.title, "agency": drawn.agency,
            "rows": [{"label": row.label, "value": row.value, "note": row.note} for row in drawn.rows],
        } if isinstance(drawn, pages.Redrawn) else None,
    }  # fmt: skip
