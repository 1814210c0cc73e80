"""The grants of OAuth, by Authlib's classes: authorization code with PKCE, refresh token, revocation.

What Authlib does otherwise than the provider must is set here: one way to authenticate, S256 alone, five-minute tokens,
a code that is remembered after its use. What it lacks stands in modules of its own: pushed requests (`pushing`), proofs
of a key (`proofs`), `iss`, pairwise subjects, logout notices.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from authlib.oauth2.rfc6749 import (  # type: ignore[import-untyped]
    AuthorizationServer,
    InvalidClientError,
    InvalidGrantError,
    InvalidRequestError,
    InvalidScopeError,
    OAuth2Error,
    OAuth2Request,
    grants,
)
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload  # type: ignore[import-untyped]
from authlib.oauth2.rfc7009 import RevocationEndpoint  # type: ignore[import-untyped]
from authlib.oauth2.rfc7636 import CodeChallenge  # type: ignore[import-untyped]

from tayseer.identity.ids import new_token
from tayseer.partners.openid import actions, conf, exchange, proofs, queries, spending, tokens
from tayseer.partners.openid.contract import ClientRecord, LoginRecord
from tayseer.partners.openid.scopes import needs_proof

METHODS = ["private_key_jwt"]
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class TooManyCalls(OAuth2Error):  # type: ignore[misc]
    """The client called more often than it may."""

    error = "temporarily_unavailable"
    status_code = 429


class InvalidProof(OAuth2Error):  # type: ignore[misc]
    """The proof of a key is missing or wrong (RFC 9449, section 5)."""

    error = "invalid_dpop_proof"


class InvalidTarget(OAuth2Error):  # type: ignore[misc]
    """No such audience, or none for these scopes (RFC 8707)."""

    error = "invalid_target"


class Call(OAuth2Request):  # type: ignore[misc]
    """A request to a door of the provider, as Authlib reads it; with its moment, and the key it proved to hold."""

    def __init__(
        self, *, method: str, form: Mapping[str, str], at: datetime, proof: str = "", url: str = "", client: Any = None
    ) -> None:
        # TLS ends at the operator's proxy, so what the address looks like in here says nothing.
        super().__init__(method, "https://provider/")
        self.payload = BasicOAuth2Payload(dict(form))
        self.at, self.proof, self.url = at, proof, url
        self.jkt = ""
        self.client = client
        #: Set where a person agreed: begins the login that a new code is of.
        self.begin: Callable[[str], None] | None = None

    @property
    def form(self) -> dict[str, str]:
        """The parameters, each of which was sent once."""
        found: dict[str, str] = self.payload.data
        return found


class OAuthClient:
    """A client with the names under which Authlib asks about it."""

    def __init__(self, record: ClientRecord) -> None:
        self.record, self.client_id = record, record.id

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Whether an answer may go there: the same string as one that is registered, letter by letter."""
        return redirect_uri in self.record.redirect_uris and conf.is_fit_address(redirect_uri)

    def get_default_redirect_uri(self) -> str:
        """None: each request says where its answer goes."""
        return ""

    def check_response_type(self, response_type: str) -> bool:
        """The code flow alone."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """What the token endpoint takes."""
        return grant_type in {"authorization_code", "refresh_token"}

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """A signed assertion, at every door."""
        del endpoint
        return method in METHODS

    def get_allowed_scope(self, scope: str) -> str | None:
        """The scopes, when the contract holds every one of them; else None: nothing is dropped silently."""
        asked = scope.split() if scope else []
        fits = "openid" in asked and set(asked) <= set(self.record.scopes) and len(set(asked)) == len(asked)
        return scope if fits else None


class S256(CodeChallenge):  # type: ignore[misc]
    """PKCE (RFC 7636), always, and by S256 alone: a missing or `plain` challenge is refused with the request."""

    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]
    CODE_CHALLENGE_METHODS = {"S256": CodeChallenge.CODE_CHALLENGE_METHODS["S256"]}

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """Refuse a request without a challenge of the one kind."""
        data = grant.request.payload.data
        if data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("code_challenge_method must be S256")
        if not _CHALLENGE.fullmatch(data.get("code_challenge", "")):
            raise InvalidRequestError("code_challenge must be 43 letters of base64url")
        super().validate_code_challenge(grant, redirect_uri)


class _Gives:
    """What both grants of the token endpoint do once they are satisfied."""

    request: Any

    def generate_token(self, user: LoginRecord, scope: str, **_: Any) -> dict[str, Any]:
        """Use the code or refresh token up, and make what the client gets for it; `user` is the login."""
        found = self.request.authorization_code or self.request.refresh_token
        jkt, at = self.request.jkt, self.request.at
        fresh = exchange.use(found, jkt=jkt or user.jkt, client=self.request.client.record, at=at)
        if not fresh:
            raise InvalidGrantError("It was used before, so everything given for it has ended")
        access = tokens.access_token(user, jkt=jkt, at=at)
        return {
            "access_token": access,
            "token_type": "DPoP" if jkt else "Bearer",
            "expires_in": int(conf.TOKEN_LIFE.total_seconds()),
            "scope": scope,
            "refresh_token": fresh,
            "id_token": tokens.id_token(user, access=access, at=at),
        }

    def save_token(self, token: dict[str, Any]) -> None:
        """Nothing: access tokens say for themselves what they are, and the refresh token was kept with its use."""

    def _must_live(self, login: LoginRecord) -> None:
        if login.ended_why or login.ends_at <= self.request.at:
            raise InvalidGrantError("The login has ended")

    def _must_prove(self, *, expected: str, scopes: Any) -> None:
        """The key of the request must be the one that the code or login is bound to, if it is bound."""
        prove(self.request)
        if expected and self.request.jkt != expected:
            raise InvalidProof("The proof must be by the key that was named before")
        if needs_proof(scopes) and not self.request.jkt:
            raise InvalidProof("These scopes need a DPoP proof")


class CodeGrant(_Gives, grants.AuthorizationCodeGrant):  # type: ignore[misc]
    """A code for tokens; the code itself is made in `answering`, where the person agrees."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def generate_authorization_code(self) -> str:
        """A code of 256 random bits."""
        return new_token()

    def save_authorization_code(self, code: str, request: Call) -> None:
        """Begin the login that the code is of."""
        assert request.begin is not None
        request.begin(code)

    def query_authorization_code(self, code: str, client: OAuthClient) -> exchange.FoundCode | None:
        """The code, if it is this client's and good; one that was used before ends everything given for it."""
        found = exchange.find_code(code) if len(code) <= proofs.LONGEST_JTI else None
        if found is None or found.login.client_id != client.client_id:
            return None
        if found.is_used:
            exchange.replayed(found, at=self.request.at)
            return None
        if found.expires_at <= self.request.at:
            return None
        self._must_live(found.login)
        self._must_prove(expected=found.jkt, scopes=found.login.scopes)
        return found

    def authenticate_user(self, authorization_code: exchange.FoundCode) -> LoginRecord:
        """The login that the code is of."""
        return authorization_code.login

    def delete_authorization_code(self, authorization_code: exchange.FoundCode) -> None:
        """Nothing: it is kept, used up, so that its replay is noticed."""


