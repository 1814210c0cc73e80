"""People find the service they mean, in Arabic, English, dialect and Latin letters, with slips of the finger."""

from __future__ import annotations

import pytest

from tayseer.insight.phrases import normalise, skeleton, stem, stems
from tayseer.insight.search import related_to, search
from tayseer.services import acts, catalogue

#: What people say, and the service they mean; the words are not those of the definitions.
SAID = {
    # Arabic as it is written
    "تجديد إقامة زوجتي": "residency/renew-iqama-family",
    "أريد تجديد إقامة ابني": "residency/renew-iqama-family",
    "الاستعلام عن المخالفات المرورية": "traffic/query-violations",
    "الاعتراض على مخالفة مرورية": "traffic/object-to-violation",
    "سداد مخالفة مرورية": "traffic/pay-violation",
    "تمديد مهلة سداد المخالفة": "traffic/extend-violation-deadline",
    "تجديد رخصة القيادة": "traffic/renew-driving-licence",
    "تجديد رخصة سير المركبة": "vehicles/renew-registration",
    "بدل فاقد للهوية الوطنية": "civil/replace-id-lost",
    "بدل تالف للهوية الوطنية": "civil/replace-id-damaged",
    "تسجيل مولود جديد": "civil/register-birth-citizen",
    "إلغاء تأشيرة الخروج والعودة": "visas/cancel-exit-reentry",
    "إلغاء تأشيرة الخروج النهائي": "visas/cancel-final-exit",
    "تمديد تأشيرة الزيارة العائلية": "visas/extend-visit-family",
    "تعديل الاسم بالإنجليزية": "civil/edit-english-name",
    "تغيير الاسم الأول": "civil/change-first-name",
    "تحديث المؤهل العلمي": "civil/update-qualification",
    "بيع مركبة": "vehicles/offer-sale",
    # dialect
    "ابي اجدد اقامة حرمتي": "residency/renew-iqama-family",
    "كم علي مخالفات ساهر": "traffic/query-violations",
    "ابغى اعترض على ساهر": "traffic/object-to-violation",
    "ضاعت بطاقتي وش اسوي": "civil/replace-id-lost",
    "بطاقتي انكسرت": "civil/replace-id-damaged",
    "خروج وعودة للشغالة": "visas/issue-exit-reentry-single-domestic",
    "وش السيارات اللي باسمي": "vehicles/view-my-vehicles",
    "متى تنتهي استمارتي": "vehicles/view-my-vehicles",
    "بيبي جديد ابي اسجله": "civil/register-birth-citizen",
    "هوية لولدي اول مره": "civil/issue-id-family-member",
    "وين اشوف بياناتي": "civil/view-personal-information",
    # English
    "renew my wife's iqama": "residency/renew-iqama-family",
    "how do I contest a speeding ticket": "traffic/object-to-violation",
    "pay traffic fines": "traffic/pay-violation",
    "I lost my national id": "civil/replace-id-lost",
    "exit re-entry visa for my maid": "visas/issue-exit-reentry-single-domestic",
    "multiple exit reentry for family": "visas/issue-exit-reentry-multiple-family",
    "cancel final exit visa": "visas/cancel-final-exit",
    "extend my parents' visit visa": "visas/extend-visit-family",
    "register a newborn baby": "civil/register-birth-citizen",
    "check a fine without login": "traffic/query-violation-by-number",
    "sell my car": "vehicles/offer-sale",
    "renew driving license": "traffic/renew-driving-licence",
    # slips of the finger, and Arabic in Latin letters
    "renw iqama famly": "residency/renew-iqama-family",
    "iqama renewl for son": "residency/renew-iqama-family",
    "تجديد الأقامه لولدى": "residency/renew-iqama-family",
    "مخلفات مرورية": "traffic/query-violations",
    "tajdeed iqama": "residency/renew-iqama-family",
    "cancl exit reentry": "visas/cancel-exit-reentry",
}  # fmt: skip


@pytest.mark.parametrize(("words", "meant"), SAID.items())
def test_the_service_meant_is_among_the_first_three(words: str, meant: str) -> None:
    if meant not in catalogue():
        pytest.skip(f"{meant} is not in this catalogue")

    assert meant in [hit.code for hit in search(words, limit=3)]


def test_nine_in_ten_are_found_first() -> None:
    asked = {words: meant for words, meant in SAID.items() if meant in catalogue()}
    first = {words: (search(words, limit=1) or [None])[0] for words in asked}

    missed = {words: hit and hit.code for words, hit in first.items() if hit is None or hit.code != asked[words]}

    assert len(missed) <= len(asked) // 10, missed


@pytest.mark.parametrize("words", ["", "  ", "؟", "كبسة لحم", "weather tomorrow", "football results", "xqzt"])
def test_what_is_no_service_finds_nothing(words: str) -> None:
    assert search(words) == []


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_every_title_finds_its_own_service_first(code: str) -> None:
    for title in (catalogue()[code].ar, catalogue()[code].en):
        assert search(title)[0].code == code


@pytest.mark.parametrize("code", sorted(acts()))
def test_acts_of_other_parties_are_found_too(code: str) -> None:
    assert code in [hit.code for hit in search(acts()[code][1].ar, limit=3)]


def test_the_answer_says_by_which_words_it_was_found_and_is_always_the_same() -> None:
    one, other = search("تجديد الاستمارة"), search("تجديد الاستمارة")

    assert one == other
    assert one[0].why == "تجديد الاستمارة"
    assert one[0].sure
    assert all(0 < hit.score <= 1 for hit in one)


def test_related_services_are_of_the_same_kind_and_never_the_service_itself() -> None:
    near = related_to("visas/cancel-exit-reentry", limit=4)

    assert "visas/cancel-exit-reentry" not in near
    assert sum(code.startswith("visas/") for code in near) >= 3


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("إِقَامَةٌ", "اقامه"), ("آلة", "اله"), ("مؤهّل", "موهل"), ("رئيسى", "رييسي"), ("١٢٣ ۴۵", "123 45"),
        ("تـــجديد", "تجديد"), ("\u202bتجديد\u202c", "تجديد"), ("Exit/Re-Entry", "exit reentry"), ("ＡＢＣ", "abc"),
    ],
)  # fmt: skip
def test_letters_are_folded_to_one_form(written: str, compared: str) -> None:
    assert normalise(written) == compared


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("السيارات", "سيارتي"), ("المخالفات", "مخالفه"), ("visas", "visa"), ("renewing", "renew"),
        ("licences", "license"), ("والتاشيره", "تاشيرات"), ("للخدمه", "خدمتي"),
    ],
)  # fmt: skip
def test_forms_of_one_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_small_words_are_left_out_unless_there_is_nothing_else() -> None:
    assert stems("ابي اجدد الجواز") == stems("تجديد جواز")
    assert stems("وش") == ["وش"]


def test_arabic_in_latin_letters_has_the_same_consonants() -> None:
    assert skeleton("tajdeed") == skeleton("تجديد")
    assert skeleton("rukhsa") == skeleton("رخصه")
    assert skeleton("ab") == ""
