"""The drawn code of the screen can be read back."""

import io
import re

from PIL import Image

from tayseer.documents import qr

TEXT = "TY1:" + "NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL-AH-R6IOO6+IDOEZ" * 8
SCALE = 6


def painted(svg: str) -> bytes:
    """The picture that a browser makes of the path, as PNG."""
    side = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
    picture = Image.new("L", (side * SCALE, side * SCALE), 255)
    x = y = 0
    for command, first, second in re.findall(
        r"([Mmh])(\d+)(?: (\d+))?", re.search(r'stroke="#000" d="([^"]+)"', svg)[1]
    ):
        if command == "M":
            x, y = int(first), int(second)
        elif command == "m":
            x += int(first)
        else:
            picture.paste(0, (x * SCALE, y * SCALE, (x + int(first)) * SCALE, (y + 1) * SCALE))
            x += int(first)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_the_code_of_the_screen_is_read_back_as_its_text() -> None:
    assert qr.read(painted(qr.svg(TEXT))) == [TEXT]
