"""Makes `audit` known to Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The app, under the label that its tables carry."""

    name = "tayseer.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
