"""Noura shares her vehicle registration by a link that opens once, and keeps a copy that opens without a network."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tayseer.demo import cast
from tests.journeys.looks import NARROWEST, wrong_with
from tests.journeys.visitor import DESKTOP, PHONE
from tests.support import processes

DOCUMENTS = re.compile(r'href="/(?:ar|en)/wallet/([a-z2-7]{16})/"')
CODE = "482193"
DEVICE = ("wallet/on-device/", "wallet/on-device/shell/")
#: A browser says so in its log when a page is gone on purpose.
GONE = "status of 410"


def of_wallet(visitor) -> list[str]:
    visitor.go("wallet/")
    return list(dict.fromkeys(DOCUMENTS.findall(visitor.page.content())))


@pytest.fixture
def document(country) -> str:
    """A certificate issued to Noura, whatever other journeys have done with her vehicle."""
    done = subprocess.run(
        [sys.executable, "-m", "tayseer", "manage", "shell", "-c", ISSUE.format(number=cast.person("noura").number)],
        env={**processes.environment(country.data), "TAYSEER_DEMO": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-1]


ISSUE = """
from tayseer.audit.contract import SYSTEM
from tayseer.documents import actions
from tayseer.documents.types import TYPES
from tayseer.identity.models import Account
from tayseer.site import clock
account = Account.objects.get(number="{number}", kind="person")
made = actions.issue(
    actor=SYSTEM, at=clock.now(), type="family-record", person_id=account.person_id,
    names=dict(ar=account.name_ar, en=account.name_en),
    facts=dict((one.key, one.sample) for one in TYPES["family-record"].facts), idempotency="journey-wallet",
)
print(made.public_id)
"""


def test_a_document_is_shared_once_and_a_second_reader_is_refused(somebody, document):
    noura = somebody(lang="ar", size=PHONE)
    noura.sign_in("noura")
    assert document in of_wallet(noura)
    noura.go(f"wallet/{document}/")
    noura.see("سجل الأسرة", "رمز التحقق المكتوب")
    noura.shoot("document")
    noura.press("مشاركة")
    noura.fill("لمن تعرضها؟", "مدرسة النخيل")
    noura.fill("لأي غرض؟", "تسجيل طالب")
    assert wrong_with(noura.page) == []
    noura.shoot("share")
    noura.press("أنشئ الرابط")
    noura.see("رابط المشاركة جاهز", "لا يظهر هذا الرابط مرة أخرى")
    noura.shoot("link")
    link = re.sub(r"^https?://[^/]+", "", noura.page.locator("#link").input_value())

    school, other = somebody(lang="ar", java_script=False), somebody(lang="ar", java_script=False)
    school.page.goto(link)
    school.press("عرض الوثيقة")
    school.see("وثيقة سارية", "مدرسة النخيل", "كانت هذه آخر مرة")
    school.shoot("reader")
    other.page.goto(link)
    other.see("استُعمل هذا الرابط")
    other.shoot("refused")
    assert [one for one in other.wrong if GONE not in one] == []
    other.wrong.clear()

    noura.go("inbox/")
    noura.see("فُتح رابط وثيقة شاركتها")
    noura.go(f"wallet/{document}/shares/")
    noura.see("مدرسة النخيل", "استُنفدت مراته")
    noura.shoot("shown-to")


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_pages_of_the_wallet_are_accessible(somebody, document, lang):
    noura = somebody(lang=lang)
    noura.sign_in("noura")
    own = f"wallet/{document}/"
    found = {}
    for path in ("wallet/", "wallet/?show=past", own, f"{own}share/", f"{own}shares/", f"{own}wrong/", *DEVICE):
        for width in (NARROWEST, DESKTOP[0]):
            noura.page.set_viewport_size({"width": width, "height": 740})
            noura.go(path)
            if wrong := wrong_with(noura.page):
                found[f"{path} at {width}"] = wrong
    assert found == {}


def test_a_copy_opens_without_a_network_and_is_gone_after_signing_out(somebody, document):
    noura = somebody(lang="en", size=PHONE)
    noura.sign_in("noura")
    noura.go("wallet/on-device/")
    noura.fill("A code that opens the copy", CODE)
    noura.control("Keep on this device").click()
    noura.see("There is a copy on this device")
    assert wrong_with(noura.page) == []
    noura.shoot("kept")

    noura.context.set_offline(True)
    noura.page.goto("/en/wallet/")
    noura.see("My documents, offline")
    _opens_with(noura, "000001")
    noura.see("The code is wrong. Tries left: 4")
    _opens_with(noura, CODE)
    noura.see("Kept:", "Family record", "Valid")
    noura.not_see("Status unknown")
    # One document stands open by itself; among several, the reader opens the one to show.
    closed = noura.page.locator("details.offline-document:not([open]) > summary", has_text="Family record")
    if closed.count():
        closed.first.click()
    noura.see("Written check code")
    assert noura.page.locator("[data-qr] svg path").count() >= 2
    assert wrong_with(noura.page) == []
    noura.shoot("offline")
    noura.page.goto(f"/ar/wallet/{document}/")
    noura.page.wait_for_selector("html[lang=ar] [data-open-form]")
    assert _kept_by(noura) == KEPT
    noura.context.set_offline(False)

    noura.go("wallet/")
    noura.page.locator(".tool-menu > summary").click()
    noura.press("Sign out", within="header")
    assert noura.page.evaluate("indexedDB.databases().then((all) => all.map((one) => one.name))") == []
    assert _kept_by(noura) == []
    # What a browser says when a network is cut is no fault of the page.
    noura.wrong[:] = [one for one in noura.wrong if "ERR_INTERNET_DISCONNECTED" not in one]


def test_a_copy_that_was_not_checked_for_twelve_hours_says_that_its_status_is_unknown(somebody, document):
    noura = somebody(lang="ar", size=PHONE)
    noura.sign_in("noura")
    noura.go("wallet/on-device/")
    noura.fill("رمز لفتح النسخة", CODE)
    noura.control("احفظ على هذا الجهاز").click()
    noura.see("على هذا الجهاز نسخة")

    noura.context.set_offline(True)
    # Its date runs thirteen hours ahead of what was noted when the copy was kept.
    noura.page.add_init_script("const now = Date.now; Date.now = () => now() + 13 * 3600 * 1000;")
    noura.page.goto("/ar/wallet/")
    _opens_with(noura, CODE)
    noura.see("الحالة غير معروفة", "مضى أكثر من 12 ساعة")
    noura.not_see("سارية")
    noura.shoot("stale")
    for _ in range(5):
        noura.page.goto("/ar/wallet/")
        _opens_with(noura, "000001")
        noura.page.wait_for_timeout(50)
        noura.page.wait_for_function(
            "() => !document.querySelector('[data-open-error]').hidden"
            " || !document.querySelector('[data-shell-empty]').hidden"
        )
    noura.see("لا نسخة على هذا الجهاز")
    noura.context.set_offline(False)
    noura.wrong[:] = [one for one in noura.wrong if "ERR_INTERNET_DISCONNECTED" not in one]


KEPT = ["/ar/wallet/on-device/shell/", "/en/wallet/on-device/shell/"]


def _opens_with(visitor, code: str) -> None:
    visitor.page.locator("input[name=opening-code]").fill(code)
    visitor.page.locator("[data-open-form] button").click()


def _kept_by(visitor) -> list[str]:
    """The pages that workers keep; files of the build are not pages."""
    kept = visitor.page.evaluate(
        "(async () => { const found = []; for (const name of await caches.keys())"
        " for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);"
        " return found; })()"
    )
    return sorted(path for path in kept if not path.startswith("/static/"))
