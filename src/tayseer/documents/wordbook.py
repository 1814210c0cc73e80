"""Packing by the book: raw deflate that may point back into words which writer and reader both hold."""

import json
import zlib
from functools import cache
from pathlib import Path

_BOOK = Path(__file__).with_name("wordbook.json")
_RAW = -zlib.MAX_WBITS


class UnableToUnpack(ValueError):
    """The bytes do not unpack: damaged, cut off, followed by others, or more than they may be."""


@cache
def book() -> bytes:
    """Return the words. They never change: with another book, no code that was issued could be read any more."""
    held = json.loads(_BOOK.read_text("utf-8"))
    # After the words the bytes between the values of claims; what stands nearest to the end costs least.
    return "".join(held["words"]).encode() + bytes.fromhex(held["forms"])


def pack(data: bytes) -> bytes:
    """Return `data` as raw deflate (RFC 1951), level 9, after the words of the book; there is no sum at its end.

    What is packed is signed, or holds a signature, so a sum would notice nothing that the signature does not.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, _RAW, 9, zlib.Z_DEFAULT_STRATEGY, book())
    return packer.compress(data) + packer.flush()


def unpack(packed: bytes, *, most: int) -> bytes:
    """Return what `pack` was given; raise UnableToUnpack for anything else, or when it holds more than `most` bytes."""
    stream = zlib.decompressobj(_RAW, book())
    try:
        data = stream.decompress(packed, most + 1)
    except zlib.error as error:
        message = "it does not unpack"
        raise UnableToUnpack(message) from error
    if len(data) > most:
        message = f"it swells beyond {most} bytes"
        raise UnableToUnpack(message)
    if not stream.eof:
        message = "it is cut off"
        raise UnableToUnpack(message)
    if stream.unused_data:
        message = "bytes follow its end"
        raise UnableToUnpack(message)
    return data
