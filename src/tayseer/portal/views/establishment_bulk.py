"""Asking one service for many workers: who, with which answers; what comes of it is a draft with verdicts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from tayseer.establishments import actions, queries
from tayseer.establishments.actions.requesting import AnswersMissing
from tayseer.establishments.contract import MOST_BYTES, MOST_ROWS, Firm, NotFound, UnableToAct
from tayseer.establishments.rights import why_not
from tayseer.establishments.sheets import TOO_BIG, Line, UnableToRead, plain_number, read_list
from tayseer.establishments.verdicts import bulk_services
from tayseer.identity.requests import SignedInRequest
from tayseer.kit.questions import AnswerRefused
from tayseer.portal import proving
from tayseer.portal.personal import own_page, page
from tayseer.portal.questions import day_typed, typed_in
from tayseer.portal.views.establishment import crumbs_to, firm_or_404, firm_view, worker_view
from tayseer.services import service as service_of
from tayseer.site import clock
from tayseer.ui.words import w

if TYPE_CHECKING:
    from tayseer.kit.services import Service

#: How many workers stand on the page to be ticked; others are reached by search, by their last day, or by a file.
MOST_TICKED = 200
#: Ways to name the workers: ticked on the page, all whose iqama or permit ends soon, all there are, or a list.
WHO_DAYS = {"30": 30, "60": 60, "90": 90}
WAYS = ("ticked", *WHO_DAYS, "all", "list")


@dataclass
class Typed:
    """What the form holds: everything typed comes back with an error."""

    who: str = "ticked"
    ticked: tuple[str, ...] = ()
    listed: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    key: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def bulk(request: SignedInRequest, lang: str, firm: str) -> HttpResponse:
    """The form, and with it the check: a draft with a verdict for each worker, before anything is filed or paid."""
    found = firm_or_404(request, firm)
    code = request.GET.get("service") or next(iter(bulk_services()), "")
    if code not in bulk_services():
        raise Http404
    service = service_of(code)
    unsure = proving.to_step_up(service.assurance, request, onward=request.get_full_path())
    if unsure is not None:
        return unsure
    if request.method != "POST":
        return _form(request, lang, found, service, Typed())
    typed = _typed(request, service, lang=lang)
    try:
        lines = _lines(request, found, service, typed, on=clock.today())
        if typed.problems:
            return _form(request, lang, found, service, typed, status=422)
        public_id = actions.prepare(
            actor=request.actor,
            establishment_id=found.id,
            service_code=code,
            lines=lines,
            answers=typed.answers,
            at=clock.now(),
            on=clock.today(),
            idempotency=typed.key,
        )
    except NotFound:
        raise Http404 from None
    except AnswersMissing as missing:
        typed.problems |= {code: text.in_(lang) for code, text in missing.problems.items()}
        return _form(request, lang, found, service, typed, status=422)
    except (UnableToAct, UnableToRead) as refused:
        typed.problems["who"] = refused.text.in_(lang)
        return _form(request, lang, found, service, typed, status=422)
    return HttpResponseRedirect(f"/{lang}/establishments/requests/{public_id}/", status=303)


def _typed(request: SignedInRequest, service: Service, *, lang: str) -> Typed:
    post = request.POST
    who = post.get("who", "")
    typed = Typed(
        who=who if who in WAYS else "ticked",
        ticked=tuple(plain_number(one)[:20] for one in post.getlist("worker")[:MOST_TICKED]),
        listed=post.get("listed", "")[: MOST_BYTES + 1],
        key=(post.get("key") or secrets.token_hex(8))[:40],
    )
    for question in service.asks:
        try:
            typed.answers[question.code] = typed_in(question, post)
        except AnswerRefused as refused:
            typed.problems[question.code] = refused.text.in_(lang)
    return typed


def _lines(request: SignedInRequest, firm: Firm, service: Service, typed: Typed, *, on: date) -> list[Line]:
    """The rows asked for. Raises ``UnableToRead`` for a file or list that cannot be taken."""
    sent = request.FILES.get("file")
    if sent is not None:
        if sent.size > MOST_BYTES:
            raise UnableToRead(TOO_BIG)
        content = sent.read()
        lines = read_list(content, service=service)
        # What was read is kept in the page, for a browser does not send a file twice by itself.
        typed.listed, typed.who = content.decode("utf-8-sig", "replace"), "list"
        return lines
    if typed.who == "list":
        return read_list(typed.listed.encode(), service=service)
    if typed.who == "ticked":
        return [Line(place, number) for place, number in enumerate(dict.fromkeys(typed.ticked), start=1)]
    days = WHO_DAYS.get(typed.who)
    found = queries.workers_of(
        firm=firm, limit=MOST_ROWS + 1, until=None if days is None else on + timedelta(days=days)
    )
    return [Line(place, worker.number) for place, worker in enumerate(found, start=1)]


def _form(
    request: SignedInRequest, lang: str, firm: Firm, service: Service, typed: Typed, *, status: int = 200
) -> HttpResponse:
    on, person = clock.today(), int(request.actor.id or 0)
    search = request.GET.get("q", "")[:60]
    found = queries.workers_of(firm=firm, limit=MOST_TICKED, search=search)
    reason = why_not(firm.rights, "request", service=service.code)
    title = w(lang, "طلب لعدد من العاملين", "A request for several workers")
    post = request.POST if request.method == "POST" else None
    counts = queries.ahead(firm=firm, on=on, days=90)
    ways = [
        ("ticked", w(lang, "من أختارهم في القائمة أدناه", "Those I tick in the list below")),
        *((str(days), w(lang, f"كل من تنتهي إقامته أو رخصة عمله خلال {days} يومًا، أو انتهت",
                        f"Everybody whose iqama or work permit ends within {days} days, or has ended"))
          for days in WHO_DAYS.values()),
        ("all", w(lang, "كل العاملين", "All workers")),
        ("list", w(lang, "من في الملف أو في القائمة المكتوبة", "Those in the file, or in the list I type")),
    ]  # fmt: skip
    context = {
        "title": title,
        "crumbs": crumbs_to(firm, title, lang=lang, person_id=person),
        "firm": firm_view(firm, lang=lang, person_id=person),
        "reason": "" if reason is None else reason.in_(lang),
        "service": {"code": service.code, "title": service.title.in_(lang), "does": service.does.in_(lang)},
        "services": [
            {"title": service_of(code).title.in_(lang), "href": f"?service={code}", "current": code == service.code}
            for code in bulk_services()
        ],
        "questions": [
            {
                "question": question,
                "value": typed.answers.get(question.code, ""),
                "day": day_typed(question, post, ""),
                "error": typed.problems.get(question.code, ""),
                "declaration": question.kind == "declaration",
            }
            for question in sorted(service.asks, key=lambda one: one.kind == "declaration")
        ],
        "ways": [{"value": value, "label": label} for value, label in ways],
        "who": typed.who,
        "listed": typed.listed,
        "ticked": set(typed.ticked),
        "workers": [worker_view(one, lang=lang, on=on) for one in found],
        "every": counts["workers"],
        "search": search,
        "columns": [question.code for question in service.asks if question.kind != "declaration"],
        "problems": typed.problems,
        "failed": bool(typed.problems),
        "key": typed.key or secrets.token_hex(8),
        "most": f"{MOST_ROWS:,}",
        "most_ticked": MOST_TICKED,
    }
    return page(request, "establishment_bulk.html", context, status=status)
