"""Every write of the console, each with its row in the audit."""

from tayseer.partners.console.actions.clients import (
    change_addresses,
    change_keys,
    note_platform_stop,
    register,
    resume,
    send_again,
    stop,
)
from tayseer.partners.console.actions.wishes import (
    UnableToDecide,
    approve,
    ask_production,
    ask_scopes,
    decline,
    withdraw,
)

__all__ = [
    "UnableToDecide",
    "approve",
    "ask_production",
    "ask_scopes",
    "change_addresses",
    "change_keys",
    "decline",
    "note_platform_stop",
    "register",
    "resume",
    "send_again",
    "stop",
    "withdraw",
]
