"""Built files (styles, scripts, fonts), kept in memory ready to send, compressed as well as any server could."""

import gzip
import mimetypes
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import brotli
from django.conf import settings

A_YEAR = 31_536_000
PREFIX = "/static/"
# Fonts and pictures are compressed already.
MOST_KEPT = 512
# What the hardest compression saves of a large file is not worth the seconds that somebody waits for it.
HARD, EASY, LARGE = 11, 6, 200_000
WORTH_COMPRESSING = {".css", ".js", ".svg", ".json", ".txt", ".webmanifest", ".wasm"}
TYPES = {".woff2": "font/woff2", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


@dataclass(frozen=True)
class Built:
    """One file in each encoding that we can send it in."""

    content_type: str
    plain: bytes
    encoded: dict[str, bytes]

    def answer(self, accepts: str) -> tuple[list[tuple[str, str]], bytes]:
        """The headers and the body for a browser that accepts these encodings."""
        encoding = next((name for name in ("br", "gzip") if name in self.encoded and name in accepts), "")
        body = self.encoded.get(encoding, self.plain)
        headers = [
            ("Content-Type", self.content_type),
            ("Content-Length", str(len(body))),
            # The name carries a digest of the content, so what a browser keeps can never be out of date.
            ("Cache-Control", f"public, max-age={A_YEAR}, immutable"),
            ("X-Content-Type-Options", "nosniff"),
            ("Vary", "Accept-Encoding"),
        ]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        return headers, body


def find(name: str) -> Built | None:
    """A built file by its name below `/static/`, or None when there is none."""
    folder = Path(settings.TAYSEER_STATIC_DIR)
    manifest = folder / "manifest.json"
    changed_ns = manifest.stat().st_mtime_ns if manifest.exists() else 0
    return _read(folder / name, changed_ns) if name in _names(folder, changed_ns) else None


@lru_cache(maxsize=2)
def _names(folder: Path, changed_ns: int) -> frozenset[str]:
    """The names of every file of the folder; read again when the manifest has changed."""
    del changed_ns
    return frozenset(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    )


@lru_cache(maxsize=MOST_KEPT)
def _read(path: Path, changed_ns: int) -> Built:
    """One file in each encoding, made when it is first asked for: all at once would keep the first visitor waiting."""
    del changed_ns
    content = path.read_bytes()
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    encoded = {}
    if path.suffix in WORTH_COMPRESSING:
        quality = HARD if len(content) <= LARGE else EASY
        encoded = {"br": brotli.compress(content, quality=quality), "gzip": gzip.compress(content, 9, mtime=0)}
    return Built(kind, content, encoded)


def ahead_of(application: Callable[..., Any]) -> Callable[..., Any]:
    """A WSGI application that sends built files itself and hands everything else on."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        built = find(path[len(PREFIX) :]) if path.startswith(PREFIX) else None
        if built is None or environ.get("REQUEST_METHOD") not in {"GET", "HEAD"}:
            answered: Iterable[bytes] = application(environ, start_response)
            return answered
        headers, body = built.answer(environ.get("HTTP_ACCEPT_ENCODING", ""))
        start_response("200 OK", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    return serve
