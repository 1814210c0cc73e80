"""What others may know of the ledger: bills, their lines, deposits, receipts and what became of a payment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from tayseer.kit.text import Text

CURRENCY = "SAR"
CENT = Decimal("0.01")

Purpose = Literal["fee", "hold", "fine", "deposit"]
BillState = Literal["open", "paid", "cancelled", "expired"]
PaidBy = Literal["", "card", "deposit"]
HeldState = Literal["", "held", "released", "returned"]
PaymentOutcome = Literal["paid", "deposited", "unmatched"]


@dataclass(frozen=True, kw_only=True)
class BillLine:
    """One line of a bill: what it is for, in both languages, how much (SAR), and whose income it is."""

    code: str
    ar: str
    en: str
    amount: Decimal
    agency: str

    @property
    def text(self) -> Text:
        """The line's words in both languages."""
        return Text(ar=self.ar, en=self.en)

    def as_json(self) -> dict[str, str]:
        """The line as it is stored; the amount is a quoted decimal so that no reader turns it into a float."""
        return {"code": self.code, "ar": self.ar, "en": self.en, "amount": str(self.amount), "agency": self.agency}

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> "BillLine":
        """The line that `as_json` stored."""
        return cls(
            code=stored["code"],
            ar=stored["ar"],
            en=stored["en"],
            amount=Decimal(stored["amount"]),
            agency=stored["agency"],
        )


@dataclass(frozen=True, kw_only=True)
class Bill:
    """A sum asked of one person; times are UTC, money is SAR, `held` says where a hold's money is."""

    public_id: str
    person_id: int
    case: str
    purpose: Purpose
    lines: tuple[BillLine, ...]
    amount: Decimal
    state: BillState
    opened_at: datetime
    due_at: datetime | None = None
    paid_at: datetime | None = None
    paid_by: PaidBy = ""
    held: HeldState = ""
    refunded: Decimal = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class BillCheck:
    """What anyone may learn of a bill by its number: never whose it is."""

    public_id: str
    state: BillState
    amount: Decimal
    remaining: Decimal
    agencies: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Deposit:
    """What a person has on deposit (SAR), never below zero."""

    person_id: int
    balance: Decimal


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Proof that money moved: the transfer's number, when (UTC), how much (SAR), for which bill and case."""

    number: int
    at: datetime
    reason: str
    amount: Decimal
    bill: str = ""
    case: str = ""


@dataclass(frozen=True, kw_only=True)
class StatementLine:
    """One movement on a person's statement: positive came to the deposit, negative was spent; `by` says from where."""

    number: int
    at: datetime
    reason: str
    amount: Decimal
    by: Literal["card", "deposit"]
    bill: str = ""
    case: str = ""


@dataclass(frozen=True, kw_only=True)
class PaymentResult:
    """What became of money the bank announced.

    `outcome` is `paid` (it closed the bill), `deposited` (it lies on the payer's deposit, `why` says why) or
    `unmatched` (no bill has that number; the money waits in suspense). `repeated` is true when the same payment had
    been recorded before, and then nothing moved.
    """

    outcome: PaymentOutcome
    why: str
    repeated: bool
    amount: Decimal
    bill: Bill | None = None


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A place where the books do not agree with themselves; any such row is an incident."""

    kind: str
    where: str
    expected: Decimal
    found: Decimal


@dataclass(frozen=True, kw_only=True)
class Proof:
    """The result of reading the whole ledger against itself."""

    accounts: int
    entries: int
    total: Decimal
    differences: tuple[Difference, ...]

    @property
    def balanced(self) -> bool:
        """True when all entries sum to zero and nothing differs."""
        return self.total == 0 and not self.differences


class UnableToUseAmount(ValueError):
    """The amount is not money: not a Decimal, not positive, finer than a halala, or beyond what the books hold."""


def money(amount: Decimal) -> Decimal:
    """Check that `amount` is a positive sum in SAR with at most two places and give it with exactly two.

    Raises `UnableToUseAmount` for anything else, floats included: a float has already lost the halalas.
    """
    if not isinstance(amount, Decimal) or not amount.is_finite():
        message = f"An amount must be a finite Decimal in {CURRENCY}, not {amount!r}. Build it from quoted text."
        raise UnableToUseAmount(message)
    if amount < 0 or amount >= Decimal(10) ** 12:
        message = f"An amount must be from 0 up to 999,999,999,999.99 {CURRENCY}; {amount} is not."
        raise UnableToUseAmount(message)
    exact = amount.quantize(CENT)
    if exact != amount:
        message = f"{amount} {CURRENCY} is finer than one halala. Round it by the rule of the law that sets it, first."
        raise UnableToUseAmount(message)
    return exact
