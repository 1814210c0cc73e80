"""Fahd renews Hamad's card by delegation; Hamad sees who did it, takes the leave back, and Fahd sees no more of it."""

from PIL import Image

from tayseer.demo import cast
from tests.journeys.visitor import BY_CARD, DESKTOP, PAY_NOW, PHONE, SEE_BILL, START

SERVICE = "services/civil/renew-id/"
REGISTRATION = "services/vehicles/renew-registration/"


def test_fahd_acts_for_hamad_by_name_and_hamad_sees_and_ends_it(somebody, tmp_path):
    fahd = somebody(lang="en", size=PHONE, java_script=False)
    fahd.sign_in("fahd")
    case = _files_for_hamad(fahd, tmp_path)

    hamad = somebody(lang="ar", size=DESKTOP, java_script=False)
    hamad.sign_in("hamad")
    hamad.go("inbox/")
    hamad.see("عُمل عنك بتفويضك")
    hamad.go("delegations/")
    hamad.see("من يعمل عني", "فهد بن تركي بن ماجد العوفي", "ما أُرسل به")
    hamad.shoot("ledger")
    hamad.go(f"cases/{case}/")
    hamad.see("أرسله عنك بتفويضك", "فهد بن تركي بن ماجد العوفي")
    hamad.shoot("case")
    hamad.go("delegations/rights/")
    hamad.see("لا أحد يعمل عنك بصفة في السجل")
    hamad.shoot("rights")
    hamad.go("delegations/")
    hamad.press("إيقاف الآن")
    hamad.see("أُوقف، ولا يُعمل به من الآن")
    hamad.shoot("revoked")

    fahd.go(f"cases/{case}/")
    fahd.see("The delegation has ended")
    fahd.not_see("Hamad")
    fahd.shoot("ended")


def test_the_forms_of_giving_are_there_before_anybody_has_proven_who_they_are(somebody):
    salim = somebody(lang="ar", size=PHONE, java_script=False)
    salim.sign_in("salim")
    salim.go("delegations/")
    salim.see("لم تفوّض أحدًا")
    salim.shoot("none")
    salim.go("delegations/new/")
    salim.see("تفويض جديد", "تأكيد هويتي الآن")
    salim.shoot("new")
    salim.fill("لأي غرض؟", "أنا مسافر")
    salim.press("متابعة إلى التوقيع")
    salim.see("اكتب رقم هوية من تفوّضه")
    salim.shoot("new-mistakes")
    salim.go("delegations/rights/")
    salim.see("لأولادي")
    salim.shoot("rights")
    salim.go("delegations/visit/")
    salim.see("رقم هوية من يذهب")
    salim.shoot("visit")
    salim.go("delegations/check/")
    salim.fill("رقم التفويض", "5000000000")
    salim.fill("رمز التحقق", "AAAA2222")
    salim.press("تحقق", exact=True)
    salim.see("لا تفويض بهذا الرقم ورمز التحقق")
    salim.shoot("check")


def test_abdullah_signs_a_delegation_by_passkey_and_revokes_it_before_a_page_left_open_is_sent(somebody):
    abdullah, yusuf = somebody(lang="ar", size=DESKTOP), somebody(lang="en", size=PHONE)
    abdullah.sign_in("abdullah")
    abdullah.get_device()
    _gives_to_yusuf(abdullah)

    yusuf.sign_in("yusuf")
    _accepts(yusuf)
    case = _renews_the_registration(yusuf)
    _comes_to_the_last_page(yusuf)
    yusuf.shoot("left-open")

    _sees_what_was_done_and_revokes(abdullah, case)
    yusuf.press("Send request")
    yusuf.see("Page not found", within="h1")
    # That the address names nothing of his any more is meant; the browser logs it as a fault.
    yusuf.wrong[:] = [one for one in yusuf.wrong if "status of 404" not in one]
    yusuf.shoot("refused-from-the-page-left-open")
    _has_nothing_left(yusuf, case)


def _gives_to_yusuf(abdullah):
    abdullah.go("delegations/new/")
    abdullah.fill("رقم هوية من تفوّضه", cast.person("yusuf").number)
    abdullah.page.locator("#services summary", has_text="المركبات").click()
    abdullah.choose("تجديد رخصة سير مركبة")
    abdullah.fill("لأي غرض؟", "أنا مسافر هذا الشهر")
    abdullah.shoot("terms")
    abdullah.press("متابعة إلى التوقيع")
    # Asked for the passkey on the way, and nothing of what was typed is lost.
    abdullah.press("متابعة إلى التوقيع")
    abdullah.see("أفوّض أنا عبدالله بن سعود بن مبارك الشهري", "تجديد رخصة سير مركبة", "أنا مسافر هذا الشهر")
    abdullah.shoot("text-to-sign")
    abdullah.press("التوقيع والإرسال")
    abdullah.see("أُرسل العرض", "بانتظار القبول")
    abdullah.not_see("يوسف")
    abdullah.shoot("offered")


