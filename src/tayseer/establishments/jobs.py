"""What establishments need done in the background: approved rows filed, bills paid, old drafts forgotten."""

from tayseer.establishments import actions, filing, paying
from tayseer.site import clock


def file_rows(limit: int = 200) -> int:
    """File what was approved, row by row, and end what is complete; gives how many rows."""
    done = 0
    while done < limit:
        at = clock.now()
        if not filing.file_next(at=at, on=clock.today(at)):
            break
        done += 1
    while filing.finish_next(at=clock.now()):
        pass
    return done


def pay_bills(limit: int = 200) -> int:
    """Pay what payers asked to be paid, bill by bill; gives how many."""
    done = 0
    while done < limit:
        at = clock.now()
        if not paying.pay_next(at=at, on=clock.today(at)):
            break
        done += 1
    return done


def forget_drafts(limit: int = 200) -> int:
    """Forget requests that nobody sent in time; gives how many."""
    return actions.forget_drafts(at=clock.now(), limit=limit)
