"""People in one's charge: their papers with the last day of each, and what can be done for them today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tayseer.casework.judging import judge_all
from tayseer.casework.rights import is_minor
from tayseer.identity.requests import SignedInRequest
from tayseer.insight.holdings import Charge, Paper, household_of
from tayseer.kit.records import contract_of
from tayseer.kit.text import Text
from tayseer.portal.personal import distance, own_page, page
from tayseer.portal.presenting import service_href
from tayseer.portal.subjects import PERSON, ref_of
from tayseer.services import catalogue
from tayseer.site import clock

if TYPE_CHECKING:
    from tayseer.kit.services import Service

#: The circles in which somebody of each relation is found.
_CIRCLES = {
    "people.dependants", "people.children", "people.domestic_workers", "people.in_charge", "people.visitors",
    "people.me_and_family",
}  # fmt: skip
_SOON = timedelta(days=90)

_RELATIONS = {
    ("spouse", "female"): Text(ar="الزوجة", en="Wife"),
    ("spouse", "male"): Text(ar="الزوج", en="Husband"),
    ("child", "female"): Text(ar="الابنة", en="Daughter"),
    ("child", "male"): Text(ar="الابن", en="Son"),
    ("worker", "female"): Text(ar="عاملة منزلية", en="Domestic worker"),
    ("worker", "male"): Text(ar="عامل منزلي", en="Domestic worker"),
    ("guest", "female"): Text(ar="زائرة", en="Visitor"),
    ("guest", "male"): Text(ar="زائر", en="Visitor"),
}
_OTHERS = {
    "spouse": Text(ar="الزوج أو الزوجة", en="Spouse"),
    "child": Text(ar="الابن أو الابنة", en="Child"),
    "worker": Text(ar="عمالة منزلية", en="Domestic worker"),
    "guest": Text(ar="زائر", en="Visitor"),
    "family": Text(ar="فرد من الأسرة", en="Family member"),
}
_PAPERS = {
    "iqama": Text(ar="الإقامة", en="Iqama"),
    "passport": Text(ar="جواز السفر", en="Passport"),
    "id": Text(ar="بطاقة الهوية", en="Identity card"),
}
#: How a paper's own state reads when it says more than its last day.
_STATES = {
    "lost": Text(ar="مفقودة", en="Lost"),
    "cancelled": Text(ar="ملغاة", en="Cancelled"),
    "final_exit": Text(ar="خروج نهائي", en="Final exit"),
    "issued": Text(ar="صدرت ولم تُفعّل", en="Issued, not yet active"),
    "damaged": Text(ar="تالفة", en="Damaged"),
}


def relation_words(one: Charge) -> Text:
    """What somebody is to the person in whose charge they are."""
    return _RELATIONS.get((one.relation, one.sex)) or _OTHERS[one.relation]


@require_safe
@own_page
def family(request: SignedInRequest, lang: str) -> HttpResponse:
    """Everybody in one's charge."""
    on, person_id = clock.today(), int(request.actor.id or 0)
    household = household_of(person_id=person_id, on=on)
    open_to = _possible(person_id, household.standing, on=on) if household.people else {}
    people = [
        {
            "name": one.names.in_(lang),
            "relation": relation_words(one).in_(lang),
            "born_on": one.born_on,
            "number": one.number,
            # Where a grown person is is nobody else's to follow, whoever is head of the family.
            "inside": one.inside if is_minor(one.born_on, on=on) else None,
            "papers": [_paper(paper, lang=lang, on=on) for paper in one.papers],
            "services": [
                {
                    "title": service.title.in_(lang),
                    "href": service_href(
                        lang, service.code, ref=ref_of(service, applicant_id=person_id, subject_id=one.id)
                    ),
                }
                for service in open_to.get(one.id, ())
            ],
        }
        for one in household.people
    ]
    companies = [
        {"name": one.names.in_(lang), "number": one.number, "workers": one.workers} for one in household.companies
    ]
    return page(request, "family.html", {"people": people, "companies": companies})


def _paper(paper: Paper, *, lang: str, on: date) -> dict[str, Any]:
    ends = paper.expires_on
    state = "unknown" if ends is None else "expired" if ends < on else "expires_soon" if ends <= on + _SOON else "valid"
    stands = _STATES.get(paper.state)
    return {
        "name": _PAPERS[paper.code].in_(lang),
        "state": state,
        "words": "" if stands is None else stands.in_(lang),
        "day": ends,
        "distance": "" if ends is None else distance(ends, on, lang),
    }


def _possible(person_id: int, standing: str, *, on: date) -> dict[int, list[Service]]:
    """For each person in charge, the services whose rules let one start today; one statement for each service."""
    found: dict[int, list[Service]] = {}
    for service in catalogue().values():
        subject = service.subject
        if subject is None or subject.among is None or subject.among.name not in _CIRCLES or service.flow == "query":
            continue
        if standing not in service.for_whom or contract_of(subject.record).__record__ != PERSON:
            continue
        for judged in judge_all(service, applicant_id=person_id, on=on):
            if judged.subject_id is not None and judged.verdict.may_start:
                found.setdefault(judged.subject_id, []).append(service)
    return found
