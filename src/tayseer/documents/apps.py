"""Tells Django about the documents app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents: the papers the state issues, each signed and verifiable."""

    name = "tayseer.documents"
    label = "documents"
    verbose_name = "Documents"
    default_auto_field = "django.db.models.BigAutoField"
