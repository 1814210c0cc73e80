"""Every address says who may open it; `tests/security` opens each as everybody else."""

from collections import Counter

from tests.security.routes import WHO, addresses


def test_every_address_of_the_site_says_who_may_open_it() -> None:
    unsaid = sorted(set(addresses()) - set(WHO))

    assert unsaid == [], "Say in tests/security/routes.py who may open these."


def test_no_address_is_named_that_is_gone() -> None:
    assert sorted(set(WHO) - set(addresses())) == []


def test_no_address_stands_twice_where_the_second_is_never_reached() -> None:
    assert [address for address, times in Counter(addresses()).items() if times > 1] == []
