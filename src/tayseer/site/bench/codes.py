"""Benchmark of credentials: signing a document into a QR code's text, and checking such a text offline."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from tayseer.documents import actions, claims, conf, cose, queries, statuslist, trust
from tayseer.documents.keystore import keystore
from tayseer.documents.types import type_of
from tayseer.identity.ids import new_public_id
from tayseer.kit.text import Text
from tayseer.site import clock
from tayseer.site.bench import folk
from tayseer.site.bench.figures import Figure, Round
from tayseer.site.bench.stage import Stage, UnableToMeasure
from tayseer.verify import rules

PEOPLE = 2_000
TEXTS = 100
KIND = "driving-licence"


def credential(stage: Stage) -> list[Figure]:
    """Sign a driving licence into the text of its QR code, and check such a text without a network; one core.

    Signing builds the claims, encodes them, signs with the agency's key through the keystore and packs the text.
    Checking does all that the public check does offline: form, key on the trust list, signature, issuer, time, place in
    the signed status list (both lists in memory, as on an inspector's device), for texts of different people in turn.
    Rates are per second of processor time, so what else the machine does hardly matters.
    """
    at = clock.now()
    stage.country(min(stage.options.people_or(PEOPLE), PEOPLE))
    return [_signing(stage, at), _checking(stage, at)]


def _signing(stage: Stage, at: datetime) -> Figure:
    kind, store = type_of(KIND), keystore()
    kid = store.ensure(agency=kind.agency, purpose="document", year=at.year)
    facts = {spec.key: next(iter(spec.options)) if spec.options else spec.sample for spec in kind.facts}
    number = 0

    def sign() -> None:
        nonlocal number
        number += 1
        content = claims.Claims(
            issuer=f"{kind.agency}.{conf.issuer_domain()}",
            issued_at=at,
            expires_at=at + timedelta(days=1500),
            cti=number.to_bytes(claims.CTI_BYTES, "big"),
            type=kind.code,
            number=f"{number:010d}",
            names=Text(ar="نورة بنت خالد القحطاني", en="NOURAH KHALID ALQAHTANI"),
            facts=facts,
            status=claims.StatusReference(number, statuslist.uri_of(new_public_id()[:6])),
        )
        signed = cose.sign(
            claims.payload(content),
            kid=kid,
            signer=lambda data: store.sign(kid, "document", data, document_type=kind.code),
        )
        claims.to_text(signed, identity=kind.identity)

    key = ec.generate_private_key(ec.SECP256R1())
    message = bytes(300)
    return _figure(stage, "credential: sign", sign, "ECDSA P-256 alone", lambda: key.sign(message, ec.ECDSA(SHA256())))


def _checking(stage: Stage, at: datetime) -> Figure:
    residents = folk.signed_in(TEXTS, at=at)
    given = folk.give_documents(residents, at=at, on=clock.today(at))
    found = [queries.document_for(actor=folk.actor(one), public_id=given[one.person_id]) for one in residents]
    for code in queries.status_list_codes():
        actions.publish_status_list(at=at, code=code)
    trusted = trust.current()

    @cache
    def kept(uri: str) -> statuslist.StatusList | None:
        return statuslist.read(statuslist.file_of(uri.rpartition("/")[2]).read_bytes(), uri=uri, trust=trusted)

    sources = rules.Sources(trust=trusted, status_list=kept)
    number = 0

    def check() -> None:
        nonlocal number
        number += 1
        finding = rules.check(found[number % len(found)].qr_text, at=at, sources=sources)
        if finding.verdict != rules.Verdict.VALID:
            raise UnableToMeasure(f"A credential that was just issued is {finding.verdict}.")

    key, message = ec.generate_private_key(ec.SECP256R1()), bytes(300)
    signature, public = key.sign(message, ec.ECDSA(SHA256())), key.public_key()
    return _figure(
        stage,
        "credential: verify",
        check,
        "ECDSA P-256 alone",
        lambda: public.verify(signature, message, ec.ECDSA(SHA256())),
    )


def _figure(stage: Stage, name: str, work: Callable[[], object], bound_is: str, bound: Callable[[], object]) -> Figure:
    rounds = []
    _rate(work, seconds=0.2)
    for number in range(stage.options.rounds):
        stage.say(f"  {name}: round {number + 1} of {stage.options.rounds}")
        rounds.append(
            Round(_rate(work, seconds=stage.options.seconds / 2), _rate(bound, seconds=stage.options.seconds / 4))
        )
    return Figure(
        name=name,
        unit="per core and second",
        what=(credential.__doc__ or "").split("\n", 1)[0],
        bound=bound_is,
        rounds=tuple(rounds),
    )


def _rate(work: Callable[[], object], *, seconds: float) -> float:
    """How often work is done in a second of processor time."""
    done, started, end = 0, time.process_time(), time.monotonic() + seconds
    while time.monotonic() < end:
        work()
        done += 1
    return done / max(time.process_time() - started, 1e-6)
