"""Tells higher apps that a bill was paid, inside the same transaction, without the ledger knowing them."""

from collections.abc import Callable
from datetime import datetime

from tayseer.audit.contract import Actor
from tayseer.ledger.contract import Bill

PaidHook = Callable[[Bill, datetime, Actor], None]

_PAID: list[PaidHook] = []


def on_paid(hook: PaidHook) -> PaidHook:
    """Register `hook(bill, at, actor)` to be called whenever a bill becomes paid; usable as a decorator.

    It is called once per bill, inside the transaction that pays it: if it raises, the payment is undone as well and the
    bank announces it again later. Registering the same callable twice registers it once.
    """
    if hook not in _PAID:
        _PAID.append(hook)
    return hook


def forget(hook: PaidHook) -> None:
    """Take a hook off again; for tests that register their own."""
    if hook in _PAID:
        _PAID.remove(hook)


def paid(*, bill: Bill, at: datetime, actor: Actor) -> None:
    """Call every registered hook in the order of registration; only the ledger's own actions call this."""
    for hook in tuple(_PAID):
        hook(bill, at, actor)
