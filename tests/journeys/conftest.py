"""One running country and one browser for all journeys; pictures of every step when SHOTS names a folder."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.country import Country
from tests.support import early

CHROMIUM = next((path for path in map(shutil.which, ("chromium", "chromium-browser")) if path), None)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run --disable-quic"
).split()
SHOTS = os.environ.get("SHOTS", "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser; without one it is skipped, and says so."""
    without = pytest.mark.skip(reason="Debian's chromium is not installed: apt-get install chromium")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(without)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Show what the processes said when a journey fails."""
    report = yield
    country = getattr(item, "funcargs", {}).get("country")
    if report.failed and country is not None:
        report.sections.append(("what `tayseer serve` said last", country.said))
    return report


@pytest.fixture(scope="package")
def country() -> Iterator[Country]:
    """The demonstration, freshly made."""
    folder = Path(tempfile.mkdtemp(prefix="journeys-", dir=early.DATA))
    folder.chmod(0o711)
    made = Country(folder)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


# Not for the whole session: while it runs, its event loop keeps Django's database from tests of other folders.
@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """Debian's chromium, which asks nobody for anything."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def somebody(browser: Any, country: Country) -> Iterator[Callable[..., Any]]:
    """Gives windows: ``somebody(lang="en", size=PHONE)``. Each is closed, and judged, at the end of the journey."""
    from tests.journeys.visitor import Visitor

    shots = Path(SHOTS) if SHOTS else None
    if shots is not None:
        shots.mkdir(parents=True, exist_ok=True)
    windows: list[Visitor] = []

    def arrive(**how: Any) -> Visitor:
        windows.append(Visitor(browser, country, shots=shots, **how))
        return windows[-1]

    yield arrive
    problems = []
    for window in windows:
        window.context.close()
        problems += window.wrong
    assert problems == [], "\n".join(problems)
