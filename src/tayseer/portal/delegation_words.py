"""How a delegation reads: its sides, what it allows, how it stands, what was done by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tayseer.casework.acting import Standing, delegable, standing_of
from tayseer.kit.formats import day_text
from tayseer.kit.text import Text, isolate
from tayseer.portal.agencies import section
from tayseer.services import catalogue
from tayseer.ui.words import count_words, money, w

if TYPE_CHECKING:
    from datetime import date, datetime

    from tayseer.audit.contract import Actor
    from tayseer.identity.delegation.contract import DelegationRecord, UseRecord

STATES = {
    "offered": (Text(ar="بانتظار القبول", en="Waiting to be accepted"), "warn"),
    "living": (Text(ar="قائم", en="In force"), "ok"),
    "later": (Text(ar="لم يبدأ بعد", en="Not begun yet"), "neutral"),
    "used": (Text(ar="استُنفد", en="Used up"), "neutral"),
    "stopped": (Text(ar="لا يُعمل به", en="Not in force"), "danger"),
    "refused": (Text(ar="لم يُقبل", en="Not accepted"), "neutral"),
    "revoked": (Text(ar="أُوقف", en="Revoked"), "neutral"),
    "ended": (Text(ar="انتهت مدته", en="Ended"), "neutral"),
}
_WITHOUT_NAME = Text(ar="صاحب الهوية المنتهية بـ{last}", en="The holder of the number that ends in {last}")


def row_of(one: DelegationRecord, *, actor: Actor, lang: str, at: datetime, on: date) -> dict[str, Any]:
    """One delegation as a list and its own page show it, with how both sides stand in the registers today."""
    stands = standing_of(one, on=on)
    state = state_of(one, stands, at=at, on=on)
    mine = one.principal_id == actor.id
    words, tone = STATES[state]
    return {
        "public_id": one.public_id,
        "href": f"/{lang}/delegations/{one.public_id}/",
        "kind": one.kind,
        "mine": mine,
        "other": other_of(one, stands, mine=mine, lang=lang),
        "state": state,
        "words": words.in_(lang),
        "tone": tone,
        "open": state in {"offered", "living", "later", "used", "stopped"},
        "purpose": one.purpose,
        "services": services_of(one, lang),
        "agency": section(one.agency).title.in_(lang) if one.agency else "",
        "from": day_text(one.from_on).in_(lang),
        "until": day_text(one.until_on).in_(lang),
        "each": money(one.each, lang),
        "total": money(one.total, lang),
        "left": money(one.left, lang),
        "uses_left": requests(one.uses_left, lang),
        "uses": requests(one.uses, lang),
        "most_uses": requests(one.most_uses, lang),
        "spent": money(one.spent, lang),
        "stopped": "" if stands.stopped is None else stands.stopped.in_(lang),
        "answer_by": one.answer_by,
        "answered_at": one.answered_at,
        "ended_at": one.ended_at,
        "ended_by_me": (one.ended_by == "principal") == mine,
        "text": one.text.in_(lang),
        "number": one.public_id,
        "code": one.check_code if mine else "",
    }


def state_of(one: DelegationRecord, stands: Standing, *, at: datetime, on: date) -> str:
    """How it stands for its reader: by its terms, its counts, and what the registers say of its people."""
    state = one.state(at=at, on=on)
    if state != "accepted":
        return state
    if stands.stopped is not None:
        return "stopped"
    if one.kind == "services" and one.uses_left <= 0:
        return "used"
    return "living" if one.is_living(on=on) else "later"


def other_of(one: DelegationRecord, stands: Standing, *, mine: bool, lang: str) -> str:
    """The name of the other side. The principal learns the delegate's only when the delegate has accepted.

    Until then the number alone is shown, so that nobody learns from here whose number it is, or whether it is anyone's.
    """
    if one.kind == "visit":
        return one.delegate_name
    if not mine:
        return stands.principal.in_(lang)
    if one.answered_at is not None and one.stored_state != "refused":
        return stands.delegate.in_(lang)
    return _WITHOUT_NAME.in_(lang).replace("{last}", isolate(one.delegate_number[-4:]))


def services_of(one: DelegationRecord, lang: str) -> list[dict[str, str]]:
    """The services it names, with a link where they can still be used by delegation."""
    known, may = catalogue(), delegable()
    return [
        {
            "title": known[code].title.in_(lang) if code in known else code,
            "href": f"/{lang}/services/{code}/?for=others" if code in may else "",
        }
        for code in one.services
    ]


def use_row(use: UseRecord, *, lang: str) -> dict[str, Any]:
    """One request that was sent by a delegation."""
    known = catalogue().get(use.service)
    return {
        "title": use.service if known is None else known.title.in_(lang),
        "href": f"/{lang}/cases/{use.case}/",
        "case": use.case,
        "amount": money(use.amount, lang) if use.amount else w(lang, "بلا رسوم", "no fee"),
        "at": use.at,
        "delegation": use.delegation,
    }


_REVOKED = Text(ar="أوقفه صاحبه، فلا تقبله.", en="The person who gave it has revoked it: do not accept it.")
_NOT_YET = Text(ar="لم يبدأ بعد: يسري من اليوم المذكور.", en="It has not begun: it holds from the day shown.")
_OVER = Text(ar="انتهت مدته، فلا تقبله.", en="Its term has ended: do not accept it.")


def why_no_visit(one: DelegationRecord, stands: Standing, *, on: date) -> Text | None:
    """Why a paper for a branch does not hold on that day; ``None`` when it does."""
    if one.stored_state != "accepted":
        return _REVOKED
    if on > one.until_on:
        return _OVER
    return _NOT_YET if on < one.from_on else stands.stopped


def masked(name: str) -> str:
    """A name for readers who need only compare it with a card: the first letter of each part."""
    return " ".join(f"{part[0]}***" for part in name.split())


def requests(n: int, lang: str) -> str:
    """A number of requests, in words that agree with it."""
    return count_words(
        n, lang,
        zero=("لا طلبات", "no requests"), one=("طلب واحد", "1 request"), two=("طلبان", None), few=("{n} طلبات", None),
        many=("{n} طلبًا", None), other=("{n} طلب", "{n} requests"),
    )  # fmt: skip


def service_options(lang: str) -> list[dict[str, Any]]:
    """Every service that can be delegated, under the section to which it belongs, for the form."""
    found = sorted(delegable().values(), key=lambda service: (service.agency, service.title.in_(lang)))
    groups: dict[str, list[dict[str, str]]] = {}
    for service in found:
        groups.setdefault(service.agency, []).append({"value": service.code, "label": service.title.in_(lang)})
    return [{"title": section(agency).title.in_(lang), "options": options} for agency, options in groups.items()]