class RefreshGrant(_Gives, grants.RefreshTokenGrant):  # type: ignore[misc]
    """A refresh token for new tokens and the next refresh token."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> exchange.FoundRefresh | None:
        """The refresh token, if it is this client's and was not used; else the whole family ends."""
        found = exchange.find_refresh(refresh_token) if len(refresh_token) <= proofs.LONGEST_JTI else None
        if found is None or found.login.client_id != self.request.client.client_id:
            return None
        if found.is_used:
            exchange.replayed(found, at=self.request.at)
            return None
        self._must_live(found.login)
        self._must_prove(expected=found.login.jkt, scopes=found.login.scopes)
        return found

    def _validate_token_scope(self, token: exchange.FoundRefresh) -> None:
        asked = self.request.payload.scope
        if asked and set(asked.split()) != set(token.login.scopes):
            raise InvalidScopeError("A refresh gives the scopes of the login; ask anew for others")

    def authenticate_user(self, refresh_token: exchange.FoundRefresh) -> LoginRecord:
        """The login that the refresh token is of."""
        return refresh_token.login

    def revoke_old_credential(self, refresh_token: exchange.FoundRefresh) -> None:
        """Nothing: it was used up when its tokens were made."""


class Revocation(RevocationEndpoint):  # type: ignore[misc]
    """A client gives back a token: the login it is of ends, with everything else that came of it (RFC 7009)."""

    CLIENT_AUTH_METHODS = METHODS

    def query_token(self, token_string: str, token_type_hint: str | None) -> exchange.FoundRefresh | None:
        """The refresh token or access token, whatever the hint says."""
        del token_type_hint
        if len(token_string) <= proofs.LONGEST_JTI:
            return exchange.find_refresh(token_string)
        access = tokens.read_access(token_string)
        login = queries.login_by_sid(sid=access.sid) if access else None
        return exchange.FoundRefresh(b"", False, login) if login else None

    def revoke_token(self, token: exchange.FoundRefresh, request: Call) -> None:
        """End the login; the client itself need not be told."""
        actions.end_login(login=token.login, why="by_client", at=request.at, tell=False)


