"""The connection to the database: prepared statements, UTC, and no second dialect."""

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

pytestmark = pytest.mark.django_db


def prepared(words: str) -> int:
    """How many statements with these words this connection has prepared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE position(%s in statement) > 0", [words])
        return cursor.fetchone()[0]


def test_a_query_of_the_orm_is_planned_once_and_then_reused():
    for number in range(6):
        ProcrastinateJob.objects.filter(queue_name=f"queue {number}").count()

    assert prepared('"procrastinate_jobs"."queue_name" = $1') == 1


def test_a_statement_by_hand_is_planned_once_and_then_reused():
    with connection.cursor() as cursor:
        for number in range(6):
            cursor.execute("SELECT 'by hand', id FROM procrastinate_jobs WHERE id = %s", [number])

    assert prepared("'by hand', id FROM procrastinate_jobs") == 1


@pytest.mark.parametrize(
    ("setting", "value"), [("TimeZone", "UTC"), ("client_encoding", "UTF8"), ("server_version_num", "18")]
)
def test_the_session_is_what_the_code_counts_on(setting, value):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {setting}")

        assert cursor.fetchone()[0].startswith(value)


def test_arabic_sorts_and_folds_the_same_on_every_machine():
    with connection.cursor() as cursor:
        cursor.execute("SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()")

        assert cursor.fetchone() == ("b", "C.UTF-8")
