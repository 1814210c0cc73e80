"""An establishment's approved request in an empty database: `python -m tests.support.crash.bulk WORKERS`.

Prints the request's public id as JSON; the worker of the queue files it.
"""

import json
import sys

import django


def main(workers: int) -> None:
    """Write an establishment with so many workers, a request for all of them, and somebody else's approval."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from tayseer.site import clock
    from tests.platform.establishments import firm as scene

    call_command("migrate", interactive=False, verbosity=0)
    scene.AT, scene.ON = clock.now(), clock.today()
    with transaction.atomic():
        bayan = scene.firm(workers=workers)
        with connection.cursor() as cursor:
            # Their papers are good on a day of the examples; here they are good today.
            for table, column in (
                *(("residency_iqama", "expires_on"), ("passports_passport", "expires_on")),
                *(("civil_id_card", "expires_on"), ("exchange_health_insurance", "valid_until")),
                ("exchange_work_permit", "valid_until"),
            ):
                cursor.execute(f"UPDATE {table} SET {column} = current_date + 300")
            cursor.execute("UPDATE exchange_health_insurance SET attested_at = now()")
            cursor.execute("UPDATE exchange_work_permit SET attested_at = now()")
        public_id = bayan.approved(bayan.member("request"), bayan.member("approve"))
        made = scene.batch(public_id)
    sys.stdout.write(json.dumps({"batch": public_id, "ready": made.ready}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
