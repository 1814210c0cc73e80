"""The registries as one Django app."""

from django.apps import AppConfig


class RegistriesConfig(AppConfig):
    """All registries share a label; each keeps its own contract."""

    name = "tayseer.registries"
    label = "registries"
    default_auto_field = "django.db.models.BigAutoField"
