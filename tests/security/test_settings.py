"""Every setting of the product is read from the environment and stands in the operator's guide."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tayseer.site import settings
from tests.support import repository
from tests.support.processes import environment

SOURCES = [
    path.read_text(encoding="utf-8")
    for path in (repository.ROOT / "src" / "tayseer").rglob("*.py")
    if "bench" not in path.parts
]
GUIDE = (repository.ROOT / "docs" / "guide" / "operate.md").read_text(encoding="utf-8")
KEYS = (repository.ROOT / "docs" / "guide" / "keys.md").read_text(encoding="utf-8")
NAME = re.compile(r'"(TAYSEER_[A-Z0-9_]*[A-Z0-9])"')


def names() -> set[str]:
    """Every variable that the sources name."""
    return {name for source in SOURCES for name in NAME.findall(source)}


def test_every_setting_stands_in_the_operators_guide() -> None:
    # The name of the state is two variables, one for each language.
    missing = {name for name in names() - {"TAYSEER_STATE_NAME"} if f"`{name}`" not in GUIDE + KEYS}

    assert {name for name in missing if not name.startswith("TAYSEER_PKCS11")} == set()


def test_every_setting_of_the_guide_is_one_that_the_product_reads() -> None:
    told = set(re.findall(r"`(TAYSEER_[A-Z0-9_]*[A-Z0-9])`", GUIDE))

    assert told - names() == set()


def test_what_apps_look_for_in_the_settings_is_read_from_the_environment() -> None:
    looked_for = {name for source in SOURCES for name in re.findall(r"settings\.(TAYSEER_[A-Z0-9_]+)", source)}
    looked_for |= {name for source in SOURCES for name in re.findall(r'getattr\(settings, "(TAYSEER_\w+)"', source)}

    assert {name for name in looked_for if not hasattr(settings, name)} == set()


@pytest.mark.parametrize(
    ("variables", "expression", "said"),
    [
        ({"TAYSEER_STATE_NAME_EN": "State of Example"}, "settings.TAYSEER_STATE_NAME[1]", "State of Example"),
        ({"TAYSEER_GATEWAY": "country.gateways.Sms"}, "settings.TAYSEER_GATEWAY", "country.gateways.Sms"),
        ({"TAYSEER_OFFLINE_CHECK": "0"}, "settings.TAYSEER_OFFLINE_CHECK", "False"),
        ({}, "settings.TAYSEER_OFFLINE_CHECK", "True"),
        ({"TAYSEER_TRUSTED_PROXIES": "10.0.0.0/8, ::1"}, "settings.TAYSEER_TRUSTED_PROXIES", "['10.0.0.0/8', '::1']"),
        ({"TAYSEER_BODY_LIMIT": "1000"}, "settings.TAYSEER_BODY_LIMIT", "1000"),
    ],
)
def test_a_process_takes_its_settings_from_its_environment(
    variables: dict[str, str], expression: str, said: str, tmp_path
) -> None:
    offline = {"DATABASE_URL": "postgresql://nobody/nothing", "TAYSEER_SECRET_KEY": "x"}

    told = subprocess.run(
        [sys.executable, "-c", f"from tayseer.site import settings; print({expression})"],
        env=environment(tmp_path, **offline, **variables),
        check=True,
        capture_output=True,
        text=True,
    )

    assert told.stdout.strip() == said
