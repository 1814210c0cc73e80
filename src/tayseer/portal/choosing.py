"""The choice "for whom": one's own subjects, and those of the people for whom one may act by delegation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tayseer.casework.acting import may_be_delegated
from tayseer.portal import presenting
from tayseer.portal.acting_words import on_behalf_words
from tayseer.portal.presenting import service_href
from tayseer.portal.subjects import Candidate, by_delegation, candidates, chosen
from tayseer.ui.words import count_words, w

if TYPE_CHECKING:
    from datetime import date

    from tayseer.audit.contract import Actor
    from tayseer.kit.services import Service

#: What an address says instead of a reference by which somebody asks for whom else they may act.
FOR_OTHERS = "others"


@dataclass(frozen=True)
class Choosing:
    """Who can be chosen for a service, and who is; ``asks_others`` when the reader wants to act for somebody else."""

    service: Service
    own: list[Candidate]
    others: list[Candidate]
    pick: Candidate | None
    asks_others: bool

    def view(self, lang: str) -> dict[str, Any]:
        """What the page needs while nothing is chosen."""
        return {
            "choices": [*choices_of(self.service, self.own, lang), *choices_of(self.service, self.others, lang)],
            "circle": circle_of(self.service, lang),
            "nobody": not self.own and not self.others,
            "none_delegated": self.asks_others and not self.others,
        }


def choosing(service: Service, ref: str, *, actor: Actor, on: date) -> Choosing | None:
    """Who can be chosen, and who this reference names; ``None`` for one that names nothing of this person's."""
    asks_others = ref == FOR_OTHERS and may_be_delegated(service)
    own = candidates(service, actor=actor, on=on)
    pick = None if asks_others else chosen(own, ref)
    others: list[Candidate] = []
    if pick is None and service.flow != "query":
        # Asked only where one's own are not enough: most people act for nobody else.
        others = by_delegation(service, actor=actor, on=on)
        pick = chosen(others, ref) if ref and not asks_others else None
    if ref and pick is None and not asks_others:
        return None
    return Choosing(service, own, others, pick, asks_others)


def circle_of(service: Service, lang: str) -> str:
    """Among whom or what the subject of a service is chosen, in words; empty when it has none."""
    subject = service.subject
    return "" if subject is None or subject.among is None else subject.among.label.in_(lang)


def choices_of(service: Service, found: list[Candidate], lang: str) -> list[dict[str, str]]:
    """Each candidate as the list shows it: name, whether one can, and the first reason why not."""
    shown = []
    for candidate in found:
        state = presenting.state_of(candidate.judged)
        refused = candidate.judged.verdict.refused
        text = presenting.reason_of(refused[0]).in_(lang) if refused else ""
        more = len(refused) - 1
        if more > 0:
            text += " " + count_words(
                more,
                lang,
                one=("(ومعه سبب آخر)", "(and 1 more reason)"),
                two=("(ومعه سببان آخران)", None),
                few=("(ومعه {n} أسباب أخرى)", None),
                other=("(ومعه {n} سببًا آخر)", "(and {n} more reasons)"),
            )
        # Where an answer is still to come nothing on record stands in the way: that much can be promised.
        words = w(lang, "لا يمكنك الآن", "You cannot yet") if state == "cannot" else w(lang, "يمكنك", "You can")
        title = candidate.judged.subject.in_(lang)
        if candidate.mandate is not None:
            title = on_behalf_words(candidate.mandate, subject=title, lang=lang)
        elif not title:
            # Only beside those for whom one may act does a service without a subject need a choice at all.
            title = w(lang, "لنفسي", "For myself")
        shown.append(
            {
                "title": title,
                "href": service_href(lang, service.code, ref=candidate.ref),
                "state": "cannot" if state == "cannot" else "can",
                "words": words,
                "text": text,
                "ref": candidate.ref,
            }
        )
    return shown
