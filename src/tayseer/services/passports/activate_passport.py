"""Activate a new passport: the holder, or the head of the family, confirms that it was received."""

from tayseer.kit.questions import Question
from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Example
from tayseer.kit.text import Text
from tayseer.registries.passports.contract import Passport
from tayseer.registries.passports.contract import activate_passport as activated
from tayseer.registries.people.contract import name_of
from tayseer.services.common.gate import gate
from tayseer.services.common.personas import citizen
from tayseer.services.common.roles import FAMILY
from tayseer.services.common.trials import TODAY, gate_examples, judged
from tayseer.services.families import update
from tayseer.services.passports.personas import passport, teenager
from tayseer.services.passports.rules import BY_LAW

PASSPORT = Passport.of(FAMILY)

NUMBER = Question(
    "number",
    ar="رقم الجواز الجديد",
    en="Number of the new passport",
    hint=Text(
        ar="حرف وثمانية أرقام، في صفحة البيانات أعلى اليسار. اكتب الحرف كبيرًا.",
        en="A capital letter and eight digits, at the top of the data page.",
    ),
)

AWAITS_ACTIVATION = Rule(
    code="PAS-24",
    ar="الجواز صادر وينتظر التفعيل.",
    en="The passport has been issued and awaits activation.",
    basis=f"{BY_LAW}, receipt of the passport",
    holds=PASSPORT.state == "issued",
    because=Text(
        ar="حالة جواز {person} في السجل: {state}. لا يُفعّل إلا ما صدر ولم يُفعّل بعد.",
        en="The passport of {person} is on record as: {state}. "
        "Only one that was issued and is not yet active can be activated.",
    ),
    shows={"person": name_of(FAMILY), "state": PASSPORT.state},
)

IN_HAND = Rule(
    code="PAS-25",
    ar="الجواز الجديد في يدك.",
    en="The new passport is in your hands.",
    basis=f"{BY_LAW}, receipt of the passport",
    holds=NUMBER == PASSPORT.number,
    because=Text(
        ar="الرقم {number} ليس رقم الجواز الصادر باسم {person}. راجع الرقم في الجواز الجديد لا القديم.",
        en="{number} is not the number of the passport issued to {person}. Read it from the new passport, not the old.",
    ),
    shows={"person": name_of(FAMILY), "number": NUMBER},
    cure=Text(
        ar="إن لم يصلك الجواز بعد فانتظر وصوله، أو تسلّمه وفعّله في أحد الفروع أو المنافذ.",
        en="If the passport has not arrived, wait for it, or receive and activate it at a branch or port.",
    ),
)

NEW = passport(state="issued")
GIVEN = {"applicant": citizen(passport=NEW), "relative": citizen(passport=NEW)}
FULL = {NUMBER: "T10000007", "terms": True}

ACTIVATE_PASSPORT = update(
    code="passports/activate-passport",
    ar="تفعيل جواز السفر",
    en="Activate a passport",
    does=Text(
        ar="تجعل الجواز الجديد ساريًا بعد أن يصل إليك أو إلى أحد أفراد أسرتك.",
        en="Makes a new passport valid once it has reached you or a member of your family.",
    ),
    basis=f"{BY_LAW}, receipt of the passport",
    assurance=SURE,
    for_whom=("citizen",),
    acts_on=FAMILY,
    asks=(NUMBER,),
    allowed_when=(*gate(), AWAITS_ACTIVATION, IN_HAND),
    effects=(activated(FAMILY),),
    mistakes=(
        Text(ar="كتابة رقم الجواز القديم.", en="Entering the number of the old passport."),
        Text(ar="الذهاب إلى المنفذ بجواز لم يُفعّل.", en="Going to a port with a passport that is not active."),
    ),
    phrases=(
        "تفعيل الجواز",
        "وصلني الجواز الجديد",
        "استلمت جوازي",
        "activate passport",
        "my new passport arrived",
    ),
    examples=(
        Example(
            "one's own new passport",
            on=TODAY,
            given=GIVEN,
            answers=FULL,
            pays="0.00",
            leaves={PASSPORT.state: "active", PASSPORT.number: "T10000007"},
        ),
        Example(
            "a son's new passport",
            on=TODAY,
            given={"applicant": citizen(), "relative": teenager(passport=NEW)},
            answers=FULL,
            pays="0.00",
            leaves={PASSPORT.state: "active"},
        ),
        *judged(
            GIVEN,
            FULL,
            "relative",
            [
                ("already active", {"passport__state": "active"}, "PAS-24"),
                ("a lost passport", {"passport__state": "lost"}, "PAS-24"),
                ("another number", {"passport__number": "T10000008"}, "PAS-25"),
                ("no passport", {"passport": None}, ("PAS-24", "PAS-25")),
            ],
        ),
        *gate_examples(GIVEN, FULL, identity="card"),
    ),
)
