"""What the documents say is so: links lead somewhere, commands and targets exist, people are the demonstration's."""

import re
from importlib.util import find_spec

import pytest

from tayseer.demo.roll import PASSWORD, PEOPLE
from tests.support import repository

ROOT = repository.ROOT
PAGES = sorted(
    path
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    if "services" not in path.relative_to(ROOT).parts
)
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
PATH = re.compile(r"`((?:src|docs|tests|tools|requirements)/[\w./-]*[\w/])`")
COMMAND = re.compile(r"(?:`|^|bin/|ExecStart=\S*/)tayseer ([a-z][a-z-]+)", re.MULTILINE)
TARGET = re.compile(r"(?:`|^)make ([a-z-]+)", re.MULTILINE)
LARGEST_PICTURE = 150 * 1024
APPS = sorted(path.name for path in repository.SOURCE.iterdir() if (path / "__init__.py").exists())
#: Files as the guides name them, from the app on: `identity/sign_in.py`.
MODULE = re.compile(rf"`((?:{'|'.join(APPS)})/[\w/]+\.(?:py|toml|html|css|typ))`")


def read(path):
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_path_and_module_of_a_page_exists(page):
    links = [target for target in LINK.findall(read(page)) if not (page.parent / target).exists()]
    paths = [name for name in PATH.findall(read(page)) if not (ROOT / name).exists()]
    modules = [name for name in MODULE.findall(read(page)) if not (repository.SOURCE / name).exists()]

    assert (links, paths, modules) == ([], [], [])


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_and_target_of_a_page_exists(page):
    targets = set(re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.MULTILINE))

    commands = {name for name in COMMAND.findall(read(page)) if not has_command(name)}

    assert commands == set()
    assert set(TARGET.findall(read(page))) - targets == set()


def has_command(name):
    module = name.replace("-", "_")
    return any(find_spec(f"tayseer.site.commands.{one}") for one in (module, f"{module}_"))


def test_the_readme_names_everybody_one_can_sign_in_as_and_nobody_else():
    named = set(re.findall(r"\b\d{10}\b", read(ROOT / "README.md")))

    assert named == {person.number for person in PEOPLE}
    assert f"`{PASSWORD}`" in read(ROOT / "README.md")


def test_every_decision_is_listed_and_says_context_decision_and_consequences():
    folder = ROOT / "docs" / "decisions"
    pages = sorted(folder.glob("[0-9]*.md"))
    numbers = [int(page.name[:4]) for page in pages]

    assert numbers == list(range(1, len(pages) + 1))
    assert [page.name for page in pages if page.name not in read(folder / "README.md")] == []
    for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
        assert [page.name for page in pages if part not in read(page)] == []


def test_every_picture_is_shown_and_small():
    shown = "".join(read(page) for page in PAGES)
    pictures = sorted((ROOT / "docs" / "pictures").glob("*"))

    assert [picture.name for picture in pictures if picture.name not in shown] == []
    assert [picture.name for picture in pictures if picture.stat().st_size > LARGEST_PICTURE] == []


def test_every_variable_of_the_environment_is_explained():
    page = read(ROOT / "docs" / "guide" / "operate.md")
    asked = set()
    for name in ("settings.py", "environment.py", "health.py"):
        asked |= set(re.findall(r"\"(TAYSEER_[A-Z_]+|DATABASE_URL)\"", read(repository.SOURCE / "site" / name)))

    unexplained = {name for name in asked if name not in page} - {"TAYSEER_PAYMENT_PROVIDER_PUBLIC_URL"}

    assert unexplained == set()
