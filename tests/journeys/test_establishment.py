"""A clerk asks for two hundred iqamas at once, a manager approves, and the page shows them filed to the last."""

import subprocess
import sys

from tests.journeys.visitor import DECLARE, PHONE
from tests.support import processes, repository
from tests.support.many_workers import NAME_AR, NAME_EN, NUMBER

WORKERS = 200


def made(country) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.many_workers", str(WORKERS)],
        env=processes.environment(country.data, DJANGO_SETTINGS_MODULE="tayseer.site.settings", TAYSEER_DEMO="1"),
        cwd=repository.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_two_hundred_iqamas_are_requested_by_a_clerk_and_approved_by_a_manager(somebody, country):
    made(country)
    amal = somebody(lang="ar")
    amal.sign_in("amal")
    amal.go("establishments/")
    amal.see("شركة الوادي للخدمات اللوجستية", NAME_AR)
    amal.shoot("establishments")
    amal.press(NAME_AR)
    amal.see("200 عامل", NUMBER)
    amal.shoot("establishment")
    amal.press("طلب لعدد من العاملين")
    amal.choose("كل العاملين")
    amal.choose("ثلاثة أشهر")
    amal.page.get_by_label(DECLARE["ar"]).check()
    amal.shoot("form")
    amal.press("فحص الشروط والرسوم")
    amal.see("يمكن تقديم 200 عامل", "527,850")
    amal.shoot("verdicts")
    amal.press("إرسال إلى الاعتماد")
    amal.see("بانتظار الاعتماد", "أنت من طلب هذا، فلا تبتّ فيه")
    amal.shoot("sent")

    mansour = somebody(lang="en")
    mansour.sign_in("mansour")
    mansour.go("establishments/")
    mansour.press(NAME_EN)
    mansour.press("Renew the iqama of an establishment's worker")
    mansour.see("Waiting for approval", "527,850")
    mansour.shoot("to-approve")
    mansour.press("Approve the request")
    mansour.see("Waiting for approval")
    mansour.press("Approve the request")
    mansour.shoot("progress")
    mansour.eventually("Filing is complete")
    mansour.see("Filed for: 200 workers; not filed for: 0 workers", "Add what is missing")
    mansour.shoot("done")

    amal.eventually("اكتمل تقديم الطلب")
    amal.see("قُدّم عن: 200 عامل")
    amal.shoot("done")


def test_on_a_phone_without_javascript_the_clerk_sees_who_cannot_be_renewed_and_why(somebody):
    amal = somebody(lang="en", size=PHONE, java_script=False)
    amal.sign_in("amal")
    amal.go("establishments/")
    amal.press("Wadi Logistics")
    amal.shoot("wadi")
    amal.press("Request for several workers")
    amal.choose("All workers")
    amal.choose("Three months")
    amal.page.get_by_label(DECLARE["en"]).check()
    amal.shoot("form")
    amal.press("Check conditions and prices")
    amal.see("Can be filed for 11 workers", "Not for 1 worker")
    amal.press("Not filed")
    amal.see("Ghulam", "insurance")
    amal.shoot("not-filed")
    amal.press("Send for approval")
    amal.see("You requested this, so you do not decide it")

    mansour = somebody(lang="ar", size=PHONE)
    mansour.sign_in("mansour")
    mansour.go("establishments/")
    mansour.press("شركة الوادي للخدمات اللوجستية")
    mansour.shoot("wadi")
    mansour.press("صلاحيات المنشأة")
    mansour.see("أمل بنت يوسف بن حمد الدخيل", "المفوَّض في السجل")
    mansour.shoot("people")
    mansour.go("establishments/")
    mansour.press("شركة الوادي للخدمات اللوجستية")
    mansour.press("تجديد إقامة عامل منشأة")
    mansour.press("عدم الاعتماد", exact=True)
    mansour.see("اكتب سبب عدم الاعتماد")
    mansour.press("اعتماد الطلب")
    mansour.eventually("اكتمل تقديم الطلب")
    mansour.shoot("done")
