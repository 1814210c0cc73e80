"""Tells Django about the OpenID provider."""

from django.apps import AppConfig


class OpenIDConfig(AppConfig):
    """Sign-in for agencies and firms, consents, and tokens for the public API."""

    name = "tayseer.partners.openid"
    label = "openid"
    verbose_name = "OpenID provider"
    default_auto_field = "django.db.models.BigAutoField"
