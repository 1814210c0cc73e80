"""The conditions of a vehicle sale (SAL) on the buyer, the price and the vehicle."""

from __future__ import annotations

from tayseer.kit.expressions import both, count, either
from tayseer.kit.questions import Question
from tayseer.kit.records import found_by
from tayseer.kit.rules import Rule
from tayseer.kit.text import Text
from tayseer.law import vehicles as law
from tayseer.registries.people.contract import APPLICANT, Person
from tayseer.registries.vehicles.contract import Vehicle
from tayseer.registries.violations.contract import Violation
from tayseer.services.common.roles import VEHICLE
from tayseer.services.vehicles.rules import has_account

BASIS = "Terms of electronic vehicle sale"

BUYER_NUMBER = Question(
    "buyer_number",
    ar="رقم هوية المشتري",
    en="The buyer's identity number",
    kind="number",
    why=Text(
        ar="لنرسل إليه عرضك، ونتحقق من أنه يستطيع الشراء.",
        en="To send your offer, and to check that this person can buy.",
    ),
)
PRICE = Question(
    "price",
    ar="الثمن المتفق عليه بالريال",
    en="The price agreed on, in SAR",
    kind="amount",
    hint=Text(
        ar="من غير الرسوم؛ يدفعها المشتري مع الثمن.", en="Without the fees; the buyer pays those with the price."
    ),
)
BUYER = found_by(BUYER_NUMBER, "number", Person, name="buyer", ar="المشتري", en="the buyer")
DEBT = Violation.of(BUYER)
CAR = Vehicle.of(BUYER)
#: Private cars of the buyer's, this one included.
CARS_WITH_THIS_ONE = (
    count(CAR, where=CAR.type == "private", ar="السيارات الخاصة لدى المشتري", en="The buyer's private cars") + 1
)

BUYER_REGISTERED = has_account(BUYER, BUYER_NUMBER, code="SAL-1", basis=BASIS)

PRICE_IN_RANGE = Rule(
    code="SAL-2",
    ar="الثمن بين الحد الأدنى والحد الأعلى للمبايعة الإلكترونية.",
    en="The price lies between the lowest and the highest of an electronic sale.",
    basis=f"{BASIS}, SAL-2",
    holds=both(PRICE >= law.sale_price_min, PRICE <= law.sale_price_max),
    because=Text(
        ar="الثمن الذي كتبته {price}، والمبايعة الإلكترونية من {lowest} إلى {highest}.",
        en="You entered {price}. The price must be between {lowest} and {highest}.",
    ),
    shows={"price": PRICE, "lowest": law.sale_price_min, "highest": law.sale_price_max},
    cure=Text(
        ar="صحّح الثمن، أو انقل الملكية لدى إدارة المرور.",
        en="Correct the price, or transfer the vehicle at a traffic office.",
    ),
)

SOLD_ONLINE = Rule(
    code="SAL-3",
    ar="المركبة خاصة أو نقل خاص.",
    en="The vehicle is private or private transport.",
    basis=f"{BASIS}, SAL-3",
    holds=VEHICLE.type.is_one_of("private", "private_transport"),
    because=Text(
        ar="نوع تسجيل المركبة {plate}: {type}، وتُنقل ملكية هذا النوع لدى إدارة المرور.",
        en="The registration type of vehicle {plate} is {type}, which is transferred at a traffic office.",
    ),
    shows={"plate": VEHICLE.plate, "type": VEHICLE.type},
    cure=Text(ar="احجز موعدًا لدى إدارة المرور.", en="Book an appointment at a traffic office."),
)

NO_REPORT = Rule(
    code="SAL-4",
    ar="المركبة ليست مسروقة ولا مطلوبة ولا محجوزة.",
    en="The vehicle is not stolen, wanted or in custody.",
    basis=f"{BASIS}, SAL-4",
    holds=VEHICLE.state.is_one_of("clear", "on_sale"),
    because=Text(
        ar="حالة المركبة {plate} في السجل: {state}. لا يمكن بيعها ما دامت كذلك.",
        en="The state of vehicle {plate} on record: {state}. It cannot be sold while that stands.",
    ),
    shows={"plate": VEHICLE.plate, "state": VEHICLE.state},
    cure=Text(
        ar="راجع الجهة التي سجلت البلاغ أو الحجز.", en="See the authority that entered the report or holds the vehicle."
    ),
)

