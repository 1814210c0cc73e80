"""Benchmark of judging the whole population, beside the same question written in SQL by hand."""

import time
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection

from tayseer.insight.population import who_can as counted
from tayseer.kit.services import Service
from tayseer.services import service as service_of
from tayseer.site import clock
from tayseer.site.bench import usage
from tayseer.site.bench.figures import Figure, Round
from tayseer.site.bench.stage import Stage

PEOPLE = 1_000_000

_PASSPORT = """
SELECT count(*)
  FROM people_person p
  JOIN identity_account a ON a.person_id = p.id AND a.kind = 'person' AND a.state = 'active'
  JOIN civil_id_card c ON c.person_id = p.id AND c.current AND c.state = 'active' AND c.expires_on >= %(on)s
  JOIN biometrics_enrolment b ON b.person_id = p.id AND b.current AND b.photo_on IS NOT NULL
       AND b.fingerprint_on IS NOT NULL
  JOIN borders_presence i ON i.person_id = p.id AND i.current AND i.inside
  JOIN addresses_address h ON h.person_id = p.id AND h.current AND h.short_code IS NOT NULL
  JOIN passports_passport s ON s.person_id = p.id AND s.current AND s.state = 'active'
 WHERE p.kind = 'citizen' AND p.died_on IS NULL AND p.born_on <= %(on)s - interval '21 years'
   AND NOT EXISTS (SELECT FROM violations_violation v WHERE v.person_id = p.id AND v.state = 'unpaid')
   AND NOT EXISTS (SELECT FROM restrictions_restriction r
                    WHERE r.person_id = p.id AND r.kind = 'suspension' AND r.lifted_on IS NULL)
"""
_PAYERS = """
SELECT count(DISTINCT f.by_id)
  FROM violations_violation v
  JOIN (SELECT id AS by_id, id FROM people_person
        UNION ALL
        SELECT other_id, person_id FROM people_tie WHERE until_on IS NULL AND kind IN ('head', 'sponsor')) f
    ON f.id = v.person_id
  JOIN people_person p ON p.id = f.by_id AND p.died_on IS NULL AND p.kind IN ('citizen', 'resident', 'visitor')
  JOIN identity_account a ON a.person_id = p.id AND a.kind = 'person' AND a.state = 'active'
 WHERE v.state = 'unpaid' AND v.amount_sar IS NOT NULL
"""
BY_HAND = {"passports/renew-passport-adult": _PASSPORT, "traffic/pay-violation": _PAYERS}


def who_can(stage: Stage) -> list[Figure]:
    """Count who may use a service today, among everybody, by the one statement that its rules compile to.

    The bound is a count with the same joins and conditions written by hand; both must find the same number, or the
    figure counts as an error. Seconds, one at a time, after one run of each has brought the tables into memory.
    """
    people = stage.country(stage.options.people_or(PEOPLE))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    on = clock.today()
    figures = []
    for code, sql in BY_HAND.items():
        service = service_of(code)

        def by_rules(service: Service = service) -> int:
            return counted(service, on=on).applicants

        def by_hand(sql: str = sql) -> int:
            return _by_hand(sql, on)

        _timed(by_rules)
        _timed(by_hand)
        rounds, found = [], 0
        for number in range(stage.options.rounds):
            stage.say(f"  who-can {code}: round {number + 1} of {stage.options.rounds}")
            before = usage.read(stage.parts)
            taken, found = _timed(by_rules)
            used = usage.since(before, stage.parts)
            bound, same = _timed(by_hand)
            if found != same:
                stage.say(f"  who-can {code}: {found:,} by the rules, {same:,} by hand")
            rounds.append(Round(taken, bound, errors=int(found != same), used=used))
        figures.append(
            Figure(
                name=f"who-can: {code}",
                unit="s",
                what=(who_can.__doc__ or "").split("\n", 1)[0],
                bound="a count with the same joins by hand",
                rounds=tuple(rounds),
                higher=False,
                notes=(f"{found:,} of {people:,} people",),
            )
        )
    return figures


def _timed(work: Callable[[], int]) -> tuple[float, int]:
    started = time.monotonic()
    found = work()
    return time.monotonic() - started, found


def _by_hand(sql: str, on: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"on": on})
        row: tuple[Any, ...] = cursor.fetchone()
    return int(row[0])
