"""Sell a vehicle: the price waits in escrow, and ownership changes when the vehicle is handed over."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tayseer.kit.expressions import DAY, Expression, when
from tayseer.kit.questions import Question
from tayseer.kit.services import (
    APPROVED,
    LAPSED,
    SIGNED,
    WITHDRAWN,
    Act,
    Document,
    Fee,
    Notice,
    Service,
    Step,
)
from tayseer.kit.text import Text
from tayseer.law import vehicles as law
from tayseer.registries.people.contract import APPLICANT, name_of
from tayseer.registries.vehicles.contract import put_on_sale, take_off_sale, transfer_ownership
from tayseer.services.common.gate import TERMS, gate, terms_accepted
from tayseer.services.common.personas import citizen, unpaid_violation
from tayseer.services.common.roles import VEHICLE
from tayseer.services.common.trials import gate_examples
from tayseer.services.families import told
from tayseer.services.vehicles.personas import other_citizen, other_resident
from tayseer.services.vehicles.rules import inspected, insured, registered
from tayseer.services.vehicles.sale_examples import AGREED, TO_RESIDENT, car, people, sale
from tayseer.services.vehicles.sale_rules import (
    BASIS,
    BUYER,
    BUYER_NUMBER,
    BUYER_OWES_NOTHING,
    BUYER_REGISTERED,
    NO_LIEN,
    NO_OTHER_SALE,
    NO_REPORT,
    PRICE,
    PRICE_IN_RANGE,
    RESIDENT_MAY_OWN,
    SOLD_ONLINE,
    TWO_PEOPLE,
)

HANDOVER_CODE = Question(
    "handover_code",
    ar="رمز التسليم الذي مع المشتري",
    en="The handover code that the buyer holds",
    hint=Text(
        ar="يجده المشتري في صفحة الطلب. خذه منه بعد أن يتسلم المركبة، لا قبل ذلك.",
        en="The buyer finds it on the request's page. Take it once the vehicle has been handed over, not before.",
    ),
    most=10,
)

CONTRACT: dict[str, Expression[Any]] = {
    "plate": VEHICLE.plate,
    "vehicle": VEHICLE.make,
    "seller": name_of(APPLICANT),
    "seller_number": APPLICANT.number,
    "buyer": name_of(BUYER),
    "buyer_number": BUYER.number,
    "amount": PRICE,
    "agreed_on": DAY,
}

OFFER_SALE = Service(
    code="vehicles/offer-sale",
    ar="مبايعة مركبة",
    en="Sell a vehicle",
    does=Text(
        ar="تعرض مركبتك على مشترٍ تعرفه. تحفظ المنصة الثمن حتى التسليم، ثم تنتقل الملكية. الرسوم على المشتري.",
        en="Offers your vehicle to a buyer you know. We hold the price until handover; then ownership passes "
        "to the buyer and the price to you. The buyer pays the fees.",
    ),
    basis=BASIS,
    assurance=SIGNED,
    for_whom=("citizen", "resident"),
    flow="consent",
    acts_on=VEHICLE,
    asks=(BUYER_NUMBER, PRICE, TERMS),
    allowed_when=(
        *gate(),
        BUYER_REGISTERED,
        PRICE_IN_RANGE,
        SOLD_ONLINE,
        NO_REPORT,
        NO_OTHER_SALE,
        registered("SAL-5", basis=BASIS),
        inspected("SAL-6", basis=BASIS),
        insured("SAL-7", basis=BASIS),
        BUYER_OWES_NOTHING,
        RESIDENT_MAY_OWN,
        NO_LIEN,
        TWO_PEOPLE,
        terms_accepted(),
    ),
    costs=(
        Fee(
            "government",
            ar="رسم نقل الملكية، يدفعه المشتري",
            en="Transfer fee, paid by the buyer",
            amount=law.sale_fee_government,
        ),
        Fee(
            "platform",
            ar="مقابل خدمة المبايعة، يدفعه المشتري",
            en="Service fee of the sale, paid by the buyer",
            amount=law.sale_fee_platform,
        ),
    ),
    steps=(
        Step(
            "buyer-accepts",
            ar="قبول المشتري",
            en="The buyer accepts",
            by="buyer",
            does="consent",
            within=law.sale_answer_days,
            then="buyer-pays",
        ),
        Step(
            "buyer-pays",
            ar="إيداع الثمن",
            en="The buyer deposits the price",
            by="buyer",
            does="hold",
            within=law.sale_payment_days,
            then="fees",
            otherwise=LAPSED,
            amount=PRICE,
        ),
        Step(
            "fees",
            ar="سداد الرسوم",
            en="The buyer pays the fees",
            by="buyer",
            does="pay",
            within=law.sale_payment_days,
            then="handover",
            otherwise=LAPSED,
        ),
        Step(
            "handover",
            ar="تسليم المركبة",
            en="The vehicle is handed over",
            by="applicant",
            does="confirm",
            within=law.sale_handover_days,
            then=APPROVED,
            otherwise=WITHDRAWN,
            asks=(HANDOVER_CODE,),
        ),
    ),
    on_filing=(put_on_sale(VEHICLE),),
    effects=(transfer_ownership(VEHICLE, to=BUYER.id, price=PRICE),),
    on_refusal=(take_off_sale(VEHICLE),),
    issues=(
        Document("sale-contract", to=APPLICANT, shows=CONTRACT, supersedes=False),
        Document("sale-contract", to=BUYER, shows=CONTRACT, supersedes=False),
        Document(
            "vehicle-registration",
            to=BUYER,
            expires_on=VEHICLE.registration_expires_on,
            shows={
                "holder_number": BUYER.number,
                "plate": VEHICLE.plate,
                "vehicle": VEHICLE.make,
                "colour": VEHICLE.colour,
                "use": when(VEHICLE.type == "private_transport", "T", "P"),
            },
            supersedes=False,
        ),
    ),
    tells=told(
        Text(
            ar="انتقلت ملكية المركبة وأُضيف الثمن إلى رصيدك: «{service}»، رقم {case}. {documents}",
            en='The vehicle is the buyer\'s and the price is in your balance: "{service}", number {case}. {documents}',
        ),
        also=(
            Notice(
                "buyer-accepts",
                BUYER,
                ar="عُرضت عليك مركبة: «{service}»، رقم {case}. راجع بياناتها وثمنها قبل القبول. {next}",
                en='A vehicle is offered to you: "{service}", number {case}. Check it and its price first. {next}',
            ),
            Notice(
                "buyer-pays",
                APPLICANT,
                ar="قبل المشتري عرضك: «{service}»، رقم {case}. لا تسلّم المركبة قبل أن نخبرك بوصول الثمن.",
                en='Your offer is accepted: "{service}", number {case}. Keep the vehicle until we have the price.',
            ),
            Notice(
                "handover",
                APPLICANT,
                ar="الثمن محفوظ لدى المنصة: «{service}»، رقم {case}. سلّم المركبة وأدخل رمز التسليم الذي مع المشتري.",
                en='We hold the price: "{service}", number {case}. Hand the vehicle over and enter the buyer\'s code.',
            ),
            Notice(
                "handover",
                BUYER,
                ar="ثمنك محفوظ: «{service}»، رقم {case}. رمز التسليم في صفحة الطلب؛ لا تعطه البائع قبل تسلم المركبة.",
                en='We hold your price: "{service}", number {case}. The handover code is on the request\'s page; '
                "do not give it away before you have the vehicle.",
            ),
            Notice(
                "approved",
                BUYER,
                ar="المركبة باسمك الآن: «{service}»، رقم {case}. {documents}",
                en='The vehicle is now yours: "{service}", number {case}. {documents}',
            ),
            Notice(
                "lapsed",
                BUYER,
                ar="سقطت المبايعة رقم {case} لأن المهلة انتهت. يعود إليك كل ما دفعته.",
                en="The sale, number {case}, has lapsed because its term ran out. All that you paid returns to you.",
            ),
        ),
    ),
    acts=(
        Act(
            "vehicles/accept-sale",
            ar="قبول شراء مركبة",
            en="Accept the sale of a vehicle",
            step="buyer-accepts",
            does=Text(
                ar="يقبل المشتري المركبة وثمنها أو يرفضهما، ثم يودع الثمن والرسوم لدى المنصة.",
                en="The buyer accepts or declines, then deposits the price and pays the fees.",
            ),
            phrases=("قبول مبايعة", "شراء سيارة", "ايداع ثمن السيارة", "accept car sale", "buy a car"),
        ),
        Act(
            "vehicles/confirm-sale-handover",
            ar="تأكيد تسليم المركبة",
            en="Confirm the handover of a vehicle",
            step="handover",
            does=Text(
                ar="يدخل البائع رمز التسليم الذي مع المشتري، فتنتقل الملكية والثمن في اللحظة نفسها.",
                en="The seller enters the code that the buyer holds; ownership and price change hands at that moment.",
            ),
            phrases=("تسليم السيارة", "رمز التسليم", "handover code", "confirm car handover"),
        ),
        Act(
            "vehicles/cancel-sale",
            ar="إلغاء مبايعة مركبة",
            en="Cancel the sale of a vehicle",
            step="",
            does=Text(
                ar="يلغي البائع أو المشتري المبايعة قبل تأكيد التسليم، ويعود إلى المشتري كل ما دفعه.",
                en="Seller or buyer cancels before the handover is confirmed; all that the buyer paid goes back.",
            ),
            phrases=("الغاء مبايعة", "هونت عن البيع", "cancel car sale"),
        ),
    ),
    takes=Text(
        ar="في الحال بعد تأكيد التسليم. المهل: ثلاثة أيام للقبول، وثلاثة للثمن، وثلاثة للرسوم، وسبعة للتسليم.",
        en="At once when handover is confirmed. Terms: three days to accept, three to deposit, three for fees, seven "
        "to hand over.",
    ),
    mistakes=(
        Text(
            ar="تسليم المركبة قبل وصول الثمن، أو إعطاء رمز التسليم قبل تسلمها.",
            en="Handing the vehicle over before the price is held, or giving the code before having the vehicle.",
        ),
        Text(
            ar="دفع الثمن خارج المنصة: لا تضمنه ولا تعيده.", en="Paying elsewhere: we cannot hold or return that money."
        ),
        Text(
            ar="تأمين أو فحص دوري أو رخصة سير منتهية، أو مخالفة غير مسددة على أحد الطرفين.",
            en="Insurance, inspection or registration that has ended, or an unpaid violation of either party.",
        ),
    ),
    phrases=(
        "بيع سيارة",
        "مبايعة",
        "نقل ملكية",
        "ابي ابيع سيارتي",
        "نقل ملكية سيارة",
        "sell my car",
        "transfer car ownership",
    ),
    examples=(
        sale(
            "a citizen sells to a citizen",
            people(),
            leaves={
                VEHICLE.person_id: 6,  # type: ignore[attr-defined]
                VEHICLE.price_sar: Decimal("45000.00"),
                VEHICLE.state: "clear",
                VEHICLE.owned_since: datetime(2026, 3, 1, 12, tzinfo=UTC),
            },
        ),
        sale("the lowest price", people(), answers={**AGREED, PRICE: Decimal("500.00")}),
        sale("one halala less", people(), answers={**AGREED, PRICE: Decimal("499.99")}, refused_by="SAL-2"),
        sale("the highest price", people(), answers={**AGREED, PRICE: Decimal("1000000.00")}),
        sale("one halala more", people(), answers={**AGREED, PRICE: Decimal("1000000.01")}, refused_by="SAL-2"),
        sale(
            "the buyer's account is not active",
            people(buyer=other_citizen(account__state="inactive")),
            refused_by="SAL-1",
        ),
        sale("nobody has the buyer's number", people(buyer={}), refused_by="SAL-1"),
        sale("the buyer is a visitor", people(buyer=other_citizen(kind="visitor")), refused_by="SAL-1"),
        sale(
            "the seller names himself",
            people(buyer=citizen(vehicle=[])),
            answers={**AGREED, BUYER_NUMBER: "1000000016"},
            refused_by="SAL-15",
        ),
        sale("registered as private transport", people(of={"type": "private_transport"})),
        sale("a bus", people(of={"type": "bus"}), refused_by="SAL-3"),
        *(
            sale(f"the vehicle is {state}", people(of={"state": state}), refused_by="SAL-4")
            for state in ("stolen", "wanted", "held")
        ),
        sale("the vehicle stands in another sale", people(of={"state": "on_sale"}), refused_by="SAL-14"),
        sale(
            "registration, inspection and insurance end today",
            people(
                of={
                    "registration_expires_on": date(2026, 3, 1),
                    "inspection": {"valid_until": date(2026, 3, 1)},
                    "vehicle_insurance": {"valid_until": date(2026, 3, 1)},
                }
            ),
        ),
        sale(
            "the registration ended yesterday",
            people(of={"registration_expires_on": date(2026, 2, 28)}),
            refused_by="SAL-5",
        ),
        sale(
            "the inspection ended yesterday",
            people(of={"inspection": {"valid_until": date(2026, 2, 28)}}),
            refused_by="SAL-6",
        ),
        sale(
            "the insurance ended yesterday",
            people(of={"vehicle_insurance": {"valid_until": date(2026, 2, 28)}}),
            refused_by="SAL-7",
        ),
        sale(
            "the buyer owes a violation",
            people(buyer=other_citizen(violation=[unpaid_violation()])),
            refused_by="SAL-9",
        ),
        sale(
            "the buyer contests a violation",
            people(buyer=other_citizen(violation=[unpaid_violation(state="objected")])),
        ),
        sale(
            "a resident buys a second private car, of eight seats, beside a bus",
            people(of={"seats": 8}, buyer=other_resident(vehicle=[car("private"), car("bus")])),
            answers=TO_RESIDENT,
        ),
        sale(
            "a resident buys a third private car",
            people(buyer=other_resident(vehicle=[car("private"), car("private")])),
            answers=TO_RESIDENT,
            refused_by="SAL-10",
        ),
        sale(
            "a resident buys a car of nine seats",
            people(of={"seats": 9}, buyer=other_resident()),
            answers=TO_RESIDENT,
            refused_by="SAL-10",
        ),
        sale(
            "a citizen buys a third car, of nine seats",
            people(of={"seats": 9}, buyer=other_citizen(vehicle=[car("private"), car("private")])),
        ),
        sale("financed", people(of={"lienholder": "بنك الواحة"}), refused_by="SAL-11"),
        *gate_examples(people(), AGREED, pays="380.00"),
    ),
)
