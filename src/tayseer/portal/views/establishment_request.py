"""A request for many workers: its verdicts, who may do what with it, its progress, its bills, its rows as a file."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe

from tayseer.establishments import actions, batches, words
from tayseer.establishments.contract import MOST_ROWS, BatchRecord, Firm, NotFound, RowRecord, UnableToAct
from tayseer.establishments.rights import why_not
from tayseer.establishments.sheets import write_list
from tayseer.identity.requests import SignedInRequest
from tayseer.kit.formats import value_text
from tayseer.kit.text import Text
from tayseer.ledger import actions as ledger
from tayseer.ledger.queries import deposit_of
from tayseer.portal import proving
from tayseer.portal.personal import own_page, page
from tayseer.portal.views.establishment import batch_view, crumbs_to, firm_view
from tayseer.services import service as service_of
from tayseer.site import clock
from tayseer.ui.words import money, w

PAGE = 50
SHOW = {"all": None, "not": ("cannot", "failed", "stopped"), "ready": ("ready",), "filed": ("filed",)}
_TONES = {"cannot": "danger", "ready": "info", "filed": "ok", "failed": "danger", "stopped": "warn"}
REFRESH_SECONDS = 3


def _found(request: SignedInRequest, public_id: str) -> tuple[Firm, BatchRecord]:
    try:
        return batches.batch_for(actor=request.actor, public_id=public_id, on=clock.today())
    except NotFound:
        raise Http404 from None


@require_safe
@own_page
def request_page(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """The request as it stands; while it is filed or paid the page asks again by itself, without a program."""
    firm, batch = _found(request, public_id)
    return _page(request, lang, firm, batch)


def _page(
    request: SignedInRequest, lang: str, firm: Firm, batch: BatchRecord, *, error: Text | None = None
) -> HttpResponse:
    person = int(request.actor.id or 0)
    service = service_of(batch.service_code)
    show = request.GET.get("show", "all")
    show = show if show in SHOW else "all"
    after = _place(request.GET.get("after", ""))
    rows = batches.rows_of(batch, limit=PAGE + 1, after=after, states=SHOW[show])
    shown = rows[:PAGE]
    href = f"/{lang}/establishments/requests/{batch.public_id}/"
    counts = {name: sum(batch.counts.get(state, 0) for state in SHOW[name] or batch.counts) for name in SHOW}
    tabs = {
        "all": w(lang, "الكل", "All"),
        "not": w(lang, "لا تُقدَّم", "Not filed"),
        "ready": w(lang, "جاهزة", "Ready"),
        "filed": w(lang, "قُدّمت", "Filed"),
    }
    context = {
        "title": service.title.in_(lang),
        "crumbs": crumbs_to(firm, w(lang, "طلب جماعي", "Request for several workers"), lang=lang, person_id=person),
        "firm": firm_view(firm, lang=lang, person_id=person),
        "batch": batch,
        "view": batch_view(batch, lang=lang),
        "href": href,
        "mine": batch.requester_id == person,
        "answers": [
            {"label": question.label.in_(lang), "value": _answer(question, batch.answers.get(question.code), lang)}
            for question in service.asks
            if question.kind != "declaration" and batch.answers.get(question.code)
        ],
        "requester": batch.requester.in_(lang),
        "decider": batch.decider.in_(lang),
        "rows": [_row(one, lang=lang) for one in shown],
        "older": str(shown[-1].place) if len(rows) > PAGE else "",
        "show": show,
        "tabs_of": [
            {"title": title, "href": f"{href}?show={name}", "current": name == show, "count": counts[name]}
            for name, title in tabs.items()
        ],
        "counts": counts,
        "why": _why_not(firm, batch, person, lang=lang),
        "old": batch.state == "draft" and batch.judged_on != clock.today(),
        "done": batch.ready - batch.counts.get("ready", 0),
        "pay": _pay(firm, batch, person, lang=lang),
        "again_after": REFRESH_SECONDS if batch.state == "approved" or batch.payer_id is not None else 0,
        "error": "" if error is None else error.in_(lang),
        "failed": error is not None,
        "reason_typed": request.POST.get("reason", "") if request.method == "POST" else "",
        "pay_reason": batch.pay_reason.in_(lang),
    }
    return page(request, "establishment_request.html", context, status=422 if error is not None else 200)


def _answer(question: Any, value: Any, lang: str) -> str:
    options = question.options or None
    known = next((option for option in options or () if str(option) == str(value)), value)
    return value_text(known, options=options).in_(lang)


def _why_not(firm: Firm, batch: BatchRecord, person: int, *, lang: str) -> dict[str, str]:
    """For each act on it, why this person may not; empty where they may."""
    about: dict[str, Any] = {"service": batch.service_code, "branches": batch.branches, "amount": batch.total}
    own = words.NOT_YOUR_OWN if batch.requester_id == person else None
    reasons = {
        "send": why_not(firm.rights, "request", **about),
        "approve": own or why_not(firm.rights, "approve", **about),
        "pay": why_not(firm.rights, "pay", **about),
    }
    return {name: "" if reason is None else reason.in_(lang) for name, reason in reasons.items()}


def _pay(firm: Firm, batch: BatchRecord, person: int, *, lang: str) -> dict[str, Any] | None:
    """What is to be paid and from what; nothing until everything is filed, or when nothing is open."""
    if batch.state != "done" or batch.unpaid == 0:
        return None
    balance = deposit_of(person).balance
    missing = max(batch.owed - balance, Decimal("0.00"))
    return {
        "owed": money(batch.owed, lang),
        "bills": batch.unpaid,
        "balance": money(balance, lang),
        "missing": money(missing, lang) if missing else "",
        "running": batch.payer_id is not None,
        "paid": batch.paid,
        "filed": batch.counts.get("filed", 0),
    }


def _row(row: RowRecord, *, lang: str) -> dict[str, Any]:
    return {
        "place": row.place,
        "name": row.names.in_(lang),
        "number": row.number,
        "state": words.ROW_STATES[row.state].in_(lang),
        "tone": _TONES[row.state],
        "price": "" if row.price is None else money(row.price, lang),
        "reason": row.reason.in_(lang),
        "paid": row.paid_at is not None,
    }


@require_safe
@own_page
def rows_file(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """The rows as CSV, all or those that are not filed; no cell is ever run as a formula."""
    _, batch = _found(request, public_id)
    states = SHOW.get(request.GET.get("show", "all"))
    found = batches.rows_of(batch, limit=MOST_ROWS, states=states)
    head = (
        [w(lang, "رقم الهوية", "number"), w(lang, "الاسم", "name"), w(lang, "الحالة", "state"),
         w(lang, "المبلغ بالريال", "price SAR"), w(lang, "السبب", "reason")]
    )  # fmt: skip
    body = write_list(
        head,
        (
            (
                row.number,
                row.names.in_(lang),
                words.ROW_STATES[row.state].in_(lang),
                "" if row.price is None else str(row.price),
                row.reason.in_(lang).translate(_UNSEEN),
            )
            for row in found
        ),
    )
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{batch.public_id}.csv"'
    return answer


_UNSEEN = dict.fromkeys(range(0x2066, 0x206A))


@require_POST
@own_page
def act(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """One act on the request: send, check again, withdraw, approve, refuse, pay, or add what the deposit lacks."""
    firm, batch = _found(request, public_id)
    href = f"/{lang}/establishments/requests/{public_id}/"
    wanted = request.POST.get("do", "")
    if wanted == "top-up":
        return _top_up(request, lang, firm, batch)
    acts: dict[str, Callable[[], None]] = {
        "send": lambda: actions.send(actor=request.actor, public_id=public_id, at=clock.now(), on=clock.today()),
        "again": lambda: actions.judge_anew(actor=request.actor, public_id=public_id, at=clock.now(), on=clock.today()),
        "withdraw": lambda: actions.withdraw(actor=request.actor, public_id=public_id, at=clock.now()),
        "approve": lambda: actions.approve(actor=request.actor, public_id=public_id, at=clock.now(), on=clock.today()),
        "refuse": lambda: actions.refuse(
            actor=request.actor,
            public_id=public_id,
            reason=request.POST.get("reason", ""),
            at=clock.now(),
            on=clock.today(),
        ),
        "pay": lambda: actions.ask_to_pay(actor=request.actor, public_id=public_id, at=clock.now(), on=clock.today()),
    }
    if wanted not in acts:
        return HttpResponseRedirect(href, status=303)
    if wanted in {"send", "approve"}:
        unsure = proving.to_step_up(service_of(batch.service_code).assurance, request, onward=href)
        if unsure is not None:
            return unsure
    try:
        acts[wanted]()
    except NotFound:
        raise Http404 from None
    except UnableToAct as refused:
        firm, batch = _found(request, public_id)
        return _page(request, lang, firm, batch, error=refused.text)
    return HttpResponseRedirect(href, status=303)


def _top_up(request: SignedInRequest, lang: str, firm: Firm, batch: BatchRecord) -> HttpResponse:
    """One bill that brings the payer's deposit to what all the others come to."""
    person = int(request.actor.id or 0)
    about: dict[str, Any] = {"service": batch.service_code, "branches": batch.branches, "amount": batch.total}
    reason = why_not(firm.rights, "pay", **about)
    if reason is not None:
        return _page(request, lang, firm, batch, error=reason)
    missing = batch.owed - deposit_of(person).balance
    if batch.unpaid == 0 or missing <= 0:
        return HttpResponseRedirect(f"/{lang}/establishments/requests/{batch.public_id}/", status=303)
    bill = ledger.open_top_up(
        actor=request.actor,
        at=clock.now(),
        person_id=person,
        amount=missing,
        idempotency=f"bulk-top-up:{batch.public_id}:{person}:{missing}",
    )
    return HttpResponseRedirect(f"/{lang}/bills/{bill.public_id}/", status=303)


def _place(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) <= len(str(MOST_ROWS)) else 0
