"""Tells Django that this package is an app."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """The app `partners`."""

    name = "tayseer.partners"
    label = "partners"
    default_auto_field = "django.db.models.BigAutoField"
