"""The labour ministry takes each event once, whatever is repeated, cut into other batches or told across holders."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tayseer.demo.agencies.events import Store, UnableToUnderstand

SOURCE = "https://tayseer.example"


def event(subject: str, number: int, **changed: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0", "id": f"{subject}-{number}", "source": SOURCE, "subject": subject,
        "type": "sa.gov.residency.iqama.extended.v1", "time": "2026-03-01T09:00:00Z",
        "data": {"expires_on": f"2027-01-{number + 1:02d}"}, **changed,
    }  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "heard.jsonl")


@st.composite
def tellings(draw: st.DrawFn) -> tuple[dict[str, int], list[tuple[list[dict[str, Any]], bool]]]:
    """How many events each holder has, and batches that tell them: in order for each holder, with repeats; restarts."""
    many = draw(st.dictionaries(st.sampled_from("abc"), st.integers(1, 6), min_size=1))
    order = draw(st.permutations([subject for subject, count in many.items() for _ in range(count)]))
    next_of: Counter[str] = Counter()
    told = []
    for subject in order:
        told.append(event(subject, next_of[subject]))
        next_of[subject] += 1
    batches = []
    start = 0
    while start < len(told):
        end = draw(st.integers(start + 1, len(told)))
        # A batch whose answer was lost comes again, perhaps cut elsewhere.
        batches.append((told[start:end], draw(st.booleans())))
        start = draw(st.integers(start, end)) if draw(st.booleans()) else end
    return many, batches


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(telling=tellings())
def test_each_event_has_its_effect_once(telling: Any) -> None:
    many, batches = telling
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "heard.jsonl")
        for batch, restarts in batches:
            store.take(batch)
            if restarts:
                store = Store(Path(folder) / "heard.jsonl")
        renewals, heard = store.renewals(), store.heard()

    assert renewals == {subject: (count, f"2027-01-{count:02d}") for subject, count in many.items()}
    assert len(heard) == len(set(heard)) == sum(many.values())


def test_the_same_id_from_another_source_is_another_event(store: Store) -> None:
    assert store.take([event("a", 0), event("a", 0, source="https://other.example")]) == 2
    assert store.renewals()["a"][0] == 2


def test_a_batch_with_one_event_out_of_form_is_not_taken_at_all(store: Store) -> None:
    with pytest.raises(UnableToUnderstand):
        store.take([event("a", 0), event("b", 0, time="")])

    assert (store.count(), store.renewals()) == (0, {})


@pytest.mark.parametrize("kept", [0, 1, 40, -1])
def test_a_crash_in_the_middle_of_taking_leaves_nothing_behind(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "heard.jsonl"
    store = Store(path)
    store.take([event("a", 0)])
    first = path.stat().st_size
    store.take([event("a", 1), event("b", 0)])
    whole = path.read_bytes()
    path.write_bytes(whole[: first + kept] if kept >= 0 else whole[:-1])

    store = Store(path)
    assert store.heard() == [(SOURCE, "a-0")]
    assert store.take([event("a", 1), event("b", 0)]) == 2
    assert store.renewals() == {"a": (2, "2027-01-02"), "b": (1, "2027-01-01")}


def test_a_disk_that_is_full_takes_nothing(store: Store, monkeypatch: Any) -> None:
    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tayseer.demo.agencies.events.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.take([event("a", 0)])
    monkeypatch.undo()

    assert store.count() == 0
    assert store.take([event("a", 0)]) == 1
    again = Store(store.path)
    assert again.renewals() == {"a": (1, "2027-01-01")}


def test_an_empty_batch_is_taken(store: Store) -> None:
    assert store.take([]) == 0
