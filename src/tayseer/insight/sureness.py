"""How surely somebody must be known for a service, in words: on its page and its sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.kit.text import Text

if TYPE_CHECKING:
    from tayseer.kit.services import Service

_LEVELS = {
    1: Text(
        ar="كلمة المرور ورمز على جوالك، أو ما هو أوثق", en="your password and a code to your mobile, or anything surer"
    ),
    2: Text(
        ar="تطبيق مصادقة، أو موافقة من جهازك، أو مفتاح مرور",
        en="an authenticator app, an approval on your device, or a passkey",
    ),
    3: Text(ar="مفتاح مرور مرتبط بعد إثبات هويتك", en="a passkey that was bound after you proved who you are"),
}
_SIGNED = Text(
    ar="{level}، توقّع به نص الطلب نفسه، لأن الأمر لا يُرد",
    en="{level}, with which you sign the request's own text, for it cannot be taken back",
)


def sign_in_for(service: Service) -> Text | None:
    """By what one signs in for the service; ``None`` where anybody may ask without signing in."""
    if service.is_public:
        return None
    level = _LEVELS[service.assurance.level]
    return _SIGNED.fill({"level": level}) if service.assurance.signed else level
