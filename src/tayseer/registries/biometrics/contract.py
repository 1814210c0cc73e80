"""Biometrics: whether fingerprint and photo are on file; never the biometrics themselves."""

from tayseer.kit.expressions import DAY
from tayseer.kit.records import Record, day
from tayseer.kit.services import Effect, change
from tayseer.registries.people.contract import Person


class Enrolment(Record, registry="biometrics", of="person", ar="سجل السمات الحيوية", en="biometrics register"):
    """When a person's fingerprint and photo were taken; not known means not on file."""

    fingerprint_on = day(ar="تاريخ تسجيل البصمة", en="Fingerprint enrolled on")
    photo_on = day(ar="تاريخ الصورة", en="Photo taken on")


def enrol(person: type[Person]) -> Effect:
    """Fingerprint and photo taken today."""
    return change(
        "biometrics.enrolment.taken",
        Enrolment.of(person),
        ar="تسجيل البصمة والصورة",
        en="Fingerprint and photo on file",
        fingerprint_on=DAY,
        photo_on=DAY,
    )


def retake_photo(person: type[Person]) -> Effect:
    """A new photo, accepted today."""
    return change(
        "biometrics.photo.retaken", Enrolment.of(person), ar="تحديث الصورة", en="A new photo on file", photo_on=DAY
    )
