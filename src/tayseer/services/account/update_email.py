"""Change the e-mail address and the language in which the platform writes to a person."""

from tayseer.identity.facts import Account, update_account
from tayseer.kit.expressions import either
from tayseer.kit.questions import Question
from tayseer.kit.rules import Rule
from tayseer.kit.services import Example
from tayseer.kit.text import Text
from tayseer.registries.people.contract import APPLICANT
from tayseer.services.account.personas import TODAY, standing_examples
from tayseer.services.account.rules import BASIS, OWN_DATA_GATE
from tayseer.services.common.personas import citizen
from tayseer.services.families import update

ACCOUNT = Account.of(APPLICANT)

EMAIL = Question("email", ar="البريد الإلكتروني", en="E-mail address", kind="email", prefill=ACCOUNT.email)
LANGUAGE = Question(
    "language",
    ar="لغة المراسلة",
    en="Language of messages",
    kind="choice",
    options={"ar": Text(ar="العربية", en="Arabic"), "en": Text(ar="الإنجليزية", en="English")},
    prefill=ACCOUNT.language,
)

SOMETHING_CHANGES = Rule(
    code="PDU-15",
    ar="البريد أو اللغة يختلف عما هو مسجل الآن.",
    en="The e-mail address or the language differs from what is on record.",
    basis=f"{BASIS}, contact data",
    holds=either(EMAIL != ACCOUNT.email, LANGUAGE != ACCOUNT.language),
    because=Text(
        ar="المسجل الآن: البريد {email}، واللغة {language}، وهو ما أدخلته.",
        en="On record now: {email}, in {language}; that is what you entered.",
    ),
    shows={"email": ACCOUNT.email, "language": ACCOUNT.language},
    cure=Text(ar="اكتب بريدًا آخر أو اختر لغة أخرى.", en="Enter another address or choose another language."),
)

FULL = {EMAIL: "salim.new@example.com", LANGUAGE: "ar", "terms": True}

UPDATE_EMAIL = update(
    code="account/update-email",
    ar="تعديل البريد الإلكتروني ولغة المراسلة",
    en="Change e-mail address and language",
    does=Text(
        ar="تصلك رسائل المنصة على البريد الذي تكتبه، وباللغة التي تختارها.",
        en="From now on the platform writes to the address you give, in the language you choose.",
    ),
    basis=f"{BASIS}, contact data",
    for_whom=("citizen", "resident"),
    asks=(EMAIL, LANGUAGE),
    allowed_when=(*OWN_DATA_GATE, SOMETHING_CHANGES),
    effects=(update_account(APPLICANT, email=EMAIL, language=LANGUAGE),),
    mistakes=(
        Text(ar="خطأ في كتابة البريد، فتضيع الرسائل.", en="A slip in the address, so that messages are lost."),
        Text(
            ar="كتابة بريد العمل، ثم ترك العمل.",
            en="Giving a work address, and then leaving the job.",
        ),
    ),
    phrases=(
        "تغيير الايميل",
        "تعديل البريد الالكتروني",
        "ابي الرسايل بالانجليزي",
        "change email",
        "update email",
        "change message language",
    ),
    examples=(
        Example(
            "another address, the same language",
            on=TODAY,
            given={"applicant": citizen()},
            answers=FULL,
            pays="0.00",
            leaves={
                ACCOUNT.email: "salim.new@example.com",
                ACCOUNT.language: "ar",
                ACCOUNT.mobile: "+966500000001",
                ACCOUNT.state: "active",
            },
        ),
        Example(
            "the same address, another language",
            on=TODAY,
            given={"applicant": citizen()},
            answers={**FULL, EMAIL: "salim@example.com", LANGUAGE: "en"},
            pays="0.00",
            leaves={ACCOUNT.email: "salim@example.com", ACCOUNT.language: "en"},
        ),
        Example(
            "nothing changes",
            on=TODAY,
            given={"applicant": citizen()},
            answers={**FULL, EMAIL: "salim@example.com"},
            refused_by="PDU-15",
        ),
        *standing_examples(FULL),
    ),
)
