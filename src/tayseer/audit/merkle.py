"""The hash tree of RFC 6962: roots, and proofs that an entry is in the log and that the log only grew.

Pure functions: nothing here reads a table or a clock. Whoever checks must be able to do so without us, so
`tools/verify_log.py` does the same again, and shares no line with this file.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Sequence

HASH_BYTES = 32
#: The root of a tree without leaves.
EMPTY_ROOT = hashlib.sha256(b"").digest()

#: Gives the hash of the complete subtree `index` of `level`: the 2^level leaves that begin at index * 2^level.
Node = Callable[[int, int], bytes]


class UnableToProve(Exception):
    """The log holds no such range: the index lies outside it, or the older size is zero or the greater one."""


def leaf_hash(entry: bytes) -> bytes:
    """Return SHA-256(0x00 ‖ entry), RFC 6962 section 2.1."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 ‖ left ‖ right), RFC 6962 section 2.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes in order; of none it is SHA-256 of nothing."""
    level = list(leaf_hashes)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        # The last one of an odd level has no partner yet and goes up as it is: the tree of RFC 6962, level by level.
        odd = level[-1:] if len(level) % 2 else []
        level = [node_hash(left, right) for left, right in zip(level[0::2], level[1::2], strict=False)] + odd
    return level[0]


def root_at(size: int, node: Node) -> bytes:
    """Return the root of the first `size` leaves, put together from complete subtrees."""
    return _range_root(0, size, node) if size > 0 else EMPTY_ROOT


def inclusion_path(index: int, size: int, node: Node) -> list[bytes]:
    """Return the hashes that lead from leaf `index` to the root of `size` leaves, the leaf's neighbour first.

    Raises UnableToProve when there is no such leaf. RFC 6962 section 2.1.1.
    """
    if not 0 <= index < size:
        raise UnableToProve(f"There is no leaf {index} in a log of {size}. Ask for a later checkpoint.")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_root(middle, end, node))
            end = middle
        else:
            path.append(_range_root(start, middle, node))
            start = middle
    return path[::-1]


def consistency_path(old: int, new: int, node: Node) -> list[bytes]:
    """Return the hashes that show the first `old` leaves to be unchanged in a log of `new` leaves.

    Raises UnableToProve when `old` is zero or greater than `new`. RFC 6962 section 2.1.2.
    """
    if not 0 < old <= new:
        raise UnableToProve(f"A log of {old} cannot be shown to have grown to {new}. Give the smaller size first.")
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while end > old:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range_root(middle, end, node))
            end = middle
        else:
            path.append(_range_root(start, middle, node))
            start, whole = middle, False
    if not whole:
        path.append(_range_root(start, end, node))
    return path[::-1]


def check_inclusion(*, leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` leads from the leaf hash at `index` to the root of `size` leaves.

    False for a log of no leaves, an index outside it, a path that is too short or too long, and any hash that is not
    32 bytes. RFC 9162 section 2.1.3.2.
    """
    if not (0 <= index < size and _are_hashes(leaf, root, *path)):
        return False
    place, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place % 2 or place == last:
            found = node_hash(step, found)
            while place % 2 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and hmac.compare_digest(found, root)


def check_consistency(*, old_size: int, new_size: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` shows the log of `old_size` leaves to be the beginning of the one of `new_size`.

    False when the older log has no leaves, since it would be the beginning of anything, when it is the longer one, and
    when any hash is not 32 bytes. RFC 9162 section 2.1.4.2.
    """
    if not (0 < old_size <= new_size and _are_hashes(old_root, new_root, *path)):
        return False
    if old_size == new_size:
        return not path and hmac.compare_digest(old_root, new_root)
    steps = list(path)
    if old_size & (old_size - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    place, last = old_size - 1, new_size - 1
    while place % 2:
        place, last = place >> 1, last >> 1
    old_found = new_found = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            old_found, new_found = node_hash(step, old_found), node_hash(step, new_found)
            while place % 2 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            new_found = node_hash(new_found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and hmac.compare_digest(old_found, old_root) and hmac.compare_digest(new_found, new_root)


def peaks(size: int) -> Iterator[tuple[int, int]]:
    """Give (level, index) of the complete subtrees that a log of `size` leaves consists of, the largest first."""
    return _cover(0, size)


def _cover(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The complete subtrees of a range that begins where a subtree of its size may begin."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _range_root(start: int, end: int, node: Node) -> bytes:
    """The hash over leaves `start` to `end`: its complete subtrees, joined from the right."""
    *others, last = [node(level, index) for level, index in _cover(start, end)]
    for other in reversed(others):
        last = node_hash(other, last)
    return last


def _split(size: int) -> int:
    """The largest power of two below `size`: where RFC 6962 divides a tree."""
    return 1 << ((size - 1).bit_length() - 1)


def _are_hashes(*found: bytes) -> bool:
    return all(len(one) == HASH_BYTES for one in found)
