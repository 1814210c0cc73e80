"""Codes as they are really photographed: the reader of the server and the one of the browser both find them."""

import base64
from pathlib import Path

import pytest

from tayseer.documents import qr
from tayseer.verify import rules, sources
from tests.platform.documents.samples import NOON
from tests.platform.verify import browser
from tests.platform.verify.forged import issued
from tests.support import degraded

pytestmark = pytest.mark.django_db
PICTURES, AT_LEAST = 60, 57
KINDS = ("iqama", "birth-certificate", "driving-licence", "sale-contract")
READ_ALL = """async (pictures) => {
  const { Scanner } = await import("/verify/scanner.js");
  const scanner = new Scanner("/verify/reader.js");
  const texts = [];
  for (const picture of pictures) {
    const raw = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
    texts.push(await scanner.readFile(new Blob([raw], { type: "image/jpeg" })));
  }
  return texts;
}"""
LOOK = """async () => {
  const { Camera, Scanner } = await import("/verify/scanner.js");
  const video = document.body.appendChild(document.createElement("video"));
  const camera = new Camera(video, new Scanner("/verify/reader.js"));
  const text = await camera.open();
  return { text, isClosed: camera.stream === null && video.srcObject === null };
}"""


def test_the_server_reads_and_verifies_fifty_seven_of_sixty_bad_pictures() -> None:
    texts = [issued(code).qr_text for code in KINDS]

    verdicts = [
        rules.check(picture, at=NOON, sources=sources.online()).verdict
        for _, _, picture in degraded.pictures(texts, count=PICTURES)
    ]

    assert verdicts.count(rules.Verdict.VALID) >= AT_LEAST
    assert set(verdicts) <= {rules.Verdict.VALID, rules.Verdict.NOT_ISSUED}


def test_a_bad_picture_gives_the_text_that_was_printed_or_none() -> None:
    text = issued("travel-permit").qr_text

    for _, harm, picture in degraded.pictures([text], count=12, seed=7):
        try:
            assert qr.read(picture) == [text]
        except qr.UnableToReadPicture:
            assert harm.blur > 1 or harm.contrast < 0.6


@pytest.mark.browser
@browser.NEEDS_CHROMIUM
def test_the_browser_reads_fifty_seven_of_sixty_bad_pictures() -> None:
    texts = [issued(code).qr_text for code in KINDS]
    pictures = list(degraded.pictures(texts, count=PICTURES))

    read = browser.run(READ_ALL, [base64.b64encode(picture).decode() for _, _, picture in pictures])

    right = [found == text for found, (text, _, _) in zip(read, pictures, strict=True)]
    wrong = [found for found, good in zip(read, right, strict=True) if found is not None and not good]
    assert wrong == []
    assert right.count(True) >= AT_LEAST


@pytest.mark.browser
@browser.NEEDS_CHROMIUM
def test_the_camera_finds_the_code_that_is_held_before_it_and_then_closes(tmp_path: Path) -> None:
    text = issued("iqama").qr_text
    film = tmp_path / "held.mjpeg"
    film.write_bytes(next(degraded.pictures([text], count=1, seed=11))[2] * 20)

    seen = browser.run(LOOK, None, camera=film)

    assert seen == {"text": text, "isClosed": True}
