"""Where somebody stands in a request that is being made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tayseer.audit.contract import Actor
from tayseer.casework.acting import Mandate
from tayseer.casework.judging import Judged, read_some
from tayseer.kit.questions import Question
from tayseer.kit.services import Service


@dataclass(frozen=True)
class Place:
    """Where somebody stands in a request: the service, the subject, the answers kept so far, and the moment."""

    lang: str
    service: Service
    actor: Actor
    ref: str
    judged: Judged
    kept: Mapping[str, Any]
    at: datetime
    on: date
    mandate: Mandate | None = None

    @property
    def questions(self) -> list[Question]:
        """What is asked one by one; declarations stand on the last page."""
        return [question for question in self.service.asks if question.kind != "declaration"]

    @property
    def declarations(self) -> list[Question]:
        """What is declared on the last page."""
        return [question for question in self.service.asks if question.kind == "declaration"]

    @property
    def unanswered(self) -> list[Question]:
        """Questions not yet seen, and those whose kept answer no longer fits."""
        answered = read_some(self.service, self.kept)
        return [
            item
            for item in self.questions
            if item.code not in self.kept or (item.required and item.code not in answered)
        ]

    def href(self, view: str, **words: str) -> str:
        """The address of another page of this request."""
        agency, _, name = self.service.code.partition("/")
        query = {key: value for key, value in {"for": self.ref, "back": words.pop("back", "")}.items() if value}
        path = reverse(f"portal:{view}", kwargs={"lang": self.lang, "agency": agency, "name": name, **words})
        return f"{path}?{urlencode(query)}" if query else path

    @property
    def onward(self) -> str:
        """The next unanswered question, or the page on which everything is checked."""
        return self.href("question", question=self.unanswered[0].code) if self.unanswered else self.href("check")
