"""Fahd reports his passport lost; whoever is shown his report can check it, at a desk and where there is no network."""

import re
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tayseer.verify.answers import LOOKUPS_WITHOUT_EFFORT as FREE_CHECKS
from tests.journeys.visitor import DESKTOP, PHONE, START
from tests.support import processes

RIYADH_SECONDS = 3 * 3600
PLACE = "جدة، السعودية"
READY = "[data-verifier][data-ready][data-renewed]"
PROVEN = "In the issuance log: proven, and checked on this device"
NUMBER = {"ar": "رقم الوثيقة", "en": "Document number"}
CHECK_CODE = {"ar": "رمز التحقق", "en": "Check code"}
BY_NUMBER = {"ar": "تحقق من الرقم", "en": "Check the number"}
NO_MATCH = {"ar": "لا توجد وثيقة بهذا الرقم ورمز التحقق", "en": "No document has this number and check code"}
#: What a browser that runs no scripts is told, once its few checks of the hour are used up.
WITHOUT = {"ar": ("شغّله ثم أعد الإرسال", "أو انتظر ساعة"), "en": ("Turn it on and send again", "or wait an hour")}
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

    _finds_it_by_number_with_the_keyboard_alone(clerk, *_number_and_code(fahd))
    _checks_at_the_desk(clerk, picture)
    _checks_the_paper(clerk, paper, tmp_path)
    _takes_the_check_along(guard)
    _proves_it_by_the_log(guard, picture)
    _checks_without_a_network(guard, picture)
    _proves_it_again_once_the_network_is_back(guard, picture)
    _believes_no_answer_that_proves_nothing(guard, picture)

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


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_number_is_checked_by_a_browser_that_works_for_it_and_a_few_times_by_one_that_cannot(somebody, lang):
    from tests.journeys.looks import wrong_with

    plain, clerk = somebody(lang=lang, size=DESKTOP, java_script=False), somebody(lang=lang, size=PHONE)
    plain.go("verify/")
    plain.shoot("number-no-script")
    for _ in range(FREE_CHECKS + 1):
        _by_number(plain, "0000000000", "AAAA-2222")
    plain.see(*WITHOUT[lang])
    assert [plain.page.get_by_label(label[lang], exact=True).input_value() for label in (NUMBER, CHECK_CODE)] == [
        "0000000000", "AAAA-2222",
    ]  # fmt: skip
    plain.shoot("number-used-up")
    # Chromium logs an answer of 429 as a fault.
    plain.wrong[:] = [one for one in plain.wrong if "status of 429" not in one]

    clerk.go("verify/")
    for code in ("AAAA-2222", "BBBB-3333"):
        _types_a_number(clerk, "0000000000", code)
        clerk.see(NO_MATCH)
        assert clerk.page.get_by_label(CHECK_CODE[lang], exact=True).input_value() == code
    clerk.shoot("number")

    assert wrong_with(clerk.page) == []


def _by_number(anybody, number: str, code: str):
    anybody.page.get_by_label(NUMBER[anybody.lang], exact=True).fill(number)
    anybody.page.get_by_label(CHECK_CODE[anybody.lang], exact=True).fill(code)
    anybody.press(BY_NUMBER)


def _types_a_number(anybody, number: str, code: str):
    """Type and send without a pointer, faster than the browser can work."""
    anybody.page.get_by_label(NUMBER[anybody.lang], exact=True).focus()
    anybody.page.keyboard.press("Control+A")
    anybody.page.keyboard.type(number)
    anybody.page.keyboard.press("Tab")
    anybody.page.keyboard.press("Control+A")
    anybody.page.keyboard.type(code)
    with anybody.page.expect_navigation():
        anybody.page.keyboard.press("Enter")


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


def _number_and_code(fahd) -> list[str]:
    said = fahd.text()
    return [re.search(pattern, said)[1] for pattern in (r"رقم الوثيقة\s+(\S+)", r"رمز التحقق المكتوب\s+(\S+)")]


def _finds_it_by_number_with_the_keyboard_alone(clerk, number: str, code: str):
    clerk.go("verify/")
    _types_a_number(clerk, number, code)
    clerk.see("وثيقة سارية", "بلاغ فقدان", number)


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
    guard.see("Valid document", "Fahd Turki Majid Al-Oufi", "Loss report")
    guard.see("The issuance log was not checked (offline)", within="[data-unasked='log.offline']")
    guard.not_see(PROVEN)
    guard.shoot("valid-offline")


def _proves_it_by_the_log(guard, picture: Path):
    asked = []
    guard.page.on("request", lambda request: asked.append(request.url))
    _show(guard, picture)
    guard.see("Valid document", PROVEN)
    assert guard.page.locator("[data-unasked]").count() == 0
    # One question left the device, and it holds the hash of a leaf and nothing else.
    assert [re.sub(r"[0-9a-f]{64}$", "…", url) for url in asked] == [
        f"{guard.country.address}/log/documents/proof?leaf=…"
    ]
    guard.shoot("proven")


def _proves_it_again_once_the_network_is_back(guard, picture: Path):
    guard.context.set_offline(False)
    _show(guard, picture)
    guard.see("Valid document", PROVEN)
    guard.context.set_offline(True)
    _show(guard, picture)
    guard.see("Valid document", "The issuance log was not checked (offline)")
    guard.context.set_offline(False)
    _show(guard, picture)
    guard.see(PROVEN)


def _believes_no_answer_that_proves_nothing(guard, picture: Path):
    def with_another_hash(route):
        lines = route.fetch().text().split("\n")
        lines.insert(2, "A" * 43 + "=")
        route.fulfill(status=200, body="\n".join(lines))

    guard.page.route("**/log/documents/proof?**", with_another_hash)
    _show(guard, picture)
    guard.see("Not proven to be issued", "What the issuance log sent does not prove that it is there")
    guard.shoot("unproven")
    guard.page.unroute("**/log/documents/proof?**")


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
    guard.see("Revoked document", "Revoked by the agency that issued it", PROVEN)
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
