"""The shape of the repository: what must not be in it, and what may only shrink."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support import repository

HERE = Path(__file__)
LONGEST_FILE = 400
LONGEST_NAME = 60
LONG_FILES = HERE.with_name("long_files.txt")

# Each pattern is written so that it does not find itself.
# Addresses of package indexes and paths of one machine would break, or betray, everybody else's.
INDEX_ADDRESS = re.compile(
    r"--(?:extra-)?index[-]url|--trusted[-]host|--find[-]links|\"resolve[d]\":\s*\"|registr[y]\s*=\s*\"?https?:|"
    r"files\.python[h]osted\.org|py[p]i\.org/simple|registry\.n[p]mjs\.org"
)
PATH_OF_A_MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/[\w.]")
LEFT_OPEN = re.compile(r"\b(?:TO[D]O|FIX[M]E|X{3}|HAC[K])\b|NotImplemented[E]rror")
PHYSICAL_CSS = re.compile(
    r"(?:^|[;{\s])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)[\w-]*|left|right)\s*:|"
    r"(?:text-align|float|clear)\s*:\s*(?:left|right)\b|border-(?:top|bottom)-(?:left|right)-radius",
    re.MULTILINE,
)


def found(pattern: re.Pattern[str], *, within: str = "") -> list[str]:
    """Every line of the repository that a pattern finds, except in this file, which must name what it seeks."""
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in repository.texts()
        if re.match(within, name) and name != HERE.relative_to(repository.ROOT).as_posix()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_address_of_a_package_index_is_committed():
    assert found(INDEX_ADDRESS) == []


def test_no_path_of_one_machine_is_committed():
    assert found(PATH_OF_A_MACHINE) == []


def test_nothing_is_left_open_in_the_product():
    assert found(LEFT_OPEN, within="src/") == []


def test_styles_are_written_for_both_directions_of_writing():
    assert found(PHYSICAL_CSS, within=r"src/.*\.css$") == []


def test_no_template_carries_an_inline_style_or_handler():
    inline = re.compile(r"<[a-z][^>]*\s(?:style|on[a-z]+)=", re.IGNORECASE)

    assert found(inline, within=r"src/.*\.html$") == []


def test_long_files_are_written_down_and_only_grow_fewer():
    allowed = dict(
        line.split(maxsplit=1)[::-1]
        for line in LONG_FILES.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    )
    long = {
        name: len(text.splitlines())
        for name, text in repository.modules()
        if len(text.splitlines()) > LONGEST_FILE and "/migrations/" not in name
    }

    grown = [f"{name}: {lines} lines" for name, lines in long.items() if lines > int(allowed.get(name, LONGEST_FILE))]
    shrunk = [f"{name}: {allowed[name]} written, {long.get(name, 'short')} now" for name in set(allowed) - set(long)]

    assert grown == [], "split these, or write the reason into long_files.txt"
    assert shrunk == [], "take these out of long_files.txt"


def test_names_of_files_are_plain_ascii_and_short():
    odd = [
        path.name
        for path in repository.files()
        if not re.fullmatch(r"[A-Za-z0-9._-]+", path.name) or len(path.name) > LONGEST_NAME
    ]

    assert odd == []


@pytest.mark.parametrize("lock", ["base", "setup", "test", "dev"])
def test_every_package_of_a_lock_carries_hashes(lock):
    text = (repository.ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if entry.strip()]

    assert entries
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_every_package_that_the_product_imports_is_asked_for_by_name():
    asked = {
        canonicalize_name(Requirement(line).name)
        for line in (repository.ROOT / "requirements" / "base.in").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "-"))
    }
    providers = packages_distributions()
    missing = set()
    for name, text in repository.modules():
        for package in imported(text) - sys.stdlib_module_names - {"tayseer"}:
            if not asked & {canonicalize_name(one) for one in providers.get(package, [package])}:
                missing.add(f"{package} ({name})")

    assert sorted(missing) == []


def imported(text: str) -> set[str]:
    """The top-level packages that a module imports."""
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_every_module_says_what_it_is_for():
    silent = [
        name
        for name, text in repository.modules()
        if "/migrations/" not in name and not ast.get_docstring(ast.parse(text))
    ]

    assert silent == []
