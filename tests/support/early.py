"""Loaded by pytest before Django's settings: gives tests a data folder and a database of their own."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

# Workers of pytest-xdist inherit the folder, so all of them use one server (each its own database).
MADE_HERE = "TAYSEER_TEST_DATA" not in os.environ
if MADE_HERE:
    os.environ["TAYSEER_TEST_DATA"] = tempfile.mkdtemp(prefix="tayseer-test-")
DATA = Path(os.environ["TAYSEER_TEST_DATA"])
# Passed through by the user that PostgreSQL runs as when the tests run as root.
DATA.chmod(0o711)

# What a developer has set for a running installation must not reach the tests, nor the tests it.
for name in [name for name in os.environ if name.startswith("TAYSEER_") and name != "TAYSEER_TEST_DATA"]:
    del os.environ[name]
os.environ |= {
    "TAYSEER_DATA": str(DATA),
    "TAYSEER_DEMO": "1",
    "TAYSEER_SECRET_KEY": "a key for tests only, which signs nothing that matters",
    "DJANGO_SETTINGS_MODULE": "tayseer.site.settings",
    "TZ": "UTC",
}

from tayseer.site import postgres  # noqa: E402 - after the environment is set

os.environ["DATABASE_URL"] = postgres.url(DATA)

# Tests throw their data away, so here, and only here, PostgreSQL need not wait for the disk.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "max_wal_size": "1GB",
}


def start_database() -> None:
    """Start the tests' server; a second call finds it running."""
    postgres.ensure(DATA, extra=FAST)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Stop the server and throw its folder away."""
    postgres.release(DATA)
    if MADE_HERE:
        shutil.rmtree(DATA, ignore_errors=True)
