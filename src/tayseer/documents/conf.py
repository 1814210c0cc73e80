"""What an operator may set for documents, each with the value a demonstration uses."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from tayseer.kit.text import Text


def issuer_domain() -> str:
    """The domain under which agencies are named as issuers; it is signed, so it never changes lightly."""
    return str(getattr(settings, "TAYSEER_ISSUER_DOMAIN", "tayseer.example"))


def public_url() -> str:
    """The address of the platform as people type it, without a slash at the end."""
    return str(settings.TAYSEER_PUBLIC_URL)


def state_name() -> Text:
    """The state on whose behalf documents are issued."""
    name = getattr(settings, "TAYSEER_STATE_NAME", ("المملكة العربية السعودية", "Kingdom of Saudi Arabia"))
    return Text(*name)


def state_code() -> str:
    """The state's three letters in machine-readable zones (ICAO Doc 9303)."""
    return str(getattr(settings, "TAYSEER_STATE_CODE", "SAU"))


def is_demonstration() -> bool:
    """Whether documents must say that they are samples."""
    return bool(settings.TAYSEER_DEMO or settings.DEBUG)


@dataclass(frozen=True, slots=True)
class TokenSettings:
    """Where the hardware module is, and which of its tokens hold the keys; the root's may be absent on most days."""

    module: Path
    token: str
    pin: str = field(repr=False)
    root_token: str = ""
    root_pin: str = field(default="", repr=False)


def keystore_kind() -> str:
    """Where private keys live: `files` (development alone) or `pkcs11`."""
    return _said("TAYSEER_KEYSTORE", "files").lower()


def token_settings() -> TokenSettings:
    """The hardware module's settings.

    `TAYSEER_PKCS11_MODULE`, `TAYSEER_PKCS11_TOKEN`, `TAYSEER_PKCS11_PIN` or `TAYSEER_PKCS11_PIN_FILE`; for roots in a
    token of their own also `TAYSEER_PKCS11_ROOT_TOKEN` and its PIN or PIN file. A root token without a PIN is one that
    is not here today. Raises KeyError, with the name of the setting, for one that is missing.
    """
    wanted = {name: _said(f"TAYSEER_PKCS11_{name}") for name in ("MODULE", "TOKEN")}
    wanted["PIN"] = _pin("TAYSEER_PKCS11_PIN")
    for name, value in wanted.items():
        if not value:
            raise KeyError(f"TAYSEER_PKCS11_{name}")
    return TokenSettings(
        module=Path(wanted["MODULE"]),
        token=wanted["TOKEN"],
        pin=wanted["PIN"],
        root_token=_said("TAYSEER_PKCS11_ROOT_TOKEN"),
        root_pin=_pin("TAYSEER_PKCS11_ROOT_PIN"),
    )


def keys_folder() -> Path:
    """Where the records of keys and the signed lists lie; the development keystore keeps its keys there too."""
    return Path(settings.TAYSEER_DATA) / "keys" / "documents"


def fonts_folder() -> Path:
    """Where set-up puts IBM Plex Sans Arabic as TrueType."""
    given = getattr(settings, "TAYSEER_FONTS", None)
    return Path(given) if given else Path(settings.TAYSEER_STATIC_DIR).parent / "fonts"


def _said(name: str, default: str = "") -> str:
    return str(getattr(settings, name, None) or os.environ.get(name) or default)


def _pin(name: str) -> str:
    # A file keeps the PIN out of the list of processes and out of crash reports.
    file = _said(f"{name}_FILE")
    return Path(file).read_text(encoding="utf-8").strip("\r\n") if file else _said(name)
