"""The keys of the platform: list, make, rotate, retire, declare stolen, hold the ceremony, publish the trust list."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from tayseer.site.cli import with_django

FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the answer."
)
REASON = click.option("--reason", required=True, metavar="WORDS", help="Why; it is kept in the audit.")
PURPOSES = ("document", "seal", "status", "message", "token", "ca")


@click.group()
def command() -> None:
    """Work with the keys that sign documents, seals, lists and logs. Every change leaves a row in the audit."""


def _said_plainly(function: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what the keystore refuses into one sentence and exit code 1."""

    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        from tayseer.documents import trust
        from tayseer.documents.keystore import UnableToMakeKey, UnableToOpenKeystore, UnableToSign, custody

        refusals = (
            UnableToMakeKey, UnableToOpenKeystore, UnableToSign, trust.UnableToPublish, trust.UnableToTrust,
            custody.UnableToHoldCeremony,
        )  # fmt: skip
        try:
            return function(*args, **kwargs)
        except refusals as problem:
            words = str(problem)
            raise click.ClickException(words[:1].upper() + words[1:]) from problem

    return wrapper


@command.command("list")
@click.option("--state", type=click.Choice(["active", "retired", "compromised"]), help="Only keys in this state.")
@FORMAT
@with_django
@_said_plainly
def list_(*, state: str | None, form: str) -> None:
    """List the keys: what each is for, whose it is, when it signs, and how it stands."""
    from tayseer.documents.keystore import custody

    found = [info for info in custody.all_keys() if state is None or info.state == state]
    if form == "json":
        click.echo(json.dumps([_plain(info) for info in found], ensure_ascii=False, indent=2))
        return
    for info in found:
        since = f" since {_moment(info.compromised_since)}" if info.compromised_since else ""
        whose = info.name or info.agency or "platform"
        click.echo(
            f"{info.kid:<16} {info.purpose:<9} {whose:<31} {info.sign_from} to {info.sign_until}  {info.state}{since}"
        )


@command.command()
@click.option("--agency", help="Whose key: the agency's code. Without it, all that a year wants, for every agency.")
@click.option("--purpose", type=click.Choice(PURPOSES), help="What it signs.")
@click.option("--year", type=click.IntRange(2020, 2100), help="For which year (default: this one).")
@click.option(
    "--per-minute", default=0, type=click.IntRange(0, 10_000_000), help="Most signatures a minute (0: usual)."
)
@FORMAT
@with_django
@_said_plainly
def make(*, agency: str | None, purpose: str | None, year: int | None, per_minute: int, form: str) -> None:
    """Make one key of an agency; without --agency, every missing document, seal and status key of the year."""
    from tayseer.audit.contract import SYSTEM
    from tayseer.documents.keystore import custody
    from tayseer.site import clock

    at = clock.now()
    if (agency is None) != (purpose is None):
        message = "Give --agency and --purpose together, or neither for all keys of the year."
        raise click.UsageError(message)
    if agency is None:
        made = custody.years_keys(actor=SYSTEM, at=at, year=year or at.year)
    else:
        one: Any = purpose
        made = [
            custody.make_key(
                actor=SYSTEM, at=at, agency=agency, purpose=one, year=year or at.year, per_minute=per_minute
            )
        ]
    _answer(form, {"made": made, "trust_list": _published(at)}, f"Made: {', '.join(made) or 'nothing was missing'}.")


@command.command()
@click.option("--agency", help="Whose key: the agency's code.")
@click.option("--purpose", type=click.Choice(PURPOSES), help="What it signs.")
@click.option("--log", "log", help="Instead of an agency's key: the key of this log (audit, documents).")
@click.option("--year", type=click.IntRange(2020, 2100), help="For which year (default: this one).")
@REASON
@FORMAT
@with_django
@_said_plainly
def rotate(
    *, agency: str | None, purpose: str | None, log: str | None, year: int | None, reason: str, form: str
) -> None:
    """Make a new key and retire those it takes over from; what they signed stays good."""
    from tayseer.audit.contract import SYSTEM
    from tayseer.documents.keystore import custody
    from tayseer.site import clock

    at = clock.now()
    if log is not None and agency is None and purpose is None:
        done = custody.rotate_log_key(actor=SYSTEM, at=at, log=log, reason=reason)
    elif agency is not None and purpose is not None and log is None:
        one: Any = purpose
        done = custody.rotate_key(actor=SYSTEM, at=at, agency=agency, purpose=one, year=year or at.year, reason=reason)
    else:
        message = "Give --agency and --purpose, or --log."
        raise click.UsageError(message)
    _answer(
        form,
        {"made": done.kid, "retired": list(done.retired), "trust_list": _published(at)},
        f"{done.kid} signs from now on. Retired: {', '.join(done.retired) or 'none'}.",
    )


