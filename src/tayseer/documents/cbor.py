"""Deterministic CBOR (RFC 8949, 4.2.1), the small part that signed documents use, read without mercy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MAX_DEPTH = 8
_MAX_ARGUMENT = 2**64 - 1
_INLINE_LIMIT = 24
_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}
_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = range(8)
_SIMPLE_VALUES = {20: False, 21: True, 22: None}
_CUT = "the data ends in the middle of an item"


class UnableToDecodeCBOR(ValueError):
    """The bytes are not the one CBOR form that signed documents may have."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A CBOR tag and the item it marks."""

    number: int
    value: object


def encode(item: object) -> bytes:  # noqa: PLR0911 - one branch for each kind of item
    """Return the deterministic CBOR of None, bool, int, bytes, str, a sequence, a mapping or a Tag.

    Raises TypeError for anything else, floats included: no signed document needs one.
    """
    match item:
        case None:
            return b"\xf6"
        case bool():
            return b"\xf5" if item else b"\xf4"
        case int():
            return _head(_UNSIGNED, item) if item >= 0 else _head(_NEGATIVE, -1 - item)
        case bytes():
            return _head(_BYTES, len(item)) + item
        case str():
            raw = item.encode()
            return _head(_TEXT, len(raw)) + raw
        case Tag():
            return _head(_TAG, item.number) + encode(item.value)
        case Mapping():
            pairs = sorted((encode(key), encode(value)) for key, value in item.items())
            return _head(_MAP, len(pairs)) + b"".join(key + value for key, value in pairs)
        case Sequence():
            return _head(_ARRAY, len(item)) + b"".join(encode(part) for part in item)
        case _:
            message = f"CBOR of {type(item).__name__} is not used in documents"
            raise TypeError(message)


def decode(data: bytes, *, tags: frozenset[int] = frozenset()) -> object:
    """Return the one item that `data` holds, whole.

    Refuses, with UnableToDecodeCBOR: bytes after the end, duplicate or unsorted keys, lengths not in shortest form,
    indefinite lengths, floats, tags outside `tags`, text that is not UTF-8, and nesting deeper than MAX_DEPTH.
    """
    item, end = _item(data, 0, 0, tags)
    if end != len(data):
        message = f"{len(data) - end} bytes follow the end of the item"
        raise UnableToDecodeCBOR(message)
    return item


def _head(major: int, argument: int) -> bytes:
    if argument < _INLINE_LIMIT:
        return bytes([major << 5 | argument])
    for code, width in _WIDTHS.items():
        if argument < 1 << 8 * width:
            return bytes([major << 5 | code]) + argument.to_bytes(width, "big")
    message = "integers over 64 bits are not used in documents"
    raise TypeError(message)


def _item(  # noqa: C901, PLR0911 - one branch for each major type
    data: bytes, at: int, depth: int, tags: frozenset[int]
) -> tuple[object, int]:
    # Plain branches in one function, because every check of a code runs this some fifty times.
    if depth > MAX_DEPTH:
        message = f"nesting is deeper than {MAX_DEPTH}"
        raise UnableToDecodeCBOR(message)
    if at >= len(data):
        raise UnableToDecodeCBOR(_CUT)
    major, argument = data[at] >> 5, data[at] & 31
    at += 1
    if argument >= _INLINE_LIMIT:
        argument, at = _long(data, at, major, argument)
    if major == _UNSIGNED:
        return argument, at
    if major == _NEGATIVE:
        return -1 - argument, at
    if major in {_BYTES, _TEXT}:
        end = at + argument
        if end > len(data):
            raise UnableToDecodeCBOR(_CUT)
        return (data[at:end] if major == _BYTES else _text(data[at:end])), end
    if major == _MAP:
        return _map(data, at, argument, depth, tags)
    if major == _ARRAY:
        return _array(data, at, argument, depth, tags)
    if major == _TAG:
        if argument not in tags:
            message = f"tag {argument} has no place here"
            raise UnableToDecodeCBOR(message)
        value, at = _item(data, at, depth + 1, tags)
        return Tag(argument, value), at
    if argument not in _SIMPLE_VALUES:
        message = "only false, true and null are accepted as simple values"
        raise UnableToDecodeCBOR(message)
    return _SIMPLE_VALUES[argument], at


def _long(data: bytes, at: int, major: int, code: int) -> tuple[int, int]:
    """Return the argument that follows a head, and where it ends."""
    if code not in _WIDTHS or major == _SIMPLE:
        message = "indefinite lengths, floats and reserved codes are refused"
        raise UnableToDecodeCBOR(message)
    end = at + _WIDTHS[code]
    if end > len(data):
        raise UnableToDecodeCBOR(_CUT)
    argument = int.from_bytes(data[at:end], "big")
    if argument < _INLINE_LIMIT or (code > min(_WIDTHS) and argument < 1 << 8 * _WIDTHS[code - 1]):
        message = "a length or number is not in its shortest form"
        raise UnableToDecodeCBOR(message)
    return argument, end


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        message = "a text is not UTF-8"
        raise UnableToDecodeCBOR(message) from error


def _array(data: bytes, at: int, length: int, depth: int, tags: frozenset[int]) -> tuple[list[object], int]:
    _enough(data, at, length)
    items = []
    for _ in range(length):
        value, at = _item(data, at, depth + 1, tags)
        items.append(value)
    return items, at


def _map(data: bytes, at: int, length: int, depth: int, tags: frozenset[int]) -> tuple[dict[object, object], int]:
    _enough(data, at, 2 * length)
    result: dict[object, object] = {}
    previous = b""
    for _ in range(length):
        start = at
        key, at = _item(data, at, depth + 1, tags)
        if not isinstance(key, int | str) or isinstance(key, bool):
            message = "a key must be a number or a text"
            raise UnableToDecodeCBOR(message)
        raw = data[start:at]
        if raw <= previous:
            message = "keys must be sorted and each may stand once"
            raise UnableToDecodeCBOR(message)
        previous = raw
        result[key], at = _item(data, at, depth + 1, tags)
    return result, at


def _enough(data: bytes, at: int, items: int) -> None:
    # Every item takes at least one byte, so a count beyond the rest is a lie; say so before looping.
    if items > len(data) - at:
        message = "a length promises more items than there are bytes"
        raise UnableToDecodeCBOR(message)
