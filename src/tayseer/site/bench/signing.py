"""Benchmark of signing in: number, password and the code that comes by SMS; and a passkey alone."""

import http.client
import json
import os
import re
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from http.cookies import SimpleCookie
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.middleware.csrf import get_token
from fido2.cbor import encode
from fido2.cose import ES256
from fido2.utils import websafe_encode

from tayseer.demo.roll import PASSWORD
from tayseer.identity.middleware import COOKIE
from tayseer.identity.passkeys import party
from tayseer.identity.views import ATTEMPT, CHALLENGE
from tayseer.site.bench import usage
from tayseer.site.bench.figures import Figure, Round
from tayseer.site.bench.stage import Stage, UnableToMeasure

PEOPLE = 20_000
WARM_UP_SECONDS = 1.0
#: Signs one person in at an address; gives what went wrong, or nothing.
SignsIn = Callable[[str, Any], str]
_CODE = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")
_BOUND = """
import sys, time
from argon2.low_level import Type, hash_secret_raw
end, count = time.monotonic() + float(sys.argv[1]), 0
while time.monotonic() < end:
    hash_secret_raw(b"a password of some length", b"sixteen bytes of", time_cost=2, memory_cost=19456, parallelism=1,
                    hash_len=32, type=Type.ID)
    count += 1
print(count)
"""


def sign_in(stage: Stage) -> list[Figure]:
    """Sign in by password and SMS: two POSTs and the SMS between them, by people from addresses of their own.

    The first request counts the tries of the address and of the number, checks the password with Argon2id as OWASP asks
    for it, counts and keeps a code and sends it; the second counts the try, uses the code up, ends sessions that have
    run out, writes the session and the audit. Every sign-in is another person's, from another address of this machine
    (127.0.0.0/8), as the limits are per address. Between the two the code is read from the demonstration's outbox,
    which is the phone. Load comes from threads of Python, because wrk cannot carry an answer into the next request.

    Then by a passkey alone: one POST for the challenge, one with what a P-256 key made of software signed. The second
    uses the challenge up, checks origin, domain, user and signature, moves the counter, and writes session and audit.
    """
    stage.country(stage.options.people_or(PEOPLE))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.number, a.mobile FROM identity_account a JOIN people_person p ON p.id = a.person_id"
            " WHERE a.kind = 'person' AND a.state = 'active' AND a.mobile LIKE '+9997%%'"
            " ORDER BY hashint8(a.id) LIMIT 20000"
        )
        people = _cycled(cursor.fetchall())
    by_password = _measured(stage, "sign-in", people, _signed_in)
    keys = _cycled(_given_keys(int(stage.options.seconds * (stage.options.rounds + 1) * 400)))
    by_passkey = _measured(stage, "sign-in-passkey", keys, _signed_in_by_key)
    return [
        Figure(
            name="sign-in",
            unit="sign-ins/s",
            what=(sign_in.__doc__ or "").split("\n", 1)[0],
            bound="Argon2id of the same cost alone, on every core",
            rounds=by_password,
            clients=stage.options.clients,
            notes=("load by threads of Python on the same cores; times are of both requests and the SMS together",),
        ),
        Figure(
            name="sign-in-passkey",
            unit="sign-ins/s",
            what="Sign in by a passkey alone: a challenge, and the answer of a P-256 key made of software.",
            bound="Argon2id of the password's cost alone, on every core",
            rounds=by_passkey,
            clients=stage.options.clients,
            notes=("load by threads of Python on the same cores, which sign too; times are of both requests together",),
        ),
    ]


