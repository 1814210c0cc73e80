"""Fahd renews Hamad's card by delegation; Hamad sees who did it, takes the leave back, and Fahd sees no more of it."""

from PIL import Image

from tests.journeys.visitor import DESKTOP, PHONE, START

SERVICE = "services/civil/renew-id/"


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
