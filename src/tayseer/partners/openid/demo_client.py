"""The made-up bank of the demonstration: a client to try signing in with, registered at start."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from tayseer.audit.contract import SYSTEM
from tayseer.kit.text import Text
from tayseer.partners.openid import actions, queries
from tayseer.partners.openid.contract import ClientRecord, ScopeContract

CLIENT_ID = "example-bank"
NAMES = Text(ar="بنك المثال", en="Example Bank")
_LAW = Text(ar="نظام مكافحة غسل الأموال، المادة \u20667\u2069", en="Anti-Money Laundering Law, art. 7")
_CONSENT = Text(ar="موافقتك", en="Your consent")
CONTRACT = (
    ScopeContract(
        "openid",
        Text(ar="أن يعرفك البنك إذا عدت إليه", en="So that the bank knows you when you come back"),
        _CONSENT,
    ),
    ScopeContract(
        "age:over18",
        Text(ar="لا يُفتح حساب لمن دون \u206618\u2069 سنة", en="No account is opened for anybody under 18"),
        _LAW,
    ),
    ScopeContract(
        "residence:valid",
        Text(ar="يُشترط للمقيم أن تكون إقامته سارية", en="A resident needs a valid iqama"),
        _LAW,
    ),
    ScopeContract(
        "profile:name",
        Text(ar="ليُكتب اسمك في الطلب بلا أن تكتبه أنت", en="To fill in your name for you"),
        _CONSENT,
        essential=False,
    ),
)


def ensure(*, at: datetime, redirect_uri: str, jwks: Mapping[str, Any]) -> ClientRecord:
    """Register the made-up bank, or bring the address and the keys of the one that is there up to date; return it.

    In: UTC; the address of its program, `http://127.0.0.1:<port>/callback`, beside which it hears of logouts at
    `/logout` and shows `/goodbye`; its public keys. For demonstrations alone: raises `UnableToKeepClient` elsewhere,
    where no address without TLS is taken.
    """
    parts = urlsplit(redirect_uri)
    origin = f"{parts.scheme}://{parts.netloc}"
    if queries.client(CLIENT_ID) is None:
        return actions.add_client(
            actor=SYSTEM, at=at, client_id=CLIENT_ID, names=NAMES, kind="firm", sector="bank.example", jwks=jwks,
            redirect_uris=[redirect_uri], logout_redirect_uris=[f"{origin}/goodbye"],
            backchannel_logout_uri=f"{origin}/logout", scopes=CONTRACT, sandbox=True,
        )  # fmt: skip
    actions.change_keys(actor=SYSTEM, at=at, client_id=CLIENT_ID, jwks=jwks)
    return actions.change_addresses(
        actor=SYSTEM, at=at, client_id=CLIENT_ID, redirect_uris=[redirect_uri],
        logout_redirect_uris=[f"{origin}/goodbye"], backchannel_logout_uri=f"{origin}/logout",
    )  # fmt: skip
