"""Tells Django that this package is an app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The app `portal`."""

    name = "tayseer.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
