"""Every registry's contract, in one list: what a sweep over all records goes through."""

from tayseer.registries.addresses import contract as addresses
from tayseer.registries.appointments import contract as appointments
from tayseer.registries.biometrics import contract as biometrics
from tayseer.registries.borders import contract as borders
from tayseer.registries.civil import contract as civil
from tayseer.registries.establishments import contract as establishments
from tayseer.registries.licences import contract as licences
from tayseer.registries.passports import contract as passports
from tayseer.registries.people import contract as people
from tayseer.registries.residency import contract as residency
from tayseer.registries.restrictions import contract as restrictions
from tayseer.registries.vehicles import contract as vehicles
from tayseer.registries.violations import contract as violations
from tayseer.registries.visas import contract as visas

CONTRACTS = (
    people,
    civil,
    biometrics,
    passports,
    visas,
    borders,
    residency,
    restrictions,
    licences,
    vehicles,
    violations,
    establishments,
    addresses,
    appointments,
)
