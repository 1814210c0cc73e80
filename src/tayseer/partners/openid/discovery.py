"""The discovery document: what the provider offers, and nothing that it does not."""

from __future__ import annotations

from typing import Any

from tayseer.identity.assurance import ACR
from tayseer.partners.openid import conf
from tayseer.partners.openid.pushing import LOCALES, PROMPTS
from tayseer.partners.openid.scopes import CLAIMS, SCOPES
from tayseer.partners.openid.server import METHODS

_ES256 = ["ES256"]


def document() -> dict[str, Any]:
    """The provider's metadata (OpenID Connect Discovery 1.0; RFC 8414, 9126, 9207, 9449).

    The claims of scopes are answered by userinfo alone; an id token says who, how surely, and when.
    """
    return {
        "issuer": conf.issuer(),
        "authorization_endpoint": conf.address("authorize"),
        "pushed_authorization_request_endpoint": conf.address("par"),
        "token_endpoint": conf.address("token"),
        "userinfo_endpoint": conf.address("userinfo"),
        "revocation_endpoint": conf.address("revoke"),
        "end_session_endpoint": conf.address("logout"),
        "jwks_uri": conf.address("jwks"),
        "require_pushed_authorization_requests": True,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": METHODS,
        "token_endpoint_auth_signing_alg_values_supported": _ES256,
        "revocation_endpoint_auth_methods_supported": METHODS,
        "revocation_endpoint_auth_signing_alg_values_supported": _ES256,
        "id_token_signing_alg_values_supported": _ES256,
        "dpop_signing_alg_values_supported": _ES256,
        "subject_types_supported": ["pairwise"],
        "acr_values_supported": list(ACR.values()),
        "prompt_values_supported": list(PROMPTS),
        "scopes_supported": list(SCOPES),
        "claims_supported": [
            *("iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash", "sid"),
            *(claim for claim in CLAIMS if claim != "sub"),
        ],
        "claim_types_supported": ["normal"],
        "ui_locales_supported": list(LOCALES),
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "frontchannel_logout_supported": False,
    }
