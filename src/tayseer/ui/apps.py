"""Registers the components with Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The components; it has no tables."""

    name = "tayseer.ui"
    label = "ui"
