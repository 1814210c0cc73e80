"""Replace an iqama card that was reported lost."""

from tayseer.kit.expressions import DAY
from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Example, Fee
from tayseer.kit.text import Text
from tayseer.law import residency as law
from tayseer.registries.people.contract import name_of
from tayseer.registries.residency.contract import Iqama, replace_card
from tayseer.services.common.gate import address_on_file, gate
from tayseer.services.common.personas import citizen, dependant, domestic_worker, resident
from tayseer.services.common.roles import FAMILY
from tayseer.services.common.trials import THIS_DAY, TODAY, YESTERDAY, gate_examples, judged
from tayseer.services.families import reviewed
from tayseer.services.residency.personas import employee
from tayseer.services.residency.rules import REGULATION, any_card

IQAMA = Iqama.of(FAMILY)

REPORTED_LOST = Rule(
    code="IQL-3",
    ar="سبق الإبلاغ عن فقد البطاقة.",
    en="The card has been reported lost.",
    basis=f"{REGULATION}, loss of the card",
    holds=IQAMA.state == "lost",
    because=Text(
        ar="لا بلاغ فقد على بطاقة {person}، وحالتها: {state}. أبلغ عن الفقد أولًا.",
        en="The card of {person} was not reported lost; its state is: {state}. Report the loss first.",
    ),
    shows={"person": name_of(FAMILY), "state": IQAMA.state},
)

IQAMA_RUNS = Rule(
    code="IQL-4",
    ar="الإقامة لم تنتهِ.",
    en="The iqama has not ended.",
    basis=f"{REGULATION}, loss of the card",
    holds=IQAMA.expires_on >= DAY,
    because=Text(
        ar="انتهت إقامة {person} في {date}. جدّدها أولًا.",
        en="The iqama of {person} ended on {date}. Renew it first.",
    ),
    shows={"person": name_of(FAMILY), "date": IQAMA.expires_on},
)

FATHER = resident()
GIVEN = {"applicant": FATHER, "relative": dependant(iqama__state="lost", head=FATHER)}
ANSWERS = {"terms": True}
ACTIVE = {"state": "active"}

REPLACE_IQAMA_LOST = reviewed(
    code="residency/replace-iqama-lost",
    ar="بدل بطاقة إقامة مفقودة",
    en="Replace a lost iqama card",
    does=Text(
        ar="تصدر بطاقة جديدة بدل بطاقة إقامة أُبلغ عن فقدها، وتصل إلى عنوانك الوطني.",
        en="Gives a new card in place of one reported lost, delivered to your national address.",
    ),
    basis="Residence Regulation, loss of the card; residence fees table",
    assurance=SURE,
    for_whom=("resident",),
    acts_on=FAMILY,
    queue="residency/cards",
    allowed_when=(*gate(), REPORTED_LOST, IQAMA_RUNS, address_on_file()),
    costs=(Fee("card", ar="رسم بدل الفاقد", en="Replacement fee", amount=law.lost_card_fee),),
    effects=(replace_card(FAMILY),),
    issues=(any_card(FAMILY),),
    mistakes=(
        Text(ar="طلب البدل قبل الإبلاغ عن الفقد.", en="Asking for a new card before reporting the loss."),
        Text(ar="عنوان وطني قديم تصل إليه البطاقة.", en="An old national address to which the card is sent."),
    ),
    phrases=(
        "بدل فاقد اقامة",
        "ابي اقامة جديدة ضاعت الاولى",
        "طباعة اقامة مفقودة",
        "replace lost iqama",
        "new iqama card",
    ),
    examples=(
        Example(
            "a daughter's card",
            on=TODAY,
            given=GIVEN,
            answers=ANSWERS,
            pays="500.00",
            leaves={IQAMA.card_number: "drawn", IQAMA.state: "active"},
        ),
        *(
            Example(
                name,
                on=TODAY,
                given={"applicant": own, "relative": own},
                answers=ANSWERS,
                pays="500.00",
                leaves={IQAMA.state: "active"},
            )
            for name, own in (
                ("an establishment's worker replaces his own", employee(account=ACTIVE, iqama__state="lost")),
                (
                    "a domestic worker replaces her own",
                    domestic_worker(account=ACTIVE, iqama__state="lost", sponsor=citizen()),
                ),
            )
        ),
        *judged(
            GIVEN,
            ANSWERS,
            "relative",
            [
                ("not reported lost", {"iqama__state": "active"}, "IQL-3"),
                ("the iqama ended yesterday", {"iqama__expires_on": YESTERDAY}, "IQL-4"),
                ("the iqama ends today", {"iqama__expires_on": THIS_DAY}, None),
            ],
            pays="500.00",
        ),
        *judged(
            GIVEN,
            ANSWERS,
            "applicant",
            [("no national address", {"address": None}, "G-10")],
        ),
        *gate_examples(GIVEN, ANSWERS, pays="500.00", identity="iqama"),
    ),
)
