"""Benchmark of a verdict: the facts read, every rule judged and the price worked out, inside one process."""

import time
from collections.abc import Mapping
from typing import Any

from tayseer.casework.judging import judge_one
from tayseer.kit.services import Service
from tayseer.services import service as service_of
from tayseer.site import clock
from tayseer.site.bench import folk, pgbench
from tayseer.site.bench.figures import Figure, Round
from tayseer.site.bench.stage import Stage
from tayseer.site.bench.statements import recorded

PEOPLE = 20_000
#: A payment with its discount, a paper with few facts, a renewal with fees by months, and the gate in full.
SERVICES = ("traffic/pay-violation", "vehicles/renew-registration", "passports/renew-passport-adult")
APPLICANTS = 400


def verdict(stage: Stage) -> list[Figure]:
    """Judge a service for one person and subject, facts read from the database, price included; no HTTP.

    Each verdict is of another entitled person, in turn; the bound is the gathering statement alone, one client,
    prepared. Both are in milliseconds, one at a time.
    """
    stage.country(stage.options.people_or(PEOPLE))
    return [found for code in SERVICES if (found := _of(stage, service_of(code))) is not None]


def _of(stage: Stage, service: Service) -> Figure | None:
    on = clock.today()
    pairs = folk.entitled(service, on=on, limit=APPLICANTS)
    if not pairs:
        stage.say(f"  verdict: nobody in this country may use {service.code}")
        return None
    answers = likely_answers(service)
    recordings = []
    for person, subject in pairs:
        with recorded() as recorder:
            judge_one(service, applicant_id=person, subject_id=subject, on=on, answers=answers)
        recordings.append(recorder.statements)
    bound = pgbench.prepare(recordings)
    rounds = []
    for number in range(stage.options.rounds):
        stage.say(f"  verdict of {service.code}: round {number + 1} of {stage.options.rounds}")
        times = []
        end = time.monotonic() + stage.options.seconds
        place = 0
        while time.monotonic() < end:
            person, subject = pairs[place % len(pairs)]
            place += 1
            started = time.perf_counter()
            judge_one(service, applicant_id=person, subject_id=subject, on=on, answers=answers)
            times.append(time.perf_counter() - started)
        ran = pgbench.run(bound, seconds=max(1.0, stage.options.seconds / 2), clients=1)
        times.sort()
        p50, p99 = (round(times[len(times) * part // 100] * 1000, 3) for part in (50, 99))
        rounds.append(Round(sum(times) / len(times) * 1000, 1000 / ran.per_second, ran.errors, p50, p99))
    pgbench.drop()
    return Figure(
        name=f"verdict: {service.code}",
        unit="ms",
        what=(verdict.__doc__ or "").split("\n", 1)[0],
        bound=f"its {bound.statements} statement(s) alone under pgbench, one client",
        rounds=tuple(rounds),
        higher=False,
        notes=(f"{len(pairs)} people in turn, {len(service.allowed_when)} rules",),
    )


def likely_answers(service: Service) -> Mapping[str, Any]:
    """Answers that a form might bring: the first option of each choice, every declaration made."""
    answers: dict[str, Any] = {}
    for question in service.asks:
        if question.kind == "declaration":
            answers[question.code] = True
        elif question.options:
            answers[question.code] = next(iter(question.options))
    return answers
