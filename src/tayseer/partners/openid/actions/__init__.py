"""Every write of the provider, each with its row in the audit."""

from tayseer.partners.openid.actions.clients import (
    UnableToKeepClient,
    add_client,
    change_addresses,
    change_contract,
    change_keys,
    resume_client,
    stop_client,
)
from tayseer.partners.openid.actions.consents import (
    UnableToConsent,
    UnableToRevokeConsent,
    give_consent,
    revoke_consent,
)
from tayseer.partners.openid.actions.logins import begin_login, end_login, end_logins
from tayseer.partners.openid.actions.requests import keep_pushed, mark_stepped, open_pushed, use_pushed

__all__ = [
    "UnableToConsent",
    "UnableToKeepClient",
    "UnableToRevokeConsent",
    "add_client",
    "begin_login",
    "change_addresses",
    "change_contract",
    "change_keys",
    "end_login",
    "end_logins",
    "give_consent",
    "keep_pushed",
    "mark_stepped",
    "open_pushed",
    "resume_client",
    "revoke_consent",
    "stop_client",
    "use_pushed",
]
