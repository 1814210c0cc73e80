"""Lists the transfers that guests asked for, and notes which of them the bank has made."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tayseer.audit.contract import SYSTEM
from tayseer.relief import actions, models
from tayseer.site import clock


class Command(BaseCommand):
    """`tayseer manage settle_transfer [REFERENCE BANK_REFERENCE]`."""

    help = "Without arguments: the transfers asked for. With a reference and the bank's own: that one was made."

    def add_arguments(self, parser: CommandParser) -> None:
        """The reference of what is owed, and the bank's reference of its transfer."""
        parser.add_argument("reference", nargs="?", default="")
        parser.add_argument("bank_reference", nargs="?", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """List, or settle one."""
        del args
        if not options["reference"]:
            for row in models.Owed.objects.filter(state="asked").order_by("asked_at"):
                self.stdout.write(f"{row.reference}  {row.amount_sar} SAR  {row.iban}")
            return
        try:
            sent = actions.settle_transfer(
                actor=SYSTEM,
                at=clock.now(),
                reference=options["reference"],
                bank_reference=options["bank_reference"],
            )
        except actions.UnableToClaim as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"{sent} SAR settled; the account number is forgotten.")
