"""The second page of giving power to somebody: its very text, signed by passkey; nothing typed before is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect

from tayseer.casework import delegating
from tayseer.casework.contract import NotSureEnough, UnableToFile
from tayseer.identity import signatures
from tayseer.identity.assurance import shortfall
from tayseer.identity.delegation.actions import UnableToDelegate
from tayseer.kit.services import SIGNED
from tayseer.portal.personal import page
from tayseer.site import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from tayseer.identity.requests import SignedInRequest
    from tayseer.kit.text import Text


def is_unsure(request: SignedInRequest) -> bool:
    """Whether whoever reads the form still has to prove who they are before it can be sent."""
    return shortfall(SIGNED, actor=request.actor, at=clock.now()) is not None


def taken(
    request: SignedInRequest,
    lang: str,
    *,
    form: str,
    values: Mapping[str, Any],
    text: Text,
    act: Callable[[str], str],
    again: Callable[..., HttpResponse],
    at: datetime,
) -> HttpResponse:
    """Go on with a form that is in order: prove who one is, read the text and sign it, then do it.

    ``act`` is given the signature's public id and says where to go on; ``again`` shows the form with a problem.
    """
    step = request.POST.getlist("step")[-1:] or [""]
    if step == ["edit"]:
        return again()
    if shortfall(SIGNED, actor=request.actor, at=at) is not None:
        delegating.keep_form(actor=request.actor, form=form, values=values, at=at)
        query = urlencode({"level": SIGNED.level, "next": request.path})
        return HttpResponseRedirect(f"/{lang}/step-up/?{query}", status=303)
    words = text.in_(lang)
    if step != ["sign"]:
        return _sign_page(request, lang, values=values, words=words)
    try:
        onward = act(signatures.read_signature(request, words, at=at))
    except (signatures.UnableToAcceptSignature, NotSureEnough) as refused:
        return _sign_page(request, lang, values=values, words=words, error=refused.text)
    except (UnableToFile, UnableToDelegate) as refused:
        return again(problem=refused.text)
    delegating.drop_form(actor=request.actor, form=form)
    return HttpResponseRedirect(onward, status=303)


def _sign_page(
    request: SignedInRequest, lang: str, *, values: Mapping[str, Any], words: str, error: Text | None = None
) -> HttpResponse:
    hidden: list[tuple[str, str]] = []
    for name, value in values.items():
        if isinstance(value, dict):
            hidden += [(f"{name}-{part}", str(typed)) for part, typed in value.items()]
        elif isinstance(value, list):
            hidden += [(name, str(one)) for one in value]
        else:
            hidden.append((name, str(value)))
    context = {
        "hidden": hidden,
        "signing": signatures.asked(actor=request.actor, text=words),
        "error": "" if error is None else error.in_(lang),
        "failed": error is not None,
        "action": request.path,
    }
    return page(request, "delegation_sign.html", context, status=422 if error is not None else 200)
