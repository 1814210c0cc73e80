"""Fahd reports his passport lost; whoever is shown his report can check it, at a desk and where there is no network."""

import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.journeys.visitor import DESKTOP, PHONE, START
from tests.support import processes

RIYADH_SECONDS = 3 * 3600
PLACE = "جدة، السعودية"
READY = "[data-verifier][data-ready][data-renewed]"
#: What an officer of the agency does; there is no page for it yet, so it is done as the page would do it.
REVOKE = """
from tayseer.audit.contract import Actor
from tayseer.documents import actions
from tayseer.site import clock
officer = Actor("officer", 1, "Officer", agency="police")
actions.revoke(actor=officer, at=clock.now(), public_id="{}", reason="found.again")
"""


def test_a_paper_is_checked_at_a_desk_then_without_a_network_and_refused_once_it_is_revoked(
    somebody, country, tmp_path
):
    fahd, clerk = somebody(lang="ar", size=PHONE), somebody(lang="ar", size=DESKTOP)
    guard = somebody(lang="en", size=PHONE)
    public_id, picture, paper = _reports_the_loss(fahd, tmp_path)

    _checks_at_the_desk(clerk, picture)
    _checks_the_paper(clerk, paper, tmp_path)
    _takes_the_check_along(guard)
    _checks_without_a_network(guard, picture)

    _revoked_by_an_officer(country, public_id)
    _is_refused_at_the_desk(clerk, picture)
    _still_holds_by_the_lists_that_were_taken_along(guard, picture)
    _is_refused_with_new_lists(guard, picture)


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_offline_check_fits_a_telephone_and_says_what_it_needs(somebody, lang):
    from tests.journeys.looks import wrong_with

    anybody = somebody(lang=lang, size=PHONE)
    anybody.go("verify/")
    anybody.press({"ar": "استعمل صفحة التحقق دون اتصال", "en": "Use the page that checks without one"})
    anybody.page.wait_for_selector(READY)
    anybody.page.locator("summary", has_text={"ar": "نص الرمز", "en": "text from a scanner"}[lang]).click()
    anybody.fill({"ar": "نص الرمز", "en": "Text of the code"}, "TY1:broken")
    anybody.page.locator("[data-part=text-form] button").click()
    anybody.see({"ar": "الرمز تالف أو ناقص", "en": "The code is damaged or incomplete"})
    anybody.shoot(f"offline-{lang}")

    assert wrong_with(anybody.page) == []


def test_without_javascript_the_offline_check_leads_to_the_page_that_needs_none(somebody):
    anybody = somebody(lang="ar", size=PHONE, java_script=False)
    anybody.go("verify/offline/")
    anybody.press("تحقق في الصفحة التي لا تحتاج إليه")
    anybody.see("التحقق من وثيقة", within="h1")


def _reports_the_loss(fahd, folder: Path) -> tuple[str, Path, Path]:
    fahd.sign_in("fahd")
    fahd.go("services/passports/report-lost-passport/")
    fahd.press(START)
    fahd.choose("فُقد")
    fahd.go_on()
    day = time.gmtime(time.time() + RIYADH_SECONDS)
    for part, value in (("day", day.tm_mday), ("month", day.tm_mon), ("year", day.tm_year)):
        fahd.page.locator(f"[name=lost_on-{part}]").fill(str(value))
    fahd.go_on()
    fahd.fill("أين حدث؟ اكتب المدينة والدولة", PLACE)
    fahd.go_on()
    fahd.send()
    fahd.see("أُنجز")
    fahd.press("بلاغ فقدان")
    fahd.see("سارية")
    fahd.shoot("report")
    public_id = fahd.page.url.rstrip("/").rpartition("/")[2]
    picture, paper = folder / "code.png", folder / "report.pdf"
    fahd.page.locator(".qr-picture").screenshot(path=picture)
    with fahd.page.expect_download() as coming:
        fahd.control("تنزيل الوثيقة PDF").click()
    coming.value.save_as(paper)
    return public_id, picture, paper


