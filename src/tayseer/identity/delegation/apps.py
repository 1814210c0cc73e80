"""Tells Django about the delegation app."""

from django.apps import AppConfig


class DelegationConfig(AppConfig):
    """Delegation: what one person may do for another by their leave, limited, counted and revocable."""

    name = "tayseer.identity.delegation"
    label = "delegation"
    verbose_name = "Delegation"
    default_auto_field = "django.db.models.BigAutoField"
