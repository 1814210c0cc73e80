"""Password hashing with Argon2id, and what a password must be."""

import unicodedata
from functools import cache

from django.contrib.auth.hashers import Argon2PasswordHasher

SHORTEST = 10
LONGEST = 128
FEWEST_KINDS = 5


class Argon2id(Argon2PasswordHasher):
    """OWASP's minimum for Argon2id: 19 MiB, two passes, one lane."""

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1


_HASHER = Argon2id()


def normalized(password: str) -> str:
    """Return the password in one Unicode form, so that every keyboard types the same one."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """Return the stored form of a password."""
    return _HASHER.encode(normalized(password), _HASHER.salt())


def check_password(password: str, stored: str | None) -> bool:
    """Say whether the password is the stored one; with None it takes as long as a real check and says no."""
    if len(password) > LONGEST * 4:
        return False
    if stored is None:
        _HASHER.verify(normalized(password), _nobodys_hash())
        return False
    return _HASHER.verify(normalized(password), stored)


def must_rehash(stored: str) -> bool:
    """Say whether the stored form was made with weaker settings than today's."""
    return bool(_HASHER.must_update(stored))


def is_strong(password: str, *, number: str) -> bool:
    """Say whether a new password may be used: 10 to 128 characters, five of them different, without the number."""
    form = normalized(password)
    return SHORTEST <= len(form) <= LONGEST and len(set(form)) >= FEWEST_KINDS and (not number or number not in form)


@cache
def _nobodys_hash() -> str:
    return hash_password("a password that belongs to nobody")