NO_OTHER_SALE = Rule(
    code="SAL-14",
    ar="لا مبايعة أخرى قائمة على المركبة.",
    en="No other sale of the vehicle is open.",
    basis=f"{BASIS}, SAL-14",
    holds=VEHICLE.state != "on_sale",
    because=Text(
        ar="المركبة {plate} معروضة في مبايعة قائمة.", en="Vehicle {plate} stands in a sale that is still open."
    ),
    shows={"plate": VEHICLE.plate},
    cure=Text(
        ar="أكمل المبايعة القائمة، أو ألغها من صفحة طلباتك.",
        en="Finish the open sale, or cancel it among your requests.",
    ),
)

BUYER_OWES_NOTHING = Rule(
    code="SAL-9",
    ar="لا مخالفات مرورية غير مسددة على المشتري.",
    en="The buyer has no unpaid traffic violation.",
    basis=f"{BASIS}, SAL-9",
    holds=count(
        DEBT, where=DEBT.state == "unpaid", ar="مخالفات المشتري غير المسددة", en="The buyer's unpaid violations"
    )
    == 0,
    because=Text(
        ar="لا يستطيع المشتري إتمام المبايعة الآن بسبب مخالفات مرورية عليه. تفاصيلها له وحده، ويراها في حسابه.",
        en="Traffic violations keep the buyer from completing the sale now. Only the buyer can see what they are.",
    ),
    cure=Text(
        ar="اطلب من المشتري تسديدها أو الاعتراض عليها من حسابه، ثم أكمل.",
        en="Ask the buyer to pay or contest them from the buyer's own account, then continue.",
    ),
)

RESIDENT_MAY_OWN = Rule(
    code="SAL-10",
    ar="المشتري المقيم لا يتجاوز حد السيارات الخاصة ولا حد مقاعدها.",
    en="A buyer who is a resident stays within the limits of private cars and of their seats.",
    basis=f"{BASIS}, SAL-10",
    # Before the number is given the last alternative is not known, which leaves the rule open instead of refusing.
    holds=either(
        BUYER.kind == "citizen",
        both(CARS_WITH_THIS_ONE <= law.resident_cars_max, VEHICLE.seats <= law.resident_seats_max),
        BUYER.number != BUYER_NUMBER,
    ),
    because=Text(
        ar="حد المقيم من السيارات الخاصة {cars}، ومن مقاعد كل سيارة {seats}، والمشتري يتجاوز أحدهما بهذه المركبة.",
        en="A resident may own {cars} private cars, of {seats} seats each at most. The buyer would exceed that.",
    ),
    shows={"cars": law.resident_cars_max, "seats": law.resident_seats_max},
    cure=Text(
        ar="ينقل المشتري إحدى سياراته أولًا، أو تباع المركبة لغيره.",
        en="The buyer transfers one of the other cars first, or the vehicle is sold to somebody else.",
    ),
)

NO_LIEN = Rule(
    code="SAL-11",
    ar="لا رهن ولا تمويل على المركبة.",
    en="No lien or finance stands on the vehicle.",
    basis=f"{BASIS}, SAL-11",
    holds=~VEHICLE.lienholder.is_known(),
    because=Text(
        ar="المركبة {plate} مرهونة لصالح {lienholder}.", en="A lien by {lienholder} stands on vehicle {plate}."
    ),
    shows={"plate": VEHICLE.plate, "lienholder": VEHICLE.lienholder},
    cure=Text(
        ar="سدد ما عليك للجهة الراهنة واطلب منها فك الرهن؛ يصلنا ذلك بنفسه.",
        en="Settle with the lienholder and ask for a release; it reaches us by itself.",
    ),
)

TWO_PEOPLE = Rule(
    code="SAL-15",
    ar="المشتري شخص غير البائع.",
    en="The buyer is not the seller.",
    basis=f"{BASIS}, SAL-15",
    holds=APPLICANT.number != BUYER_NUMBER,
    because=Text(ar="الرقم الذي كتبته رقمك أنت.", en="The number you entered is your own."),
    cure=Text(ar="اكتب رقم هوية المشتري.", en="Enter the buyer's identity number."),
)
