"""The agencies' door: questions in the form of X-Road, signed by the platform; answers signed by the agency asked."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from tayseer.demo.agencies import events
from tayseer.demo.agencies.weather import SILENT_SECONDS, SLOW_SECONDS, Weather
from tayseer.demo.door import PLAIN, Door, Refused, Server, problem
from tayseer.exchange import signing, xroad
from tayseer.exchange.sources import SOURCES, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tayseer.demo.agencies.books import Books

LARGEST_EVENT = 256 * 1024
#: Agencies that are told of events, by member and subsystem: the courts, and the prisons.
LISTENERS = {("2007", "enforcement"): "courts", ("2008", "release"): "prisons"}
_KEY = re.compile(r"[^\x00-\x1f]{1,40}")
#: How long a nonce is remembered: as long as a signature is taken, and a little more.
REMEMBERED = timedelta(minutes=7)


@dataclass(frozen=True, kw_only=True)
class Offices:
    """All that answering needs: the books, the weather, each agency's key, the keys folder, and the clock."""

    books: Books
    weather: Weather
    signers: Mapping[str, signing.Signer]
    stranger: signing.Signer
    data: Path
    now: Callable[[], datetime]
    seen: dict[tuple[str, str], datetime] = field(default_factory=dict)
    earlier: dict[str, tuple[int, bytes, dict[str, str]]] = field(default_factory=dict)

    def remember(self, key_id: str, nonce: str, signed_at: datetime) -> bool:
        """Keep a nonce; false when it was there before."""
        for old in [pair for pair, at in self.seen.items() if at < signed_at - REMEMBERED]:
            del self.seen[old]
        return self.seen.setdefault((key_id, nonce), signed_at) is signed_at


class OfficesDoor(Door):
    """Answers one question; `offices` is set on a subclass by `build`."""

    offices: ClassVar[Offices]
    server_version = "DemoAgencies"
    # An agency that is silent for a while keeps its connection longer than others.
    timeout = 40
    most = LARGEST_EVENT

    def get(self) -> None:
        """A question, or whether the process lives."""
        if self.path_asked() == "/healthz":
            self.say_alive()
            return
        request = self.signed_request()
        try:
            source, asked = self._check(request)
        except Refused as refused:
            self.refuse(refused)
            return
        self._answer(request, source, asked)

    def post(self, body: bytes) -> None:
        """An event that the platform tells an agency: taken once it is signed, and said so under the agency's seal."""
        request = self.signed_request()
        try:
            member, service = self._named(request, body)
        except Refused as refused:
            self.refuse(refused)
            return
        if service == "events" and (answer := events.told(self.offices, member, request, body)) is not None:
            self.send(*answer)
            return
        code = LISTENERS.get((member.code, member.subsystem)) if service == "events" else None
        if code is None:
            self.send(HTTPStatus.NOT_FOUND, b"", PLAIN)
            return
        told = json.dumps({"taken": True}).encode()
        headers = signing.sign_response(
            signer=self.offices.signers[code], status=HTTPStatus.ACCEPTED, body=told, request=request
        )
        self.send(HTTPStatus.ACCEPTED, told, headers)

    def _check(self, request: signing.Request) -> tuple[Source, xroad.Asked]:
        """Which agency is asked for what, by whom. Raises ``Refused``."""
        member, service = self._named(request, b"")
        asked = xroad.read_headers(self.headers.items())
        for source in SOURCES.values():
            place = (source.agency.member, source.agency.subsystem, source.service)
            if place == (member.code, member.subsystem, service) and member.instance == asked.client.instance:
                return source, asked
        raise Refused(HTTPStatus.NOT_FOUND, "No agency here offers this service.")

    def _named(self, request: signing.Request, body: bytes) -> tuple[xroad.Member, str]:
        """The member and the service that a signed message is for. Raises ``Refused``."""
        try:
            xroad.read_headers(self.headers.items())
            member, service = xroad.read_path(self.path_asked())
            signing.verify_request(
                request=request,
                body=body,
                keys=signing.public_keys(data=self.offices.data, party=signing.PLATFORM),
                remember=self.offices.remember,
                covers=xroad.COVERED,
            )
        except (xroad.UnableToReadHeaders, xroad.UnableToReadName) as reason:
            raise Refused(HTTPStatus.BAD_REQUEST, str(reason)) from reason
        except (signing.UnableToVerify, signing.UnableToFindKey) as reason:
            raise Refused(HTTPStatus.UNAUTHORIZED, str(reason)) from reason
        return member, service

    def _answer(self, request: signing.Request, source: Source, asked: xroad.Asked) -> None:
        offices, code = self.offices, source.agency.code
        weather = offices.weather.of(code)
        if weather in {"silent", "slow"}:
            time.sleep(SILENT_SECONDS if weather == "silent" else SLOW_SECONDS)
        if weather == "failing":
            self.send(HTTPStatus.SERVICE_UNAVAILABLE, b"", {**PLAIN, "Retry-After": "60"})
            return
        if weather == "replayed" and code in offices.earlier:
            self.send(*offices.earlier[code])
            return
        try:
            status, told = HTTPStatus.OK, self._told(source, asked)
        except Refused as refused:
            status, told = refused.status, problem(refused)
        if not told.get("known", True):
            status = HTTPStatus.NOT_FOUND
        body = json.dumps(told, ensure_ascii=False).encode()
        signer = offices.stranger if weather == "forged" else offices.signers[code]
        headers = signing.sign_response(signer=signer, status=status, body=body, request=request)
        offices.earlier[code] = (status, body, headers)
        self.send(status, body, headers)

    def _told(self, source: Source, asked: xroad.Asked) -> dict[str, Any]:
        """What the agency says: no more than was asked. Raises ``Refused``."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items() if len(values) == 1}
        key, purpose = query.get(source.by, ""), query.get("purpose", "")
        try:
            on = date.fromisoformat(query.get("on", ""))
        except ValueError as reason:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "on must be a day, such as 2026-11-25.") from reason
        if not _KEY.fullmatch(key) or not purpose:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"{source.by} and purpose are needed, each once.")
        fact = self.offices.books.find(source.record, key)
        until = None if fact is None else fact["valid_until"]
        holds = fact is not None and (until is None or on <= date.fromisoformat(until))
        told = {
            "message": asked.message_id, "known": fact is not None, "holds": holds,
            "attested_at": self.offices.now().isoformat(),
        }  # fmt: skip
        if fact is not None and query.get("only") != "whether":
            told |= {"valid_until": until, "values": fact["values"]}
        return told


def build(*, offices: Offices, host: str, port: int) -> Server:
    """A server at the address, not answering yet; raises `OSError` when the port is taken."""
    return Server((host, port), type("OpenDoor", (OfficesDoor,), {"offices": offices}))
