"""What the ledger does in the background: expires bills, asks the bank about unanswered visits, forgets old nonces."""

from datetime import timedelta

from tayseer.ledger import actions
from tayseer.ledger.provider import UnableToFindAtProvider, UnableToReachProvider, provider
from tayseer.ledger.settling import settle
from tayseer.site import clock

# A payer is normally back from the bank's page within minutes; before that, asking would only be impatience.
PATIENCE = timedelta(minutes=2)
# A page of the bank nobody answered for a day is given up; money that comes still finds its bill by the message.
GIVEN_UP = timedelta(days=1)


def expire_bills(limit: int = 200) -> int:
    """Close the bills whose last day has passed; gives how many."""
    return len(actions.expire_bills(at=clock.now(), limit=limit))


def reconcile(limit: int = 20) -> int:
    """Ask the bank about visits it never answered, so that a lost message loses no money; gives how many payments.

    Stops at the first time the bank cannot be reached, for it would not answer about the others either.
    """
    at = clock.now()
    settled = 0
    sessions = actions.waiting_card_sessions(at=at, patience=PATIENCE, given_up=GIVEN_UP, limit=limit)
    for session in sessions:
        try:
            settled += len(settle(provider().session(session), at=at))
        except UnableToFindAtProvider:
            continue
        except UnableToReachProvider:
            break
    return settled


def forget_old_nonces(limit: int = 0) -> int:
    """Drop the memory of signed messages too old to be accepted; gives how many."""
    return actions.forget_old_nonces()
