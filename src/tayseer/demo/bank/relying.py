"""What the bank says to the platform and believes of it: FAPI 2.0 with PAR, PKCE and `private_key_jwt`.

Written against the standards with a library of its own (joserfc), sharing nothing with the provider's code: what the
two agree on is in the documents alone.
"""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from tayseer.demo.bank.keys import CLIENT_ID, urlsafe

#: Three scopes, and no more: the bank keeps an account of nobody's name before there is an account.
SCOPES = "openid age:over18 residence:valid"
#: A bank takes no sign-in by text message alone; the higher level will do as well.
LEVELS = ("urn:tayseer:loa:2", "urn:tayseer:loa:3")
_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_CONSENT_EVENT = "urn:tayseer:event:consent-revoked"
_TIMEOUT_SECONDS = 5.0
_LEEWAY_SECONDS = 10
_ASSERTION_SECONDS = 60
_MADE, _FINE = 201, 200
#: Keys are fetched again for a key that is not known, but not for every one that somebody makes up.
_KEYS_PAUSE_SECONDS = 2.0
_METADATA_SECONDS = 900.0


class UnableToSignIn(Exception):
    """The sign-in came to nothing; `reason` is a word that the pages explain, the message is for developers."""

    def __init__(self, reason: str, message: str = "") -> None:
        self.reason = reason
        super().__init__(message or reason)


class UnableToBelieve(Exception):
    """A logout token is not what it must be; the message says why, for developers."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in on its way: what the answer must match, and where the browser goes."""

    state: str
    nonce: str
    verifier: str
    lang: str
    address: str


@dataclass(frozen=True, slots=True)
class Learnt:
    """All that the bank was told about somebody: the claims of the id token and of userinfo, both checked."""

    subject: str
    sid: str
    id_claims: Mapping[str, Any]
    answers: Mapping[str, Any]
    id_token: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Notice:
    """A logout notice that is to be believed: of one sign-in (`sid`) or all of a person (`subject`)."""

    subject: str
    sid: str
    jti: str
    is_consent_revoked: bool


