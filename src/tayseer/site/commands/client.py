"""The clients of the OpenID provider: register, change keys, stop, let go on, list; and what establishments ask for."""

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import IO, Any

import click

from tayseer.site.cli import with_django

FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the answer."
)


@click.group()
def command() -> None:
    """Work with the agencies and firms that let people sign in here. Every change leaves a row in the audit."""


def _said_plainly(function: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what is refused into one sentence and exit code 1."""

    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        from tayseer.partners.console.actions import UnableToDecide
        from tayseer.partners.console.contract import UnableToAct
        from tayseer.partners.openid.actions import UnableToKeepClient

        try:
            return function(*args, **kwargs)
        except (UnableToKeepClient, UnableToAct) as problem:
            raise click.ClickException(problem.text.en) from problem
        except UnableToDecide as problem:
            raise click.ClickException(str(problem)) from problem

    return wrapper


@command.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@with_django
@_said_plainly
def add(*, file: IO[str]) -> None:
    """Register a client from FILE, a JSON document as docs/guide/openid.md describes it; - reads standard input."""
    from tayseer.audit.contract import SYSTEM
    from tayseer.kit.text import Text
    from tayseer.partners.openid import actions
    from tayseer.partners.openid.contract import ScopeContract
    from tayseer.site import clock

    written = _read(file)
    try:
        scopes = [
            ScopeContract(one["scope"], Text(**one["purpose"]), Text(**one["basis"]), bool(one.get("essential", True)))
            for one in written.pop("scopes")
        ]
        names = Text(**written.pop("names"))
        made = actions.add_client(actor=SYSTEM, at=clock.now(), names=names, scopes=scopes, **written)
    except (KeyError, TypeError, AttributeError) as problem:
        message = f"The document lacks something, or holds what is not known: {problem}."
        raise click.ClickException(message) from problem
    click.echo(f"Registered: {made.id} ({made.names.en}), with {', '.join(made.scopes)}.")


@command.command()
@click.argument("client_id")
@click.argument("jwks", type=click.File(encoding="utf-8"))
@with_django
@_said_plainly
def keys(*, client_id: str, jwks: IO[str]) -> None:
    """Replace the public keys of CLIENT_ID with those of JWKS, a file; the old ones count no more."""
    from tayseer.audit.contract import SYSTEM
    from tayseer.partners.openid import actions
    from tayseer.site import clock

    made = actions.change_keys(actor=SYSTEM, at=clock.now(), client_id=client_id, jwks=_read(jwks))
    click.echo(f"Keys of {client_id}: {', '.join(one['kid'] for one in made.jwks)}.")


@command.command()
@click.argument("client_id")
@click.option("--reason", required=True, metavar="WORDS", help="Why; it is kept in the audit.")
@with_django
@_said_plainly
def stop(*, client_id: str, reason: str) -> None:
    """Stop CLIENT_ID at once: it authenticates no more, and its tokens are worth nothing."""
    from tayseer.audit.contract import SYSTEM
    from tayseer.partners.console.actions import note_platform_stop
    from tayseer.partners.openid import actions
    from tayseer.site import clock

    actions.stop_client(actor=SYSTEM, at=clock.now(), client_id=client_id, reason=reason)
    # From now on its holder may not let it go on, even if it was the holder who stopped it first.
    note_platform_stop(client_id=client_id)
    click.echo(f"Stopped: {client_id}.")


@command.command()
@click.argument("client_id")
@with_django
@_said_plainly
def resume(*, client_id: str) -> None:
    """Let a stopped CLIENT_ID work again; people sign in there anew."""
    from tayseer.audit.contract import SYSTEM
    from tayseer.partners.openid import actions
    from tayseer.site import clock

    actions.resume_client(actor=SYSTEM, at=clock.now(), client_id=client_id)
    click.echo(f"Works again: {client_id}.")


@command.command("list")
@FORMAT
@with_django
def list_(*, form: str) -> None:
    """List the clients, the stopped ones too: name, kind, state and what their contracts allow."""
    from tayseer.partners.openid import queries

    found = queries.clients()
    if form == "json":
        plain = [
            {"id": one.id, "name": {"ar": one.names.ar, "en": one.names.en}, "kind": one.kind, "state": one.state,
             "sandbox": one.sandbox, "scopes": list(one.scopes), "redirect_uris": list(one.redirect_uris)}
            for one in found
        ]  # fmt: skip
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
        return
    for one in found:
        kind = f"{one.kind}{' (sandbox)' if one.sandbox else ''}"
        click.echo(f"{one.id:<24} {one.names.en:<28} {kind:<16} {one.state:<8} {' '.join(one.scopes)}")


@command.command()
@with_django
def requests() -> None:
    """List what establishments ask of the platform in their console: scopes, and clients for real work."""
    from tayseer.partners.console import queries

    found = queries.waiting()
    for one in found:
        number, names = queries.establishment(establishment_id=one.establishment_id)
        click.echo(f"{one.public_id}  {one.kind:<10} {one.client_id:<24} {names.en} ({number})")
        if one.kind == "scopes":
            asked = one.asked
            click.echo(f"    {' '.join(asked['scopes'])}{'' if asked['essential'] else ' (voluntary)'}")
            click.echo(f"    {asked['purpose_en']} | {asked['purpose_ar']}")
            click.echo(f"    {asked['basis_en']} | {asked['basis_ar']}")
        else:
            click.echo(f"    {' '.join(one.asked['redirect_uris'])}")
            for scope in queries.held_by(client_id=one.client_id).client.scopes.values():
                click.echo(f"    {scope.scope}: {scope.purpose.en} ({scope.basis.en})")
    click.echo(f"{len(found)} wait for a decision.")


@command.command()
@click.argument("request_id")
@with_django
@_said_plainly
def approve(*, request_id: str) -> None:
    """Give what REQUEST_ID asks for: its scopes join the contract, or the client for real work is registered."""
    from tayseer.audit.contract import SYSTEM
    from tayseer.partners.console import actions
    from tayseer.site import clock

    done = actions.approve(actor=SYSTEM, public_id=request_id, at=clock.now())
    click.echo(f"Approved: {done.made or done.client_id}.")


@command.command()
@click.argument("request_id")
@click.option("--reason", required=True, metavar="WORDS", help="Why; the establishment reads it.")
@with_django
@_said_plainly
def decline(*, request_id: str, reason: str) -> None:
    """Decline what REQUEST_ID asks for."""
    from tayseer.audit.contract import SYSTEM
    from tayseer.partners.console import actions
    from tayseer.site import clock

    actions.decline(actor=SYSTEM, public_id=request_id, reason=reason, at=clock.now())
    click.echo(f"Declined: {request_id}.")


def _read(file: IO[str]) -> dict[str, Any]:
    try:
        written = json.load(file)
    except ValueError as problem:
        message = f"{Path(file.name).name} is no JSON: {problem}."
        raise click.ClickException(message) from problem
    if not isinstance(written, dict):
        message = f"{Path(file.name).name} holds no JSON object."
        raise click.ClickException(message)
    return written
