"""Majed contests a violation; the officer decides with a reason, and Majed sees who looked at his data."""

from tests.journeys.visitor import DESKTOP, PHONE, START

REASON = "The invoice shows that the car was in the workshop."


def test_an_objection_is_decided_and_majed_sees_the_reason_and_who_looked(somebody, tmp_path):
    majed = somebody(lang="en", size=DESKTOP)
    majed.sign_in("majed")
    case = _objects(majed, tmp_path)
    _an_officer_decides(somebody(lang="en", size=PHONE), case)

    majed.go(f"cases/{case}/")
    majed.see("The request is done", "The violation is cancelled", REASON)
    majed.shoot("accepted")
    majed.go("violations/")
    majed.not_see("7000000011")
    majed.go("violations/?show=closed")
    majed.see("7000000011")
    majed.go("activity/")
    majed.see("An officer opened a request and read its data", "General Department of Traffic")
    majed.see("To study a request that is with the unit")
    majed.shoot("who-looked")


def _objects(majed, folder) -> str:
    invoice = folder / "invoice.png"
    majed.page.screenshot(path=invoice)
    majed.go("violations/")
    majed.shoot("violations")
    speeding = "article:has-text('7000000011')"
    majed.press("Contest a traffic violation", within=speeding)
    majed.press(START)
    majed.choose("The vehicle was not in that city")
    majed.shoot("why")
    majed.go_on()
    majed.fill("Explain what happened", "The car was in a workshop in Abha on that day.")
    majed.go_on()
    majed.page.locator("input[type=file]").set_input_files(invoice)
    majed.shoot("file")
    majed.go_on()
    majed.see("invoice.png", "The violation is cancelled")
    majed.shoot("check")
    case = majed.send()
    majed.see("An officer studies and decides")
    majed.shoot("sent")
    return case


def _an_officer_decides(rakan, case: str):
    rakan.sign_in("officer-traffic-objections")
    rakan.go("office/")
    rakan.shoot("desk")
    rakan.press(case)
    rakan.see("The vehicle was not in that city", "invoice.png")
    rakan.shoot("case")
    rakan.press("Take it")
    rakan.choose("Approve")
    rakan.press("Record the decision")
    rakan.see("We cannot continue yet")
    rakan.shoot("no-reason")
    rakan.fill("Reason, as the applicant will read it", REASON)
    rakan.press("Record the decision")
    rakan.see("the applicant has been told")
    rakan.shoot("decided")
