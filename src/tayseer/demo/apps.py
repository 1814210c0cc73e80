"""Tells Django that this package is an app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The app `demo`."""

    name = "tayseer.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
