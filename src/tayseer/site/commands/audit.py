"""The logs nobody can quietly change: checkpoints, proofs, checks, and the rights of the database's roles."""

import base64
import json
import re
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from tayseer.site.cli import with_django

_log = click.option(
    "--log", type=click.Choice(["audit", "documents"]), default="audit", show_default=True, help="Which log."
)
_form = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
_out = click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file to write (default: print).")


@click.group()
def command() -> None:
    """Show, prove and check the logs that nobody can quietly change."""


@command.command()
@_log
@_form
@_out
@with_django
def checkpoint(*, log: str, form: str, out: Path | None) -> None:
    """Print the log's checkpoint, signed as the log stands now."""
    from tayseer.audit import logs
    from tayseer.site import clock, logkeeping

    note = logkeeping.keep(log, at=clock.now()) or logs.latest(log)
    if note is None:
        message = f"The log {log} has no checkpoint yet: it is empty, or was not signed. Run 'tayseer audit check'."
        raise click.ClickException(message)
    origin, size, root = note.split("\n")[:3]
    told = {"origin": origin, "size": int(size), "root": root, "note": note, "keys": logkeeping.verifier_keys(log)}
    _give(json.dumps(told, ensure_ascii=False, indent=2) + "\n" if form == "json" else note, out)


@command.command()
@click.argument("what", metavar="EVENT_ID_OR_LEAF")
@_log
@_form
@_out
@with_django
def prove(*, what: str, log: str, form: str, out: Path | None) -> None:
    """Print the proof (C2SP tlog-proof) that an event, or the leaf with a hash in hexadecimal, is in the log."""
    from tayseer.audit import logs, proofs

    entry = ""
    if re.fullmatch(r"[0-9a-f]{64}", what):
        proof = logs.prove_inclusion(log=log, leaf_hash=bytes.fromhex(what))
    else:
        event_id = _event_id(what)
        proof = proofs.proof_of_event(event_id)
        found = proofs.logged([event_id]).get(event_id)
        entry = found.entry if found else ""
    if proof is None:
        message = f"No checkpoint of the log {log} holds {what}. A new entry is there after a second or two."
        raise click.ClickException(message)
    text = proof.text().decode()
    told = {"format": proofs.FORMAT, "log": log, "entry": entry, "disclosed": {}, "proof": text}
    _give(json.dumps(told, ensure_ascii=False, indent=2) + "\n" if form == "json" else text, out)


@command.command()
@click.argument("old", type=click.IntRange(min=1))
@click.argument("new", type=click.IntRange(min=1))
@_log
@_form
@_out
@with_django
def consistency(*, old: int, new: int, log: str, form: str, out: Path | None) -> None:
    """Print the hashes that show the first OLD entries of the log to be unchanged among NEW."""
    from tayseer.audit import logs
    from tayseer.audit.merkle import UnableToProve

    try:
        path = [base64.b64encode(one).decode() for one in logs.prove_consistency(log=log, old=old, new=new)]
    except UnableToProve as problem:
        raise click.ClickException(str(problem)) from problem
    told = {"log": log, "old": old, "new": new, "path": path}
    _give(json.dumps(told, indent=2) + "\n" if form == "json" else "".join(f"{one}\n" for one in path), out)


@command.command()
@click.option("--sample", default=200, show_default=True, type=click.IntRange(1), help="How many leaves to recompute.")
@click.option("--whole", is_flag=True, help="Recompute the root from every leaf as well.")
@_form
@with_django
def check(*, sample: int, whole: bool, form: str) -> None:
    """Check both logs against what was signed, inside and outside the database; exit code 0 only when all holds."""
    from tayseer.audit import checking, logs, roles
    from tayseer.site import clock, logkeeping

    reports = [logkeeping.check(log, at=clock.now(), sample=sample, whole=whole) for log in logs.LOGS]
    late, rights = checking.late(), roles.too_many_rights()
    if form == "json":
        told: dict[str, Any] = {
            "logs": [
                {"log": one.log, "size": one.size, "checked": one.checked, "problems": list(one.problems)}
                for one in reports
            ],
            "late": late,
            "too_many_rights": rights,
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for one in reports:
            click.echo(f"{one.log}: {one.size} entries, {one.checked} recomputed, {len(one.problems)} problems")
            for problem in one.problems:
                click.echo(f"  ✗ {problem}")
        if late:
            click.echo(f"✗ {late}")
        if rights:
            click.echo("? This role owns the audit or has too many rights: see 'tayseer audit roles --help'.")
    sys.exit(1 if late or any(one.problems for one in reports) else 0)


@command.command()
@click.option("--application", required=True, metavar="ROLE", help="The role of the web and worker processes.")
@click.option("--owner", default="", metavar="ROLE", help="The role, without login, that shall own all tables.")
@click.option("--retention", default="", metavar="ROLE", help="The role that may delete salts, and nothing else.")
@click.option("--execute", "runs", is_flag=True, help="Run the statements instead of printing them.")
@with_django
def roles(*, application: str, owner: str, retention: str, runs: bool) -> None:
    """Print the SQL that gives the application only INSERT and SELECT on the audit; for after each migration.

    Make the roles first (CREATE ROLE), with passwords where they sign in, and connect as a superuser or as the owner.
    """
    from django.db import DatabaseError

    from tayseer.audit import roles as rights

    try:
        lines = rights.statements(application=application, owner=owner, retention=retention)
        if runs:
            rights.execute(lines)
    except (rights.UnableToGrant, DatabaseError) as problem:
        raise click.ClickException(str(problem).strip()) from problem
    click.echo(f"{len(lines)} statements were run." if runs else "\n".join(lines))


def _event_id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError as error:
        message = f"'{written}' is neither an event's id nor a hash of 64 hexadecimal digits."
        raise click.BadParameter(message) from error


def _give(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
        click.echo(f"Written to {out}.")