@command.command()
@click.argument("kid")
@REASON
@FORMAT
@with_django
@_said_plainly
def retire(*, kid: str, reason: str, form: str) -> None:
    """Let the key KID sign no more; what it signed until now stays good."""
    from tayseer.audit.contract import SYSTEM
    from tayseer.documents.keystore import custody
    from tayseer.site import clock

    at = clock.now()
    custody.retire_key(actor=SYSTEM, at=at, kid=kid, reason=reason)
    _answer(form, {"retired": kid, "trust_list": _published(at)}, f"{kid} signs no more.")


@command.command()
@click.argument("kid")
@click.option("--since", required=True, metavar="ISO", help="Since when it may be in other hands: 2026-11-25T08:00Z.")
@REASON
@FORMAT
@with_django
@_said_plainly
def compromise(*, kid: str, since: str, reason: str, form: str) -> None:
    """Say that the key KID may be in other hands. Nothing takes this back.

    What it signed since that moment is refused everywhere; what is older counts only with a proof of its age.
    """
    from tayseer.audit.contract import SYSTEM
    from tayseer.documents.keystore import custody, reissue
    from tayseer.site import clock

    at = clock.now()
    custody.declare_compromised(actor=SYSTEM, at=at, kid=kid, since=_since(since), reason=reason)
    hit = reissue.drill(kid, at=at)
    _answer(
        form,
        {"compromised": kid, "since": _since(since).isoformat(), "trust_list": _published(at), "living": hit.total},
        f"{kid} is compromised since {_since(since):%Y-%m-%d %H:%M} UTC.\n"
        f"Living documents it signed: {hit.total}, {hit.since_theft} of them since then.\n"
        f"Next: tayseer keys reissue {kid} --dry-run",
    )


