"""Words of the office's screens that depend on data: states, events, who did it, masked names, agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.kit.text import Text, isolate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tayseer.casework.contract import CaseRecord

_WAITING = {
    "pay": "waiting_payment",
    "hold": "waiting_payment",
    "consent": "waiting_consent",
    "confirm": "waiting_consent",
    "attend": "waiting_appointment",
    "decide": "waiting_officer",
}
_STATES = {"objected": "objection", "approved": "done"}


def status_of(case_state: str, does: str = "") -> str:
    """The state as the component ``case_status`` knows it; ``does`` is what the open step asks."""
    if case_state == "open":
        return _WAITING.get(does, "filed")
    return _STATES.get(case_state, case_state)


def status_of_case(case: CaseRecord) -> str:
    """The state of a case as the component ``case_status`` knows it."""
    return status_of(case.state, case.turns[0].does if case.turns else "")


EVENTS: Mapping[str, Text] = {
    "filed": Text(ar="قُدّم الطلب", en="The request was filed"),
    "turn.opened": Text(ar="بدأ دور: {step}", en="A turn began: {step}"),
    "turn.paid": Text(ar="سُدد المبلغ", en="It was paid"),
    "turn.yes": Text(ar="وافق الطرف الآخر", en="The other party agreed"),
    "turn.no": Text(ar="لم يوافق الطرف الآخر", en="The other party did not agree"),
    "turn.approved": Text(ar="وافق الموظف", en="The officer approved"),
    "turn.refused": Text(ar="لم يوافق الموظف", en="The officer refused"),
    "turn.returned": Text(ar="أُعيد للتصحيح", en="It was returned for correction"),
    "turn.corrected": Text(ar="صحّح مقدم الطلب أجوبته", en="The applicant corrected the answers"),
    "turn.silent": Text(ar="انتهت المهلة من غير إجراء", en="The term ran out without an act"),
    "turn.lapsed": Text(ar="انتهى الدور بسقوط الطلب", en="The turn ended, as the request lapsed"),
    "turn.withdrawn": Text(ar="انتهى الدور بسحب الطلب", en="The turn ended, as the request was withdrawn"),
    "turn.escalated": Text(
        ar="انتهت مهلة الموظف فانتقل إلى المشرف", en="The officer's term ran out, so it went to the supervisor"
    ),
    "case.objected": Text(ar="اعترض مقدم الطلب على القرار", en="The applicant objected to the decision"),
    "case.approved": Text(ar="قُبل الطلب ونُفّذ", en="The request was accepted and carried out"),
    "case.refused": Text(ar="لم يُقبل الطلب", en="The request was not accepted"),
    "case.lapsed": Text(ar="سقط الطلب", en="The request lapsed"),
    "case.withdrawn": Text(ar="سُحب الطلب", en="The request was withdrawn"),
}
_OTHER_EVENT = Text(ar="إجراء: {name}", en="An act: {name}")


def event_words(name: str, *, step: Text) -> Text:
    """An event of a case's history in words; ``step`` fills the sentence that names one."""
    found = EVENTS.get(name)
    if found is None:
        return _OTHER_EVENT.fill({"name": Text(ar=name, en=name)})
    return found.fill({"step": step})


ACCESSES: Mapping[str, Text] = {
    "office.case.opened": Text(ar="فتح طلب", en="A case was opened"),
    "office.file.opened": Text(ar="فتح مرفق في طلب", en="A file of a case was opened"),
    "office.person.searched": Text(ar="بحث برقم الهوية", en="A search by identity number"),
    "office.person.proofed": Text(ar="إثبات الهوية ورمز تفعيل", en="Identity proved, with an activation code"),
    "office.access.asked": Text(ar="طلب فتح السجل", en="A request to open the record"),
    "office.access.allowed": Text(ar="إذن المشرف بفتح السجل", en="A supervisor’s permission to open the record"),
    "office.record.opened": Text(ar="فتح السجل", en="The record was opened"),
    "office.document.opened": Text(ar="فتح وثيقة من السجل", en="A document was opened from the record"),
    "document.viewed": Text(ar="عرض وثيقة", en="A document was viewed"),
    "document.downloaded": Text(ar="تنزيل وثيقة", en="A document was downloaded"),
    "service.queried": Text(ar="استعلام عن بيانات", en="Data was looked up by a service"),
}


def access_kind(action: str) -> Text:
    """What was done in an access, in words; one without words yet goes by its stable name."""
    return ACCESSES.get(action) or Text(ar=f"عملية {isolate(action)}", en=f"The act {action}")


AGENCIES: Mapping[str, Text] = {
    "privacy": Text(ar="مكتب الخصوصية", en="Privacy office"),
    "civil": Text(ar="الأحوال المدنية", en="Civil affairs"),
    "passports": Text(ar="الجوازات", en="Passports"),
    "residency": Text(ar="الإقامة", en="Residence"),
    "visas": Text(ar="التأشيرات", en="Visas"),
    "traffic": Text(ar="المرور", en="Traffic"),
    "vehicles": Text(ar="المركبات", en="Vehicles"),
    "labour": Text(ar="العمل", en="Labour"),
    "business": Text(ar="المنشآت", en="Establishments"),
}
UNITS: Mapping[str, Text] = {
    "objections": Text(ar="الاعتراضات", en="objections"),
    "names": Text(ar="الأسماء", en="names"),
    "births": Text(ar="المواليد", en="births"),
    "cards": Text(ar="البطاقات", en="cards"),
    "visits": Text(ar="زيارات الفروع", en="visits to branches"),
    "passports": Text(ar="الجوازات", en="passports"),
    "disputes": Text(ar="الخلافات", en="disputes"),
    "visa-objections": Text(ar="الاعتراض على التأشيرات", en="objections to visas"),
}
_WHOLE = Text(ar="كل الوحدات", en="all units")


def unit_words(agency: str, unit: str) -> Text:
    """A unit of an agency in words; a unit without words yet goes by its code."""
    house = AGENCIES.get(agency, Text(ar=agency, en=agency.capitalize()))
    part = UNITS.get(unit, Text(ar=unit, en=unit)) if unit else _WHOLE
    return Text(ar=f"{house.ar}: {part.ar}", en=f"{house.en}: {part.en}")


def queue_words(queue: str) -> Text:
    """A queue, agency and unit, in words."""
    agency, _, unit = queue.partition("/")
    return unit_words(agency, unit)


ROLE_WORDS: Mapping[str, Text] = {
    "clerk": Text(ar="موظف", en="Clerk"),
    "supervisor": Text(ar="مشرف", en="Supervisor"),
}


def masked_name(name: str) -> str:
    """A name of which each part keeps its first letter, enough to see that it is the person one means."""
    return " ".join(f"{part[0]}{'•' * 3}" for part in name.split() if part)


def masked_number(number: str) -> str:
    """An identity number of which the first and the last two digits are shown."""
    return f"{number[:1]}{'•' * max(0, len(number) - 3)}{number[-2:]}"
