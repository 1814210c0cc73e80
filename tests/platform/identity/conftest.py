"""The people of these tests, and what reached their phones."""

import re
from datetime import UTC, datetime

import pytest

from tayseer.audit.contract import SYSTEM
from tayseer.identity import actions
from tayseer.identity.contract import AccountRecord
from tayseer.identity.models import Outbox
from tayseer.kit.text import Text

NOON = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SARAS_PASSWORD = "calm-river-42"
FAISALS_PASSWORD = "stamp-and-ink-9"


@pytest.fixture
def sara(db: None) -> AccountRecord:
    """Sara the nurse, a citizen who reads Arabic."""
    return actions.open_account(
        actor=SYSTEM,
        person_id=501,
        number="1012345672",
        name=Text(ar="سارة الممرضة", en="Sara the nurse"),
        mobile="0501112223",
        password=SARAS_PASSWORD,
        at=NOON,
    )


@pytest.fixture
def badr(db: None) -> AccountRecord:
    """Badr, who would like to be somebody else."""
    return actions.open_account(
        actor=SYSTEM,
        person_id=502,
        number="1098765432",
        name=Text(ar="بدر", en="Badr"),
        mobile="0509998887",
        password="not-my-own-name",
        language="en",
        at=NOON,
    )


@pytest.fixture
def faisal(db: None) -> AccountRecord:
    """Faisal, a clerk of the residency agency."""
    account = actions.open_account(
        actor=SYSTEM,
        kind="officer",
        number="7000000001",
        name=Text(ar="فيصل الموظف", en="Faisal the clerk"),
        mobile="0507770001",
        password=FAISALS_PASSWORD,
        at=NOON,
    )
    actions.grant_role(actor=SYSTEM, account_id=account.id, agency="residency", unit="riyadh", role="clerk", at=NOON)
    return account


def last_code(mobile: str) -> str:
    """The six digits in the latest text to this number."""
    text = Outbox.objects.filter(to=mobile).latest("id").text
    found = re.search(r"\d{6}", text)
    assert found, text
    return found[0]


@pytest.fixture
def code_on_phone() -> object:
    """Reads the latest code that reached a phone."""
    return last_code
