"""Debian's chromium with the modules of the offline check, served from the sources to a page that asks nobody else."""

import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support import repository

CHROMIUM = next((path for path in map(shutil.which, ("chromium", "chromium-browser")) if path), None)
NEEDS_CHROMIUM = pytest.mark.skipif(
    CHROMIUM is None, reason="Debian's chromium is not installed: apt-get install chromium"
)
SOURCES = repository.SOURCE / "ui" / "static_src"
BUILT = repository.ROOT / "build"
# Browsers give WebCrypto to this name as to a site with TLS, and nothing listens there: every answer is ours.
ORIGIN = "http://localhost"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
PAGE = "<!doctype html><meta charset=utf-8><title>check</title>"
KINDS = {".js": "text/javascript", ".wasm": "application/wasm"}


def run(script: str, argument: Any, *, camera: Path | None = None) -> Any:
    """Give what a function of JavaScript returns for the argument; it may import "/verify/rules.js" and others.

    `camera` is a film (MJPEG) that the page's camera sees again and again.

    Everything that needs Django's database comes before: while the browser is open, its event loop keeps it away.
    """
    from playwright.sync_api import sync_playwright

    def answer(route: Any) -> None:
        path = urlsplit(route.request.url).path
        found = _file(path)
        if path == "/":
            route.fulfill(body=PAGE, content_type="text/html")
        elif found is None:
            route.fulfill(status=404)
        else:
            route.fulfill(body=found.read_bytes(), content_type=KINDS[found.suffix])

    with sync_playwright() as play:
        films = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
        seen = (*films, f"--use-file-for-fake-video-capture={camera}") if camera else ()
        browser = play.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *seen])
        page = browser.new_page()
        page.route("**/*", answer)
        page.goto(f"{ORIGIN}/")
        given = page.evaluate(script, argument)
        browser.close()
    return given


def _file(path: str) -> Path | None:
    """Our modules are served as they are written; the reader of codes as set-up keeps it."""
    places = (SOURCES / path[1:], BUILT / "reader" / path[1:])
    return next((place for place in places if place.is_file() and place.suffix in KINDS), None)
