"""Noura sells her car to Fahd: neither can be left without the car or without the money."""

from tayseer.demo import cast
from tests.journeys.visitor import DESKTOP, HELD, PHONE, SIX_DIGITS, START

PRICE = "45,000"


def test_the_price_waits_until_the_car_is_handed_over(somebody):
    noura, fahd = somebody(lang="ar", size=DESKTOP), somebody(lang="en", size=PHONE)

    noura.sign_in("noura")
    noura.get_device()
    case = _offers(noura)
    fahd.sign_in("fahd")
    fahd.get_device()
    _accepts_and_deposits(fahd)
    code = SIX_DIGITS.search(fahd.page.locator(".inset", has_text="hand-over code").inner_text())
    assert code
    _hands_over(noura, case, code[0])

    _seller_has_the_price(noura)
    _buyer_has_the_car(fahd)


def _offers(noura) -> str:
    noura.go("services/vehicles/offer-sale/")
    noura.see("لا فحص دوري ساريًا للمركبة")
    noura.shoot("which")
    noura.press("مازدا")
    noura.press(START)
    noura.fill("رقم هوية المشتري", cast.person("noura").number)
    noura.go_on()
    noura.see("لم نستطع المتابعة بعد")
    noura.shoot("to-herself")
    noura.fill("رقم هوية المشتري", cast.person("fahd").number)
    noura.go_on()
    noura.fill("الثمن المتفق عليه بالريال", "٤٥٠٠٠")
    noura.shoot("price")
    noura.go_on()
    noura.see(f"{PRICE} ريال", "يدفعها: المشتري")
    noura.see("ما ستوقّعه بمفتاح المرور")
    noura.shoot("check")
    case = noura.send()
    noura.see("الدور على المشتري")
    noura.shoot("offered")
    return case


def _accepts_and_deposits(fahd):
    fahd.go("")
    fahd.see("The buyer accepts")
    fahd.go("cases/")
    fahd.shoot("waiting")
    fahd.press("Sell a vehicle")
    fahd.see("Noura Ibrahim Saad Al-Dosari", f"{PRICE} SAR")
    fahd.shoot("offer")
    fahd.press("Prove that the account is yours")
    fahd.see("What you will sign with your passkey")
    fahd.press("Accept and sign")
    fahd.see("The buyer deposits the price")
    fahd.not_see("The hand-over code you hold")
    fahd.pay(done=HELD, shot="-price")
    fahd.pay(shot="-fees")
    fahd.see("The hand-over code you hold")
    fahd.shoot("code")


def _hands_over(noura, case: str, code: str):
    noura.go(f"cases/{case}/")
    noura.not_see(code)
    noura.fill("رمز التسليم", str((int(code) + 1) % 1_000_000).zfill(6))
    noura.press("تأكيد التسليم")
    noura.see("الرمز غير صحيح")
    noura.shoot("wrong-code")
    noura.fill("رمز التسليم", code)
    noura.press("تأكيد التسليم")
    noura.see("أُنجز الطلب", "نقل ملكية المركبة", "عقد مبايعة مركبة")
    noura.shoot("sold")


def _seller_has_the_price(noura):
    noura.go("bills/")
    noura.see(f"{PRICE} ريال", within="[aria-labelledby=deposit]")
    noura.shoot("deposit")
    noura.go("wallet/")
    noura.see("عقد مبايعة مركبة")
    noura.shoot("wallet")
    noura.go("vehicles/")
    noura.see("ع ق ر 824")
    noura.not_see("ص س ل 331")
    noura.shoot("vehicles")


def _buyer_has_the_car(fahd):
    fahd.go("wallet/")
    fahd.see("Vehicle sale contract", "Vehicle registration")
    fahd.shoot("wallet")
    fahd.go("vehicles/")
    fahd.see("ص س ل 331")
    fahd.shoot("vehicles")