class Relying:
    """The bank's side of the conversation; safe to use from several threads."""

    def __init__(self, *, issuer: str, own: str, key: ECKey, now: Callable[[], datetime], client: httpx.Client) -> None:
        """In: the platform's issuer; the bank's own address; its key; the clock; what fetches addresses."""
        self.issuer, self.own, self.key, self.now, self.client = issuer, own, key, now, client
        self._lock = threading.Lock()
        self._metadata: tuple[float, Mapping[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    @property
    def redirect_uri(self) -> str:
        """Where the platform sends the answer."""
        return f"{self.own}/callback"

    def begin(self, lang: str) -> Begun:
        """Push a request (RFC 9126) and say where the browser goes.

        Raises `UnableToSignIn`: `away` when the platform cannot be reached, `refused` when it takes the request not.
        """
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        answer = self._post(
            "pushed_authorization_request_endpoint",
            {
                "response_type": "code", "redirect_uri": self.redirect_uri, "scope": SCOPES, "state": state,
                "nonce": nonce, "code_challenge": urlsafe(hashlib.sha256(verifier.encode()).digest()),
                "code_challenge_method": "S256", "acr_values": " ".join(LEVELS), "ui_locales": lang,
            },
            status=_MADE,
        )  # fmt: skip
        query = urlencode({"client_id": CLIENT_ID, "request_uri": str(answer.get("request_uri", ""))})
        return Begun(state, nonce, verifier, lang, f"{self._endpoint('authorization_endpoint')}?{query}")

    def finish(self, begun: Begun, answer: Mapping[str, str]) -> Learnt:
        """Check the answer that the browser brought, exchange its code, and ask the questions.

        In: what was begun in this browser; the parameters of the answer, whose `state` the caller has compared.
        Raises `UnableToSignIn`: the error of the platform by its name, or `mixed_up`, `refused`, `unproven`, `away`.
        """
        # RFC 9207: an answer of another issuer is not exchanged here, whatever it holds; errors too.
        if answer.get("iss") != self.issuer:
            raise UnableToSignIn("mixed_up", "iss is not the issuer that was asked")
        if "error" in answer:
            raise UnableToSignIn(answer["error"], answer.get("error_description", ""))
        tokens = self._post(
            "token_endpoint",
            {
                "grant_type": "authorization_code", "code": answer.get("code", ""), "redirect_uri": self.redirect_uri,
                "code_verifier": begun.verifier,
            },
            status=_FINE,
        )  # fmt: skip
        id_token, access = str(tokens.get("id_token", "")), str(tokens.get("access_token", ""))
        claims = self._id_claims(id_token, nonce=begun.nonce, access=access)
        answers = self._userinfo(access)
        # OpenID Connect Core, 5.3.2: the answers are of whoever signed in, or of nobody.
        if answers.pop("sub", None) != claims["sub"]:
            raise UnableToSignIn("unproven", "userinfo speaks of somebody else")
        return Learnt(str(claims["sub"]), str(claims.get("sid", "")), claims, answers, id_token)

    def logout_address(self, learnt: Learnt, *, lang: str) -> str:
        """Where the browser goes to be signed out of the platform as well (OpenID RP-Initiated Logout 1.0)."""
        query = {
            "id_token_hint": learnt.id_token, "client_id": CLIENT_ID, "ui_locales": lang, "state": lang,
            "post_logout_redirect_uri": f"{self.own}/goodbye",
        }  # fmt: skip
        return f"{self._endpoint('end_session_endpoint')}?{urlencode(query)}"

    def notice(self, token: str) -> Notice:
        """Check a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.6).

        Raises `UnableToBelieve`, and `UnableToSignIn` (`away`) when the platform's keys cannot be had just now. That a
        `jti` counts once is the caller's business.
        """
        try:
            header, claims = self._opened(token)
        except JoseError as problem:
            raise UnableToBelieve(f"signature or form: {problem.error}") from problem
        # Without this an id token, which is signed by the same key, would pass for a notice.
        if header.get("typ") != "logout+jwt":
            raise UnableToBelieve("typ is not logout+jwt")
        needed = {name: {"essential": True} for name in ("iat", "exp", "jti")}
        self._check(claims, needed, UnableToBelieve)
        events = claims.get("events")
        if not isinstance(events, dict) or not isinstance(events.get(_LOGOUT_EVENT), dict):
            raise UnableToBelieve("events does not hold the one of a logout")
        if "nonce" in claims:
            raise UnableToBelieve("a logout token holds no nonce")
        subject, sid = str(claims.get("sub") or ""), str(claims.get("sid") or "")
        if not subject and not sid:
            raise UnableToBelieve("neither sub nor sid says who")
        return Notice(subject, sid, str(claims["jti"]), _CONSENT_EVENT in events)

    # What is below speaks to the platform, or checks what it said.

    def _id_claims(self, token: str, *, nonce: str, access: str) -> Mapping[str, Any]:
        """The claims of an id token that is to be believed (OpenID Connect Core, section 3.1.3.7)."""
        try:
            header, claims = self._opened(token)
        except JoseError as problem:
            raise UnableToSignIn("unproven", f"id token: {problem.error}") from problem
        if header.get("typ", "JWT") != "JWT":
            raise UnableToSignIn("unproven", "the id token is of another typ")
        needed: dict[str, Any] = {name: {"essential": True} for name in ("sub", "iat", "exp", "auth_time")}
        # Bound to this browser's request (nonce) and the access token beside it (at_hash), at a level that will do.
        needed["nonce"] = {"essential": True, "value": nonce}
        needed["at_hash"] = {"essential": True, "value": urlsafe(hashlib.sha256(access.encode()).digest()[:16])}
        needed["acr"] = {"essential": True, "values": list(LEVELS)}
        self._check(claims, needed, lambda why: UnableToSignIn("unproven", why))
        return claims

    def _check(self, claims: Mapping[str, Any], needed: dict[str, Any], refuse: Callable[[str], Exception]) -> None:
        """See that a token is ours, of the platform, in time, and holds what is needed."""
        registry = jwt.JWTClaimsRegistry(
            now=int(self.now().timestamp()), leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": self.issuer}, **needed,
        )  # fmt: skip
        try:
            registry.validate(dict(claims))
        except JoseError as problem:
            raise refuse(f"{problem.error}: {problem.description}") from problem
        # One audience: a token that others may show too proves nothing here.
        if claims.get("aud") not in (CLIENT_ID, [CLIENT_ID]):
            raise refuse("aud is not the bank alone")

    def _opened(self, token: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Header and claims of a token whose signature is good; a key that is not known is looked up anew."""
        keys = self._key_set()
        try:
            opened = jwt.decode(token, keys, algorithms=["ES256"])
        except (JoseError, ValueError, RecursionError):
            fresh = self._key_set(anew=True)
            if fresh is keys:
                raise _as_jose() from None
            try:
                opened = jwt.decode(token, fresh, algorithms=["ES256"])
            except (ValueError, RecursionError):
                raise _as_jose() from None
        return opened.header, opened.claims

    def _userinfo(self, access: str) -> dict[str, Any]:
        address = self._endpoint("userinfo_endpoint")
        return self._json(lambda: self.client.get(address, headers={"Authorization": f"Bearer {access}"}), status=_FINE)

    def _post(self, endpoint: str, form: Mapping[str, str], *, status: int) -> dict[str, Any]:
        signed = {**form, "client_id": CLIENT_ID, "client_assertion_type": _ASSERTION_TYPE}
        address = self._endpoint(endpoint)
        return self._json(
            lambda: self.client.post(address, data={**signed, "client_assertion": self._assertion()}), status=status
        )

    def _assertion(self) -> str:
        """What shows that it is the bank that asks (OpenID Connect Core, section 9; RFC 7523): new for each call."""
        at = int(self.now().timestamp())
        claims = {
            "iss": CLIENT_ID, "sub": CLIENT_ID, "aud": self.issuer, "jti": secrets.token_urlsafe(16), "iat": at,
            "exp": at + _ASSERTION_SECONDS,
        }  # fmt: skip
        return jwt.encode({"alg": "ES256", "kid": self.key.kid, "typ": "JWT"}, claims, self.key, algorithms=["ES256"])

    def _endpoint(self, name: str) -> str:
        with self._lock:
            known = self._metadata
        if known is None or time.monotonic() - known[0] > _METADATA_SECONDS:
            address = f"{self.issuer}/.well-known/openid-configuration"
            said = self._json(lambda: self.client.get(address), status=_FINE)
            # OpenID Connect Discovery, 4.3: a document of somebody else leads to somebody else's doors.
            if said.get("issuer") != self.issuer:
                raise UnableToSignIn("away", "the discovery document is of another issuer")
            known = (time.monotonic(), said)
            with self._lock:
                self._metadata = known
        return str(known[1].get(name, ""))

    def _key_set(self, *, anew: bool = False) -> KeySet:
        with self._lock:
            known = self._keys
        if known is not None and (not anew or time.monotonic() - known[0] < _KEYS_PAUSE_SECONDS):
            return known[1]
        address = self._endpoint("jwks_uri")
        said = self._json(lambda: self.client.get(address), status=_FINE)
        try:
            found = KeySet.import_key_set({"keys": said["keys"]})
        except (KeyError, TypeError, ValueError, JoseError) as problem:
            raise UnableToSignIn("away", "the platform's keys cannot be read") from problem
        with self._lock:
            self._keys = (time.monotonic(), found)
        return found

    def _json(self, ask: Callable[[], httpx.Response], *, status: int) -> dict[str, Any]:
        try:
            answer = ask()
            said = answer.json()
        except (httpx.HTTPError, ValueError, OSError) as problem:
            raise UnableToSignIn("away", f"no answer: {type(problem).__name__}") from problem
        if answer.status_code != status or not isinstance(said, dict):
            what = said.get("error_description") or said.get("error") if isinstance(said, dict) else ""
            busy = answer.status_code in {429, 500, 502, 503}
            raise UnableToSignIn("away" if busy else "refused", f"{answer.status_code} {what}")
        return said


def caller() -> httpx.Client:
    """What fetches addresses: no redirects, no proxies of the environment, and no patience beyond five seconds."""
    return httpx.Client(timeout=_TIMEOUT_SECONDS, trust_env=False, follow_redirects=False)


def _as_jose() -> JoseError:
    return JoseError("it is no token of the platform")
