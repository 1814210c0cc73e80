"""Asks higher apps to hold what a bill belongs to, and tells them that it was paid; the ledger does not know them."""

from collections.abc import Callable
from datetime import datetime

from tayseer.audit.contract import Actor
from tayseer.ledger.contract import Bill

PaidHook = Callable[[Bill, datetime, Actor], None]
HoldHook = Callable[[str], None]

_PAID: list[PaidHook] = []
_HOLD: list[HoldHook] = []


def on_paid(hook: PaidHook) -> PaidHook:
    """Register `hook(bill, at, actor)` to be called whenever a bill becomes paid; usable as a decorator.

    It is called once per bill, inside the transaction that pays it: if it raises, the payment is undone as well and the
    bank announces it again later. Registering the same callable twice registers it once.
    """
    if hook not in _PAID:
        _PAID.append(hook)
    return hook


def on_hold(hook: HoldHook) -> HoldHook:
    """Register `hook(case)` to be called before a bill of that case (its public id) is locked; usable as a decorator.

    It holds the case until the transaction ends, and does nothing for a case that is not its own. Registering the same
    callable twice registers it once.
    """
    if hook not in _HOLD:
        _HOLD.append(hook)
    return hook


def hold(*, case: str) -> None:
    """Have the case held by whoever keeps it; only the ledger's own actions call this."""
    for hook in tuple(_HOLD):
        hook(case)


def forget(hook: PaidHook) -> None:
    """Take a hook off again; for tests that register their own."""
    if hook in _PAID:
        _PAID.remove(hook)


def paid(*, bill: Bill, at: datetime, actor: Actor) -> None:
    """Call every registered hook in the order of registration; only the ledger's own actions call this."""
    for hook in tuple(_PAID):
        hook(bill, at, actor)
