"""People made ready for a benchmark: signed in, with something to pay for, or with a document in the wallet."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.documents import actions as documents
from tayseer.documents.types import type_of
from tayseer.identity.assurance import HIGHER
from tayseer.identity.ids import new_public_id, new_token, token_digest
from tayseer.identity.sign_in import SESSION_HOURS
from tayseer.insight.population import statement_for
from tayseer.kit.services import Service
from tayseer.kit.text import Text
from tayseer.services import service as service_of
from tayseer.site.bench.stage import UnableToMeasure, count

PAY = "traffic/pay-violation"


@dataclass(frozen=True)
class Resident:
    """Somebody with an active account; ``token`` is the cookie of a session that has just begun."""

    person_id: int
    account_id: int
    number: str
    token: str


@dataclass(frozen=True)
class Errand:
    """Somebody entitled to a service now, for one subject."""

    resident: Resident
    subject_id: int | None


_ACCOUNTS = """
SELECT a.person_id, a.id, a.number
  FROM identity_account a JOIN people_person p ON p.id = a.person_id
 WHERE a.kind = 'person' AND a.state = 'active' AND p.died_on IS NULL
"""


def signed_in(limit: int, *, at: datetime, among: Sequence[int] | None = None) -> list[Resident]:
    """People with accounts, each signed in anew on one device; ``among`` are the person ids to choose from.

    The order is that of chance (always the same), so that neighbours in a table do not come one after another.
    """
    chosen = "" if among is None else " AND a.person_id = ANY(%s::bigint[])"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"{_ACCOUNTS}{chosen} ORDER BY hashint8(a.person_id), a.person_id LIMIT %s",
            [*([] if among is None else [list(among)]), limit],
        )
        found = [Resident(person, account, number, new_token()) for person, account, number in cursor.fetchall()]
        sessions = (
            "token, public_id, account_id, created_at, last_seen_at, expires_at, confirmed_at, methods, device, level,"
            " level_at"
        )
        with cursor.copy(f"COPY identity_session ({sessions}) FROM STDIN") as copy:
            ends = at + timedelta(hours=SESSION_HOURS)
            for one in found:
                begun = (token_digest(one.token), new_public_id(), one.account_id, at, at, ends, at)
                copy.write_row((*begun, ["password", "totp"], "Firefox, Linux", HIGHER, at))
    if not found:
        raise UnableToMeasure("Nobody in this country has an account. Give more --people.")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE identity_session")
    return found


def refresh(residents: Sequence[Resident], *, at: datetime) -> None:
    """Note that these sessions are in use, as a minute of real use between two rounds would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE identity_session SET last_seen_at = %s WHERE token = ANY(%s)",
            [at, [token_digest(one.token) for one in residents]],
        )


_FINED = """
INSERT INTO violations_violation (person_id, number, title_ar, title_en, city, committed_on, committed_at, amount_sar,
                                  minimum_sar, due_on, state, excluded_from_discount)
SELECT p.id, (8100000000 + row_number() OVER ())::text, 'تجاوز السرعة المحددة', 'Speeding', 'الرياض',
       %(on)s::date - 5, %(at)s::timestamptz - interval '5 days', 300.00, 150.00, %(on)s::date + 40, 'unpaid', false
  FROM people_person p JOIN identity_account a ON a.person_id = p.id AND a.kind = 'person' AND a.state = 'active'
 WHERE p.died_on IS NULL AND p.born_on < %(on)s::date - 6600
   AND hashint8(p.id) %% 2 = 0
   AND NOT EXISTS (SELECT FROM violations_violation v WHERE v.person_id = p.id AND v.state = 'unpaid')
"""


