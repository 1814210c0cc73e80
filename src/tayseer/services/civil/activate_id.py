"""Activate a new identity card: the holder, or the head of the family, confirms that it was received."""

from datetime import date

from tayseer.kit.questions import Question
from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Example
from tayseer.kit.text import Text
from tayseer.registries.civil.contract import IdCard, activate_id_card
from tayseer.registries.people.contract import name_of
from tayseer.services.common.gate import gate
from tayseer.services.common.personas import citizen, citizen_child
from tayseer.services.common.roles import FAMILY
from tayseer.services.common.trials import gate_examples
from tayseer.services.families import update

CARD = IdCard.of(FAMILY)

COPY = Question(
    "copy",
    ar="رقم النسخة المطبوع على البطاقة",
    en="Card number printed on the card",
    hint=Text(ar="تجده على وجه البطاقة الجديدة.", en="You find it on the front of the new card."),
)

AWAITS_ACTIVATION = Rule(
    code="NID-11",
    ar="البطاقة صادرة وتنتظر التفعيل.",
    en="The card has been issued and awaits activation.",
    basis="Civil Status by-law, NID-11",
    holds=CARD.state == "issued",
    because=Text(
        ar="حالة بطاقة {person}: {state}. لا يُفعّل إلا ما صدر ولم يُفعّل بعد.",
        en="Card state of {person}: {state}. Only a card that was issued and is not yet active can be activated.",
    ),
    shows={"person": name_of(FAMILY), "state": CARD.state},
)

CARD_IN_HAND = Rule(
    code="NID-16",
    ar="البطاقة الجديدة في يدك.",
    en="The new card is in your hands.",
    basis="Civil Status by-law, NID-11",
    holds=COPY == CARD.copy_number,
    because=Text(
        ar="الرقم {copy} ليس رقم البطاقة الصادرة باسم {person}. راجع الرقم المطبوع على البطاقة الجديدة.",
        en="{copy} is not the number of the card issued to {person}. Compare it with the new card.",
    ),
    shows={"person": name_of(FAMILY), "copy": COPY},
    cure=Text(
        ar="إن لم تصلك البطاقة بعد فانتظر وصولها، وإن ضاعت في الطريق فاطلب بدل فاقد.",
        en="If the card has not arrived, wait for it; if it was lost on the way, ask for a replacement.",
    ),
)

NEW_CARD = {"copy_number": "88120", "state": "issued", "issued_on": date(2026, 2, 15), "expires_on": date(2036, 2, 15)}
HOLDER = citizen(id_card=NEW_CARD)
FULL = {COPY: "88120", "terms": True}

ACTIVATE_ID = update(
    code="civil/activate-id",
    ar="تفعيل بطاقة الهوية الوطنية",
    en="Activate a national identity card",
    does=Text(
        ar="تجعل البطاقة الجديدة سارية بعد أن تصل إليك أو إلى أحد أفراد أسرتك.",
        en="Makes a new card valid once it has reached you or a member of your family.",
    ),
    basis="Civil Status by-law, identity cards",
    assurance=SURE,
    for_whom=("citizen",),
    acts_on=FAMILY,
    asks=(COPY,),
    allowed_when=(*gate(cures={"G-2"}), AWAITS_ACTIVATION, CARD_IN_HAND),
    effects=(activate_id_card(FAMILY),),
    mistakes=(
        Text(ar="كتابة رقم الهوية مكان رقم النسخة.", en="Entering the identity number in place of the card number."),
        Text(ar="التفعيل قبل وصول البطاقة.", en="Activating before the card has arrived."),
    ),
    phrases=("تفعيل الهوية", "فعّل بطاقتي", "وصلتني الهوية الجديدة", "activate id card", "my new id arrived"),
    examples=(
        Example(
            "one's own new card",
            on="2026-03-01",
            given={"applicant": HOLDER, "relative": HOLDER},
            answers=FULL,
            pays="0.00",
            leaves={CARD.state: "active", CARD.expires_on: "2036-02-15"},
        ),
        Example(
            "a son's first card",
            on="2026-03-01",
            given={"applicant": citizen(), "relative": citizen_child(id_card=NEW_CARD)},
            answers=FULL,
            pays="0.00",
            leaves={CARD.state: "active"},
        ),
        *(
            Example(
                f"a card that is {state}",
                on="2026-03-01",
                given={"applicant": citizen(), "relative": citizen(id_card={**NEW_CARD, "state": state})},
                answers=FULL,
                refused_by="NID-11",
            )
            for state in ("active", "lost", "damaged", "cancelled")
        ),
        Example(
            "no card was ever issued",
            on="2026-03-01",
            given={"applicant": citizen(), "relative": citizen_child()},
            answers=FULL,
            refused_by=("NID-11", "NID-16"),
        ),
        Example(
            "another card's number",
            on="2026-03-01",
            given={"applicant": HOLDER, "relative": HOLDER},
            answers={**FULL, COPY: "88121"},
            refused_by="NID-16",
        ),
        Example(
            "one's own expired card does not stand in the way",
            on="2026-03-01",
            given={
                "applicant": citizen(id_card__expires_on=date(2026, 2, 1)),
                "relative": citizen_child(id_card=NEW_CARD),
            },
            answers=FULL,
            pays="0.00",
        ),
        *gate_examples({"applicant": citizen(), "relative": HOLDER}, FULL, without={"G-2"}, identity="card"),
    ),
)
