"""Karim renews his daughter's iqama, with an unpaid violation in the way."""

from tests.journeys.visitor import PHONE


def test_karim_sees_why_pays_what_stands_in_the_way_and_renews(somebody, country, tmp_path):
    karim = somebody(lang="ar", size=PHONE)
    karim.sign_in("karim")
    karim.shoot("home")
    karim.go("services/residency/renew-iqama-family/")
    karim.shoot("choose")
    karim.press("لينا")
    karim.shoot("refused")
    assert 0