def fine_every_other(*, at: datetime, on: date) -> None:
    """See to it that half the adults with accounts have an unpaid violation, so that there is enough to file.

    The other half stays as it was, because an unpaid violation bars from most other services.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FINED, {"at": at, "on": on})
        cursor.execute("ANALYZE violations_violation")


def entitled(service: Service, *, on: date, limit: int, once: bool = True) -> list[tuple[int, int | None]]:
    """Person and subject of whoever may use the service on a day, chosen by the platform's own statement.

    ``once`` gives each person one subject only.
    """
    counting = statement_for(service, on=on)[0]
    source = counting.sql.partition(" FROM ")[2]
    subject = "subject.id" if service.subject is not None else "NULL::bigint"
    distinct = "DISTINCT ON (applicant.id)" if once else "DISTINCT"
    sql = (
        f"SELECT * FROM (SELECT {distinct} applicant.id, {subject} AS subject_id FROM {source} ORDER BY 1, 2) every"  # noqa: S608 - text from contracts
        " ORDER BY hashint8(id), id LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*counting.parameters, limit])
        return [(int(person), subject_id) for person, subject_id in cursor.fetchall()]


def payers(limit: int, *, at: datetime, on: date) -> list[Errand]:
    """People signed in, each with one violation that they may pay today."""
    fine_every_other(at=at, on=on)
    pairs = dict(entitled(service_of(PAY), on=on, limit=limit))
    residents = signed_in(limit, at=at, among=list(pairs))
    return [Errand(one, pairs[one.person_id]) for one in residents]


_MORE_FINES = """
INSERT INTO violations_violation (person_id, number, title_ar, title_en, city, committed_on, committed_at, amount_sar,
                                  minimum_sar, due_on, state, excluded_from_discount)
SELECT p.id, (8500000000 + row_number() OVER ())::text, 'تجاوز السرعة المحددة', 'Speeding', 'الرياض',
       %(on)s::date - 5 - n, %(at)s::timestamptz - (5 + n) * interval '1 day', 300.00, 150.00, %(on)s::date + 40,
       'unpaid', false
  FROM unnest(%(people)s::bigint[]) p(id)
 CROSS JOIN LATERAL generate_series(1, 10 - (SELECT count(*) FROM violations_violation v
                                              WHERE v.person_id = p.id AND v.state = 'unpaid')::int) n
"""


def with_ten_fines(residents: Sequence[Resident], *, at: datetime, on: date) -> None:
    """See to it that each has at least ten unpaid violations: as many as a page of the list is measured with."""
    with connection.cursor() as cursor:
        cursor.execute(_MORE_FINES, {"people": [one.person_id for one in residents], "at": at, "on": on})
        cursor.execute("ANALYZE violations_violation")


def programs(residents: Sequence[Resident], *, scope: str, at: datetime) -> dict[int, str]:
    """A bearer token with one scope for each, by person id; good for a day."""
    made = {one.person_id: new_token() for one in residents}
    columns = "digest, account_id, name, scopes, created_at, expires_at"
    with transaction.atomic(), connection.cursor() as cursor:
        with cursor.copy(f"COPY identity_apitoken ({columns}) FROM STDIN") as copy:
            for one in residents:
                token = token_digest(made[one.person_id])
                copy.write_row((token, one.account_id, "bench", [scope], at, at + timedelta(days=1)))
        cursor.execute("ANALYZE identity_apitoken")
    return made


def withdraw_all(*, at: datetime) -> None:
    """End every open case as if its applicant had withdrawn it, so that the same people can file once more."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE casework_case SET state = 'withdrawn', step = '', decided_at = %s WHERE state = 'open'", [at]
        )
        cursor.execute("UPDATE casework_turn SET closed_at = %s, outcome = 'withdrawn' WHERE closed_at IS NULL", [at])
        cursor.execute(
            "UPDATE ledger_bill SET state = 'cancelled', closed_at = %s WHERE state = 'open' AND case_ref <> ''", [at]
        )


def analyze() -> None:
    """Let the planner know how full the tables have become."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def give_documents(residents: Sequence[Resident], *, at: datetime, on: date) -> dict[int, str]:
    """Issue a signed document to each, as an approved case would; gives its public id by person."""
    kind = type_of("driving-licence")
    facts: dict[str, str | Text] = {
        spec.key: next(iter(spec.options)) if spec.options else spec.sample for spec in kind.facts
    }
    given = {}
    for one in residents:
        issued = documents.issue(
            actor=SYSTEM,
            at=at,
            type=kind.code,
            person_id=one.person_id,
            names=Text(ar="نورة بنت خالد القحطاني", en="NOURAH KHALID ALQAHTANI"),
            facts=facts,
            number=one.number,
            expires_on=on + timedelta(days=1500),
            idempotency=f"bench:{secrets.token_hex(8)}",
        )
        given[one.person_id] = issued.public_id
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE documents_issued")
    return given


def people_there() -> int:
    """How many people the database holds."""
    return count("SELECT count(*) FROM people_person")


def actor(resident: Resident) -> Actor:
    """The resident as the one who acts."""
    return Actor("person", resident.person_id)
