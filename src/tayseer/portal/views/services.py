"""The catalogue, the search, and the page of each service: eight parts in one order, all from the definition."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tayseer.audit.contract import Actor
from tayseer.casework import queries as cases
from tayseer.casework.acting import may_be_delegated
from tayseer.identity.requests import Request
from tayseer.insight import lock
from tayseer.insight.answers import answer_of, note_query
from tayseer.insight.search import Hit, related_to, search
from tayseer.kit.render import definition_of, digest_of
from tayseer.kit.services import Act, Service
from tayseer.kit.text import Text
from tayseer.law import LAW
from tayseer.portal import presenting, steps
from tayseer.portal.acting_words import acting_view
from tayseer.portal.agencies import section
from tayseer.portal.choosing import FOR_OTHERS, choices_of, choosing
from tayseer.portal.fees import Fees, fees_of
from tayseer.portal.needs import asks_view, needs_view
from tayseer.portal.presenting import service_href
from tayseer.portal.subjects import Candidate, myself, person_of, record_of
from tayseer.portal.views import public_query
from tayseer.portal.views.home import EXAMPLES, sections
from tayseer.services import acts, catalogue
from tayseer.site import clock
from tayseer.ui.words import w

KINDS = {
    "citizen": Text(ar="المواطنون", en="Citizens"),
    "resident": Text(ar="المقيمون", en="Residents"),
    "visitor": Text(ar="الزائرون", en="Visitors"),
    "establishment": Text(ar="المنشآت", en="Establishments"),
    "public": Text(ar="من غير تسجيل دخول", en="Without signing in"),
}
MOST_HITS = 30


@dataclass(frozen=True)
class Item:
    """A service or an act of another party, as the catalogue lists it."""

    code: str
    title: Text
    does: Text
    service: Service
    act: Act | None = None


@lru_cache(maxsize=1)
def _items(version: int) -> dict[str, Item]:
    found = {code: Item(code, item.title, item.does, item) for code, item in catalogue().items()}
    for code, (owner, act) in acts().items():
        found[code] = Item(code, Text(ar=act.ar, en=act.en), act.does, owner, act)
    return found


def items() -> dict[str, Item]:
    """Everything that has a page, by its code."""
    return _items(id(catalogue()))


@require_safe
def catalogue_page(request: Request, lang: str, agency: str = "") -> HttpResponse:
    """Show all services by section, or what a search found; both can be narrowed by whom a service is for."""
    words = request.GET.get("q", "").strip()[:200]
    kind = request.GET.get("for_whom", "")
    kind = kind if kind in KINDS else ""
    if words:
        hits: list[Hit] = search(words, limit=MOST_HITS)
        listed = [items()[hit.code] for hit in hits]
        sure = bool(hits) and hits[0].sure
    else:
        listed = sorted(items().values(), key=lambda item: _sort_key(item.title.in_(lang)))
        sure = True
    if agency:
        listed = [item for item in listed if item.code.partition("/")[0] == agency]
    kept = [item for item in listed if not kind or kind in item.service.for_whom]
    groups = [] if words else _grouped(kept, lang=lang)
    context = {
        "lang": lang,
        "words": words,
        "kind": kind,
        "sure": sure,
        "groups": groups,
        "examples": EXAMPLES[lang],
        "agency": agency,
        "found": [_card(item, lang=lang, with_section=True) for item in kept] if words else [],
        "kinds": _filters(listed, kind, lang),
        "here_section": section(agency) if agency else None,
        "action": request.path,
    }
    return render(request, "portal/services.html", context)


@require_safe
def section_page(request: Request, lang: str, agency: str) -> HttpResponse:
    """Show the services of one section."""
    if not any(item.code.startswith(f"{agency}/") for item in items().values()):
        raise Http404
    return catalogue_page(request, lang, agency)


def _sort_key(title: str) -> str:
    folded = title.translate(str.maketrans("أإآةى", "اااهي")).lower()
    return " ".join(word.removeprefix("ال") for word in folded.split())


def _filters(listed: list[Item], chosen_kind: str, lang: str) -> list[dict[str, Any]]:
    everyone = {"value": "", "label": w(lang, "الجميع", "Everyone"), "chosen": not chosen_kind, "count": len(listed)}
    counts = {kind: sum(kind in item.service.for_whom for item in listed) for kind in KINDS}
    return [everyone] + [
        {"value": kind, "label": KINDS[kind].in_(lang), "chosen": kind == chosen_kind, "count": counts[kind]}
        for kind in KINDS
        if counts[kind]
    ]


def _grouped(listed: list[Item], *, lang: str) -> list[dict[str, Any]]:
    groups = []
    for known in sections(lang):
        cards = [_card(item, lang=lang) for item in listed if item.code.partition("/")[0] == known["code"]]
        if cards:
            groups.append({**known, "cards": cards})
    return groups


def _card(item: Item, *, lang: str, with_section: bool = False) -> dict[str, str]:
    fee = "" if item.act is not None else _short_fee(fees_of(item.service, judged=None, on=clock.today()), lang)
    return {
        "title": item.title.in_(lang),
        "href": service_href(lang, item.code),
        "text": item.does.in_(lang),
        "fee": fee,
        "agency": section(item.code.partition("/")[0]).title.in_(lang) if with_section else "",
    }


def _short_fee(fees: Fees, lang: str) -> str:
    return "" if fees.short is None else fees.short.in_(lang)


@require_http_methods(["GET", "HEAD", "POST"])
def service_page(request: Request, lang: str, agency: str, name: str) -> HttpResponse:
    """Show the page of one service or act; a query that asks for something is answered on the same page."""
    item = items().get(f"{agency}/{name}")
    if item is None:
        raise Http404
    if item.act is not None:
        return _act_page(request, item, lang)
    service = item.service
    if service.flow == "query" and service.asks and (service.is_public or person_of(request) is not None):
        return public_query.page(request, service, lang, about=about(service, lang=lang, on=clock.today()))
    if request.method == "POST":
        return HttpResponseRedirect(request.get_full_path())
    at = clock.now()
    on = clock.today(at)
    context = about(service, lang=lang, on=on)
    actor = person_of(request)
    if actor is None:
        context |= {"sign_in": _sign_in(request, lang), "lines": presenting.public_lines(service, lang=lang, on=on)}
        return render(request, "portal/service.html", context)
    ref = request.GET.get("for", "")
    found = choosing(service, ref, actor=actor, on=on)
    if found is None:
        raise Http404
    pick = found.pick
    if pick is None and service.flow == "query":
        # Who asks about the family most often means oneself; the others stand one press away.
        pick = myself(found.own, actor=actor)
    if pick is None:
        context |= found.view(lang)
        return render(request, "portal/service.html", context)
    actor, person = pick.actor, int(pick.actor.principal or 0)
    context |= _for_person(service, pick, person=person, lang=lang, on=on)
    context["many"] = len(found.own) > 1 or pick.mandate is not None
    if pick.mandate is not None:
        context["acting"] = acting_view(pick.mandate, lang=lang, back_href=context["page_href"])
    elif may_be_delegated(service):
        context["others_href"] = f"{context['page_href']}?for={FOR_OTHERS}"
    if service.flow == "query" and pick.judged.verdict.allowed:
        context["others"] = [
            {**item, "current": item["ref"] == pick.ref} for item in choices_of(service, found.own, lang)
        ]
        context["answer"] = answer_of(pick.judged, applicant_id=person, on=on)
        note_query(pick.judged, actor=actor, at=at)
    else:
        draft = cases.draft_of(actor=actor, service_code=service.code, subject_id=pick.judged.subject_id)
        context["draft"] = draft is not None
    return render(request, "portal/service.html", context)


def _sign_in(request: Request, lang: str) -> str:
    return f"/{lang}/sign-in/?{urlencode({'next': request.get_full_path()})}"


def about(service: Service, *, lang: str, on: date) -> dict[str, Any]:
    """What the page says whoever reads it."""
    fees = fees_of(service, judged=None, on=on)
    known = section(service.agency)
    return {
        "lang": lang,
        "service": service,
        "title": service.title.in_(lang),
        "does": service.does.in_(lang),
        "section": known,
        "gives": presenting.gives(service, lang=lang),
        "needs": needs_view(service, judged=None, lang=lang, on=on),
        "asks": asks_view(service, lang),
        "reads": presenting.reads_view(service, lang=lang),
        "fees": fees,
        "short_fee": _short_fee(fees, lang),
        "fee_boxes": presenting.fee_views(fees, lang=lang),
        "fee_parts": presenting.part_rows(fees, lang=lang),
        "payer": steps.payer(service, lang=lang),
        "takes": service.takes.in_(lang),
        "proof": presenting.sign_in_words(service, lang=lang),
        "late": steps.if_late(service, lang=lang),
        "steps": steps.steps_view(service, lang=lang, on=on),
        "mistakes": [mistake.in_(lang) for mistake in service.mistakes],
        "related": _related(service.code, lang),
        "basis": presenting.basis_words(service.basis, lang),
        "version": version_of(service),
        "law_since": law_since(service, on=on),
        "published_on": published_on(service),
        "on": on,
        "kinds": w(lang, "، ", ", ").join(KINDS[kind].in_(lang) for kind in service.for_whom),
        "sign_in": "",
        "lines": [],
        "choices": [],
        "circle": "",
        "nobody": False,
        "verdict_view": None,
        "plan": None,
        "answer": None,
        "draft": False,
        "start_href": "",
        "many": False,
        "others": [],
        "page_href": service_href(lang, service.code),
        "asked": None,
        "others_href": "",
        "none_delegated": False,
    }


def _for_person(service: Service, pick: Candidate, *, person: int, lang: str, on: date) -> dict[str, Any]:
    own = pick.mandate is None
    view = presenting.verdict_view(pick.judged, applicant_id=person, lang=lang, on=on, linked=own)
    fees = fees_of(service, judged=pick.judged, on=on)
    agency, _, name = service.code.partition("/")
    start = reverse("portal:start", kwargs={"lang": lang, "agency": agency, "name": name}) + (
        f"?for={pick.ref}" if pick.ref else ""
    )
    return {
        "verdict_view": view,
        "plan": None
        if view.plan is None
        else presenting.plan_view(view.plan, lang=lang, applicant_id=person if own else None),
        "needs": needs_view(service, judged=pick.judged, lang=lang, on=on),
        "fees": fees,
        "short_fee": _short_fee(fees, lang),
        "fee_boxes": presenting.fee_views(fees, lang=lang),
        "fee_parts": presenting.part_rows(fees, lang=lang),
        "start_href": start,
    }


def _related(code: str, lang: str) -> list[dict[str, str]]:
    return [
        {
            "title": items()[other].title.in_(lang),
            "href": service_href(lang, other),
            "text": items()[other].does.in_(lang),
        }
        for other in related_to(code, limit=3)
        if other in items()
    ]


@lru_cache(maxsize=1024)
def _digest(service_id: int, code: str) -> str:
    return digest_of(definition_of(catalogue()[code]))


def version_of(service: Service) -> str:
    """The first eight characters of the definition's digest, the same that a case keeps whole."""
    return _digest(id(service), service.code)[:8]


