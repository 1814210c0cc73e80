"""My vehicles: what is registered in one's name, and which registration has ended or will end soon."""

from datetime import date

from tayseer.kit.expressions import DAY, both, count, plus_days
from tayseer.kit.services import Example, Shown
from tayseer.kit.text import Text
from tayseer.law import vehicles as law
from tayseer.registries.people.contract import APPLICANT
from tayseer.registries.vehicles.contract import Vehicle
from tayseer.services.common.gate import gate
from tayseer.services.common.personas import citizen, unpaid_violation
from tayseer.services.common.trials import gate_examples
from tayseer.services.families import query
from tayseer.services.vehicles.personas import vehicle

MINE = Vehicle.of(APPLICANT)
HOW_MANY = count(MINE, ar="عدد مركباتك", en="Your vehicles")
ENDED = count(
    MINE,
    where=MINE.registration_expires_on < DAY,
    ar="مركبات انتهت رخصة سيرها",
    en="Vehicles whose registration has ended",
)
ENDING = count(
    MINE,
    where=both(
        MINE.registration_expires_on >= DAY, MINE.registration_expires_on <= plus_days(DAY, law.registration_alert_days)
    ),
    ar="مركبات تنتهي رخصة سيرها قريبًا",
    en="Vehicles whose registration ends soon",
)


def people(**differs: object) -> dict[str, object]:
    """The owner of five vehicles, whose registrations end on both sides of each boundary."""
    ends = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 4, 30), date(2026, 5, 1), date(2027, 1, 1))
    owned = [vehicle(id=20 + place, registration_expires_on=end) for place, end in enumerate(ends)]
    return {"applicant": citizen(**{"vehicle": owned, **differs})}


VIEW_MY_VEHICLES = query(
    code="vehicles/view-my-vehicles",
    ar="مركباتي",
    en="My vehicles",
    does=Text(
        ar="تعرض المركبات المسجلة باسمك وبياناتها، وتنبهك إلى ما انتهت رخصة سيره أو قارب الانتهاء.",
        en="Shows the vehicles registered in your name, and warns of registrations that have ended or will end soon.",
    ),
    basis="Traffic Law, vehicle register",
    for_whom=("citizen", "resident"),
    # To see what one owns, an active account is enough.
    allowed_when=gate(cures={"G-2", "G-6", "G-8"}),
    shows=(
        Shown(ar="عدد مركباتك", en="Your vehicles", value=HOW_MANY),
        Shown(ar="مركبات انتهت رخصة سيرها", en="Registrations that have ended", value=ENDED),
        Shown(ar="مركبات تنتهي رخصة سيرها قريبًا", en="Registrations that end soon", value=ENDING),
        Shown(
            ar="المركبات",
            en="Vehicles",
            records=MINE,
            fields=(
                "plate",
                "make",
                "model_year",
                "colour",
                "type",
                "seats",
                "sequence_number",
                "registration_expires_on",
                "state",
                "lienholder",
            ),
        ),
    ),
    mistakes=(
        Text(
            ar="ترك مركبة بيعت خارج المنصة على اسم البائع: مخالفاتها عليه حتى تُنقل ملكيتها.",
            en="Leaving a vehicle sold elsewhere in one's name: its violations are the seller's until transfer.",
        ),
    ),
    phrases=(
        "مركباتي",
        "سياراتي",
        "السيارات اللي باسمي",
        "متى تنتهي الاستمارة",
        "my cars",
        "vehicles in my name",
        "registration expiry",
    ),
    examples=(
        Example(
            "five vehicles: one registration has ended, two end soon",
            on="2026-03-01",
            given=people(),
            leaves={HOW_MANY: 5, ENDED: 1, ENDING: 2},
        ),
        Example("no vehicle", on="2026-03-01", given=people(vehicle=[]), leaves={HOW_MANY: 0, ENDED: 0, ENDING: 0}),
        Example(
            "an expired card, a suspension and a debt do not hide the list",
            on="2026-03-01",
            given=people(id_card=None, restriction=[{"kind": "suspension"}], violation=[unpaid_violation()]),
        ),
        *gate_examples(people(), {}, without={"G-2", "G-6", "G-8"}),
    ),
)
