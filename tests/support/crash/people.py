"""People who file and pay through the pages, and who try again, as a browser or a person would, when nobody answers."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.support.crash.country import PASSWORD
from tests.support.crash.programs import Programs

SERVICE = "/en/services/residency/renew-iqama-family"
ANSWERS = {"quarters": "4"}
DECLARED = {"terms": "yes"}
PATIENCE_SECONDS = 30
#: The form must say what this cookie says; the server gives another value at sign-in.
CSRF, FIRST_VALUE = "tayseer_csrf", "c" * 32


class Impatient(AssertionError):
    """The programs did not come back, or answered what they never should."""


@dataclass(frozen=True)
class Wish:
    """What a person wants done for one child: the address to file under, and how the bill will be paid."""

    child: int
    ref: str
    key: str
    pays: str


@dataclass
class Person:
    """One head of a household with a browser; ``filed`` and ``paid`` hold only what a program has confirmed."""

    programs: Programs
    family: dict[str, Any]
    wishes: list[Wish]
    filed: dict[int, str] = field(default_factory=dict)
    paid: dict[int, str] = field(default_factory=dict)
    browser: httpx.Client = field(init=False)

    def live(self) -> None:
        """Sign in, file for every child, and pay what one means to pay."""
        with httpx.Client(trust_env=False, timeout=20) as browser:
            browser.cookies.set(CSRF, FIRST_VALUE, domain="127.0.0.1")
            self.browser = browser
            self._sign_in()
            for wish in self.wishes:
                self._file(wish)
                if wish.pays:
                    self._pay(wish)

    def _sign_in(self) -> None:
        while "tayseer_session" not in self.browser.cookies:
            started = self._post("/en/sign-in/", {"number": self.family["number"], "password": PASSWORD})
            self._expect(started, 302)
            [(text,)] = self.programs.rows(
                'SELECT text FROM identity_outbox WHERE "to" = %s ORDER BY id DESC LIMIT 1', self.family["mobile"]
            )
            found = re.search(r"\d{6}", text)
            # A code whose answer was lost is used up, and the next round asks for another.
            self._post("/en/sign-in/code/", {"code": found[0] if found else ""})
        # Somebody proves more before the kills begin; how, other tests try.
        self.programs.rows(
            "UPDATE identity_session s SET level = 2 FROM identity_account a"
            " WHERE a.id = s.account_id AND a.number = %s RETURNING s.public_id",
            self.family["number"],
        )

    def _file(self, wish: Wish) -> None:
        [(question, answer)] = ANSWERS.items()
        self._expect(self._post(f"{SERVICE}/q/{question}/?for={wish.ref}", {question: answer}), 302)
        sent = self._post(f"{SERVICE}/check/?for={wish.ref}", {**DECLARED, "key": wish.key})
        self._expect(sent, 302)
        found = re.match(r"/en/cases/(\w+)/", sent.headers["Location"])
        if found is None:
            message = f"filing led to {sent.headers['Location']}"
            raise Impatient(message)
        self.filed[wish.child] = found[1]

    def _pay(self, wish: Wish) -> None:
        [(bill,)] = self.programs.rows("SELECT public_id FROM ledger_bill WHERE case_ref = %s", self.filed[wish.child])
        if wish.pays == "deposit":
            self._expect(self._post(f"/en/bills/{bill}/deposit/", {}), 303)
        else:
            visit = self._post(f"/en/bills/{bill}/card/", {})
            self._expect(visit, 303)
            self._ask(lambda: self.browser.post(visit.headers["Location"], data={"choice": wish.pays}))
        self.paid[wish.child] = bill

    def _post(self, path: str, form: dict[str, str]) -> httpx.Response:
        fields = {**form, "csrfmiddlewaretoken": self.browser.cookies[CSRF]}
        return self._ask(lambda: self.browser.post(self.programs.address + path, data=fields))

    def _ask(self, request: Callable[[], httpx.Response]) -> httpx.Response:
        """Ask until somebody answers; a program that is down, or whose database is, is asked again."""
        end = time.monotonic() + PATIENCE_SECONDS
        said = "nobody"
        while time.monotonic() < end and not self.programs.given_up.is_set():
            try:
                answer = request()
            except httpx.TransportError as problem:
                said = repr(problem)
            else:
                if answer.status_code < 500:
                    return answer
                said = f"{answer.status_code} {answer.request.url}"
            time.sleep(0.1)
        self.programs.given_up.set()
        message = f"no answer came in time; the last was: {said}"
        raise Impatient(message)

    def _expect(self, answer: httpx.Response, status: int) -> None:
        if answer.status_code != status:
            self.programs.given_up.set()
            message = f"{answer.request.method} {answer.request.url}: {answer.status_code}\n{answer.text[:2000]}"
            raise Impatient(message)
