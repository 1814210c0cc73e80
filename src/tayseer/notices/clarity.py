"""Whether pages are clear to their readers: counts by service, page, language and day, of nobody in particular."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

PAGES = ("service", "case")
ANSWERS = ("yes", "partly", "no")

_COUNT = """
INSERT INTO notices_clarity AS c (page, service_code, language, answer, day, count)
VALUES (%s::text, %s::text, %s::text, %s::text, %s::date, 1)
ON CONFLICT (service_code, page, language, answer, day) DO UPDATE SET count = c.count + 1
"""

_SUMS = """
SELECT service_code, page, language,
       coalesce(sum(count) FILTER (WHERE answer = 'yes'), 0),
       coalesce(sum(count) FILTER (WHERE answer = 'partly'), 0),
       coalesce(sum(count) FILTER (WHERE answer = 'no'), 0)
  FROM notices_clarity
 WHERE day >= %s::date AND service_code = ANY(%s::text[])
 GROUP BY service_code, page, language
 ORDER BY sum(count) FILTER (WHERE answer = 'no') DESC NULLS LAST, service_code, page, language
"""


class UnableToCount(ValueError):
    """The page, the language or the answer is none of those that are counted."""


@dataclass(frozen=True, slots=True)
class ClarityCount:
    """What readers said of one page of one service in one language."""

    service_code: str
    page: str
    language: str
    yes: int
    partly: int
    no: int


def count_clarity(*, page: str, service_code: str, language: str, answer: str, on: date) -> None:
    """Count one answer to "Was this clear?"; who gave it is neither asked nor kept.

    In: ``service`` or ``case`` (the page of a request that has ended); a service's code that the caller has found in
    the catalogue; ``ar`` or ``en``; ``yes``, ``partly`` or ``no``; the day in Riyadh. Raises `UnableToCount`.
    """
    if page not in PAGES or answer not in ANSWERS or language not in {"ar", "en"} or not service_code:
        message = "Only known pages, languages and answers are counted."
        raise UnableToCount(message)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [page, service_code, language, answer, on])


def clarity_counts(*, service_codes: Sequence[str], since: date) -> list[ClarityCount]:
    """Return what readers said of these services since that day, the least clear first."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, [since, list(service_codes)])
        return [ClarityCount(*row[:3], *(int(sum_) for sum_ in row[3:])) for row in cursor.fetchall()]
