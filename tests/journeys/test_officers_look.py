"""An officer opens Reem's record; Reem finds who looked and why, asks about it, and then has it guarded by two."""

import re

from tayseer.demo import cast
from tests.journeys.visitor import DESKTOP, PHONE, START

REEM = cast.person("reem").number
REASON = "She is at the counter without her card, and a letter of her name is in question."
QUESTION = "I was not at this office on that day. Why was my record opened?"
#: What an officer is called on the page: a number made for that page, and the agency.
IN_ENGLISH, IN_ARABIC = re.compile(r"Officer (\S+), "), re.compile(r"موظف رقم (\S+)، ")
OPENED = {"ar": "فتح موظف سجلك", "en": "An officer opened your record"}


def test_fahd_sees_who_looked_asks_about_it_and_a_protected_record_needs_two(somebody, tmp_path):
    reem = somebody(lang="en", size=PHONE)
    reem.sign_in("reem")
    case = _asks_for_another_spelling(reem, tmp_path)
    nasser = somebody(lang="en", size=DESKTOP)
    nasser.sign_in("officer-civil-names")
    _opens_the_record(nasser, case)

    number = _finds_who_looked(reem, case)
    _finds_it_in_arabic_too(somebody, case, number)
    _asks_about_it(reem)
    hala = somebody(lang="en", size=DESKTOP)
    hala.sign_in("officer-privacy-office")
    _the_privacy_office_has_the_question(hala, number)

    _protects(hala)
    khadija = somebody(lang="ar", size=DESKTOP)
    khadija.sign_in("officer-civil-supervisor")
    _needs_a_second_person(nasser, khadija, case)
    _sees_that_two_were_needed(reem)
    hala.go("office/privacy/")
    hala.press("End the protection")
    hala.see("The record is no longer protected.")


def _asks_for_another_spelling(reem, folder) -> str:
    passport = folder / "passport.png"
    reem.page.screenshot(path=passport)
    reem.go("services/civil/edit-english-name/")
    reem.press(START)
    for answer in ("Rima", "Mohammed Asiri"):
        reem.page.locator("main input.input").fill(answer)
        reem.go_on()
    reem.page.locator("input[type=file]").set_input_files(passport)
    reem.go_on()
    return reem.send()


def _looks_for_fahd(nasser):
    nasser.go("office/people/")
    nasser.fill("Identity number", REEM)
    nasser.press("Search")
    nasser.see("Found in the population register", "•••")
    nasser.not_see("Asiri")


def _opens_the_record(nasser, case: str):
    _looks_for_fahd(nasser)
    nasser.shoot("found")
    nasser.press("Open the record", exact=True)
    nasser.see("Choose why you open the record")
    nasser.choose("To study a request that is with the unit")
    nasser.fill("Case reference", case)
    nasser.press("Open the record", exact=True)
    nasser.see("That you opened this record is noted", "Asiri", REEM)
    nasser.shoot("record")


def _finds_who_looked(reem, case: str) -> str:
    """Which number stands for the officer; neither the name nor the number of service does."""
    reem.go("activity/")
    line = reem.page.locator("main li", has_text=OPENED["en"])
    said = " ".join(line.first.inner_text().split())
    found = IN_ENGLISH.search(reem.text())
    assert found, said
    for part in ("Civil", "Names", "Clerk", "To study a request that is with the unit", case):
        assert part in said, said
    for hidden in ("Nasser", "Al-Malki", cast.person("officer-civil-names").number):
        reem.not_see(hidden)
    reem.shoot("who-looked")
    return found[1]


def _finds_it_in_arabic_too(somebody, case: str, number: str):
    reem = somebody(lang="ar", size=PHONE)
    reem.sign_in("reem")
    reem.go("activity/")
    reem.see(OPENED["ar"], "الأسماء", "دراسة طلب لدى الوحدة", case)
    found = IN_ARABIC.search(reem.text())
    assert found
    assert found[1] == number
    reem.not_see("المالكي")
    reem.shoot("who-looked")


def _asks_about_it(reem):
    reem.press("Details, or ask about it", within=f"main li:has-text('{OPENED['en']}')")
    reem.see("Ask about this line", "not to whoever did this, nor to their unit")
    reem.shoot("line")
    reem.press("Send the question")
    reem.see("Ask about this line")
    reem.fill("Your question", QUESTION)
    reem.press("Send the question")
    reem.see("The privacy office has your question", QUESTION)
    reem.shoot("asked")
    reem.go("activity/")
    reem.see("You asked; no answer yet")


def _the_privacy_office_has_the_question(hala, number: str):
    hala.go("office/privacy/")
    hala.see("Questions that wait for an answer", QUESTION, "The record was opened", number)
    hala.not_see("Al-Malki")
    hala.shoot("question")


def _protects(hala):
    hala.fill("Identity number", REEM)
    hala.fill("Order number", "1448/21")
    hala.press("Protect the record")
    hala.see("The record is protected.")
    hala.shoot("protected")


def _needs_a_second_person(nasser, khadija, case: str):
    nasser.go(f"office/cases/{case}/")
    nasser.see("A protected record is part of this case", "•••", "Closed")
    nasser.not_see("Asiri")
    nasser.not_see("Rima")
    nasser.shoot("case-closed")

    _looks_for_fahd(nasser)
    nasser.choose("To study a request that is with the unit")
    nasser.fill("Case reference", case)
    nasser.press("Open the record", exact=True)
    nasser.see("This record is protected")
    nasser.fill("The reason, if there is no case", REASON)
    nasser.press("Open the record", exact=True)
    nasser.see("Waiting for a supervisor")
    nasser.not_see(REEM)
    waiting = nasser.page.url
    nasser.shoot("waits")

    khadija.go("office/")
    khadija.see("يحتاج إلى موافقة شخص ثانٍ", REASON)
    khadija.not_see("عسيري")
    khadija.shoot("second-person")
    khadija.press("الموافقة", exact=True)
    khadija.see("وافقت على فتح السجل")

    nasser.page.goto(waiting)
    nasser.see("That you opened this record is noted", REEM)
    nasser.go(f"office/cases/{case}/")
    nasser.see("Rima", "Record the decision")
    nasser.shoot("case-open")


def _sees_that_two_were_needed(reem):
    reem.go("activity/")
    reem.see(
        "Your record was given stronger protection",
        "The supervisor allowed your record to be opened",
        "An officer came to a request with your protected record and was shown none of its data",
        "An officer opened a request and read its data",
    )
    reem.shoot("two-looked")
