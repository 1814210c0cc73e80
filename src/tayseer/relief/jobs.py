"""What the programme does in the background: lets go of sums, gives money back, ranks, tells, sends, books costs."""

from tayseer.relief import actions, outbox
from tayseer.site import clock


def lapse_reservations(limit: int = 200) -> int:
    """Let go of sums that were kept and not paid in time; gives how many."""
    return actions.lapse_reservations(at=clock.now(), limit=limit)


def return_excess(limit: int = 200) -> int:
    """Give back what did not fit into a debt; gives how many sums."""
    return actions.return_excess(at=clock.now(), limit=limit)


def find_strays(limit: int = 200) -> int:
    """Find guests' payments that fitted no bill, and owe them; gives how many."""
    return actions.find_strays(at=clock.now(), limit=limit)


def tell_news(limit: int = 200) -> int:
    """Tell contributors what came of their cases; gives how many people."""
    return actions.tell_news(at=clock.now())


def rank_cases(limit: int = 200) -> int:
    """Rank the list by the law of the day; gives how many cases moved."""
    return actions.rank_cases(on=clock.today(), limit=limit)


def count_campaigns(limit: int = 200) -> int:
    """Count what was given in each season; gives how many changed."""
    return actions.count_campaigns()


def send_messages(limit: int = 200) -> int:
    """Send what courts and prisons must hear; gives how many messages were taken."""
    return outbox.send_due(at=clock.now(), limit=min(limit, 50))


def book_fees(limit: int = 200) -> int:
    """Book what card payments cost the programme; gives whether there was something to book."""
    return int(actions.book_fees(at=clock.now(), limit=limit) > 0)
