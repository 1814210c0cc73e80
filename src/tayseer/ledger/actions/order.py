"""In which order whatever a payment touches is locked, so that no two acts ever wait for each other in a ring.

1. The case that a bill belongs to (`announce.hold`), and with it the affairs of its applicant and its subject. Whoever
   holds a case is alone with its turns, its registers, its documents and the opening of its bills.
2. Its bills. Whoever holds one without the case (a term that runs out, a visit to the bank that begins) waits for
   nothing more, and passes over what others hold.
3. The deposits of all its payers at once (`hold_deposits`).
4. The books: within one transfer in the order of accounts, as the database itself sees to.

A row that is new, as a case filed or a bill opened, has no place in the order: nobody else sees it before the commit.
"""

from collections.abc import Sequence

from django.db import connection

from tayseer.ledger import announce, models

_DEPOSITS = """
SELECT pg_advisory_xact_lock(key) FROM (
    SELECT DISTINCT hashtextextended('ledger:deposit:' || payer.id, 0) AS key
    FROM (
        SELECT unnest(%s::bigint[]) UNION SELECT person_id FROM ledger_bill WHERE case_ref = %s::text AND case_ref <> ''
    ) AS payer (id)
    ORDER BY key
) AS ordered
"""


def hold_case_of(bill_public_id: str) -> str:
    """Hold the case that a bill belongs to until the caller's transaction ends; gives its public id, empty for none.

    To be called before the bill is locked; a number that is no bill's holds nothing.
    """
    case = models.Bill.objects.filter(public_id=bill_public_id).values_list("case_ref", flat=True).first() or ""
    if case:
        announce.hold(case=case)
    return case


def hold_deposits(*people: int, case: str = "") -> None:
    """Hold the deposits of `people`, and of all who have a bill of `case`, until the caller's transaction ends.

    All at once and in one order, also those not opened yet. What is held already is held again without waiting; more
    may be added only by someone who holds none.
    """
    wanted: Sequence[int] = sorted(set(people))
    with connection.cursor() as cursor:
        cursor.execute(_DEPOSITS, [wanted, case])
