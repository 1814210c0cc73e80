"""What others may know of the provider: its clients, what their contracts allow, logins and consents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from tayseer.kit.text import Text

ClientKind = Literal["agency", "firm"]
ClientState = Literal["active", "stopped"]
#: Why a login ended: told to the client as the reason of a logout.
EndedWhy = Literal[
    "", "signed_out", "code_replayed", "refresh_reused", "consent_revoked", "client_stopped", "by_client"
]


@dataclass(frozen=True, slots=True)
class ScopeContract:
    """One scope that a client may ask for: why, on which legal basis, and whether its service is nothing without it."""

    scope: str
    purpose: Text
    basis: Text
    essential: bool = True


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """An agency or a firm that lets people sign in here. `id` is the `client_id` of OAuth.

    `sector` is the sector identifier under which its pairwise subjects are made; `jwks` its registered public keys.
    """

    id: str
    names: Text
    kind: str
    sector: str
    jwks: Sequence[Mapping[str, str]]
    redirect_uris: Sequence[str]
    logout_redirect_uris: Sequence[str]
    backchannel_logout_uri: str
    term_days: int
    sandbox: bool
    state: str
    created_at: datetime
    stopped_at: datetime | None = None
    scopes: Mapping[str, ScopeContract] = field(default_factory=dict)

    @property
    def is_active(self) -> bool:
        """Whether it may do anything at all."""
        return self.state == "active"


@dataclass(frozen=True, slots=True)
class PushedRecord:
    """A pushed authorization request: who asked for what, and how far the person has come with it."""

    public_id: str
    client: ClientRecord
    asked: Mapping[str, str]
    jkt: str
    created_at: datetime
    expires_at: datetime
    ends_at: datetime
    browser: bytes
    is_stepped: bool
    is_used: bool

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes asked for, in the order in which they were."""
        return tuple(dict.fromkeys(self.asked["scope"].split()))

    @property
    def is_askable(self) -> bool:
        """Whether its client works, and its contract still holds everything that was asked for."""
        return self.client.is_active and set(self.scopes) <= set(self.client.scopes)

    @property
    def prompts(self) -> frozenset[str]:
        """What `prompt` says."""
        return frozenset(self.asked.get("prompt", "").split())


@dataclass(frozen=True, slots=True)
class LoginRecord:
    """One sign-in of a person at a client, from which codes, tokens and refresh tokens come; they end with it."""

    id: int
    sid: str
    client_id: str
    sector: str
    consent_id: int
    person_id: int
    account_id: int
    scopes: Sequence[str]
    audience: str
    level: int
    methods: Sequence[str]
    auth_at: datetime
    nonce: str
    jkt: str
    ends_at: datetime
    ended_why: str


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """What a person agreed to share with whom, why, and until when. Moments are UTC.

    `receipt` is the signed record of it (SD-JWT). `ended_why` is empty while it stands, else `revoked` or `replaced`.
    """

    public_id: str
    client_id: str
    client: Text
    scopes: Sequence[str]
    shared: Sequence[Mapping[str, Any]]
    given_at: datetime
    until: datetime
    ended_at: datetime | None
    ended_why: str
    last_used_at: datetime | None
    receipt: str

    def state(self, at: datetime) -> Literal["standing", "revoked", "replaced", "expired"]:
        """How it stands at that moment."""
        if self.ended_why == "revoked":
            return "revoked"
        if self.ended_why:
            return "replaced"
        return "standing" if at < self.until else "expired"
