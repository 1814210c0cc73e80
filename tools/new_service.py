"""Writes the file of a new service, with one example that passes and one that is refused.

Called by `make new-service CODE=agency/name EN="…" AR="…"`. What it writes holds as it stands, so that the checks are
green before the first change; the guide in docs/guide/ says what to change.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

SERVICES = Path(__file__).resolve().parents[1] / "src" / "tayseer" / "services"
CODE = re.compile(r"(?P<agency>[a-z]+)/(?P<name>[a-z][a-z0-9-]{2,55})")

TEMPLATE = '''"""{en}: who asks, and what they get, in one sentence."""

from tayseer.kit.services import Example, Shown
from tayseer.kit.text import Text
from tayseer.registries.people.contract import APPLICANT, name_of
from tayseer.services.common.gate import account_active
from tayseer.services.common.personas import citizen
from tayseer.services.families import query

{constant} = query(
    code="{code}",
    ar="{ar}",
    en="{en}",
    does=Text(
        ar="تعرض اسمك كما هو في السجل.",
        en="Shows your name as it is on record.",
    ),
    basis="The law, and its article",
    for_whom=("citizen",),
    allowed_when=(account_active(),),
    shows=(Shown(ar="الاسم", en="Name", value=name_of(APPLICANT)),),
    phrases=("{ar}", "{en}"),
    examples=(
        Example("everything in order", on="2026-03-01", given={{"applicant": citizen()}}, pays="0.00"),
        Example(
            "the account is locked",
            on="2026-03-01",
            given={{"applicant": citizen(account__state="locked")}},
            refused_by="G-1",
        ),
    ),
)
'''


class UnableToWriteService(Exception):
    """The service cannot be written; the message says what to give instead."""


def main() -> int:
    """Write the file that the environment's CODE, EN and AR ask for."""
    try:
        path = write(code=os.environ.get("CODE", ""), en=os.environ.get("EN", ""), ar=os.environ.get("AR", ""))
    except UnableToWriteService as problem:
        print(f"new-service: {problem}", file=sys.stderr)
        return 1
    print(f"{path} is written. Change it, then: make check")
    return 0


def write(*, code: str, en: str, ar: str, services: Path = SERVICES) -> Path:
    """Write the file of a service; gives its path.

    Raises:
        UnableToWriteService: when the code is no code, a title is missing or in the wrong script, or the file exists.
    """
    found = CODE.fullmatch(code)
    if found is None:
        message = f'"{code}" is no code of a service. Give CODE=agency/name, in small Latin letters: civil/name-change.'
        raise UnableToWriteService(message)
    if not re.search(r"[A-Za-z]", en) or not re.search(r"[\u0621-\u064a]", ar) or '"' in en + ar:
        message = 'A service has a title in both languages, without quotes. Give EN="Change a name" AR="تغيير الاسم".'
        raise UnableToWriteService(message)
    agency = services / found["agency"]
    if not (agency / "__init__.py").exists():
        known = ", ".join(sorted(path.parent.name for path in services.glob("*/__init__.py")))
        message = (
            f"There is no agency {found['agency']}. There are: {known}. A new one is a folder with an __init__.py."
        )
        raise UnableToWriteService(message)
    path = agency / f"{found['name'].replace('-', '_')}.py"
    if path.exists():
        message = f"{path} exists; a code is never used again."
        raise UnableToWriteService(message)
    constant = found["name"].replace("-", "_").upper()
    path.write_text(TEMPLATE.format(code=code, en=en, ar=ar, constant=constant), encoding="utf-8")
    return path


if __name__ == "__main__":
    sys.exit(main())
