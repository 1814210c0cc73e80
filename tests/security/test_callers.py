"""Limits count the caller himself: not the proxy in front of us, and not what he says of himself."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tayseer.identity import sign_in
from tayseer.identity.callers import client_address, networks

PROXIES = networks(["10.0.0.0/8", "2001:db8:ff::/48", "192.0.2.7"])


def seen(peer: str, forwarded: str = "") -> str:
    """The address that is counted."""
    return client_address(peer=peer, forwarded=forwarded, trusted=PROXIES)


@pytest.mark.parametrize(
    ("peer", "forwarded", "counted"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("10.1.2.3", "203.0.113.9", "203.0.113.9"),
        ("192.0.2.7", "203.0.113.9, 10.4.4.4", "203.0.113.9"),
        ("10.1.2.3", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("10.1.2.3", "203.0.113.9:50123", "203.0.113.9"),
        ("10.1.2.3", "[2001:db8:1:2:3::4]:443", "2001:db8:1:2::"),
        ("::ffff:10.1.2.3", "::ffff:203.0.113.9", "203.0.113.9"),
        ("10.1.2.3", "10.9.9.9", "10.9.9.9"),
        ("10.1.2.3", "", "10.1.2.3"),
    ],
)
def test_the_caller_is_the_last_hop_that_no_trusted_proxy_added_for_itself(
    peer: str, forwarded: str, counted: str
) -> None:
    assert seen(peer, forwarded) == counted


def test_a_stranger_who_sends_the_header_is_counted_as_himself() -> None:
    assert seen("203.0.113.9", "198.51.100.1") == "203.0.113.9"


def test_what_a_stranger_puts_before_his_own_hop_changes_nothing() -> None:
    assert {seen("10.1.2.3", f"198.51.100.{n}, 203.0.113.9") for n in range(5)} == {"203.0.113.9"}


@pytest.mark.parametrize("entry", ["unknown", "_hidden", "203.0.113.999", "", "<script>"])
def test_an_entry_that_is_no_address_is_passed_over_by_nobody(entry: str) -> None:
    assert seen("10.1.2.3", f"198.51.100.1, {entry}") == "10.1.2.3"


def test_all_addresses_of_one_home_in_ipv6_are_one_caller() -> None:
    assert {seen(f"2001:db8:1:2::{n:x}") for n in range(1, 9)} == {"2001:db8:1:2::"}
    assert seen("2001:db8:1:3::1") == "2001:db8:1:3::"


def test_a_socket_of_this_machine_stays_what_it_is() -> None:
    assert (seen(""), seen("::1"), seen("unix:/run/t.sock")) == ("", "::1", "unix:/run/t.sock")


def test_a_network_that_is_none_stops_the_start() -> None:
    with pytest.raises(ValueError, match="proxy"):
        networks(["proxy.example"])


@given(peer=st.ip_addresses().map(str), forwarded=st.text(max_size=200))
def test_with_no_proxy_trusted_the_header_never_matters(peer: str, forwarded: str) -> None:
    assert client_address(peer=peer, forwarded=forwarded, trusted=()) == client_address(
        peer=peer, forwarded="", trusted=()
    )


@pytest.mark.django_db
def test_guessing_through_a_proxy_is_stopped_for_the_guesser_and_for_nobody_else(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TAYSEER_TRUSTED_PROXIES = ["127.0.0.0/8"]
    monkeypatch.setattr(sign_in, "TRIES_PER_ADDRESS", 2)

    def tried(number: int, caller: str) -> str:
        """What a guess at another number each time is told."""
        form = {"number": f"10000000{number:02}", "password": "guess"}
        return Client().post("/en/sign-in/", form, headers={"X-Forwarded-For": caller}).content.decode()

    guesses = [tried(n, f"198.51.100.{n}, 203.0.113.9") for n in range(3)]
    neighbour = tried(9, "203.0.113.10")

    stopped = "Too many attempts in a short time, so"
    assert [stopped in page for page in guesses] == [False, False, True]
    assert stopped not in neighbour


@pytest.mark.django_db
def test_a_header_sent_straight_to_us_lends_nobody_a_new_face(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "TRIES_PER_ADDRESS", 2)

    pages = [
        Client()
        .post(
            "/en/sign-in/",
            {"number": f"10000000{n:02}", "password": "guess"},
            headers={"X-Forwarded-For": f"198.51.100.{n}"},
        )
        .content.decode()
        for n in range(3)
    ]

    assert "Too many attempts in a short time, so" in pages[2]
