"""Whose record: the subjects that services act on, each chosen from one of the applicant's circles."""

from tayseer.exchange.contract import BIRTH_NOTICES, BirthNotice
from tayseer.kit.records import one_of
from tayseer.registries.establishments.contract import WORKERS
from tayseer.registries.people.contract import CHILDREN, DEPENDANTS, DOMESTIC_WORKERS, IN_CHARGE, ME_AND_FAMILY, Person
from tayseer.registries.vehicles.contract import OWN_VEHICLES, Vehicle
from tayseer.registries.violations.contract import OWN_VIOLATIONS, UNPAID_IN_CHARGE, Violation
from tayseer.registries.visas.contract import VISAS_IN_CHARGE, VISIT_VISAS, Visa

DEPENDANT = one_of(DEPENDANTS, Person, name="dependant", ar="فرد الأسرة", en="the family member")
CHILD = one_of(CHILDREN, Person, name="child", ar="الابن أو الابنة", en="the child")
WORKER = one_of(DOMESTIC_WORKERS, Person, name="worker", ar="العامل المنزلي", en="the domestic worker")
IN_MY_CHARGE = one_of(IN_CHARGE, Person, name="charge", ar="من في مسؤوليتك", en="the person in your charge")
EMPLOYEE = one_of(WORKERS, Person, name="employee", ar="العامل", en="the worker")
FAMILY = one_of(ME_AND_FAMILY, Person, name="relative", ar="صاحب الشأن", en="the person concerned")
VISA = one_of(VISAS_IN_CHARGE, Visa, name="visa", ar="التأشيرة", en="the visa")
VISIT_VISA = one_of(VISIT_VISAS, Visa, name="visit", ar="تأشيرة الزائر", en="the visitor's visa")
VEHICLE = one_of(OWN_VEHICLES, Vehicle, name="vehicle", ar="المركبة", en="the vehicle")
VIOLATION = one_of(OWN_VIOLATIONS, Violation, name="violation", ar="المخالفة", en="the violation")
UNPAID_VIOLATION = one_of(UNPAID_IN_CHARGE, Violation, name="unpaid_violation", ar="المخالفة", en="the violation")
BIRTH_NOTICE = one_of(BIRTH_NOTICES, BirthNotice, name="notice", ar="بلاغ الولادة", en="the birth notice")
