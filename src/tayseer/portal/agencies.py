"""Sections of the catalogue as readers know them: the name, the body that answers for it, the picture."""

from __future__ import annotations

from dataclasses import dataclass

from tayseer.kit.text import Text


@dataclass(frozen=True)
class Section:
    """One section: the first word of its services' codes."""

    code: str
    title: Text
    body: Text
    icon: str


_PRISONS = Text(ar="المديرية العامة للسجون", en="General Directorate of Prisons")
_PASSPORTS = Text(ar="المديرية العامة للجوازات", en="General Directorate of Passports")
_TRAFFIC = Text(ar="الإدارة العامة للمرور", en="General Department of Traffic")
_PLATFORM = Text(ar="منصة تيسير", en="Tayseer platform")

SECTIONS = {
    section.code: section
    for section in (
        Section(
            "civil",
            Text(ar="الأحوال المدنية", en="Civil affairs"),
            Text(ar="الأحوال المدنية", en="Civil Affairs"),
            "family",
        ),
        Section("passports", Text(ar="جوازات السفر", en="Passports"), _PASSPORTS, "passport"),
        Section("residency", Text(ar="الإقامة", en="Residence"), _PASSPORTS, "globe"),
        Section("visas", Text(ar="التأشيرات والسفر", en="Visas and travel"), _PASSPORTS, "plane"),
        Section("prisons", Text(ar="السجون", en="Prisons"), _PRISONS, "people"),
        Section("traffic", Text(ar="المرور", en="Traffic"), _TRAFFIC, "licence"),
        Section("vehicles", Text(ar="المركبات", en="Vehicles"), _TRAFFIC, "car"),
        Section("business", Text(ar="المنشآت والعاملون", en="Establishments and workers"), _PASSPORTS, "building"),
        Section("account", Text(ar="الحساب والبيانات", en="Account and data"), _PLATFORM, "person"),
    )
}


def section(code: str) -> Section:
    """The section of this code; one that has no words yet goes by its code."""
    return SECTIONS.get(code) or Section(code, Text(ar=code, en=code.capitalize()), _PLATFORM, "services")


@dataclass(frozen=True)
class LifeEvent:
    """Something that happens in a life, and the services it calls for."""

    title: Text
    text: Text
    icon: str
    codes: tuple[str, ...]


LIFE_EVENTS = (
    LifeEvent(
        Text(ar="رُزقت بمولود", en="A child is born"),
        Text(ar="تسجيل الولادة، ثم الهوية والجواز.", en="Register the birth, then identity and passport."),
        "baby",
        (
            "civil/register-birth-citizen", "civil/register-birth-resident", "civil/register-birth-late",
            "civil/issue-id-family-member", "passports/issue-passport-child-no-fingerprint",
        ),
    ),
    LifeEvent(
        Text(ar="أحد من أسرتي سيسافر", en="Somebody in my family travels"),
        Text(ar="تأشيرات الخروج والعودة، والجوازات.", en="Exit and re-entry visas, and passports."),
        "plane",
        (
            "visas/issue-exit-reentry-single-family", "visas/issue-exit-reentry-multiple-family",
            "visas/extend-exit-reentry-abroad", "visas/cancel-exit-reentry", "passports/issue-passport-dependant",
        ),
    ),
    LifeEvent(
        Text(ar="إقامة تقارب الانتهاء", en="An iqama is about to end"),
        Text(ar="تجديدها لأسرتك أو لعاملك.", en="Renew it for your family or your worker."),
        "calendar",
        (
            "residency/renew-iqama-family", "residency/renew-iqama-domestic", "residency/renew-iqama-establishment",
            "residency/query-iqama-validity", "residency/update-passport-renewed",
        ),
    ),
    LifeEvent(
        Text(ar="أشتري مركبة أو أبيعها", en="I buy or sell a vehicle"),
        Text(ar="بيع آمن الثمن، وتجديد رخصة السير.", en="A sale with the price held safe, and registration."),
        "car",
        ("vehicles/offer-sale", "vehicles/accept-sale", "vehicles/renew-registration", "vehicles/authorise-driver"),
    ),
    LifeEvent(
        Text(ar="عليّ مخالفة مرورية", en="I have a traffic violation"),
        Text(ar="اعرف تفاصيلها، وسددها أو اعترض عليها.", en="See it, then pay or contest it."),
        "scale",
        (
            "traffic/query-violations", "traffic/pay-violation", "traffic/object-to-violation",
            "traffic/extend-violation-deadline", "traffic/query-violation-by-number",
        ),
    ),
    LifeEvent(
        Text(ar="ضاعت هويتي أو تلفت", en="My card is lost or damaged"),
        Text(ar="بلّغ عنها واطلب بدلها.", en="Report it and ask for another."),
        "shield",
        ("civil/replace-id-lost", "civil/replace-id-damaged", "passports/report-passport-lost", "civil/renew-id"),
    ),
)  # fmt: skip
