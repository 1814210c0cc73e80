"""Yazid's first passport waits for his mother: she asked for it by her passkey, and his father learns why it waits."""

from tests.journeys.visitor import DESKTOP, PHONE, START

CONDITION, PASSPORT = "services/passports/set-parent-consent/", "services/passports/issue-passport-dependant/"


def test_a_first_passport_waits_for_the_mother_and_goes_through_with_her_consent(somebody):
    hind, salim = somebody(lang="ar", size=DESKTOP), somebody(lang="en", size=PHONE)
    hind.sign_in("hind")
    hind.get_device()
    _asks_to_be_consulted(hind)

    salim.sign_in("salim")
    case = _applies(salim)
    _consents(hind, case)
    _pays_and_has_it(salim, case)


def _asks_to_be_consulted(hind):
    hind.go(CONDITION)
    hind.see("شرطك على جواز سارة")
    hind.shoot("which-child")
    hind.press("يزيد")
    hind.press(START)
    hind.see("ما ستوقّعه بمفتاح المرور", "يزيد بن سالم بن راشد النخلي")
    hind.shoot("text-to-sign")
    hind.send()
    hind.see("أُنجز الطلب")
    hind.shoot("condition-set")


def _applies(salim) -> str:
    salim.go("inbox/")
    salim.see("A parent of Yazid Salim Rashid Al-Nakhli now asks to be consulted")
    salim.shoot("told-of-condition")
    salim.go(PASSPORT)
    salim.press("Yazid")
    salim.see("The mother's consent")
    salim.shoot("service")
    salim.press(START)
    salim.see("300 SAR")
    salim.shoot("check")
    case = salim.send()
    salim.see("The mother's consent")
    salim.not_see("See the bill and pay")
    salim.shoot("waits")
    salim.go("inbox/")
    salim.see("We asked for her consent")
    salim.shoot("told-why")
    return case


def _consents(hind, case: str):
    hind.go("")
    hind.see("موافقة الأم")
    hind.shoot("home")
    hind.go(f"cases/{case}/")
    hind.see("سالم بن راشد بن سعيد النخلي", "يزيد بن سالم بن راشد النخلي")
    hind.shoot("asked")
    hind.choose("أقبل")
    hind.press("إرسال الجواب")
    hind.see("الدور على مقدم الطلب")
    hind.not_see("سحب الطلب")
    hind.shoot("consented")


def _pays_and_has_it(salim, case: str):
    salim.go("inbox/")
    salim.see("It is your turn in the request", "Payment of the fee")
    salim.shoot("told-of-consent")
    salim.go(f"cases/{case}/")
    salim.pay()
    salim.see("The request is done")
    salim.shoot("done")
    salim.go("wallet/")
    salim.see("Yazid Salim Rashid Al-Nakhli")
    salim.shoot("wallet")
