"""Pictures of QR codes as hands, cheap cameras and messengers leave them: tilted, blurred, pale, and JPEG twice over.

Each picture follows from its seed alone, so that a reader which fails on one fails on it again.
"""

import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

FRAME = (1000, 1250)
PAPER, DESK, INK = 244, 120, 40


@dataclass(frozen=True)
class Harm:
    """What was done to one picture. Lengths are in points of the picture, which is 1000 wide; `quality` is JPEG's."""

    side: int
    tilt_degrees: float
    corners: tuple[float, ...]
    blur: float
    contrast: float
    shade: float
    noise: float
    quality: int


def pictures(texts: Sequence[str], *, count: int = 60, seed: int = 2026) -> Iterator[tuple[str, Harm, bytes]]:
    """Give text, harm and JPEG of `count` pictures, the codes taken in turn."""
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        harm = drawn_by(chance)
        text = texts[number % len(texts)]
        yield text, harm, photographed(text, harm, chance)


def drawn_by(chance: random.Random) -> Harm:
    """Choose a harm; one picture in six has little light, and one in six is far away."""
    far, dark = chance.random() < 1 / 6, chance.random() < 1 / 6
    return Harm(
        side=chance.randint(380, 460) if far else chance.randint(460, 760),
        tilt_degrees=chance.uniform(-28, 28),
        corners=tuple(chance.uniform(-0.06, 0.06) for _ in range(8)),
        blur=chance.uniform(0.4, 1.2) if far else chance.uniform(0.6, 1.9),
        contrast=chance.uniform(0.42, 0.6) if dark else chance.uniform(0.5, 1.0),
        shade=chance.uniform(0, 0.35),
        noise=chance.uniform(0, 14),
        quality=chance.randint(35, 85),
    )


def photographed(text: str, harm: Harm, chance: random.Random) -> bytes:
    """The code on a sheet with writing around it, on a desk, as harmed."""
    sheet = _tilted(_sheet(text, harm.side, chance), harm)
    sheet = _shaded(sheet, harm.shade).filter(ImageFilter.GaussianBlur(harm.blur))
    sheet = ImageEnhance.Contrast(sheet).enhance(harm.contrast)
    noise = Image.effect_noise(FRAME, harm.noise) if harm.noise >= 1 else Image.new("L", FRAME, 128)
    out = io.BytesIO()
    ImageChops.add(sheet, noise, offset=-128).save(out, "JPEG", quality=harm.quality)
    return out.getvalue()


def _sheet(text: str, side: int, chance: random.Random) -> Image.Image:
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")  # type: ignore[arg-type]
    modules = memoryview(barcode.to_image(scale=1))  # type: ignore[arg-type]
    code = Image.frombytes("L", (modules.shape[1], modules.shape[0]), modules.tobytes())  # type: ignore[index]
    code = code.point(lambda level: PAPER if level else INK).resize((side, side), Image.Resampling.BICUBIC)
    sheet = Image.new("L", FRAME, PAPER)
    lines = ImageDraw.Draw(sheet)
    top = (FRAME[1] - side) // 2
    for y in [*range(60, top - 20, 26), *range(top + side + 30, FRAME[1] - 40, 26)]:
        for x in range(60, FRAME[0] - 120, 90):
            lines.rectangle((x, y, x + chance.randint(20, 80), y + 9), fill=INK)
    sheet.paste(code, ((FRAME[0] - side) // 2, top))
    return sheet


def _tilted(sheet: Image.Image, harm: Harm) -> Image.Image:
    turned = sheet.rotate(harm.tilt_degrees, Image.Resampling.BICUBIC, fillcolor=DESK)
    width, height = FRAME
    flat = [0, 0, 0, height, width, height, width, 0]
    quad = [
        place + shift * (width, height)[axis % 2]
        for axis, (place, shift) in enumerate(zip(flat, harm.corners, strict=True))
    ]
    return turned.transform(
        FRAME, Image.Transform.PERSPECTIVE, _perspective(flat, quad), Image.Resampling.BICUBIC, fillcolor=DESK
    )


def _shaded(sheet: Image.Image, shade: float) -> Image.Image:
    light = Image.linear_gradient("L").resize(FRAME).point(lambda level: int(255 - shade * level))
    return ImageChops.multiply(sheet, light)


def _perspective(to: Sequence[float], source: Sequence[float]) -> list[float]:
    """The eight numbers by which Pillow takes each point of a picture from another, solved by elimination."""
    rows: list[list[float]] = []
    for corner in range(4):
        x, y = to[2 * corner : 2 * corner + 2]
        u, v = source[2 * corner : 2 * corner + 2]
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]]
    for step in range(8):
        best = max(range(step, 8), key=lambda row: abs(rows[row][step]))
        rows[step], rows[best] = rows[best], rows[step]
        rows[step] = [value / rows[step][step] for value in rows[step]]
        for row in range(8):
            if row != step:
                rows[row] = [a - rows[row][step] * b for a, b in zip(rows[row], rows[step], strict=True)]
    return [row[8] for row in rows]
