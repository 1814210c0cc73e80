"""Karim renews his daughter's iqama, with an unpaid violation in the way; what he gets can be proved by anybody."""

from pathlib import Path

from tests.journeys.visitor import PHONE, START

#: Somewhere inside the sealed part of the file, after its header.
CHANGED_AT = 2_000


def test_karim_sees_what_stands_in_the_way_settles_it_and_renews(somebody, country, tmp_path):
    karim = somebody(lang="ar", size=PHONE)
    karim.sign_in("karim")
    karim.see("أهلًا كريم", "مخالفة غير مسددة")
    karim.shoot("home")

    _sees_why(karim)
    _pays_the_violation(karim)
    document = _renews(karim, tmp_path)
    _anybody_can_check(karim, country, document)


def _sees_why(karim):
    karim.go("services/residency/renew-iqama-family/")
    karim.shoot("whom")
    karim.press("لينا")
    karim.see("لا يمكنك الآن", "مخالفات مرورية غير مسددة", "ما الذي تفعله")
    karim.not_see(START)
    karim.see("سداد مخالفة مرورية", "150 ريال", within=".plan")
    karim.shoot("refused")


def _pays_the_violation(karim):
    karim.press("سداد مخالفة مرورية", within=".plan")
    karim.press(START)
    karim.see("150 ريال")
    karim.shoot("check-violation")
    karim.send()
    karim.see("وصل طلبك", "بقي الدفع")
    karim.pay(shot="-violation")
    karim.see("أُنجز الطلب", "إيصال سداد مخالفة")
    karim.shoot("violation-paid")


def _renews(karim, folder: Path) -> Path:
    karim.go("services/residency/renew-iqama-family/")
    karim.press("لينا")
    karim.see("يمكنك استخدام هذه الخدمة")
    karim.press(START)
    karim.choose("ثلاثة أشهر")
    karim.shoot("how-long")
    karim.go_on()
    karim.see("1,200 ريال", "ثلاثة أشهر")
    karim.shoot("check-renewal")
    karim.send()
    karim.pay(shot="-renewal")
    karim.see("أُنجز الطلب")
    karim.shoot("renewed")

    karim.press("هوية مقيم")
    karim.see("لينا كريم عبدالله حداد", "سارية", "رمز التحقق المكتوب")
    karim.shoot("document")
    with karim.page.expect_download() as coming:
        karim.control("تنزيل الوثيقة PDF").click()
    document = folder / "iqama.pdf"
    coming.value.save_as(document)
    return document


def _anybody_can_check(karim, country, document: Path):
    anybody = karim
    anybody.press("تسجيل الخروج", within="body", opens=".tool-menu summary")
    anybody.name = "anybody"
    _upload(anybody, document)
    anybody.see("وثيقة سارية", "لينا كريم عبدالله حداد", "هوية مقيم")
    anybody.shoot("genuine")
    told = country.run("verify", str(document))
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.startswith("VALID")

    forged = document.with_name("forged.pdf")
    content = bytearray(document.read_bytes())
    content[CHANGED_AT] ^= 1
    forged.write_bytes(content)
    _upload(anybody, forged)
    anybody.not_see("وثيقة سارية")
    anybody.shoot("forged")
    told = country.run("verify", str(forged))
    assert told.returncode == 1, told.stdout + told.stderr
    assert not told.stdout.startswith("VALID")


def _upload(anybody, document: Path):
    anybody.go("verify/")
    anybody.page.get_by_label("الملف", exact=True).set_input_files(document)
    anybody.press("تحقق من الملف")
