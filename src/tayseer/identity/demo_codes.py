"""The codes that the apps of a demonstration's people show now; nothing of it exists outside a demonstration."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from tayseer.identity import queries, totp
from tayseer.identity.contract import AccountRecord
from tayseer.identity.models import Account, Authenticator
from tayseer.kit.text import Text

#: The name by which the demonstration's own apps are known; an app that a visitor added keeps its codes to itself.
NAME = "demonstration"
MOST = 60


@dataclass(frozen=True, slots=True)
class ShownCode:
    """Whose app, the account's number, and what it shows now: six digits in two groups."""

    names: Text
    number: str
    code: str


def without_app(*, numbers: list[str]) -> list[AccountRecord]:
    """Return the accounts of these numbers that have no app of the demonstration yet; one statement when none lacks."""
    lacking = Account.objects.filter(number__in=numbers).exclude(
        id__in=Authenticator.objects.filter(kind="totp", name=NAME).values("account_id")
    )
    found = (queries.account_by_id(account_id=one) for one in lacking.order_by("id").values_list("id", flat=True))
    return [account for account in found if account is not None]


def shown(*, at: datetime) -> list[ShownCode]:
    """Return the present codes of the demonstration's apps, in the order of their accounts; none in real operation."""
    if not settings.TAYSEER_DEMO:
        return []
    rows = Authenticator.objects.filter(kind="totp", name=NAME, ended_at=None).select_related("account")
    codes = ((row.account, totp.code_at(totp.secret_of(row), at=at)) for row in rows.order_by("account_id")[:MOST])
    return [
        ShownCode(Text(ar=account.name_ar, en=account.name_en), account.number, f"{code[:3]} {code[3:]}")
        for account, code in codes
    ]
