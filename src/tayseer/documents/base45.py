"""Base45 (RFC 9285): bytes written in the alphabet that a QR code packs best."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_PAIR, _TRIPLE = 2, 3
_BASE = len(ALPHABET)


class UnableToDecodeBase45(ValueError):
    """The text is not base45."""


def encode(data: bytes) -> str:
    """Return `data` as base45: three characters for two bytes, two for a last single one."""
    out = []
    for start in range(0, len(data) - 1, _PAIR):
        high, low = divmod(data[start] * 256 + data[start + 1], _BASE * _BASE)
        middle, first = divmod(low, _BASE)
        out.append(ALPHABET[first] + ALPHABET[middle] + ALPHABET[high])
    if len(data) % _PAIR:
        second, first = divmod(data[-1], _BASE)
        out.append(ALPHABET[first] + ALPHABET[second])
    return "".join(out)


def decode(text: str) -> bytes:
    """Return the bytes of base45 `text`.

    Raises UnableToDecodeBase45 for a foreign character, lower case included, for a length that no bytes have, and for
    a group that stands for more than its bytes can hold. Spaces are letters of this alphabet: nothing is trimmed.
    """
    try:
        values = [_VALUES[character] for character in text]
    except KeyError as error:
        message = f"the character {error.args[0]!r} is not in the base45 alphabet"
        raise UnableToDecodeBase45(message) from error
    if len(values) % _TRIPLE == 1:
        message = f"{len(values)} characters are not a whole number of groups"
        raise UnableToDecodeBase45(message)
    out = bytearray()
    for start in range(0, len(values), _TRIPLE):
        group = values[start : start + _TRIPLE]
        width = len(group) - 1
        number = sum(value * _BASE**power for power, value in enumerate(group))
        if number >= 256**width:
            message = f"the group at character {start + 1} is too large"
            raise UnableToDecodeBase45(message)
        out += number.to_bytes(width, "big")
    return bytes(out)
