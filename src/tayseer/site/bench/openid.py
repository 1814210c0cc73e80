"""Benchmark of the OpenID provider: giving tokens for a code, and checking an access token at the public API."""

import hashlib
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory

from tayseer.audit.contract import SYSTEM
from tayseer.documents import jws
from tayseer.documents.keystore import jwk
from tayseer.identity.ids import new_public_id
from tayseer.kit.text import Text
from tayseer.partners.openid import actions, bearer, conf, demo_client, proofs, queries, tokens
from tayseer.partners.openid.contract import ScopeContract
from tayseer.partners.openid.views import doors
from tayseer.site import clock
from tayseer.site.bench.figures import Figure, Round
from tayseer.site.bench.stage import Stage, UnableToMeasure

PEOPLE = 2_000
LOGINS = 200
CLIENT, CALLBACK = "bench-bank", "https://bench.example/callback"
VERIFIER = secrets.token_urlsafe(48)
_FAR = timedelta(hours=6)


def openid(stage: Stage) -> list[Figure]:
    """Exchange a code for tokens as a whole request, and check an access token; one process, one after another.

    A request checks the client's assertion and its single use, the code and its verifier, uses the code up with its
    audit row, and signs an access token and an id token. It goes through the view, so without the web server's own
    work. Both it and the check are real statements against the database. The check is that of the public API: the
    signature (remembered after its first check in a process), then one statement for revocation and limit together.
    """
    at = clock.now()
    stage.country(min(stage.options.people_or(PEOPLE), PEOPLE))
    key = _client(at)
    consents = [_consent(person_id, account_id, at=at) for person_id, account_id in _signed_in(LOGINS, at=at)]
    return [_giving(stage, key, consents), _checking(stage, consents), _checking_first(stage, consents)]


def _signed_in(limit: int, *, at: datetime) -> list[tuple[int, int]]:
    """People with accounts, each in a session that has just begun: person and account."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, id FROM identity_account WHERE kind = 'person' AND state = 'active' LIMIT %s",
            [limit],
        )
        found = [(int(person), int(account)) for person, account in cursor.fetchall()]
        cursor.execute(
            "INSERT INTO identity_session (token, public_id, account_id, created_at, last_seen_at, expires_at, methods,"
            " level, level_at, device)"
            " SELECT sha256(convert_to(g.name, 'UTF8')), g.name, g.account, %s, %s, %s, '{password,sms}', 1, %s, ''"
            " FROM unnest(%s::text[], %s::bigint[]) AS g(name, account)",
            [at, at, at + _FAR, at, [new_public_id() for _ in found], [account for _, account in found]],
        )
    return found


def _client(at: datetime) -> ec.EllipticCurvePrivateKey:
    key = ec.generate_private_key(ec.SECP256R1())
    keys = {"keys": [{**jwk(key.public_key()), "kid": "k"}]}
    if queries.client(CLIENT) is not None:
        actions.change_keys(actor=SYSTEM, at=at, client_id=CLIENT, jwks=keys)
        return key
    words = Text(ar="قياس", en="A measurement")
    actions.add_client(
        actor=SYSTEM, at=at, client_id=CLIENT, names=words, kind="firm", sector="bench.example", jwks=keys,
        redirect_uris=[CALLBACK],
        scopes=[*demo_client.CONTRACT, ScopeContract("cases:read", words, words)],
    )  # fmt: skip
    return key


def _consent(person_id: int, account_id: int, *, at: datetime) -> tuple[int, int, int]:
    """A standing consent, written as it is after somebody agreed: its id, the person and the account."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO openid_consent (public_id, client_id, person_id, scopes, asked, digest, shared, text_version,"
            " receipt, given_at, until, ended_why)"
            " VALUES (%s, %s, %s, '{openid,age:over18}', '{}', '', '[]', '1', '', %s, %s, '')"
            " ON CONFLICT DO NOTHING",
            [new_public_id(), CLIENT, person_id, at, at + timedelta(days=90)],
        )
        cursor.execute(
            "SELECT id FROM openid_consent WHERE client_id = %s AND person_id = %s AND ended_at IS NULL",
            [CLIENT, person_id],
        )
        return int(cursor.fetchone()[0]), person_id, account_id


def _logins(consents: list[tuple[int, int, int]], count: int, *, audience: str, at: datetime) -> list[str]:
    """So many living logins, each in a session of its holder; their `sid`s."""
    sids = [new_public_id() for _ in range(count)]
    chosen = [consents[number % len(consents)] for number in range(count)]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO openid_login (sid, client_id, consent_id, person_id, account_id, session, scopes, audience,"
            " level, methods, auth_at, nonce, jkt, created_at, ends_at, ended_why, told)"
            " SELECT g.sid, %s, g.consent, g.person, g.account,"
            " (SELECT public_id FROM identity_session s WHERE s.account_id = g.account LIMIT 1),"
            " '{openid,cases:read}', %s, 1, '{password,sms}', %s, '', '', %s, %s, '', false"
            " FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[]) AS g(sid, consent, person, account)",
            [CLIENT, audience, at, at, at + _FAR, sids, *(list(column) for column in zip(*chosen, strict=True))],
        )
    return sids


def _codes(consents: list[tuple[int, int, int]], count: int, *, at: datetime) -> list[str]:
    sids = _logins(consents, count, audience=conf.userinfo(), at=at)
    codes = [secrets.token_urlsafe(32) for _ in sids]
    challenge = jws.encode(hashlib.sha256(VERIFIER.encode()).digest())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO openid_code (digest, login_id, redirect_uri, challenge, jkt, expires_at)"
            " SELECT sha256(convert_to(g.code, 'UTF8')), l.id, %s, %s, '', %s"
            " FROM unnest(%s::text[], %s::text[]) AS g(code, sid) JOIN openid_login l ON l.sid = g.sid",
            [CALLBACK, challenge, at + _FAR, codes, sids],
        )
    return codes


