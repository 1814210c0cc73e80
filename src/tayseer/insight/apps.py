"""Tells Django that this package is an app."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """The app `insight`."""

    name = "tayseer.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"
