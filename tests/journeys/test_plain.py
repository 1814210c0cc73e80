"""With JavaScript off everything goes the same way: why not, what to do, paying at the bank, the paper."""

from tests.journeys.visitor import PHONE, START


def test_without_javascript_majed_sees_why_not_pays_and_holds_the_receipt(somebody):
    majed = somebody(lang="ar", size=PHONE, java_script=False)
    majed.sign_in("majed")
    majed.go("services/traffic/object-to-violation/")
    majed.press("7000000014")
    majed.see("لا يمكنك الآن", "صدر في هذه المخالفة قرار", "الخطوة التالية هي التظلم أمام المحكمة")
    majed.not_see(START)
    majed.shoot("refused")

    majed.go("services/traffic/pay-violation/")
    majed.press("7000000012")
    majed.press(START)
    majed.press("إرسال الطلب")
    majed.see("لم نستطع المتابعة بعد")
    majed.shoot("not-declared")
    majed.send()
    majed.pay()
    majed.see("أُنجز الطلب")
    majed.press("إيصال سداد مخالفة")
    majed.see("ماجد بن عادل بن حمد القحطاني", "سارية")
    majed.shoot("receipt")