def published_on(service: Service) -> date | None:
    """The day on which the definition that is shown was published; ``None`` when the lock does not name it."""
    return _published(str(settings.TAYSEER_SERVICES_LOCK)).get((service.code, _digest(id(service), service.code)))


@lru_cache(maxsize=2)
def _published(path: str) -> dict[tuple[str, str], date]:
    return {(line.code, line.digest): line.day for line in lock.read(Path(path))}


def law_since(service: Service, *, on: date) -> date | None:
    """The day of the latest change in the law that the service rests on; ``None`` when it names no law."""
    days = [
        line.since for value in service.law for line in LAW.find(value.agency, value.name).lines if line.since <= on
    ]
    return max(days, default=None)


def _ends_a_request(item: Item) -> bool:
    """Whether the act is no step of its own but an end to the request, such as a withdrawal."""
    return item.act is not None and all(step.code != item.act.step for step in item.service.steps)


def _waiting(item: Item, actor: Actor, *, lang: str) -> list[dict[str, Any]]:
    """The requests in which this person can do the act now; an act that ends a request fits every open one."""
    assert item.act is not None
    ends = _ends_a_request(item)
    shown: dict[str, dict[str, Any]] = {}
    for turn in cases.turns_for(actor=actor, limit=100):
        if turn.service_code == item.service.code and (ends or turn.step == item.act.step):
            title = turn.subject.in_(lang) or turn.label.in_(lang)
            shown[turn.case] = {"case": turn.case, "title": title, "text": turn.label.in_(lang), "due_at": turn.due_at}
    for case in cases.cases_of(actor=actor, is_open=True, limit=100) if ends else ():
        if case.service_code == item.service.code:
            title = case.subject.in_(lang) or case.title.in_(lang)
            shown.setdefault(
                case.public_id, {"case": case.public_id, "title": title, "text": case.title.in_(lang), "due_at": None}
            )
    return list(shown.values())


