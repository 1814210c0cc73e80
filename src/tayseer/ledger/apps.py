"""Django's registration of the ledger."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The ledger app; its tables start with `ledger_`."""

    name = "tayseer.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
