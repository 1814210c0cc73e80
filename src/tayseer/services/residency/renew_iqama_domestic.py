"""Renew a domestic worker's iqama: the employer at home extends the worker's residence permit."""

from tayseer.kit.expressions import when
from tayseer.kit.services import SURE, Example, Fee, Notice
from tayseer.kit.text import Text
from tayseer.law import residency as law
from tayseer.registries.people.contract import APPLICANT
from tayseer.registries.residency.contract import Iqama, extend_iqama
from tayseer.services.common.gate import gate, no_unpaid_violations
from tayseer.services.common.personas import citizen, domestic_worker
from tayseer.services.common.roles import WORKER
from tayseer.services.common.trials import FINES_OF_SERVED, TODAY, gate_examples, judged
from tayseer.services.families import renewal
from tayseer.services.residency.personas import PHOTO_AND_FINGERPRINT, documents_tried, late_examples
from tayseer.services.residency.rules import (
    QUARTERS,
    domestic_card,
    fingerprint_and_photo,
    insured,
    is_late,
    late_fee,
    not_late_again,
    not_reported_absent,
    passport_valid,
    renewed_end,
    times_abroad,
)

IQAMA = Iqama.of(WORKER)
GIVEN = {"applicant": citizen(), "worker": domestic_worker()}
ABROAD = {**GIVEN, "worker": domestic_worker(presence__inside=False)}
FULL = {QUARTERS: 4, "terms": True}
THREE_MONTHS = {**FULL, QUARTERS: 1}

RENEW_IQAMA_DOMESTIC = renewal(
    code="residency/renew-iqama-domestic",
    ar="تجديد إقامة عامل منزلي",
    en="Renew a domestic worker's iqama",
    does=Text(
        ar="تمدّ إقامة عاملك المنزلي، وتصدر له هوية مقيم رقمية بتاريخها الجديد.",
        en="Extends the iqama of your domestic worker, who gets a digital resident ID with the new date.",
    ),
    basis="Residence Regulation; residence fees table",
    assurance=SURE,
    for_whom=("citizen", "resident"),
    acts_on=WORKER,
    asks=(QUARTERS,),
    allowed_when=(
        *gate(),
        no_unpaid_violations(WORKER, code="G-7"),
        passport_valid(WORKER, code="IQR-1"),
        fingerprint_and_photo(WORKER),
        insured(WORKER, code="IQR-4"),
        not_reported_absent(WORKER, code="IQR-5"),
        not_late_again(WORKER),
    ),
    costs=(
        Fee(
            "iqama",
            ar="رسم الإقامة",
            en="Iqama fee",
            amount=law.domestic_fee_quarter,
            times=QUARTERS * times_abroad(WORKER),
        ),
        late_fee(WORKER),
    ),
    effects=(
        extend_iqama(
            WORKER, expires_on=renewed_end(WORKER), late_renewals=IQAMA.late_renewals + when(is_late(WORKER), 1, 0)
        ),
    ),
    issues=(domestic_card(WORKER, APPLICANT),),
    also_tells=(
        Notice(
            "approved",
            WORKER,
            ar="جُدّدت إقامتك بطلب من صاحب العمل. رقم الطلب {case}.",
            en="Your iqama has been renewed at your employer's request, number {case}.",
        ),
    ),
    mistakes=(
        Text(ar="التأمين الصحي منتهٍ يوم التجديد.", en="The medical insurance has ended on the day of renewal."),
        Text(ar="مخالفة غير مسددة على العامل أو صاحب العمل.", en="An unpaid violation of the worker or the employer."),
        Text(
            ar="ترك التجديد حتى تمضي أيام السماح بعد انتهاء الإقامة.",
            en="Leaving renewal until the days of grace after expiry have passed.",
        ),
    ),
    phrases=(
        "تجديد اقامة الشغالة",
        "تجديد اقامة السايق",
        "اقامة العاملة المنزلية",
        "renew maid iqama",
        "renew driver residence permit",
    ),
    examples=(
        *(
            Example(
                f"quarters renewed: {quarters}",
                on=TODAY,
                given=GIVEN,
                answers={**FULL, QUARTERS: quarters},
                pays=pays,
                leaves={IQAMA.expires_on: ends, IQAMA.late_renewals: 0},
            )
            for quarters, pays, ends in (
                (1, "150.00", "2027-05-28"),
                (2, "300.00", "2027-08-28"),
                (3, "450.00", "2027-11-28"),
                (4, "600.00", "2028-02-28"),
            )
        ),
        *(
            Example(name, on=on, given=ABROAD, answers=FULL, pays=pays)
            for name, on, pays in (
                ("abroad on the eve of the double fee", "2024-12-31", "600.00"),
                ("abroad on the first day of the double fee", "2025-01-01", "1200.00"),
            )
        ),
        *late_examples(GIVEN, THREE_MONTHS, "worker", IQAMA, pays=("150.00", "650.00", "1150.00")),
        *judged(
            GIVEN,
            FULL,
            "worker",
            [*FINES_OF_SERVED, *documents_tried("IQR"), *PHOTO_AND_FINGERPRINT],
            pays="600.00",
        ),
        *gate_examples(GIVEN, FULL, pays="600.00"),
    ),
)
