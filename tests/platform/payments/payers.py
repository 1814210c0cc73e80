"""Payers with accounts, and the way they sign in."""

import re
from typing import Any

from tayseer.audit.contract import SYSTEM
from tayseer.identity import actions
from tayseer.identity.models import Outbox
from tayseer.kit.text import Text
from tayseer.site import clock

PASSWORD = "calm-river-42"
NUMBERS = {101: "1012345672", 102: "1098765432"}


def open_account(person_id: int) -> None:
    """Give Rakan (101) or Huda (102) an account."""
    actions.open_account(
        actor=SYSTEM,
        person_id=person_id,
        number=NUMBERS[person_id],
        name=Text(ar="راكان" if person_id == 101 else "هدى", en="Rakan" if person_id == 101 else "Huda"),
        mobile=f"050111{person_id:04d}",
        password=PASSWORD,
        at=clock.now(),
    )


def sign_in(client: Any, person_id: int) -> None:
    """Go through both pages of signing in; `client` is Django's test client."""
    open_account(person_id)
    client.post("/en/sign-in/", {"number": NUMBERS[person_id], "password": PASSWORD})
    answer = client.post("/en/sign-in/code/", {"code": last_code()})
    assert answer.status_code == 302, answer.content.decode()


def last_code() -> str:
    """The six digits of the latest text message."""
    found = re.search(r"\d{6}", Outbox.objects.latest("id").text)
    assert found
    return found[0]
