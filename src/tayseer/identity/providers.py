"""Real ways out: text messages over a provider's HTTP interface, mail over SMTP.

Named by `TAYSEER_GATEWAY=tayseer.identity.providers.Providers` and set up by `TAYSEER_SMS_URL`, `TAYSEER_SMS_TOKEN`,
`TAYSEER_SMS_SECRET`, `TAYSEER_SMTP_URL` and `TAYSEER_MAIL_FROM`. Neither tries again by itself: what did not leave
raises `UnableToSend`, and the job that called asks later with the same key.
"""

import hashlib
import hmac
import json
import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
from django.conf import settings

from tayseer.identity.gateway import UnableToSend

TIMEOUT_SECONDS = 5.0
SMTP_PORT, SMTPS_PORT = 587, 465


class Providers:
    """SMS by HTTP and mail by SMTP, as the settings of the installation name them."""

    def send_sms(self, *, mobile: str, text: str, key: str, at: datetime) -> None:
        """POST the text as JSON: `to` (E.164), `text`, `key`, `at` (ISO 8601, UTC).

        The header Idempotency-Key carries the key, so that a provider sends a repeated message once; Authorization the
        bearer token; X-Tayseer-Signature the HMAC-SHA-256 of the body, where a secret is set. Any answer but 2xx raises
        `UnableToSend`.
        """
        url = _setting("TAYSEER_SMS_URL")
        body = json.dumps({"to": mobile, "text": text, "key": key, "at": at.isoformat()}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key}
        if token := getattr(settings, "TAYSEER_SMS_TOKEN", ""):
            headers["Authorization"] = f"Bearer {token}"
        if secret := getattr(settings, "TAYSEER_SMS_SECRET", ""):
            signed = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
            headers["X-Tayseer-Signature"] = f"sha256={signed}"
        try:
            # Redirects are not followed: the token belongs to the one address that was set.
            answer = httpx.post(url, content=body, headers=headers, timeout=TIMEOUT_SECONDS, follow_redirects=False)
        except httpx.HTTPError as problem:
            message = f"The SMS provider was not reached: {type(problem).__name__}"
            raise UnableToSend(message) from problem
        if not answer.is_success:
            message = f"The SMS provider answered {answer.status_code}"
            raise UnableToSend(message)

    def send_email(self, *, email: str, subject: str, text: str, key: str, at: datetime) -> None:
        """Hand one plain-text mail to the SMTP server; the key makes its Message-ID, so that a repeat is seen as one.

        The address is `smtp://name:password@host:587` (STARTTLS), `smtps://…:465`, or `smtp://…?tls=no` on one's own
        machine. Raises `UnableToSend`.
        """
        place = urlsplit(_setting("TAYSEER_SMTP_URL"))
        domain = settings.TAYSEER_ISSUER_DOMAIN
        message = EmailMessage()
        message["From"] = getattr(settings, "TAYSEER_MAIL_FROM", "") or f"no-reply@{domain}"
        message["To"], message["Subject"], message["Date"] = email, subject, format_datetime(at)
        message["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        is_tls = place.scheme == "smtps"
        wants_tls = parse_qs(place.query).get("tls", ["yes"])[0] != "no"
        host, port = place.hostname or "", place.port or (SMTPS_PORT if is_tls else SMTP_PORT)
        try:
            trust = ssl.create_default_context()
            opened: smtplib.SMTP = (
                smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=trust)
                if is_tls
                else smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
            )
            with opened as server:
                if not is_tls and wants_tls:
                    server.starttls(context=trust)
                if place.username:
                    server.login(unquote(place.username), unquote(place.password or ""))
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as problem:
            said = f"The mail server did not take the mail: {type(problem).__name__}"
            raise UnableToSend(said) from problem


def _setting(name: str) -> str:
    value = str(getattr(settings, name, ""))
    if not value:
        message = f"{name} is not set, so nothing can be sent. Set it, or name another class in TAYSEER_GATEWAY."
        raise UnableToSend(message)
    return value
