"""What a party asked is told on the activity page in the words that stood on the page of consent."""

from tayseer.partners.openid.scopes import SCOPES
from tayseer.portal.activity_words import SHARED


def test_every_question_about_a_person_has_the_same_words_on_the_activity_page() -> None:
    asked = {name: scope.label for name, scope in SCOPES.items() if not scope.for_api}

    assert asked == SHARED
