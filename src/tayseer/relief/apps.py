"""Tells Django that this package is an app."""

from importlib import import_module

from django.apps import AppConfig


class ReliefConfig(AppConfig):
    """The app `relief`."""

    name = "tayseer.relief"
    label = "relief"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for paid bills; importing the module registers the listener."""
        import_module("tayseer.relief.actions.settling")