class Provider(AuthorizationServer):  # type: ignore[misc]
    """Authlib's server, over our clients; it answers with status, body and headers for the views."""

    def query_client(self, client_id: str) -> OAuthClient | None:
        """The client, unless it was stopped."""
        found = queries.client(client_id)
        return OAuthClient(found) if found is not None and found.is_active else None

    def create_oauth2_request(self, request: Call) -> Call:
        """The request as it is."""
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> tuple[int, Any, dict[str, str]]:
        """Status, body and headers."""
        return status, dict(body) if isinstance(body, list) else body, dict(headers)

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""


@cache
def provider() -> Provider:
    """The one server of this process."""
    made = Provider()
    made.register_client_auth_method("private_key_jwt", _authenticated)
    made.register_grant(CodeGrant, [S256(required=True)])
    made.register_grant(RefreshGrant)
    made.register_endpoint(Revocation)
    return made


def authenticated(call: Call, *, endpoint: str) -> OAuthClient:
    """The client that signed the assertion of a request; raises Authlib's ``OAuth2Error``."""
    found: OAuthClient = provider().authenticate_client(call, METHODS, endpoint)
    return found


def prove(call: Call) -> None:
    """Check the proof of a key, when the request has one, and note the key; raises `InvalidProof`."""
    if not call.proof or call.jkt:
        return
    try:
        proof = proofs.check_proof(call.proof, method=call.method, url=call.url, at=call.at)
    except proofs.UnableToAccept as problem:
        raise InvalidProof(str(problem)) from problem
    if not spending.spend("dpop", proof.jkt, proof.jti, until=proof.until):
        raise InvalidProof("jti of the proof was used before")
    call.jkt = proof.jkt


def _authenticated(query_client: Any, request: Call) -> OAuthClient | None:
    """The client by its assertion, which counts once (RFC 7523); None when the request holds none."""
    form = request.form
    assertion = form.get("client_assertion", "")
    if form.get("client_assertion_type") != proofs.ASSERTION_TYPE or not assertion:
        return None
    try:
        claimed = proofs.claimed_client(assertion)
        found = query_client(claimed)
        if found is None:
            raise InvalidClientError(status_code=401, description="No such client")
        checked = proofs.check_assertion(assertion, client=found.record, at=request.at)
    except proofs.UnableToAccept as problem:
        raise InvalidClientError(status_code=401, description=str(problem)) from problem
    if form.get("client_id", claimed) != claimed:
        raise InvalidClientError(status_code=401, description="client_id is not that of the assertion")
    is_new, within = spending.spend_and_count(
        "assertion", claimed, checked.jti, until=checked.until, key=f"openid:client:{claimed}",
        per_minute=conf.PER_CLIENT, at=request.at,
    )  # fmt: skip
    if not is_new:
        raise InvalidClientError(status_code=401, description="jti of the assertion was used before")
    if not within:
        raise TooManyCalls("Too many calls; wait a minute")
    request.client = found
    return found
