"""Benchmark of papers: a document drawn, looked at, proven, sealed twice and stamped."""

import os
import sys
import time
from collections.abc import Callable
from datetime import datetime
from itertools import cycle
from typing import Any

from django.conf import settings

from tayseer.audit import logs
from tayseer.documents import issuance, papers, queries, render, stamps
from tayseer.documents.contract import IssuedDocumentRecord
from tayseer.documents.keystore import note_signer
from tayseer.site import clock
from tayseer.site.bench import folk
from tayseer.site.bench.figures import Figure, Round
from tayseer.site.bench.stage import Stage, UnableToMeasure, free_port, wait_for_port

PEOPLE = 2_000
PAPERS = 400


def paper(stage: Stage) -> list[Figure]:
    """Make the paper of a driving licence: a bilingual PDF/A-3a with both seals; one core.

    The document stands in the issuance log. Its proof is read, the facts are signed once more as SD-JWT, the page
    is set with its three attachments, drawn again as a picture off which the code is read, sealed with the
    agency's key and stamped by an authority that runs as a process of its own, and kept. Each paper is of another
    person. Rates are per second of processor time of the process that makes papers.
    """
    at = clock.now()
    stage.country(min(stage.options.people_or(PEOPLE), PEOPLE))
    _authority(stage)
    waiting = _issued(at)
    if len(waiting) < PAPERS // 4:
        raise UnableToMeasure("There are too few people to make papers for. Give more --people.")

    made: list[IssuedDocumentRecord] = []
    pages = cycle(list(waiting))
    attached = papers.attachments_of(waiting[0], at=at)

    def one() -> None:
        made.append(waiting.pop())
        papers.paper_of(document=made[-1], at=at)

    def bare() -> None:
        render.pdf(next(pages), attachments=attached)

    rounds = []
    one()
    for number in range(stage.options.rounds):
        stage.say(f"  paper: round {number + 1} of {stage.options.rounds}")
        most = max(1, len(waiting) // (stage.options.rounds - number) - 1)
        rate = _rate(one, seconds=stage.options.seconds / 2, most=most)
        rounds.append(Round(rate, _rate(bare, seconds=stage.options.seconds / 4, most=PAPERS)))
    levels = {queries.seal_level(document=document) for document in made}
    if levels != {"B-T"}:
        raise UnableToMeasure(f"Papers were sealed as {', '.join(sorted(levels))}, not all as B-T.")
    return [
        Figure(
            name="paper",
            unit="papers per core and second",
            what=(paper.__doc__ or "").split("\n", 1)[0],
            bound="the page set alone, with the same attachments",
            rounds=tuple(rounds),
        )
    ]


def _issued(at: datetime) -> list[IssuedDocumentRecord]:
    """A document for each of some people, entered in the log."""
    residents = folk.signed_in(PAPERS, at=at)
    given = folk.give_documents(residents, at=at, on=clock.today(at))
    while issuance.sequence(issuance.MOST_AT_ONCE, at):
        pass
    logs.publish(log=logs.DOCUMENTS, signer=note_signer(logs.DOCUMENTS), at=at)
    return [queries.document_for(actor=folk.actor(one), public_id=given[one.person_id]) for one in residents]


def _authority(stage: Stage) -> None:
    """Start the time-stamping authority beside us, and let this process ask it."""
    port = free_port()
    command = [sys.executable, "-m", "tayseer.demo.timestamp", "--port", str(port), "--data", str(stage.data)]
    stage.children.start("authority", command, environment=os.environ)
    wait_for_port(port, stage.children)
    loose: Any = settings
    loose.TAYSEER_TSA_URL = f"http://127.0.0.1:{port}"
    loose.TAYSEER_TSA_ANCHOR = stage.data / "timestamp" / "anchor.pem"
    stamps.forget_failures()


def _rate(work: Callable[[], object], *, seconds: float, most: int) -> float:
    """How often work is done in a second of processor time; never more than ``most`` times."""
    done, started, end = 0, time.process_time(), time.monotonic() + seconds
    while time.monotonic() < end and done < most:
        work()
        done += 1
    return done / max(time.process_time() - started, 1e-6)
