"""Reads what the wallet's list shows in one statement: one's documents, those of people in charge, what is unread.

The plain way is `registries.queries.in_charge_of`, `documents.queries.wallet` and `notices.queries.unread_count`, one
after another; a test compares the two. No code is drawn from signed bytes here, for a card shows none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db import connection

from tayseer.documents import days
from tayseer.documents.contract import IssuedDocumentRecord
from tayseer.documents.types import type_of
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tayseer.audit.contract import Actor

MOST = 100

_LIVING = "d.status <> 'revoked' AND d.expires_at > given.start"
_LIST = """
WITH given AS (SELECT %s::bigint AS me, %s::timestamptz AS start),
charged AS (
    SELECT DISTINCT p.id FROM people_tie t JOIN people_person p ON p.id = t.person_id, given
     WHERE t.other_id = given.me AND t.until_on IS NULL AND t.kind IN ('head', 'sponsor') AND p.died_on IS NULL
     ORDER BY p.id LIMIT 100),
unread AS (
    SELECT count(*) AS n FROM notices_message m, given WHERE m.person_id = given.me AND m.read_at IS NULL),
shown AS (
    SELECT d.id, d.public_id, d.type, d.number, d.agency, d.person_id, d.name_ar, d.name_en, d.issued_at, d.expires_at,
           d.expires_on, d.status, d.status_reason, d.status_at, d.superseded_by
      FROM documents_issued d, given
     WHERE d.person_id = ANY (ARRAY(SELECT id FROM charged UNION ALL SELECT me FROM given)) AND {which}
     ORDER BY d.issued_at DESC, d.id DESC LIMIT %s)
SELECT unread.n, shown.* FROM unread LEFT JOIN shown ON true ORDER BY shown.issued_at DESC, shown.id DESC
"""
_STATEMENTS = {past: _LIST.format(which=f"NOT ({_LIVING})" if past else _LIVING) for past in (False, True)}

#: What people take out of a wallet most, first; what is not named comes after, newest first.
_BY_USE = (
    *("national-id", "iqama", "driving-licence", "vehicle-registration", "passport", "driver-authorisation"),
    *("appointment-ticket", "travel-permit", "exit-reentry-visa", "final-exit-visa", "visit-visa", "family-record"),
    *("birth-certificate", "permit", "licence"),
)
_USE = {code: place for place, code in enumerate(_BY_USE)}


@dataclass(frozen=True, slots=True)
class CardRecord:
    """A document as a card shows it: all but its facts and its code. Moments are UTC."""

    public_id: str
    type: str
    title: Text
    agency: str
    number: str
    person_id: int
    names: Text
    issued_at: datetime
    expires_at: datetime
    expires_on: date | None
    status: str
    status_reason: str
    status_at: datetime
    superseded_by: str


#: What a card can be drawn of.
Shown = IssuedDocumentRecord | CardRecord


@dataclass(frozen=True, slots=True)
class WalletRecord:
    """The cards of a wallet, in the order in which they are shown, and how many messages are unread."""

    cards: Sequence[CardRecord]
    unread: int


def wallet_of(*, actor: Actor, on: date, past: bool = False, limit: int = MOST) -> WalletRecord:
    """Return the cards of a person's wallet on that day in Riyadh, one's own first, then by use; one statement.

    With `past` those that no longer hold. Anybody but a person has an empty wallet.
    """
    if actor.kind != "person" or actor.id is None:
        return WalletRecord((), 0)
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENTS[past], [actor.id, datetime.combine(on, time(), days.RIYADH), limit])
        rows = cursor.fetchall()
    cards = [_card(row[2:]) for row in rows if row[1] is not None]
    mine = actor.id
    # The sort keeps the statement's order, newest first, among those that are alike.
    cards.sort(key=lambda card: (card.person_id != mine, card.names.ar if card.person_id != mine else "", rank(card)))
    return WalletRecord(cards, rows[0][0])


def rank(document: Shown) -> int:
    """The place of a document among what people take out of a wallet most; the lowest comes first."""
    return _USE.get(document.type, len(_USE))


def _card(row: Sequence[Any]) -> CardRecord:
    public_id, kind, number, agency, person_id, name_ar, name_en, *rest = row
    return CardRecord(public_id, kind, type_of(kind).title, agency, number, person_id, Text(name_ar, name_en), *rest)
