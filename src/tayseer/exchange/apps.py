"""Tells Django that this package is an app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The app `exchange`."""

    name = "tayseer.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
