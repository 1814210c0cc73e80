"""What an operator may set for documents, each with the value a demonstration uses."""

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


def keys_folder() -> Path:
    """Where the development keystore and the signed lists lie."""
    return Path(settings.TAYSEER_DATA) / "keys" / "documents"


def fonts_folder() -> Path:
    """Where set-up puts IBM Plex Sans Arabic as TrueType."""
    given = getattr(settings, "TAYSEER_FONTS", None)
    return Path(given) if given else Path(settings.TAYSEER_STATIC_DIR).parent / "fonts"
