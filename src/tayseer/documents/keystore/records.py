"""The book of keys: one file for each key, with its public side and its policy, read again whenever it changed."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from tayseer.documents.keystore.contract import TYPED, KeyInfo, UnableToSign
from tayseer.documents.types import TYPES

# How many signatures a process may ask of a key in a minute, unless its record says otherwise: far above an honest
# day's peak, far below what a thief inside would want.
PER_MINUTE = {
    "root": 600, "ca": 600, "document": 120_000, "seal": 120_000, "status": 60_000, "log": 600, "message": 120_000,
    "token": 120_000,
}  # fmt: skip


class Records:
    """The records of one folder, readable by the owner alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, tuple[tuple[int, int], dict[str, Any], KeyInfo]] = {}
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def get(self, kid: str) -> KeyInfo:
        """Return a key's public side and policy; raise UnableToSign when there is no such key."""
        return self._fresh(kid)[2]

    def raw(self, kid: str) -> Mapping[str, Any]:
        """Return everything that is kept of a key; raise UnableToSign when there is no such key."""
        return self._fresh(kid)[1]

    def all(self) -> list[KeyInfo]:
        """Return every key, in the order of their ids; another process may have made one a moment ago."""
        return [self.get(path.stem) for path in sorted(self.folder.glob("*.json"))]

    def has(self, kid: str) -> bool:
        """Whether there is such a key."""
        return self._path(kid).exists()

    def add(self, record: Mapping[str, object]) -> None:
        """Keep a new key; the caller holds the lock and has looked whether it is new."""
        self._write(self._path(str(record["kid"])), record)

    def change(self, kid: str, **fields: object) -> None:
        """Change some of what is kept of a key."""
        self._write(self._path(kid), {**self.raw(kid), **fields})

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other process and thread from making or changing keys, so that all agree on one."""
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _path(self, kid: str) -> Path:
        if not kid.isalnum() or not kid.isascii():
            message = f"{kid!r} is no key id"
            raise UnableToSign(message)
        return self.folder / f"{kid}.json"

    def _fresh(self, kid: str) -> tuple[tuple[int, int], dict[str, Any], KeyInfo]:
        # A key that another process retired a second ago must not sign here, so its file is looked at each time.
        try:
            seen = self._path(kid).stat()
        except FileNotFoundError:
            message = f"there is no key {kid}"
            raise UnableToSign(message) from None
        mark = (seen.st_mtime_ns, seen.st_ino)
        known = self._read.get(kid)
        if known is None or known[0] != mark:
            record = json.loads(self._path(kid).read_text())
            known = self._read[kid] = (mark, record, _info(record))
        return known

    def _write(self, path: Path, record: Mapping[str, object]) -> None:
        draft = path.with_name(f".{path.stem}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(record, file, indent=1)
        draft.replace(path)


def _info(record: Mapping[str, Any]) -> KeyInfo:
    purpose, agency = record["purpose"], record["agency"]
    return KeyInfo(
        kid=record["kid"], purpose=purpose, agency=agency, issuer=record["issuer"], types=_types(purpose, agency),
        sign_from=date.fromisoformat(record["sign_from"]), sign_until=date.fromisoformat(record["sign_until"]),
        state=record["state"], jwk=record["jwk"], x5c=tuple(record["x5c"]),
        compromised_since=record["compromised_since"], per_minute=record.get("per_minute") or PER_MINUTE[purpose],
        name=record.get("name", ""),
    )  # fmt: skip


def _types(purpose: str, agency: str) -> tuple[str, ...]:
    # An agency signs its own types and those that every agency issues.
    if purpose not in TYPED:
        return ()
    return tuple(sorted(code for code, kind in TYPES.items() if kind.agency in {agency, "platform"}))
