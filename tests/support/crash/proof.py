"""Proves the books from outside the server: `python -m tests.support.crash.proof` prints every difference found."""

import json
import sys

import django


def main() -> None:
    """Print the differences of the ledger as JSON; an empty list is the proof."""
    django.setup()
    from tayseer.ledger.queries import proof_of_balance

    found = proof_of_balance().differences
    sys.stdout.write(json.dumps([[one.kind, one.where, str(one.expected), str(one.found)] for one in found]))


if __name__ == "__main__":
    main()
