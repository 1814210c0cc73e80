"""Asks agencies outside for facts: one signed question, a signed answer, bounded in time and in attempts."""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx

from tayseer.exchange import conf, signing, xroad
from tayseer.exchange.xroad import Asked, Member

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tayseer.exchange.sources import Source

#: A question is asked again once, after a pause of chance length, so that many do not knock together.
ATTEMPTS = 2
PAUSE_SECONDS = (0.05, 0.25)
LARGEST_ANSWER = 64 * 1024
#: An answer from the future, or made long before the question, is no answer to it.
CLOCK_SKEW = timedelta(minutes=5)


class UnableToAsk(Exception):
    """There is no answer that can be believed; ``problem`` is ``silent``, ``refused``, ``broken`` or ``forged``."""

    def __init__(self, problem: str, message: str) -> None:
        super().__init__(message)
        self.problem = problem


@dataclass(frozen=True)
class Question:
    """What is asked of an agency: about whom or what, for which day, for which purpose, case and law."""

    source: Source
    key: str
    on: date
    purpose: str
    case: str = ""
    message_id: str = field(default_factory=lambda: str(uuid4()))


@dataclass(frozen=True)
class Answer:
    """What an agency attests. ``known`` is false when it has no record; ``attested_at`` is UTC."""

    known: bool
    holds: bool
    attested_at: datetime
    valid_until: date | None
    values: Mapping[str, Any]


def member_of(source: Source) -> Member:
    """Return the member that answers for a source."""
    own = conf.client()
    return Member(own.instance, "GOV", source.agency.member, source.agency.subsystem)


def ask(question: Question, *, at: datetime) -> Answer:
    """Return the agency's answer, its signature and its form checked.

    In: the question; the moment, UTC, against which the answer's own time is judged. The request carries the client,
    the message's id, the case and the purpose, all under its signature (RFC 9421). Raises ``UnableToAsk``.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _ask_once(question, at=at)
        except UnableToAsk as failure:
            if failure.problem in {"refused", "forged"} or attempt == ATTEMPTS:
                raise
            time.sleep(random.uniform(*PAUSE_SECONDS))  # noqa: S311 - to spread, not to hide
    raise AssertionError


def _ask_once(question: Question, *, at: datetime) -> Answer:
    source = question.source
    query = {source.by: question.key, "on": question.on.isoformat(), "purpose": question.purpose}
    if source.only_whether:
        query["only"] = "whether"
    url = conf.agencies_url() + xroad.path_of(member_of(source), source.service, **query)
    asked = Asked(conf.client(), question.message_id, "tayseer", question.case)
    headers = signing.sign_request(
        signer=conf.signer(), method="GET", url=url, headers=xroad.headers_of(asked), covers=xroad.COVERED
    )
    try:
        with httpx.Client(timeout=conf.timeout_seconds(), trust_env=False, follow_redirects=False) as client:
            got = client.get(url, headers=headers)
    except httpx.HTTPError as error:
        raise UnableToAsk("silent", f"{source.agency.code} does not answer: {type(error).__name__}.") from error
    _check(got, url=url, sent=headers, source=source)
    if got.status_code >= 500:  # noqa: PLR2004
        raise UnableToAsk("broken", f"{source.agency.code} answered {got.status_code}.")
    if got.status_code not in {200, 404}:
        raise UnableToAsk("refused", f"{source.agency.code} refused the question with {got.status_code}.")
    return _read(got.content, question=question, at=at)


def _check(got: httpx.Response, *, url: str, sent: Mapping[str, str], source: Source) -> None:
    """The answer is this agency's, to this very question. Raises ``UnableToAsk``."""
    if len(got.content) > LARGEST_ANSWER:
        raise UnableToAsk("broken", f"{source.agency.code} answered more than {LARGEST_ANSWER} bytes.")
    if got.status_code >= 500 and "signature" not in got.headers:  # noqa: PLR2004
        # A proxy in between answers for an agency that is down, and has no key to sign with.
        raise UnableToAsk("broken", f"{source.agency.code} answered {got.status_code}.")
    request = signing.Request(method="GET", url=url, headers=dict(sent))
    response = signing.Response(status_code=got.status_code, headers=dict(got.headers), request=request)
    try:
        keys = signing.public_keys(data=conf.data(), party=conf.party_of(source.agency.code))
        signing.verify_response(response=response, body=got.content, keys=keys)
    except (signing.UnableToVerify, signing.UnableToFindKey) as error:
        raise UnableToAsk("forged", f"{source.agency.code}: {error}") from error


def _read(content: bytes, *, question: Question, at: datetime) -> Answer:
    source = question.source
    try:
        told = json.loads(content)
        if told["message"] != question.message_id:
            raise UnableToAsk("forged", f"{source.agency.code} answered another question.")
        attested_at = datetime.fromisoformat(told["attested_at"])
        until = told.get("valid_until")
        answer = Answer(
            known=bool(told["known"]),
            holds=bool(told["holds"]),
            attested_at=attested_at,
            valid_until=None if until is None else date.fromisoformat(until),
            values={str(name): value for name, value in told.get("values", {}).items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnableToAsk("broken", f"{source.agency.code} answered in no form that is known.") from error
    if attested_at.tzinfo is None or attested_at > at + CLOCK_SKEW:
        raise UnableToAsk("broken", f"{source.agency.code} answered from the future.")
    return answer
