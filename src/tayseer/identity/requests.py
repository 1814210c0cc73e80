"""What the middlewares add to a request, said to the type checker."""

from django.http import HttpRequest

from tayseer.audit.contract import Actor
from tayseer.identity.contract import AccountRecord, SignedIn


class Request(HttpRequest):
    """A request as views get it; the last three are None for a stranger."""

    id: str
    nonce: str
    lang: str
    actor: Actor | None
    account: AccountRecord | None
    signed_in: SignedIn | None


class SignedInRequest(Request):
    """A request behind the `signed_in` or `officer` guard."""

    actor: Actor
    account: AccountRecord
    signed_in: SignedIn
