"""Deterministic CBOR (RFC 8949, 4.2.1), the small part that signed documents use, read without mercy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MAX_DEPTH = 8
_MAX_ARGUMENT = 2**64 - 1
_INLINE_LIMIT = 24
_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}
_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = range(8)
_SIMPLE_VALUES = {20: False, 21: True, 22: None}


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
    item, end = _Reader(data, tags).item(0, 0)
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


class _Reader:
    def __init__(self, data: bytes, tags: frozenset[int]) -> None:
        self.data = data
        self.tags = tags

    def item(self, at: int, depth: int) -> tuple[object, int]:  # noqa: PLR0911 - one branch for each major type
        if depth > MAX_DEPTH:
            message = f"nesting is deeper than {MAX_DEPTH}"
            raise UnableToDecodeCBOR(message)
        major, argument, at = self.head(at)
        match major:
            case 0:
                return argument, at
            case 1:
                return -1 - argument, at
            case 2:
                return self.take(at, argument)
            case 3:
                return self.text(at, argument)
            case 4:
                return self.array(at, argument, depth)
            case 5:
                return self.map(at, argument, depth)
            case 6:
                if argument not in self.tags:
                    message = f"tag {argument} has no place here"
                    raise UnableToDecodeCBOR(message)
                value, at = self.item(at, depth + 1)
                return Tag(argument, value), at
            case _:
                if argument not in _SIMPLE_VALUES:
                    message = "only false, true and null are accepted as simple values"
                    raise UnableToDecodeCBOR(message)
                return _SIMPLE_VALUES[argument], at

    def head(self, at: int) -> tuple[int, int, int]:
        first, at = self.take(at, 1)
        major, code = first[0] >> 5, first[0] & 31
        if code < _INLINE_LIMIT:
            return major, code, at
        if code not in _WIDTHS or major == _SIMPLE:
            message = "indefinite lengths, floats and reserved codes are refused"
            raise UnableToDecodeCBOR(message)
        raw, at = self.take(at, _WIDTHS[code])
        argument = int.from_bytes(raw, "big")
        if argument < _INLINE_LIMIT or (code > min(_WIDTHS) and argument < 1 << 8 * _WIDTHS[code - 1]):
            message = "a length or number is not in its shortest form"
            raise UnableToDecodeCBOR(message)
        return major, argument, at

    def take(self, at: int, length: int) -> tuple[bytes, int]:
        end = at + length
        if end > len(self.data):
            message = "the data ends in the middle of an item"
            raise UnableToDecodeCBOR(message)
        return self.data[at:end], end

    def text(self, at: int, length: int) -> tuple[str, int]:
        raw, at = self.take(at, length)
        try:
            return raw.decode("utf-8", "strict"), at
        except UnicodeDecodeError as error:
            message = "a text is not UTF-8"
            raise UnableToDecodeCBOR(message) from error

    def array(self, at: int, length: int, depth: int) -> tuple[list[object], int]:
        self.enough(at, length)
        items = []
        for _ in range(length):
            value, at = self.item(at, depth + 1)
            items.append(value)
        return items, at

    def map(self, at: int, length: int, depth: int) -> tuple[dict[object, object], int]:
        self.enough(at, 2 * length)
        result: dict[object, object] = {}
        previous = b""
        for _ in range(length):
            start = at
            key, at = self.item(at, depth + 1)
            if not isinstance(key, int | str) or isinstance(key, bool):
                message = "a key must be a number or a text"
                raise UnableToDecodeCBOR(message)
            raw = self.data[start:at]
            if raw <= previous:
                message = "keys must be sorted and each may stand once"
                raise UnableToDecodeCBOR(message)
            previous = raw
            result[key], at = self.item(at, depth + 1)
        return result, at

    def enough(self, at: int, items: int) -> None:
        # Every item takes at least one byte, so a count beyond the rest is a lie; say so before looping.
        if items > len(self.data) - at:
            message = "a length promises more items than there are bytes"
            raise UnableToDecodeCBOR(message)
