"""Keys of pages in addresses tell nothing and open only for whom they were made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayseer.identity.cursors import opened_key, sealed_key


@given(number=st.integers(0, 2**63 - 1))
def test_a_key_opens_to_its_number_for_its_person_and_list_alone(number: int) -> None:
    key = sealed_key(number, person_id=7, of="ledger.statement")

    assert opened_key(key, person_id=7, of="ledger.statement") == number
    assert opened_key(key, person_id=8, of="ledger.statement") is None
    assert opened_key(key, person_id=7, of="violations") is None


def test_neighbouring_rows_have_keys_that_have_nothing_in_common() -> None:
    one, next_one = (sealed_key(number, person_id=7, of="violations") for number in (1000, 1001))

    assert sum(a == b for a, b in zip(one, next_one, strict=True)) < 12
    assert len(one) == 32


@pytest.mark.parametrize("written", ["", "1000", "رقم", "A" * 32, "=" * 9, "x" * 10_000])
def test_what_is_no_key_opens_nothing(written: str) -> None:
    assert opened_key(written, person_id=7, of="violations") is None