def _accepts(yusuf):
    yusuf.go("inbox/")
    yusuf.shoot("told-of-the-offer")
    yusuf.go("delegations/")
    yusuf.see("Offered to you, waiting for your answer", "Abdullah Saud Mubarak Al-Shehri")
    yusuf.shoot("offers")
    yusuf.press("Abdullah Saud Mubarak Al-Shehri")
    yusuf.see("Renew a vehicle's registration", "500 SAR")
    yusuf.shoot("offer")
    yusuf.choose("I accept")
    yusuf.press("Send the answer")
    yusuf.see("You accepted the delegation")
    yusuf.shoot("accepted")


def _renews_the_registration(yusuf) -> str:
    _comes_to_the_last_page(yusuf)
    yusuf.shoot("check")
    case = yusuf.send()
    yusuf.see("you act for Abdullah Saud Mubarak Al-Shehri", within="body")
    yusuf.press(SEE_BILL)
    yusuf.see("Paying for the request")
    yusuf.shoot("bill")
    yusuf.press(BY_CARD)
    yusuf.press(PAY_NOW)
    yusuf.see("The request is done")
    yusuf.shoot("done")
    return case


def _comes_to_the_last_page(yusuf):
    yusuf.go(f"{REGISTRATION}?for=others")
    yusuf.press("Abdullah Saud Mubarak Al-Shehri")
    yusuf.press(START)
    yusuf.choose("One year")
    yusuf.go_on()
    yusuf.see("you act for Abdullah Saud Mubarak Al-Shehri", within="body")


def _sees_what_was_done_and_revokes(abdullah, case: str):
    abdullah.go("delegations/")
    abdullah.see("يوسف منصور حسن السيد", "طلبان، و900 ريال")
    abdullah.page.locator("summary", has_text="ما أُرسل به").click()
    abdullah.see("تجديد رخصة سير مركبة · 100 ريال")
    abdullah.shoot("ledger")
    abdullah.press("إيقاف الآن")
    abdullah.see("أُوقف، ولا يُعمل به من الآن")
    abdullah.shoot("revoked")
    abdullah.go("cases/")
    abdullah.not_see("تجديد رخصة سير مركبة")
    abdullah.go(f"cases/{case}/")
    abdullah.see("أرسله عنك بتفويضك", "يوسف منصور حسن السيد", "أُنجز الطلب")
    abdullah.shoot("case")


def _has_nothing_left(yusuf, case: str):
    yusuf.go(f"cases/{case}/")
    yusuf.see("The delegation has ended")
    yusuf.shoot("ended")
    yusuf.go(f"{REGISTRATION}?for=others")
    yusuf.not_see("Abdullah")
    yusuf.shoot("nobody-to-act-for")


def _files_for_hamad(fahd, folder) -> str:
    photo = folder / "photo.jpg"
    Image.new("RGB", (900, 1200), "white").save(photo)
    fahd.go("delegations/")
    fahd.see("For whom I act", "Hamad Abdullah Hamad Al-Subaie")
    fahd.shoot("ledger")
    fahd.go(f"{SERVICE}?for=others")
    fahd.shoot("for-whom")
    fahd.press("Hamad Abdullah Hamad Al-Subaie")
    fahd.see("you act for Hamad Abdullah Hamad Al-Subaie", "They are told of what you send", within="body")
    fahd.shoot("service")
    fahd.press(START)
    fahd.page.locator("input[type=file]").set_input_files(photo)
    fahd.go_on()
    today = fahd.page.evaluate("new Date().toISOString().slice(0, 10)").split("-")
    for label, value in zip(("Year", "Month", "Day"), today, strict=True):
        fahd.fill(label, value, exact=True)
    fahd.shoot("question")
    fahd.go_on()
    fahd.see("you act for Hamad Abdullah Hamad Al-Subaie", within="body")
    fahd.shoot("check")
    case = fahd.send()
    fahd.see("you act for Hamad Abdullah Hamad Al-Subaie", within="body")
    fahd.shoot("case")
    fahd.press("See the bill and pay")
    fahd.see("Paying for the request")
    fahd.shoot("pay")
    return case