def _who(item: Item, lang: str) -> str:
    assert item.act is not None
    step = item.service.step(item.act.step)
    return steps.who_acts(step, item.service, lang, applicant=steps.APPLICANT_NAMED)


def _act_page(request: Request, item: Item, lang: str) -> HttpResponse:
    """What an act of another party is, and the requests that wait for this person to do it."""
    assert item.act is not None
    actor = person_of(request)
    ends = _ends_a_request(item)
    who = w(lang, "مقدم الطلب أو الطرف الآخر", "The applicant or the other party")
    context = {
        "lang": lang,
        "title": item.title.in_(lang),
        "does": item.does.in_(lang),
        "section": section(item.code.partition("/")[0]),
        "signed_in": actor is not None,
        "sign_in": _sign_in(request, lang),
        "waiting": [] if actor is None else _waiting(item, actor, lang=lang),
        "owner": {"title": item.service.title.in_(lang), "href": service_href(lang, item.service.code)},
        "who": who if ends else _who(item, lang),
        "steps": steps.steps_view(item.service, lang=lang, on=clock.today(), applicant=steps.APPLICANT_NAMED),
        "late": steps.if_late(item.service, lang=lang),
        "related": _related(item.code, lang),
        "basis": presenting.basis_words(item.service.basis, lang),
    }
    return render(request, "portal/service_act.html", context)


__all__ = ["about", "catalogue_page", "items", "record_of", "section_page", "service_page", "version_of"]
