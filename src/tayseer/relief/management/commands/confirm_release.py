"""Notes that a debtor was released, when the prison says so by other means than its signed message."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tayseer.audit.contract import SYSTEM
from tayseer.relief import actions, queries
from tayseer.relief.numbers import read_bill_number
from tayseer.site import clock


class Command(BaseCommand):
    """`tayseer manage confirm_release BILL_NUMBER`."""

    help = "Note that the debtor of a covered case went home; contributors are told by the worker."

    def add_arguments(self, parser: CommandParser) -> None:
        """The bill number of the case."""
        parser.add_argument("bill_number")

    def handle(self, *args: Any, **options: Any) -> None:
        """Close the case, or say why it cannot be closed."""
        del args
        case = queries.case_by_bill(number=read_bill_number(options["bill_number"]))
        if case is None:
            message = "No case has this bill number."
            raise CommandError(message)
        try:
            actions.confirm_release(actor=SYSTEM, at=clock.now(), order=queries.order_of(public_id=case.public_id))
        except actions.UnableToRelease as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"Case {case.bill_number} is closed.")
