"""The programme's public pages: the list, a case, a bill number, the figures, campaigns."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tayseer.identity.limits import allow
from tayseer.kit.text import Text
from tayseer.relief import figures, queries, words
from tayseer.relief.contract import PublicCase
from tayseer.relief.numbers import spaced
from tayseer.relief.queries import Filters
from tayseer.site import clock

PAGE = 12
#: The sums offered at a press, SAR; what remains is offered beside them.
CHIPS = (Decimal(10), Decimal(50), Decimal(100), Decimal(500))
CHECKS_A_MINUTE = 20
_FILTERS = ("region", "sum", "dependants", "sex", "age_group")


@require_GET
def cases(request: HttpRequest, lang: str) -> HttpResponse:
    """The list, by priority, narrowed by what the visitor chose."""
    chosen = {name: request.GET.get(name, "") for name in _FILTERS}
    filters = _filters(chosen)
    found = queries.listed_cases(filters=filters, limit=PAGE + 1, after=request.GET.get("after", "")[:40])
    shown = found[:PAGE]
    running = [one for one in figures.campaigns(on=clock.today()) if one.until_on >= clock.today()]
    context = {
        **_common(lang),
        "cases": [case_words(one, lang) for one in shown],
        "how_many": queries.count_listed(filters=filters),
        "groups": _groups(chosen, lang),
        "kept": "&".join(f"{name}={value}" for name, value in chosen.items() if value and filters != Filters()),
        "narrowed": filters != Filters(),
        "after": shown[-1].public_id if len(found) > PAGE else "",
        "first_page": not request.GET.get("after"),
        "figures": figures.headline(),
        "campaign": running[0] if running else None,
    }
    return render(request, "relief/cases.html", context)


@require_GET
def case(request: Any, lang: str, public_id: str) -> HttpResponse:
    """One case: what is left, how to contribute, what happens next."""
    return case_page(request, lang, public_id, written=request.GET.get("amount", "")[:20])


def case_page(
    request: Any, lang: str, public_id: str, *, written: str = "", error: Text | None = None, status: int = 200
) -> HttpResponse:
    """The page of a case; the form comes back with what was written and why it was not taken."""
    found = queries.case(public_id=public_id)
    if found is None:
        raise Http404
    context = {
        **_common(lang),
        "case": case_words(found, lang),
        "found": found,
        "chips": _chips(found),
        "written": written,
        "error": None if error is None else error.in_(lang),
        "person": request.actor is not None and request.actor.kind == "person",
    }
    return render(request, "relief/case.html", context, status=status)


@require_GET
def check(request: HttpRequest, lang: str) -> HttpResponse:
    """Whether a bill number is the programme's; says plainly not to pay when it is not (FUR-10)."""
    written = request.GET.get("number", "")[:40]
    context = {**_common(lang), "written": written, "asked": bool(written.strip()), "case": None, "error": ""}
    if context["asked"]:
        key = f"relief-check:{request.META.get('REMOTE_ADDR', '')}"
        if not allow(key, limit=CHECKS_A_MINUTE, per_seconds=60, at=clock.now()):
            context |= {"asked": False, "error": words.TOO_MANY.in_(lang)}
            return render(request, "relief/check.html", context, status=429)
        found = queries.case_by_bill(number=written)
        context["case"] = None if found is None else case_words(found, lang)
        context["found"] = found
    return render(request, "relief/check.html", context)


@require_GET
def published_figures(request: HttpRequest, lang: str) -> HttpResponse:
    """What came in, is held, was paid out and what it cost, to the halala."""
    found = figures.figures()
    context = {
        **_common(lang),
        "figures": found,
        "regions": [(words.option("region", one.region).in_(lang), one) for one in found.regions],
        "campaigns": figures.campaigns(on=clock.today()),
    }
    return render(request, "relief/figures.html", context)


@require_GET
def campaign(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """A season with its goal and what was given so far; while it lasts, the page renews itself."""
    today = clock.today()
    found = figures.campaign(slug=slug, on=today)
    if found is None:
        raise Http404
    context = {
        **_common(lang),
        "campaign": found,
        "running": found.until_on >= today,
        "cases": [case_words(one, lang) for one in queries.listed_cases(filters=Filters(), limit=3)],
        "share": min(int(found.given * 100 / found.goal), 100),
    }
    return render(request, "relief/campaign.html", context)


def case_words(found: PublicCase, lang: str) -> dict[str, Any]:
    """A case as a template shows it, in the reader's language."""
    said = {name: words.option(name, getattr(found, name)).in_(lang) for name in ("region", "sex", "age_group")}
    return {
        **said,
        "public_id": found.public_id,
        "number": spaced(found.bill_number),
        "reason": _capital(words.option("reason", found.reason).in_(lang)),
        "nationality": words.option("nationality", found.nationality).in_(lang),
        "court": found.court.in_(lang),
        "dependants": found.dependants,
        "state": found.state,
        "outcome": words.OUTCOMES[found.state].in_(lang),
        "tone": words.TONES[found.state],
        "amount": found.amount,
        "paid": found.paid,
        "remaining": found.remaining,
        "share": int(found.paid * 100 / found.amount),
    }


def _capital(words_: str) -> str:
    """The words as they begin a sentence; only English has capitals."""
    return words_[:1].upper() + words_[1:]


def _common(lang: str) -> dict[str, Any]:
    return {"lang": lang, "here": "relief"}


def _chips(found: PublicCase) -> list[Decimal]:
    """The sums offered: those that fit, and all that is left."""
    fitting = [chip for chip in CHIPS if chip < found.room]
    return [*fitting, found.room] if found.room > 0 else []


def _filters(chosen: Mapping[str, str]) -> Filters:
    known = {name: value for name, value in chosen.items() if value}
    _, least, most = words.SUMS.get(known.get("sum", ""), (None, None, None))
    plain = {
        name: known[name] for name in ("region", "sex", "age_group") if known.get(name) in dict(words.options(name))
    }
    dependants = known.get("dependants", "")
    return Filters(least=least, most=most, dependants=int(dependants) if dependants in words.DEPENDANTS else 0, **plain)


def _groups(chosen: Mapping[str, str], lang: str) -> list[dict[str, Any]]:
    """The filters as selects: a name, a label, and the options with the chosen one."""
    labels = {
        "region": (Text("المنطقة", "Region"), Text("كل المناطق", "All regions")),
        "sum": (Text("الباقي من الدين", "Left of the debt"), Text("أي مبلغ", "Any sum")),
        "dependants": (Text("من يعولهم", "Dependants"), Text("أي عدد", "Any number")),
        "sex": (Text("الجنس", "Sex"), Text("الجميع", "Everybody")),
        "age_group": (Text("الفئة العمرية", "Age group"), Text("كل الأعمار", "All ages")),
    }
    texts: dict[str, list[tuple[str, Text]]] = {name: words.options(name) for name in ("region", "sex", "age_group")}
    texts["sum"] = [(name, text) for name, (text, _, _) in words.SUMS.items()]
    texts["dependants"] = list(words.DEPENDANTS.items())
    return [
        {
            "name": name,
            "label": label.in_(lang),
            "any": anything.in_(lang),
            "value": chosen[name],
            "options": [{"value": value, "label": _capital(text.in_(lang))} for value, text in texts[name]],
        }
        for name, (label, anything) in labels.items()
    ]
