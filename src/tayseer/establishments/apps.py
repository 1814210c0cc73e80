"""Tells Django that this package is an app."""

from importlib import import_module

from django.apps import AppConfig


class EstablishmentsConfig(AppConfig):
    """The app `establishments`."""

    name = "tayseer.establishments"
    label = "establishments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for paid bills; importing the module registers the listener."""
        import_module("tayseer.establishments.paying")