@command.command()
@click.option("--witness", "witnesses", multiple=True, metavar="NAME", help="Who is present; give it twice.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the minutes to this file as well.")
@FORMAT
@with_django
@_said_plainly
def ceremony(*, witnesses: tuple[str, ...], out: Path | None, form: str) -> None:
    """Make the national roots, current and next, with two people present, and print the minutes."""
    from tayseer.audit.contract import SYSTEM
    from tayseer.documents.keystore import custody
    from tayseer.site import clock

    at = clock.now()
    held = custody.hold_ceremony(actor=SYSTEM, at=at, witnesses=witnesses)
    minutes = {
        "held_at": held.held_at.isoformat(), "witnesses": list(held.witnesses),
        "roots": [dict(one) for one in held.roots], "trust_list": _published(at),
    }  # fmt: skip
    if out is not None:
        out.write_text(json.dumps(minutes, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    lines = [f"Held on {held.held_at:%Y-%m-%d %H:%M} UTC before {' and '.join(held.witnesses)}."]
    for root in held.roots:
        lines += [
            f"{root['kid']}  thumbprint   {root['thumbprint']}",
            f"     certificate  {root['certificate_sha256']}",
        ]
    lines.append("Both people copy the thumbprints by hand and sign the copy.")
    _answer(form, minutes, "\n".join(lines))


@command.command()
@FORMAT
@with_django
@_said_plainly
def publish(*, form: str) -> None:
    """Sign the trust list anew and publish it; the root must be at hand."""
    from tayseer.audit.contract import SYSTEM
    from tayseer.documents.keystore import custody
    from tayseer.site import clock

    found = custody.publish_trust(actor=SYSTEM, at=clock.now())
    _answer(
        form,
        {"sequence": found.sequence, "expires_at": found.expires_at.isoformat(), "keys": len(found.keys)},
        f"Trust list {found.sequence} names {len(found.keys)} keys and holds until "
        f"{found.expires_at:%Y-%m-%d %H:%M} UTC.",
    )


@command.command()
@click.argument("kid")
@click.option("--dry-run", is_flag=True, help="Count and list what would be signed again; write nothing.")
@click.option("--limit", default=0, type=click.IntRange(0), help="At most this many documents (0: all).")
@FORMAT
@with_django
@_said_plainly
def reissue(*, kid: str, dry_run: bool, limit: int, form: str) -> None:
    """Sign the living documents of the key KID again by the key that follows it; the old ones are revoked.

    It may be stopped and called again. Documents that only hold for a short while are revoked, to be asked for anew.
    """
    from tayseer.audit.contract import SYSTEM
    from tayseer.documents.keystore import reissue as reissues
    from tayseer.site import clock

    at = clock.now()
    if dry_run:
        _print_drill(kid, at=at, limit=limit, form=form)
        return
    signed = revoked = 0
    while limit == 0 or signed + revoked < limit:
        wanted = min(200, limit - signed - revoked) if limit else 200
        some = reissues.sign_again(kid, actor=SYSTEM, at=at, limit=wanted)
        if some == (0, 0):
            break
        signed, revoked = signed + some[0], revoked + some[1]
    left = reissues.drill(kid, at=at).total
    _answer(
        form,
        {"signed_again": signed, "revoked": revoked, "left": left},
        f"Signed again: {signed}. Revoked, to be asked for anew: {revoked}. Left: {left}.",
    )


def _print_drill(kid: str, *, at: datetime, limit: int, form: str) -> None:
    from itertools import islice

    from tayseer.documents.keystore import reissue as reissues

    found = reissues.drill(kid, at=at)
    listed = islice(reissues.documents_of(kid, at=at), limit or None)
    if form == "json":
        documents = [
            {"public_id": public_id, "type": code, "issued_at": issued.isoformat()}
            for public_id, code, issued in listed
        ]
        plain = {
            "kid": kid, "total": found.total, "since_theft": found.since_theft, "by_type": found.by_type,
            "to_sign_again": found.to_sign_again, "to_revoke": found.to_revoke, "documents": documents,
        }  # fmt: skip
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
        return
    click.echo(f"{kid} signed {found.total} living documents, {found.since_theft} of them since it was stolen.")
    click.echo(f"To be signed again: {found.to_sign_again}. To be revoked and asked for anew: {found.to_revoke}.")
    for code, count in found.by_type.items():
        click.echo(f"  {code}: {count}")
    for public_id, code, issued in listed:
        click.echo(f"{public_id}  {issued:%Y-%m-%d %H:%M}  {code}")


def _published(at: datetime) -> int | None:
    """Publish the trust list and give its number; None, with a hint, when the root is not at hand."""
    from tayseer.audit.contract import SYSTEM
    from tayseer.documents import trust
    from tayseer.documents.keystore import custody

    try:
        return custody.publish_trust(actor=SYSTEM, at=at).sequence
    except trust.UnableToPublish as problem:
        click.echo(f"Nobody knows of it yet. {problem}", err=True)
        return None


def _answer(form: str, plain: Mapping[str, object], words: str) -> None:
    click.echo(json.dumps(plain, ensure_ascii=False, indent=2) if form == "json" else words)


def _plain(info: Any) -> dict[str, object]:
    return {
        "kid": info.kid, "purpose": info.purpose, "agency": info.agency, "issuer": info.issuer, "name": info.name,
        "types": list(info.types), "sign_from": info.sign_from.isoformat(), "sign_until": info.sign_until.isoformat(),
        "state": info.state, "per_minute": info.per_minute, "jwk": dict(info.jwk),
        "compromised_since": _moment(info.compromised_since) if info.compromised_since else None,
    }  # fmt: skip


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _since(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        message = f"'{written}' is no moment. Write it like 2026-11-25T08:00Z."
        raise click.BadParameter(message) from None
    if moment.tzinfo is None:
        message = f"'{written}' does not say its time zone. Write 2026-11-25T08:00Z for UTC, +03:00 for Riyadh."
        raise click.BadParameter(message)
    return moment.astimezone(UTC)
