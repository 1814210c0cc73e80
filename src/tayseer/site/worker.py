"""The worker: runs what is due (clocks of cases, papers to draw, messages to send) and the queue's jobs."""

import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec

from django.db import close_old_connections, connection
from django.utils.module_loading import autodiscover_modules

logger = logging.getLogger("tayseer.worker")

BATCH = 200
SHORT_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 5.0, 60.0
FAILURES_TAKEN_LIGHTLY = 5


@dataclass(frozen=True)
class Periodic:
    """A job that does what is due, `every` so many seconds.

    One that works in batches takes the most rows to do and gives how many it did; another takes nothing.
    """

    job: str
    every: float
    in_batches: bool = True


# Each reads its own rows and is safe to run in several workers at once.
PERIODIC = (
    Periodic("tayseer.casework.jobs.run_clocks", every=1),
    Periodic("tayseer.documents.jobs.render_pending", every=1),
    Periodic("tayseer.documents.jobs.keep_fresh", every=300, in_batches=False),
    Periodic("tayseer.documents.jobs.stamp_pending", every=30),
    Periodic("tayseer.documents.jobs.archive_pending", every=3600),
    Periodic("tayseer.notices.jobs.deliver_pending", every=1),
    Periodic("tayseer.exchange.jobs.deliver_pending", every=1),
    Periodic("tayseer.exchange.jobs.forget_old_events", every=3600),
    Periodic("tayseer.ledger.jobs.expire_bills", every=30),
    Periodic("tayseer.ledger.jobs.reconcile", every=60),
    Periodic("tayseer.ledger.jobs.forget_old_nonces", every=3600),
    Periodic("tayseer.identity.jobs.forget_expired", every=300),
    Periodic("tayseer.identity.jobs.warn_old_numbers", every=5),
    Periodic("tayseer.relief.jobs.lapse_reservations", every=5),
    Periodic("tayseer.relief.jobs.return_excess", every=10),
    Periodic("tayseer.relief.jobs.find_strays", every=60),
    Periodic("tayseer.relief.jobs.tell_news", every=5),
    Periodic("tayseer.relief.jobs.rank_cases", every=60),
    Periodic("tayseer.relief.jobs.count_campaigns", every=10),
    Periodic("tayseer.relief.jobs.send_messages", every=10),
    Periodic("tayseer.relief.jobs.book_fees", every=300),
    Periodic("tayseer.establishments.jobs.file_rows", every=1),
    Periodic("tayseer.establishments.jobs.pay_bills", every=1),
    Periodic("tayseer.establishments.jobs.forget_drafts", every=3600),
    Periodic("tayseer.partners.openid.jobs.deliver_notices", every=1),
    Periodic("tayseer.partners.openid.jobs.forget_expired", every=300),
    Periodic("tayseer.demo.relief.prison_answers", every=15, in_batches=False),
    Periodic("tayseer.site.logkeeping.run_audit", every=1, in_batches=False),
    Periodic("tayseer.site.logkeeping.run_documents", every=1, in_batches=False),
    Periodic("tayseer.site.logkeeping.stamp_checkpoints", every=60, in_batches=False),
    Periodic("tayseer.site.logkeeping.check_daily", every=86_400, in_batches=False),
)


def run(*, concurrency: int = 4) -> None:
    """Work until told to stop (SIGTERM or SIGINT), finishing what is in hand."""
    autodiscover_modules("jobs")
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    threads = [
        threading.Thread(target=_repeat, args=(name, job, every, stopping), name=name) for name, job, every in _found()
    ]
    threads.append(threading.Thread(target=_queue, args=(concurrency, stopping), name="queue"))
    for thread in threads:
        thread.start()
    stopping.wait()
    for thread in threads:
        thread.join()


def _found() -> list[tuple[str, Callable[[], int], float]]:
    """The periodic jobs of the apps that are installed."""
    jobs: list[tuple[str, Callable[[], int], float]] = []
    for periodic in PERIODIC:
        module_name, _, function_name = periodic.job.rpartition(".")
        if find_spec(module_name.rpartition(".")[0]) and find_spec(module_name):
            function = getattr(import_module(module_name), function_name, None)
            if function is not None:
                jobs.append(
                    (periodic.job, partial(function, BATCH) if periodic.in_batches else function, periodic.every)
                )
    return jobs


def _repeat(name: str, job: Callable[[], int], every: float, stopping: threading.Event) -> None:
    """Do a job again and again: at once while there is a full batch, and ever more slowly while it goes on failing."""
    pause, failures = min(every, 1.0), 0
    while not stopping.wait(pause):
        try:
            done = job()
        except Exception:
            logger.exception("%s failed; it will be tried again", name)
            failures += 1
            # What fails a few times is most often mended in a moment, and somebody may be waiting for it.
            is_new = failures <= FAILURES_TAKEN_LIGHTLY
            pause = min(every, SHORT_PAUSE_SECONDS) if is_new else min(max(every, pause * 2), LONGEST_PAUSE_SECONDS)
        else:
            failures = 0
            pause = 0 if (done or 0) >= BATCH else every
        finally:
            close_old_connections()
    connection.close()


def _queue(concurrency: int, stopping: threading.Event) -> None:
    """Run the queue's jobs in this thread's own event loop; a lost database is waited for."""
    import asyncio  # noqa: PLC0415 - only the queue speaks asyncio

    from procrastinate.contrib.django import app  # noqa: PLC0415 - exists once Django is set up

    async def work() -> None:
        queue = app.with_connector(app.connector.get_worker_connector())
        async with queue.open_async():
            working = asyncio.create_task(
                queue.run_worker_async(concurrency=concurrency, install_signal_handlers=False, name="tayseer")
            )
            told = asyncio.create_task(asyncio.to_thread(stopping.wait))
            await asyncio.wait({working, told}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                await working
            # Cancelling lets the jobs in hand finish and takes no new ones.
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)

    pause = 1.0
    while not stopping.is_set():
        try:
            asyncio.run(work())
        except Exception:
            logger.exception("The queue stopped; it starts again")
            stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
