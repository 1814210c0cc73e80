"""Tells Django about the sharing app."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Sharing: links by which a holder shows a document to somebody, limited and revocable."""

    name = "tayseer.documents.sharing"
    label = "sharing"
    verbose_name = "Sharing of documents"
    default_auto_field = "django.db.models.BigAutoField"
