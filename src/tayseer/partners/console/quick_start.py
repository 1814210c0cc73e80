# ruff: noqa: D103, S310, T201
"""Sign somebody in with Tayseer and print what they agreed to share. Python 3.11 and `pip install cryptography`.

python quick_start.py keys                        # makes key.pem and prints the JWKS to paste into the console
python quick_start.py CLIENT_ID                   # signs somebody in
python quick_start.py CLIENT_ID age:over18        # and asks a question that the contract allows
"""

import base64
import hashlib
import json
import secrets
import sys
import time
import webbrowser
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256

ISSUER = "http://127.0.0.1:8000"
CALLBACK = "http://127.0.0.1:8800/callback"
KEY = Path("key.pem")


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def own_key() -> ec.EllipticCurvePrivateKey:
    """Your private key, made when there is none; it never leaves your server."""
    if not KEY.exists():
        made = ec.generate_private_key(ec.SECP256R1())
        pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        KEY.touch(mode=0o600)
        KEY.write_bytes(made.private_bytes(*pem))
    key = serialization.load_pem_private_key(KEY.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def public_jwk() -> dict[str, str]:
    numbers = own_key().public_key().public_numbers()
    x, y = (encode(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": x[:8], "x": x, "y": y}


def assertion(client_id: str) -> str:
    """What says to us that it is you: a JWT that is good once, for a minute (private_key_jwt)."""
    now = int(time.time())
    head = {"alg": "ES256", "kid": public_jwk()["kid"]}
    body = {
        "iss": client_id, "sub": client_id, "aud": ISSUER,
        "jti": secrets.token_urlsafe(16), "iat": now, "exp": now + 60,
    }  # fmt: skip
    signed = ".".join(encode(json.dumps(part).encode()) for part in (head, body))
    r, s = utils.decode_dss_signature(own_key().sign(signed.encode(), ec.ECDSA(SHA256())))
    return f"{signed}.{encode(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def ask(url: str, form: dict[str, str] | None = None, token: str = "") -> dict[str, Any]:
    """A form sent, or an address read; the answer is JSON."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urlopen(Request(url, urlencode(form).encode() if form else None, headers), timeout=10) as answer:
        said: dict[str, Any] = json.load(answer)
        return said


def post(url: str, client_id: str, **form: str) -> dict[str, Any]:
    kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    return ask(url, {**form, "client_assertion_type": kind, "client_assertion": assertion(client_id)})


def checked(token: str, *, kind: str, client_id: str, jwks: dict[str, Any]) -> dict[str, Any]:
    """The claims of an id token (`JWT`) or of a notice (`logout+jwt`), once signature and audience are right."""
    head, body, signature = token.split(".")
    said, claims = json.loads(decode(head)), json.loads(decode(body))
    key = next(one for one in jwks["keys"] if one["kid"] == said["kid"])
    x, y = (int.from_bytes(decode(key[part]), "big") for part in ("x", "y"))
    raw = decode(signature)
    der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    ours = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    ours.verify(der, f"{head}.{body}".encode(), ec.ECDSA(SHA256()))
    if said["alg"] != "ES256" or said.get("typ", "JWT") != kind:
        raise ValueError("not the kind of token that was expected")
    if claims["iss"] != ISSUER or claims["aud"] != client_id or claims["exp"] < time.time():
        raise ValueError("not from the issuer, not for us, or too old")
    return dict(claims)


def answer_of_the_browser() -> dict[str, str]:
    """Wait for the browser to come back to CALLBACK, and give what it brings."""
    brought: dict[str, str] = {}

    class Back(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == urlsplit(CALLBACK).path:
                brought.update({name: values[0] for name, values in parse_qs(parts.query).items()})
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"You can close this window.")

        def log_message(self, *_: Any) -> None:
            """Write no line: the address holds the code, which belongs into no log."""

    with HTTPServer(("127.0.0.1", urlsplit(CALLBACK).port or 80), Back) as server:
        while not brought:
            server.handle_request()
    return brought


def main(client_id: str, *scopes: str) -> None:
    found = ask(f"{ISSUER}/.well-known/openid-configuration")
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    pushed = post(
        found["pushed_authorization_request_endpoint"], client_id,
        response_type="code", redirect_uri=CALLBACK, scope=" ".join(("openid", *scopes)), state=state, nonce=nonce,
        code_challenge=encode(hashlib.sha256(verifier.encode()).digest()), code_challenge_method="S256",
    )  # fmt: skip
    query = urlencode({"client_id": client_id, "request_uri": pushed["request_uri"]})
    print(f"Open within a minute: {found['authorization_endpoint']}?{query}", flush=True)
    webbrowser.open(f"{found['authorization_endpoint']}?{query}")
    back = answer_of_the_browser()
    if back.get("state") != state or back.get("iss") != ISSUER:
        raise SystemExit("This answer belongs to no question of ours.")
    if "code" not in back:
        raise SystemExit(f"Not agreed: {back.get('error')}")
    tokens = post(
        found["token_endpoint"], client_id,
        grant_type="authorization_code", code=back["code"], redirect_uri=CALLBACK, code_verifier=verifier,
    )  # fmt: skip
    jwks = ask(found["jwks_uri"])
    claims = checked(tokens["id_token"], kind="JWT", client_id=client_id, jwks=jwks)
    if claims["nonce"] != nonce:
        raise SystemExit("The id token answers another request.")
    print("Signed in:", json.dumps({name: claims[name] for name in ("sub", "acr", "auth_time")}, indent=2))
    shared = ask(found["userinfo_endpoint"], token=tokens["access_token"])
    print("Shared:", json.dumps(shared, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    if sys.argv[1:] == ["keys"]:
        print(json.dumps({"keys": [public_jwk()]}))
    elif len(sys.argv) > 1:
        main(*sys.argv[1:])
    else:
        print(__doc__)
