"""QR codes: drawn for paper and screen, and read back from pictures."""

import io
import re
from collections.abc import Iterator
from functools import lru_cache

import segno
import zxingcpp
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

QUIET_ZONE_MODULES = 4
MAX_PICTURE_BYTES = 5 * 1024 * 1024
_MAX_PIXELS = 25_000_000
_LONGEST_SIDE = 3000
# What is sharpened or enlarged is no larger than this, so that a picture without a code costs little.
_LONGEST_TRIED = 2400
_DARK = re.compile(b"\x00+")
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")


class UnableToReadPicture(ValueError):
    """The picture cannot be opened, or holds no QR code."""


def draw(text: str) -> segno.QRCode:
    """Return the QR code of base45 text: alphanumeric mode, error level M (about 15 % may be damaged)."""
    return segno.make_qr(text, error="m", mode="alphanumeric", boost_error=False)


@lru_cache(maxsize=1024)
def svg(text: str) -> str:
    """Return an SVG of the QR code, one path, with its quiet zone, sized by whoever shows it.

    The picture follows from the text alone, so it is kept for the next view of the same document; zxing draws it in a
    tenth of the time that segno takes, which shows on the page that is opened most.
    """
    drawn = memoryview(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(scale=1))  # type: ignore[arg-type]
    side, modules = drawn.shape[1], drawn.tobytes()  # type: ignore[index]
    path = "".join(_row(modules[start : start + side], start // side) for start in range(0, len(modules), side))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path stroke="#000" d="{path}"/></svg>'
    )


def _row(modules: bytes, place: int) -> str:
    """The dark runs of one row of modules: strokes of one module's width, each from where the last one ended."""
    drawn, at = [], 0
    for run in _DARK.finditer(modules):
        start, end = run.span()
        drawn.append(f"m{start - at} 0h{end - start}" if at else f"M{start} {place}.5h{end - start}")
        at = end
    return "".join(drawn)


def png(text: str, *, scale_px: int = 8) -> bytes:
    """Return a PNG of the QR code; `scale_px` is the side of one module."""
    out = io.BytesIO()
    draw(text).save(out, kind="png", border=QUIET_ZONE_MODULES, scale=scale_px)
    return out.getvalue()


def read(picture: bytes) -> list[str]:
    """Return the texts of the QR codes found in a PNG, JPEG, WebP, GIF or BMP picture, at least one.

    Raises UnableToReadPicture when it is no such picture, is too large, or shows no QR code.
    """
    if len(picture) > MAX_PICTURE_BYTES:
        message = "the picture is larger than 5 MB"
        raise UnableToReadPicture(message)
    try:
        with Image.open(io.BytesIO(picture), formats=_FORMATS) as image:
            # A JPEG is unpacked at the size wanted; what does not shrink so must not be large to begin with.
            image.draft("L", (_LONGEST_SIDE, _LONGEST_SIDE))
            grey = _on_white(image) if image.width * image.height <= _MAX_PIXELS else None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        message = "the file is not a picture that can be opened"
        raise UnableToReadPicture(message) from error
    if grey is None:
        message = "the picture has too many pixels"
        raise UnableToReadPicture(message)
    texts = next(filter(None, map(_texts, _tries(grey))), [])
    if not texts:
        message = "no QR code was found in the picture"
        raise UnableToReadPicture(message)
    return texts


def _texts(grey: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(
        grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2), text_mode=zxingcpp.TextMode.Plain
    )
    return [code.text for code in found if code.valid]


def _tries(grey: Image.Image) -> Iterator[Image.Image]:
    """The picture as it is, then with blur and paleness undone, then larger or smaller: dearer with each step."""
    yield grey
    small = grey.copy()
    small.thumbnail((_LONGEST_TRIED, _LONGEST_TRIED))
    drawn_apart = ImageOps.autocontrast(small, cutoff=1)
    yield drawn_apart.filter(ImageFilter.UnsharpMask(radius=3, percent=250, threshold=0))
    factor = 2 if max(small.size) * 2 <= _LONGEST_TRIED + _LONGEST_TRIED // 4 else 0.5
    size = (max(1, round(small.width * factor)), max(1, round(small.height * factor)))
    scaled = drawn_apart.resize(size, Image.Resampling.BICUBIC)
    yield scaled
    yield scaled.filter(ImageFilter.UnsharpMask(radius=4, percent=200, threshold=0))


def _on_white(image: Image.Image) -> Image.Image:
    image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("L")
    # A transparent background would otherwise turn black and swallow the code.
    rgba = image.convert("RGBA")
    white = Image.new("RGBA", rgba.size, "white")
    return Image.alpha_composite(white, rgba).convert("L")
