"""The worker repeats what is due: at once while there is much to do, ever more slowly while it fails."""

import pytest

from tayseer.site import worker


class Pauses:
    """Stands for the event that stops the worker; notes how long it was asked to wait, and stops after some rounds."""

    def __init__(self, rounds: int) -> None:
        self.asked: list[float] = []
        self.rounds = rounds

    def wait(self, seconds: float) -> bool:
        self.asked.append(seconds)
        return len(self.asked) > self.rounds


@pytest.fixture
def repeat(monkeypatch):
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker.connection, "close", lambda: None)

    def run(job, *, every, rounds):
        pauses = Pauses(rounds)
        worker._repeat("a job", job, every, pauses)
        return pauses.asked

    return run


def test_a_full_batch_is_followed_by_the_next_at_once(repeat):
    batches = iter([worker.BATCH, worker.BATCH, 3, 0])

    assert repeat(lambda: next(batches), every=5, rounds=4) == [1.0, 0, 0, 5, 5]


def test_a_job_that_fails_is_tried_soon_then_ever_more_slowly_and_never_given_up(repeat, caplog):
    def fails():
        raise ConnectionError

    assert repeat(fails, every=10, rounds=10) == [1.0, *[5.0] * 5, 10, 20, 40, 60, 60]
    assert "a job failed; it will be tried again" in caplog.text


def test_a_failure_after_a_full_batch_does_not_spin(repeat):
    answers = iter([worker.BATCH])

    assert repeat(lambda: next(answers), every=2, rounds=3) == [1.0, 0, 2, 2]


def test_every_job_in_the_table_exists_and_takes_what_the_worker_gives():

    missing = {periodic.job for periodic in worker.PERIODIC} - {name for name, _job, _every in worker._found()}

    assert missing <= {"tayseer.exchange.jobs.deliver_pending"}