def _measured(stage: Stage, name: str, people: Iterator[Any], signs_in: SignsIn) -> tuple[Round, ...]:
    options, url = stage.options, stage.url()
    _load(url, people, signs_in, seconds=min(WARM_UP_SECONDS, options.seconds), clients=options.clients)
    rounds = []
    for number in range(options.rounds):
        stage.say(f"  {name}: round {number + 1} of {options.rounds}")
        before = usage.read(stage.parts)
        found = _load(url, people, signs_in, seconds=options.seconds, clients=options.clients)
        used = usage.since(before, stage.parts)
        if found.why:
            stage.say(f"  {name}: {found.errors} errors; the first: {found.why}")
        times = sorted(found.times)
        if not times:
            message = f"Nobody could sign in. {found.why}"
            raise UnableToMeasure(message)
        rounds.append(
            Round(
                value=len(times) / found.seconds,
                bound=_argon2(seconds=max(1.0, options.seconds / 3)),
                errors=found.errors,
                p50_ms=round(times[len(times) // 2] * 1000, 2),
                p99_ms=round(times[min(len(times) - 1, len(times) * 99 // 100)] * 1000, 2),
                used=used,
            )
        )
    return tuple(rounds)


@dataclass
class _Key:
    """A passkey of somebody: its credential, its key and its counter."""

    credential: bytes
    key: ec.EllipticCurvePrivateKey
    counter: int = 0


def _given_keys(count: int) -> list[_Key]:
    """Give so many people a passkey each, and return the passkeys; at most as many as there are people."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM identity_account WHERE kind = 'person' AND state = 'active' AND mobile LIKE '+9997%%'"
            " ORDER BY hashint8(id) LIMIT %s",
            [min(count, PEOPLE)],
        )
        accounts = [row[0] for row in cursor.fetchall()]
        keys = [_Key(secrets.token_bytes(16), ec.generate_private_key(ec.SECP256R1())) for _ in accounts]
        cursor.executemany(
            "INSERT INTO identity_authenticator (public_id, account_id, kind, name, bound_level, bound_at, credential,"
            " public_key, sign_count, aaguid, transports)"
            " VALUES (%s, %s, 'passkey', 'bench', 3, now(), %s, %s, 0, '', '{}')",
            [
                (secrets.token_hex(8), account, one.credential, encode(dict(_public(one))))
                for account, one in zip(accounts, keys, strict=True)
            ],
        )
    return keys


def _public(one: _Key) -> ES256:
    return ES256.from_cryptography_key(one.key.public_key())


@dataclass
class _Found:
    """What all clients saw together."""

    times: list[float] = field(default_factory=list)
    errors: int = 0
    why: str = ""
    seconds: float = 0.0


def _cycled(rows: list[Any]) -> Iterator[Any]:
    """People in turn; nobody comes again before everybody has come."""
    if not rows:
        raise UnableToMeasure("Nobody in this country can sign in. Give more --people.")
    while True:
        yield from rows


def _load(url: str, people: Iterator[Any], signs_in: SignsIn, *, seconds: float, clients: int) -> _Found:
    waiting: SimpleQueue[Any] = SimpleQueue()
    for _ in range(int(seconds * 400) + clients):
        waiting.put(next(people))
    found, lock = _Found(), threading.Lock()
    started = time.monotonic()
    end = started + seconds

    def client() -> None:
        try:
            while time.monotonic() < end:
                somebody = waiting.get_nowait()
                begun = time.monotonic()
                problem = signs_in(url, somebody)
                taken = time.monotonic() - begun
                with lock:
                    if problem:
                        found.errors += 1
                        found.why = found.why or problem
                    else:
                        found.times.append(taken)
        except Empty:
            with lock:
                found.errors += 1
                found.why = found.why or "the people ran out before the time"
        finally:
            connection.close()

    threads = [threading.Thread(target=client, daemon=True) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.seconds = time.monotonic() - started
    return found


def _visit(url: str) -> tuple[http.client.HTTPConnection, str, dict[str, str]]:
    """A connection from an address of its own, the token of its forms, and its cookies."""
    place = urlsplit(url)
    # Loopback has sixteen million addresses; each visitor has one.
    address = f"127.{1 + secrets.randbelow(250)}.{secrets.randbelow(250)}.{1 + secrets.randbelow(250)}"
    source = (address, 0) if place.hostname == "127.0.0.1" else None
    site = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30, source_address=source)
    request = HttpRequest()
    token = get_token(request)
    return site, token, {settings.CSRF_COOKIE_NAME: request.META["CSRF_COOKIE"]}


def _signed_in_by_key(url: str, one: _Key) -> str:
    """Sign one person in by a passkey; gives what went wrong, or nothing."""
    site, token, cookies = _visit(url)
    try:
        form = {"csrfmiddlewaretoken": token, "purpose": "sign-in"}
        status, _, set_, body = _asked(site, "/ar/passkey/options/", form, cookies)
        if CHALLENGE not in set_:
            return f"the challenge was answered {status}"
        cookies[CHALLENGE] = set_[CHALLENGE].value
        form = {"csrfmiddlewaretoken": token, "answer": _answer(one, json.loads(body))}
        status, place_to, set_, _ = _asked(site, "/ar/sign-in/passkey/", form, cookies)
    except (OSError, http.client.HTTPException) as problem:
        return f"{type(problem).__name__}: {problem}"
    finally:
        site.close()
    return "" if COOKIE in set_ else f"the passkey was answered {status} {place_to}"


def _answer(one: _Key, options: dict[str, Any]) -> str:
    """What a browser would send: the challenge signed, with the user verified and the counter one higher."""
    one.counter += 1
    client = json.dumps({"type": "webauthn.get", "challenge": options["challenge"], "origin": party().origin}).encode()
    data = sha256(options["rpId"].encode()).digest() + b"\x05" + one.counter.to_bytes(4, "big")
    signature = one.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
    said = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
    coded = websafe_encode(one.credential)
    return json.dumps(
        {"id": coded, "rawId": coded, "response": {name: websafe_encode(value) for name, value in said.items()}}
    )


def _signed_in(url: str, somebody: tuple[str, str]) -> str:
    """Sign one person in by number, password and SMS; gives what went wrong, or nothing."""
    number, mobile = somebody
    site, token, cookies = _visit(url)
    try:
        form = {"csrfmiddlewaretoken": token, "number": number, "password": PASSWORD}
        status, place_to, set_, _ = _asked(site, "/ar/sign-in/", form, cookies)
        if ATTEMPT not in set_:
            return f"the password was answered {status} {place_to}"
        cookies[ATTEMPT] = set_[ATTEMPT].value
        form = {"csrfmiddlewaretoken": token, "code": _code_sent_to(mobile)}
        status, place_to, set_, _ = _asked(site, "/ar/sign-in/code/", form, cookies)
    except (OSError, http.client.HTTPException) as problem:
        return f"{type(problem).__name__}: {problem}"
    finally:
        site.close()
    return "" if COOKIE in set_ else f"the code was answered {status} {place_to}"


def _asked(
    site: http.client.HTTPConnection, path: str, form: dict[str, str], cookies: dict[str, str]
) -> tuple[int, str, SimpleCookie, bytes]:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    }
    site.request("POST", path, body=urlencode(form), headers=headers)
    answer = site.getresponse()
    body = answer.read()
    given = SimpleCookie()
    for header in answer.headers.get_all("Set-Cookie") or []:
        given.load(header)
    return answer.status, answer.headers.get("Location", ""), given, body


def _code_sent_to(mobile: str) -> str:
    """The code in the last text to a phone; nothing when none came."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT text FROM identity_outbox WHERE "to" = %s ORDER BY id DESC LIMIT 1', [mobile])
        row = cursor.fetchone()
    found = _CODE.search(row[0]) if row else None
    return found[0] if found else ""


def _argon2(*, seconds: float) -> float:
    """Password checks a second on all cores, by one bare process on each."""
    cores = os.cpu_count() or 1
    command = [sys.executable, "-c", _BOUND, str(seconds)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(cores)]
    total = sum(int(process.communicate()[0]) for process in running)
    return total / seconds
