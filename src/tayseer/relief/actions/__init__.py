"""Every write of the programme; each is one transaction with its audit row inside and safe to repeat."""

from tayseer.relief.actions.contributing import UnableToContribute, contribute, lapse_reservations
from tayseer.relief.actions.listing import (
    UnableToConfirm,
    UnableToReceive,
    UnableToWithdraw,
    confirm_case,
    rank_cases,
    receive_case,
    withdraw_case,
)
from tayseer.relief.actions.releasing import UnableToRelease, confirm_release
from tayseer.relief.actions.returning import (
    UnableToClaim,
    ask_transfer,
    claim_to_deposit,
    find_strays,
    return_excess,
    settle_transfer,
)
from tayseer.relief.actions.settling import book_fees
from tayseer.relief.actions.telling import count_campaigns, open_campaign, tell_news

__all__ = (
    "UnableToClaim",
    "UnableToConfirm",
    "UnableToContribute",
    "UnableToReceive",
    "UnableToRelease",
    "UnableToWithdraw",
    "ask_transfer",
    "book_fees",
    "claim_to_deposit",
    "confirm_case",
    "confirm_release",
    "contribute",
    "count_campaigns",
    "find_strays",
    "lapse_reservations",
    "open_campaign",
    "rank_cases",
    "receive_case",
    "return_excess",
    "settle_transfer",
    "tell_news",
    "withdraw_case",
)
