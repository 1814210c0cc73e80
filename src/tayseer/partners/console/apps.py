"""Tells Django about the developers' pages and the console."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Public pages for developers, and the console in which an establishment looks after its clients."""

    name = "tayseer.partners.console"
    label = "partners_console"
    verbose_name = "Partners' console"
    default_auto_field = "django.db.models.BigAutoField"
