"""Prepares this folder: `.venv` with the hashed locks, the package itself, and the built assets.

Runs by any Python from 3.11 on, with nothing installed. What is up to date is left alone, so that a second run is quick
and needs no network.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
# What each goal of the Makefile needs, in the order of installing.
LOCKS = {"run": ("setup", "base"), "test": ("setup", "base", "test"), "dev": ("setup", "base", "test", "dev")}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
HSM = Path("/usr/lib/softhsm/libsofthsm2.so")


def main() -> int:
    """Prepare for one of the goals run, test and dev."""
    goal = sys.argv[1] if len(sys.argv) == 2 else ""  # noqa: PLR2004 - the goal is the one argument
    if goal not in LOCKS:
        print(f"usage: setup.py {'|'.join(LOCKS)}", file=sys.stderr)
        return 2
    if sys.version_info < OLDEST:
        print(f"Python {'.'.join(map(str, OLDEST))} or later is needed; this is {sys.version.split()[0]}.")
        return 1
    os.umask(0o022)
    try:
        make_environment()
        for lock in LOCKS[goal]:
            install_lock(lock)
        install_package()
        run([PYTHON, ROOT / "tools" / "assets.py"], "building fonts and styles")
    except subprocess.CalledProcessError as problem:
        print(f"\nSet-up stopped while {problem.stderr}. The messages above say why.", file=sys.stderr)
        return 1
    if goal != "run":
        install_for_tests()
    return 0


def make_environment() -> None:
    """Make `.venv` when there is none that works."""
    if (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    ):
        return
    say("making .venv")
    try:
        venv.create(VENV, clear=True, with_pip=True, symlinks=True)
    except subprocess.CalledProcessError:
        print("This Python cannot make an environment. On Debian and Ubuntu: apt-get install python3-venv")
        raise SystemExit(1) from None


def install_lock(name: str) -> None:
    """Install a hashed lock when its content differs from what was installed last."""
    lock = ROOT / "requirements" / f"{name}.txt"
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock]
    once(name, lock.read_bytes(), command, f"installing requirements/{name}.txt")


def install_package() -> None:
    """Put the package and the command `tayseer` into the environment, read from this folder."""
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "-e", ROOT]
    content = (ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()
    once("package", content, command, "installing the command tayseer")


def install_for_tests() -> None:
    """Install Debian's chromium and SoftHSM2; the tests that want one are skipped without it, and say so."""
    wanted = []
    if not any(shutil.which(name) for name in BROWSERS):
        wanted.append(("chromium", "browser tests"))
    if not HSM.exists():
        wanted.append(("softhsm2", "tests of the hardware keystore"))
    if not wanted:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        for package, tests in wanted:
            say(f"no {package} here: {tests} will be skipped. On Debian: apt-get install {package}")
        return
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    if not ran(["apt-get", "-qq", "update"], quiet):
        say("Debian's list of packages could not be fetched; trying with the old one")
    for package, tests in wanted:
        say(f"installing {package} for the {tests}")
        if not ran(["apt-get", "-qq", "install", "-y", "--no-install-recommends", package], quiet):
            say(f"{package} could not be installed: {tests} will be skipped")


def ran(command: list[str], environment: dict[str, str]) -> bool:
    """Run a command without a word from it; whether it succeeded."""
    done = subprocess.run(command, env=environment, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return done.returncode == 0


def once(name: str, content: bytes, command: list[object], doing: str) -> None:
    """Run a command unless it ran before with the same content."""
    stamp = VENV / f".stamp-{name}"
    wanted = hashlib.sha256(content).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    say(doing)
    run(command, doing)
    stamp.write_text(wanted, encoding="ascii")


def run(command: list[object], doing: str) -> None:
    """Run a command; one that fails ends set-up with what it was doing."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, str(command[0]), stderr=doing)


def say(words: str) -> None:
    """Tell the reader what takes time."""
    print(f"set-up: {words} …", flush=True)


if __name__ == "__main__":
    sys.exit(main())
