"""Tells Django that this package is an app."""

from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The app `portal`."""

    name = "tayseer.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let people fetch the papers of those in their charge."""
        views = import_module("tayseer.documents.views")
        vars(views)["in_charge_of"] = import_module("tayseer.portal.charge").of_request
