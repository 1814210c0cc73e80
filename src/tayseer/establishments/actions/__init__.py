"""Every write; each is one transaction with its audit row inside, and says no with a reason."""

from tayseer.establishments.actions.deciding import approve, refuse, withdraw
from tayseer.establishments.actions.granting import answer, end, offer
from tayseer.establishments.actions.paying import ask_to_pay
from tayseer.establishments.actions.requesting import forget_drafts, judge_anew, prepare, send

__all__ = (
    "answer",
    "approve",
    "ask_to_pay",
    "end",
    "forget_drafts",
    "judge_anew",
    "offer",
    "prepare",
    "refuse",
    "send",
    "withdraw",
)
