"""Tells Django about the verify app."""

from django.apps import AppConfig


class VerifyConfig(AppConfig):
    """The public check of a document."""

    name = "tayseer.verify"
    label = "verify"
    verbose_name = "Verification"
