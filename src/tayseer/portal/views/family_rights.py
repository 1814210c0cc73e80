"""What others can do for me and my children today, and why: by the register, and nobody's grant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tayseer.casework.rights import Rights, employer_of, is_minor, rights_over
from tayseer.identity.requests import SignedInRequest
from tayseer.insight.holdings import household_of
from tayseer.kit.formats import day_text
from tayseer.kit.text import Text
from tayseer.law import LAW
from tayseer.law.bases import basis_text
from tayseer.portal.personal import own_page, page
from tayseer.portal.presenting import service_href
from tayseer.site import clock

if TYPE_CHECKING:
    from datetime import date

#: Children of whom one page tells.
MOST_CHILDREN = 12

#: What each tie is called, and by which cause it ends of itself.
TIES = {
    "head": (
        Text(ar="رب الأسرة", en="Head of the family"),
        Text(
            ar="تنتهي صفته بوفاته، أو بالطلاق، أو بنقل القيد إلى سجل آخر.",
            en="It ends with his death, a divorce, or a move to another family record.",
        ),
    ),
    "father": (
        Text(ar="الأب", en="Father"),
        Text(ar="تنتهي ببلوغ سن الرشد، وهي {age} سنة.", en="It ends at the age of an adult, {age}."),
    ),
    "mother": (
        Text(ar="الأم", en="Mother"),
        Text(ar="تنتهي ببلوغ سن الرشد، وهي {age} سنة.", en="It ends at the age of an adult, {age}."),
    ),
    "sponsor": (
        Text(ar="صاحب العمل", en="Employer"),
        Text(ar="تنتهي بانتهاء العلاقة في سجل الصلات.", en="It ends with the tie in the register."),
    ),
    "host": (
        Text(ar="المضيف", en="Host"),
        Text(ar="تنتهي بانتهاء الزيارة.", en="It ends with the visit."),
    ),
    "guardian": (
        Text(ar="الولي", en="Guardian"),
        Text(ar="تنتهي بحكم المحكمة أو ببلوغ سن الرشد.", en="It ends by the court, or at the age of an adult."),
    ),
    "custody": (
        Text(ar="الحاضن", en="Custodian"),
        Text(ar="تنتهي بحكم المحكمة أو ببلوغ سن الرشد.", en="It ends by the court, or at the age of an adult."),
    ),
}


@require_safe
@own_page
def rights(request: SignedInRequest, lang: str) -> HttpResponse:
    """Everybody who may act for the reader or the reader's children, for what, and the conditions that stop them."""
    me, on = int(request.actor.id or 0), clock.today()
    household = household_of(person_id=me, on=on)
    children = [one for one in household.people if one.relation == "child" and is_minor(one.born_on, on=on)]
    children = children[:MOST_CHILDREN]
    found = rights_over([me, *(child.id for child in children)], but=me, on=on)
    employer = employer_of(me)
    context = {
        "mine": [_row(one, lang=lang, on=on) for one in found.get(me, [])],
        "employer": None
        if employer is None
        else {"name": employer[0].in_(lang), "services": [_service(service, lang) for service in employer[1]]},
        "children": [
            {
                "name": child.names.in_(lang),
                "others": [_row(one, lang=lang, on=on) for one in found.get(child.id, [])],
            }
            for child in children
        ],
        "on": on,
        "adult_age": LAW.on("common", "adult_age", on),
    }
    return page(request, "rights.html", context)


def _row(one: Rights, *, lang: str, on: date) -> dict[str, Any]:
    title, ends = TIES[one.holder.tie]
    age = str(LAW.on("common", "adult_age", on))
    return {
        "name": one.holder.names.in_(lang),
        "tie": title.in_(lang),
        "since": "" if one.holder.since is None else day_text(one.holder.since).in_(lang),
        "ends": ends.in_(lang).replace("{age}", age),
        "open": [_service(right.service, lang) for right in one.open],
        "closed": [
            {
                **_service(right.service, lang),
                "why": [
                    {"text": rule.sentence.in_(lang), "basis": basis_text(rule.basis).in_(lang)}
                    for rule in right.blocked
                ],
            }
            for right in one.closed
        ],
    }


def _service(service: Any, lang: str) -> dict[str, str]:
    return {
        "title": service.title.in_(lang),
        "href": service_href(lang, service.code),
        "basis": basis_text(service.basis).in_(lang),
    }
