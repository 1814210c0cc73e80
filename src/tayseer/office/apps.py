"""Tells Django that this package is an app."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """The app `office`."""

    name = "tayseer.office"
    label = "office"
    default_auto_field = "django.db.models.BigAutoField"
