"""Maria asks for a visa of her own; her employer says nothing, and that does not stop her."""

from tests.journeys.visitor import DESKTOP, PHONE, START


def test_silence_of_the_employer_does_not_stop_the_worker(somebody, country):
    maria = somebody(lang="en", size=PHONE)
    maria.sign_in("maria")
    case = _asks(maria)
    salim = somebody(lang="ar", size=DESKTOP)
    salim.sign_in("salim")
    salim.see("رد صاحب العمل")
    salim.shoot("home")
    salim.go(f"cases/{case}/")
    salim.see("ماريا ريس سانتوس", "أثبت أنك صاحب الحساب")
    salim.press("إثبات أنك صاحب الحساب")
    salim.see("ماريا ريس سانتوس", "هل تقبل؟")
    salim.not_see("سحب الطلب")
    salim.shoot("asked")

    country.advance("10d")

    maria = somebody(lang="en", size=PHONE)
    maria.sign_in("maria")
    maria.go(f"cases/{case}/")
    maria.eventually("Your employer did not answer your request")
    maria.see("Issue without the employer's answer", within="[aria-labelledby=turn]")
    maria.shoot("silent")
    maria.pay()
    maria.see("The request is done", "Exit and re-entry visa")
    maria.shoot("issued")
    maria.press("Exit and re-entry visa")
    maria.see("Maria Reyes Santos", "Days allowed outside", "Valid")
    maria.shoot("visa")


def _asks(maria) -> str:
    maria.go("services/visas/request-exit-reentry-own/")
    maria.shoot("service")
    maria.press(START)
    maria.fill("How many days", "45")
    maria.go_on()
    maria.see("one to 30 days")
    maria.shoot("too-long")
    maria.fill("How many days", "30")
    maria.go_on()
    maria.see("200 SAR")
    maria.shoot("check")
    case = maria.send()
    maria.see("The employer's answer")
    maria.shoot("asked")
    return case
