"""Names, paths and headers are those of X-Road, and what is not in form is refused."""

import pytest

from tayseer.exchange import xroad
from tayseer.exchange.xroad import Asked, Member

COUNCIL = Member("DEV", "GOV", "2001", "cover")
ID = "5f0c2c3e-6a4b-4d0f-9b6f-2f1d0c9e8a77"


def test_a_path_names_member_and_service_and_is_read_back() -> None:
    path = xroad.path_of(COUNCIL, "last-test", number="2000000014", on="2026-11-25")

    assert path == "/r1/DEV/GOV/2001/cover/last-test?number=2000000014&on=2026-11-25"
    assert xroad.read_path(path.partition("?")[0]) == (COUNCIL, "last-test")


@pytest.mark.parametrize(
    "path", ["/r2/DEV/GOV/2001/cover/x", "/r1/DEV/GOV/2001/cover", "/r1/DEV/GOV/2001/a b/x/y", "/"]
)
def test_another_path_is_refused(path: str) -> None:
    with pytest.raises(xroad.UnableToReadName):
        xroad.read_path(path)


def test_headers_say_who_asks_in_which_message_for_which_case() -> None:
    asked = Asked(COUNCIL, ID, user="tayseer", issue="k3m9")

    assert xroad.headers_of(asked) == {
        "X-Road-Client": "DEV/GOV/2001/cover", "X-Road-Id": ID, "X-Road-UserId": "tayseer", "X-Road-Issue": "k3m9",
    }  # fmt: skip
    assert xroad.read_headers(xroad.headers_of(asked)) == asked
    assert xroad.read_headers(xroad.headers_of(Asked(COUNCIL, ID))) == Asked(COUNCIL, ID)


def test_a_client_named_twice_is_not_chosen_from() -> None:
    twice = [*xroad.headers_of(Asked(COUNCIL, ID)).items(), ("x-road-client", "DEV/GOV/9999/other")]

    with pytest.raises(xroad.UnableToReadHeaders, match="each once"):
        xroad.read_headers(twice)


@pytest.mark.parametrize("missing", ["X-Road-Client", "X-Road-Id"])
def test_client_and_message_are_needed(missing: str) -> None:
    headers = xroad.headers_of(Asked(COUNCIL, ID))
    del headers[missing]

    with pytest.raises(xroad.UnableToReadHeaders):
        xroad.read_headers(headers)


def test_a_message_is_named_by_a_uuid() -> None:
    with pytest.raises(xroad.UnableToReadHeaders):
        xroad.read_headers(xroad.headers_of(Asked(COUNCIL, "first")))