def _checks_at_the_desk(clerk, picture: Path):
    _upload(clerk, picture)
    clerk.see("وثيقة سارية", "فهد بن تركي بن ماجد العوفي", "بلاغ فقدان", "مسجلة في سجل الإصدار")
    clerk.shoot("genuine")


def _checks_the_paper(clerk, paper: Path, folder: Path):
    _upload(clerk, paper)
    clerk.see("وثيقة سارية", "فهد بن تركي بن ماجد العوفي", "ختم ملف PDF سليم ولم يُضف إليه شيء")
    _upload(clerk, _with_a_note(paper, folder / "noted.pdf"))
    clerk.see("وثيقة معدّلة أو تالفة", "تغيّر ملف PDF بعد ختمه")
    clerk.not_see("فهد بن تركي")
    clerk.shoot("noted")


def _takes_the_check_along(guard):
    guard.go("verify/offline/")
    guard.page.wait_for_selector(READY)
    guard.see("This device is ready to check without a network.")
    guard.shoot("ready")


def _checks_without_a_network(guard, picture: Path):
    guard.context.set_offline(True)
    guard.page.reload()
    guard.page.wait_for_selector("[data-verifier][data-renewed]")
    _show(guard, picture)
    guard.see("Valid document", "Fahd Turki Majid Al-Oufi", "Loss report", "The issuance log was not checked (offline)")
    guard.shoot("valid-offline")


def _revoked_by_an_officer(country, public_id: str):
    done = subprocess.run(
        [sys.executable, "-m", "tayseer", "manage", "shell", "-c", REVOKE.format(public_id)],
        env=processes.environment(country.data, TAYSEER_PUBLIC_URL=country.address, TAYSEER_DEMO="1"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _is_refused_at_the_desk(clerk, picture: Path):
    _upload(clerk, picture)
    clerk.see("وثيقة ملغاة", "ألغتها الجهة التي أصدرتها")
    clerk.shoot("revoked")


def _still_holds_by_the_lists_that_were_taken_along(guard, picture: Path):
    _show(guard, picture)
    guard.see("Valid document", "Status of the document as of")


def _is_refused_with_new_lists(guard, picture: Path):
    guard.context.set_offline(False)
    guard.page.reload()
    guard.page.wait_for_selector(READY)
    guard.see("This device is ready to check without a network.")
    _show(guard, picture)
    guard.see("Revoked document", "Revoked by the agency that issued it", "It is in the issuance log")
    guard.shoot("revoked-offline")


def _upload(clerk, file: Path):
    clerk.go("verify/")
    clerk.page.get_by_label("الملف", exact=True).set_input_files(file)
    clerk.press("تحقق من الملف")


def _show(guard, picture: Path):
    guard.page.evaluate("document.querySelector('[data-part=answer]').replaceChildren()")
    guard.page.get_by_label("Picture", exact=True).set_input_files(picture)
    guard.page.wait_for_selector("[data-verdict]")


def _with_a_note(paper: Path, to: Path) -> Path:
    """The same PDF with one note stuck on it, as any reader of PDF files can add."""
    writer = IncrementalPdfFileWriter(BytesIO(paper.read_bytes()))
    name = generic.pdf_name
    note = generic.DictionaryObject(
        {
            name("/Type"): name("/Annot"),
            name("/Subtype"): name("/Text"),
            name("/Rect"): generic.ArrayObject([generic.NumberObject(one) for one in (40, 700, 60, 720)]),
            name("/Contents"): generic.pdf_string("Valid until 2099"),
        }
    )
    page = writer.root["/Pages"]["/Kids"].raw_get(0).get_object()
    page[name("/Annots")] = generic.ArrayObject([*page.get("/Annots", ()), writer.add_object(note)])
    writer.update_container(page)
    with to.open("wb") as out:
        writer.write(out)
    return to
