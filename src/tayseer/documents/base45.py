"""Base45 (RFC 9285): bytes written in the alphabet that a QR code packs best."""

import struct

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_BASE = len(ALPHABET)
_PAIR, _TRIPLE = 2, 3
_MAX_PAIR, _MAX_SINGLE = 0xFFFF, 0xFF
_FOREIGN = 255
# The value of every character, as one translation of the whole text; a check reads hundreds of them.
_VALUES = bytes(ALPHABET.find(chr(code)) % 256 for code in range(256))
# The first two characters of a group, for each of the 2025 values they can have.
_TWO = [first + second for second in ALPHABET for first in ALPHABET]


class UnableToDecodeBase45(ValueError):
    """The text is not base45."""


def encode(data: bytes) -> str:
    """Return `data` as base45: three characters for two bytes, two for a last single one."""
    pairs = struct.unpack(f">{len(data) // _PAIR}H", data[: len(data) - len(data) % _PAIR])
    text = "".join([_TWO[pair % len(_TWO)] + ALPHABET[pair // len(_TWO)] for pair in pairs])
    return text + _TWO[data[-1]] if len(data) % _PAIR else text


def decode(text: str) -> bytes:
    """Return the bytes of base45 `text`.

    Raises UnableToDecodeBase45 for a foreign character, lower case included, for a length that no bytes have, and for
    a group that stands for more than its bytes can hold. Spaces are letters of this alphabet: nothing is trimmed.
    """
    values = _values(text)
    rest = len(values) % _TRIPLE
    if rest == 1:
        message = f"{len(values)} characters are not a whole number of groups"
        raise UnableToDecodeBase45(message)
    whole = len(values) - rest
    first, second, third = (values[place:whole:_TRIPLE] for place in range(_TRIPLE))
    pairs = [a + _BASE * b + _BASE * _BASE * c for a, b, c in zip(first, second, third, strict=True)]
    if pairs and max(pairs) > _MAX_PAIR:
        _refuse_large(next(place for place, pair in enumerate(pairs) if pair > _MAX_PAIR))
    out = struct.pack(f">{len(pairs)}H", *pairs)
    if rest:
        single = values[-2] + _BASE * values[-1]
        if single > _MAX_SINGLE:
            _refuse_large(len(pairs))
        out += bytes([single])
    return out


def _values(text: str) -> bytes:
    values = text.encode("ascii").translate(_VALUES) if text.isascii() else b"\xff"
    if _FOREIGN in values:
        strange = next(character for character in text if character not in ALPHABET)
        message = f"the character {strange!r} is not in the base45 alphabet"
        raise UnableToDecodeBase45(message)
    return values


def _refuse_large(group: int) -> None:
    message = f"the group at character {group * _TRIPLE + 1} is too large"
    raise UnableToDecodeBase45(message)
