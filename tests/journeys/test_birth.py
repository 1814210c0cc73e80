"""Abdullah's son was born 45 days ago: refused where it is too late, accepted where it is not."""

from tests.journeys.visitor import DESKTOP, PHONE, START


def test_a_birth_told_late_is_refused_with_its_way_out_which_an_officer_approves(somebody):
    abdullah = somebody(lang="ar", size=PHONE)
    abdullah.sign_in("abdullah")
    _is_refused(abdullah)
    case = _registers_late(abdullah)
    _an_officer_approves(somebody(lang="ar", size=DESKTOP), case)

    abdullah.go(f"cases/{case}/")
    abdullah.see("أُنجز الطلب", "شهادة ميلاد", "طابق بلاغ المستشفى سجل الأسرة.")
    abdullah.shoot("registered")
    abdullah.go("family/")
    abdullah.see("فيصل بن عبدالله بن سعود بن مبارك الشهري")
    abdullah.shoot("family")


def _is_refused(abdullah):
    abdullah.go("services/?q=تسجيل مولود")
    abdullah.shoot("search")
    abdullah.press("تسجيل مولود لمواطن")
    abdullah.see("لا يمكنك الآن", "غرامة التأخر", "سجّله من خدمة «تسجيل مولود متأخر»")
    abdullah.not_see(START)
    abdullah.shoot("too-late")


def _registers_late(abdullah) -> str:
    abdullah.go("services/civil/register-birth-late/")
    abdullah.press(START)
    abdullah.fill("الاسم الأول للمولود", "عبدالله")
    abdullah.go_on()
    abdullah.see("يحمله الأب أو أخ أو أخت")
    abdullah.shoot("name-of-the-father")
    abdullah.fill("الاسم الأول للمولود", "فيصل")
    abdullah.go_on()
    abdullah.fill("الاسم الأول للمولود بالإنجليزية", "Faisal")
    abdullah.go_on()
    abdullah.see("غرامة التأخر في التسجيل", "50 ريال")
    abdullah.shoot("check")
    case = abdullah.send()
    abdullah.pay(shot="-fine")
    abdullah.see("دراسة الطلب والبت فيه")
    abdullah.shoot("waiting")
    return case


def _an_officer_approves(aisha, case: str):
    aisha.sign_in("officer-civil-births")
    aisha.go("office/")
    aisha.shoot("desk")
    aisha.press(case)
    aisha.see("فيصل بن عبدالله بن سعود بن مبارك الشهري", "ما يترتب على القبول")
    aisha.shoot("case")
    aisha.press("إسناده إليّ")
    aisha.choose("قبول الطلب")
    aisha.fill("السبب كما سيقرؤه صاحب الطلب", "طابق بلاغ المستشفى سجل الأسرة.")
    aisha.press("تسجيل القرار")
    aisha.see("قُبل الطلب، ونُفّذ ما يترتب عليه")
    aisha.shoot("approved")
