"""The bank's door: its pages, the way to the platform and back, and the address for the platform's notices."""

import json
import re
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from tayseer.demo.bank.counter import Counter
from tayseer.demo.bank.pages import LANGUAGES, Page
from tayseer.demo.bank.relying import Relying, UnableToBelieve, UnableToSignIn
from tayseer.demo.bank.words import PROBLEMS
from tayseer.demo.door import Door, Server

#: Another port of the same machine gets the same cookies, so the name is the bank's own.
COOKIE = "example_bank"
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})
_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 20


@dataclass(frozen=True, kw_only=True)
class House:
    """All that answering needs: the conversation with the platform, and what is remembered."""

    relying: Relying
    counter: Counter


class HouseDoor(Door):
    """Answers one request; `house` is set on a subclass by `build`."""

    house: ClassVar[House]
    server_version = "ExampleBank"

    def get(self) -> None:
        """Pages, and the browser that comes back from the platform."""
        path, query = self.path_asked(), self._query(urlsplit(self.path).query)
        first, _, rest = path.strip("/").partition("/")
        if path == "/healthz":
            self.say_alive()
        elif self._is_elsewhere():
            self._lead(f"{self.house.relying.own}/{self.path.lstrip('/')}")
        elif path == "/":
            self._lead(f"/{self._preferred()}/")
        elif path == "/callback":
            self._come_back(query)
        elif path == "/goodbye":
            lang = query.get("state", "")
            page = Page(lang if lang in LANGUAGES else self._preferred())
            self._html(page, page.goodbye())
        elif first in LANGUAGES and not rest:
            self._front(first, query.get("problem", ""))
        else:
            self._lost(first)

    def post(self, body: bytes) -> None:
        """What a person presses, and what the platform tells."""
        path = self.path_asked()
        lang, _, what = path.strip("/").partition("/")
        if path == "/logout":
            self._hear(body)
        elif lang not in LANGUAGES or what not in {"sign-in", "sign-out"}:
            self._lost(lang)
        elif not self._is_own():
            # A form of another site, the platform's own too, signs nobody in or out here.
            self.send(HTTPStatus.FORBIDDEN, b"", {"Content-Type": "text/plain"})
        elif what == "sign-in":
            self._sign_in(lang)
        else:
            self._sign_out(lang)

    def _front(self, lang: str, problem: str) -> None:
        page, visit = Page(lang), self.house.counter.visit(self._cookie())
        if problem or visit is None:
            self._html(page, page.front(problem=problem))
        elif visit.ended or visit.learnt is None:
            self._html(page, page.ended(visit))
        else:
            self._html(page, page.account(visit.learnt, consents=f"{self.house.relying.issuer}/{lang}/consents/"))

    def _sign_in(self, lang: str) -> None:
        try:
            begun = self.house.relying.begin(lang)
        except UnableToSignIn as problem:
            self._apologise(lang, problem)
            return
        browser = self._cookie() or secrets.token_urlsafe(32)
        self.house.counter.begin(browser, begun)
        self._lead(begun.address, cookie=browser)

    def _come_back(self, query: Mapping[str, str]) -> None:
        """Take the answer; its `state` must be one that this very browser began with (RFC 9700, section 2.1)."""
        begun = self.house.counter.take(self._cookie(), query.get("state", ""))
        if begun is None:
            self._lead(f"/{self._preferred()}/?problem=expired")
            return
        try:
            learnt = self.house.relying.finish(begun, query)
        except UnableToSignIn as problem:
            self._apologise(begun.lang, problem)
            return
        # A new secret at each sign-in: one that somebody planted in this browser before is worth nothing.
        self.house.counter.leave(self._cookie())
        self._lead(f"/{begun.lang}/", cookie=self.house.counter.arrive(learnt))

    def _sign_out(self, lang: str) -> None:
        """Sign out here at once, then let the platform ask whether to sign out there too."""
        learnt = self.house.counter.leave(self._cookie())
        target = f"/goodbye?state={lang}"
        if learnt is not None:
            try:
                target = self.house.relying.logout_address(learnt, lang=lang)
            except UnableToSignIn as problem:
                _note(problem)
        self._lead(target, cookie="")

    def _hear(self, body: bytes) -> None:
        """Take a notice of the platform (Back-Channel Logout 1.0, section 2.8): 200 when it was believed, else 400."""
        headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        sent = self._query(body.decode("ascii", "replace")) if self.headers.get_content_type() == _FORM else {}
        try:
            notice = self.house.relying.notice(sent.get("logout_token", ""))
        except UnableToBelieve as problem:
            said = {"error": "invalid_request", "error_description": str(problem)}
            self.send(HTTPStatus.BAD_REQUEST, json.dumps(said).encode(), headers)
            return
        except UnableToSignIn as problem:
            # The keys could not be fetched: the platform tries again later.
            _note(problem)
            self.send(HTTPStatus.SERVICE_UNAVAILABLE, b"{}", headers)
            return
        self.house.counter.hear(notice)
        self.send(HTTPStatus.OK, b"{}", headers)

    def _apologise(self, lang: str, problem: UnableToSignIn) -> None:
        _note(problem)
        self._lead(f"/{lang}/?problem={problem.reason if problem.reason in PROBLEMS else 'refused'}")

    def _lead(self, target: str, *, cookie: str | None = None) -> None:
        headers = {"Location": target, "Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
        if cookie is not None:
            secure = "; Secure" if self.house.relying.own.startswith("https:") else ""
            ends = "" if cookie else "; Max-Age=0"
            # Lax: the browser comes back from the platform by a link, and has to bring the cookie along.
            headers["Set-Cookie"] = f"{COOKIE}={cookie}; Path=/; HttpOnly; SameSite=Lax{secure}{ends}"
        self.send(HTTPStatus.SEE_OTHER, b"", headers)

    def _lost(self, lang: str) -> None:
        page = Page(lang if lang in LANGUAGES else self._preferred())
        self._html(page, page.lost(), status=HTTPStatus.NOT_FOUND)

    def _html(self, page: Page, content: bytes, *, status: HTTPStatus = HTTPStatus.OK) -> None:
        # Forms lead on to the platform, which browsers count as an address of the form.
        policy = (
            f"default-src 'none'; style-src 'nonce-{page.nonce}'; img-src data:; "
            f"form-action 'self' {self.house.relying.issuer}; frame-ancestors 'none'; base-uri 'none'"
        )
        self.send(
            status,
            content,
            {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Security-Policy": policy,
                "Cache-Control": "no-store",
                "Vary": "Accept-Language, Cookie",
                # Not "no-referrer": with that, browsers leave out which site a form is of.
                "Referrer-Policy": "same-origin",
                "X-Content-Type-Options": "nosniff",
            },
        )

    def _cookie(self) -> str:
        try:
            found = SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
        except CookieError:
            return ""
        # It goes back to the browser as it came, so nothing but a secret of ours passes.
        return found.value if found is not None and _SECRET.fullmatch(found.value) else ""

    def _query(self, written: str) -> dict[str, str]:
        """The parameters, each of which counts once: of what is said twice nothing is believed."""
        try:
            pairs = parse_qsl(written, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        except ValueError:
            return {}
        found = dict(pairs)
        return found if len(found) == len(pairs) else {}

    def _is_own(self) -> bool:
        """Whether a form was sent from a page of the bank, which browsers say in `Origin`."""
        return self.headers.get("Origin", "") == self.house.relying.own

    def _is_elsewhere(self) -> bool:
        """Whether the browser calls this machine by another name, and so would come back without its cookie."""
        asked, own = urlsplit(f"//{self.headers.get('Host', '')}").netloc, urlsplit(self.house.relying.own).netloc
        return asked != own and {_host(asked), _host(own)} <= _LOOPBACK

    def _preferred(self) -> str:
        """English for a browser that asks for it before Arabic; Arabic for every other."""
        for part in self.headers.get("Accept-Language", "")[:200].lower().split(","):
            lang = part.strip()[:2]
            if lang in LANGUAGES:
                return lang
        return "ar"


def _host(netloc: str) -> str:
    return netloc.rpartition(":")[0].lower()


def _note(problem: UnableToSignIn) -> None:
    """Say in the log what went wrong between the bank and the platform; nothing about a person is in it."""
    if problem.reason in {"away", "refused", "unproven", "mixed_up"}:
        print(f"Example Bank: {problem.reason}: {problem}", file=sys.stderr, flush=True)


def build(*, house: House, host: str, port: int) -> Server:
    """A server at the address, not answering yet; raises `OSError` when the port is taken."""
    return Server((host, port), type("OpenDoor", (HouseDoor,), {"house": house}))