def _request(key: ec.EllipticCurvePrivateKey, code: str, *, at: datetime) -> HttpRequest:
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER,
        "client_assertion_type": proofs.ASSERTION_TYPE, "client_assertion": _assertion(key, at=at),
    }  # fmt: skip
    return RequestFactory().post("/openid/token", urlencode(form), content_type="application/x-www-form-urlencoded")


def _assertion(key: ec.EllipticCurvePrivateKey, *, at: datetime) -> str:
    now = int(at.timestamp())
    said = {"iss": CLIENT, "sub": CLIENT, "aud": conf.issuer(), "jti": secrets.token_hex(12), "exp": now + 290}

    def signer(data: bytes) -> bytes:
        r, s = utils.decode_dss_signature(key.sign(data, ec.ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    return jws.sign(said, kid="k", typ="JWT", signer=signer)


def _giving(stage: Stage, key: ec.EllipticCurvePrivateKey, consents: list[tuple[int, int, int]]) -> Figure:
    rounds, cores = [], []
    for number in range(stage.options.rounds + 1):
        stage.say(f"  openid: token: round {number} of {stage.options.rounds}")
        at = clock.now()
        count = max(200, int(stage.options.seconds * 150)) if number else 200
        requests = [_request(key, code, at=at) for code in _codes(consents, count, at=at)]
        wall, core, errors = time.perf_counter(), time.process_time(), 0
        for request in requests:
            errors += doors.token(request).status_code != 200  # noqa: PLR2004
        wall, core = time.perf_counter() - wall, time.process_time() - core
        if number:
            bound = _rate(_two_signatures(key), seconds=stage.options.seconds / 8)
            rounds.append(Round(count / wall, bound, errors=errors))
            cores.append(core / count * 1000)
    return Figure(
        name="openid: token",
        unit="tokens/s",
        what="Exchange a code for an access token, an id token and a refresh token.",
        bound="three ES256 operations alone: one verified, two signed",
        rounds=tuple(rounds),
        notes=(f"processor time of the process for each, by round: {', '.join(f'{one:.2f} ms' for one in cores)}",),
    )


def _two_signatures(key: ec.EllipticCurvePrivateKey) -> Callable[[], object]:
    message, public = bytes(300), key.public_key()
    signature = key.sign(message, ec.ECDSA(SHA256()))

    def work() -> None:
        key.sign(message, ec.ECDSA(SHA256()))
        key.sign(message, ec.ECDSA(SHA256()))
        public.verify(signature, message, ec.ECDSA(SHA256()))

    return work


def _shown(consents: list[tuple[int, int, int]], count: int) -> list[bearer.Shown]:
    at = clock.now()
    found = []
    for sid in _logins(consents, count, audience=conf.api(), at=at):
        login = queries.login_by_sid(sid=sid)
        assert login is not None
        found.append(bearer.Shown("Bearer", tokens.access_token(login, jkt="", at=at), "", "GET", ""))
    return found


def _checking(stage: Stage, consents: list[tuple[int, int, int]]) -> Figure:
    """A token that this process has seen before, as most are in its five minutes."""
    shown, at, number = _shown(consents, LOGINS), clock.now(), 0

    def check() -> None:
        nonlocal number
        number += 1
        client, _ = bearer.counted_api_client(shown[number % len(shown)], limit=10**9, at=at)
        if client is None:
            raise UnableToMeasure("A token that was just given opens nothing.")

    return _timed(stage, "openid: check", check, "the same statement with nothing to say: SELECT 1", _select_one)


def _checking_first(stage: Stage, consents: list[tuple[int, int, int]]) -> Figure:
    """A token that this process sees for the first time."""
    key = ec.generate_private_key(ec.SECP256R1())
    message, public = bytes(300), key.public_key()
    signature = key.sign(message, ec.ECDSA(SHA256()))
    shown, at, number = _shown(consents, LOGINS), clock.now(), 0

    def check() -> None:
        nonlocal number
        number += 1
        if number % len(shown) == 0:
            tokens.forget_verified()
        bearer.counted_api_client(shown[number % len(shown)], limit=10**9, at=at)

    return _timed(
        stage, "openid: check, first time", check, "ECDSA P-256 alone",
        lambda: public.verify(signature, message, ec.ECDSA(SHA256())),
    )  # fmt: skip


def _select_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def _timed(stage: Stage, name: str, work: Callable[[], object], bound_is: str, bound: Callable[[], object]) -> Figure:
    """Milliseconds of processor time for one, in each round."""
    rounds = []
    _rate(work, seconds=0.3)
    for number in range(stage.options.rounds):
        stage.say(f"  {name}: round {number + 1} of {stage.options.rounds}")
        one = 1000 / _rate(work, seconds=stage.options.seconds / 4)
        rounds.append(Round(one, 1000 / _rate(bound, seconds=stage.options.seconds / 8)))
    return Figure(
        name=name,
        unit="ms of processor",
        what="Check an access token and count the call.",
        bound=bound_is,
        rounds=tuple(rounds),
        higher=False,
    )


def _rate(work: Callable[[], object], *, seconds: float) -> float:
    """How often work is done in a second of processor time."""
    done, started, end = 0, time.process_time(), time.monotonic() + seconds
    while time.monotonic() < end:
        work()
        done += 1
    return done / max(time.process_time() - started, 1e-6)
