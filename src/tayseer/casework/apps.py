"""Tells Django that this package is an app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The app `casework`."""

    name = "tayseer.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"
