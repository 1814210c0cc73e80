"""The files of this repository, as git would commit them."""

import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tayseer"
BINARY = {".png", ".jpg", ".pdf", ".woff2", ".ttf", ".ico", ".gz", ".der", ".cbor"}
# A folder unpacked without git has these beside its files.
NOT_OURS = {".git", ".venv", "build", "data", "node_modules", "__pycache__"}


@lru_cache(maxsize=1)
def files() -> tuple[Path, ...]:
    """Every file that is committed or would be, in the order of their paths."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0 and listed.stdout:
        found = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not NOT_OURS & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in set(found) if path.is_file()))


def texts() -> Iterator[tuple[str, str]]:
    """Every text file: its path from the root, and what it says."""
    for path in files():
        if path.suffix not in BINARY:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8", errors="replace")


def modules() -> Iterator[tuple[str, str]]:
    """Every Python file of the product."""
    yield from ((name, text) for name, text in texts() if name.startswith("src/") and name.endswith(".py"))
