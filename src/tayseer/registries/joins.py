"""How one record is reached from another in SQL: relations between people, and the circles a person may act on."""

from __future__ import annotations

#: Ways from one record to one other. {p} is the record they start from, {t} the one they reach.
ONE = {
    "father": "LEFT JOIN people_person {t} ON {t}.id = {p}.father_id",
    "mother": "LEFT JOIN people_person {t} ON {t}.id = {p}.mother_id",
    "holder": "LEFT JOIN people_person {t} ON {t}.id = {p}.person_id",
    "owner": "LEFT JOIN people_person {t} ON {t}.id = {p}.person_id",
    "notice_mother": "LEFT JOIN people_person {t} ON {t}.id = {p}.person_id",
    "notice_father": (
        "LEFT JOIN people_tie {t}_tie ON {t}_tie.person_id = {p}.person_id AND {t}_tie.kind = 'spouse' "
        "AND {t}_tie.until_on IS NULL LEFT JOIN people_person {t} ON {t}.id = {t}_tie.other_id"
    ),
    "employer": (
        "LEFT JOIN establishments_employment {t}_job ON {t}_job.person_id = {p}.id AND {t}_job.current "
        "LEFT JOIN establishments_establishment {t} ON {t}.id = {t}_job.establishment_id"
    ),
    "employer_manager": (
        "LEFT JOIN establishments_employment {t}_job ON {t}_job.person_id = {p}.id AND {t}_job.current "
        "LEFT JOIN LATERAL (SELECT min(person_id) AS person_id FROM establishments_manager "
        "WHERE establishment_id = {t}_job.establishment_id) {t}_who ON true "
        "LEFT JOIN people_person {t} ON {t}.id = {t}_who.person_id"
    ),
} | {
    kind: (
        f"LEFT JOIN people_tie {{t}}_tie ON {{t}}_tie.person_id = {{p}}.id AND {{t}}_tie.kind = '{kind}' "
        "AND {t}_tie.until_on IS NULL LEFT JOIN people_person {t} ON {t}.id = {t}_tie.other_id"
    )
    for kind in ("head", "sponsor", "host", "spouse")
}

#: Ways from one record to many. The text follows FROM; {t} is each of the many.
MANY = {
    "children": "people_person {t} WHERE ({t}.father_id = {p}.id OR {t}.mother_id = {p}.id)",
    "dependants": (
        "people_tie {t}_tie JOIN people_person {t} ON {t}.id = {t}_tie.person_id "
        "WHERE {t}_tie.other_id = {p}.id AND {t}_tie.kind = 'head' AND {t}_tie.until_on IS NULL"
    ),
}

_TIED = "SELECT other_id AS by_id, person_id AS id FROM people_tie WHERE until_on IS NULL AND kind {kinds}"
_HEADED, _SPONSORED = _TIED.format(kinds="= 'head'"), _TIED.format(kinds="= 'sponsor'")
_HOSTED = _TIED.format(kinds="= 'host'")
_IN_CHARGE = _TIED.format(kinds="IN ('head', 'sponsor')")
_CHILDREN = (
    "SELECT father_id AS by_id, id FROM people_person WHERE father_id IS NOT NULL "
    "UNION ALL SELECT mother_id, id FROM people_person WHERE mother_id IS NOT NULL"
)
_SELF = "SELECT id AS by_id, id FROM people_person"


def _linked(links: str, table: str = "people_person", *, living: bool = True) -> str:
    alive = " AND {t}.died_on IS NULL" if living and table == "people_person" else ""
    link = f"JOIN ({links}) {{t}}_link ON {{t}}_link.by_id = {{p}}.id"
    return f"{link} JOIN {table} {{t}} ON {{t}}.id = {{t}}_link.id{alive}"


def _held(links: str, table: str, condition: str = "") -> str:
    return (
        f"JOIN ({links}) {{t}}_link ON {{t}}_link.by_id = {{p}}.id "
        f"JOIN {table} {{t}} ON {{t}}.person_id = {{t}}_link.id{condition}"
    )


#: Circles by name: {p} is the applicant, {t} each record the applicant may act on.
CIRCLES = {
    "people.myself": "JOIN people_person {t} ON {t}.id = {p}.id",
    "people.dependants": _linked(_HEADED),
    "people.children": _linked(_CHILDREN),
    "people.domestic_workers": _linked(_SPONSORED),
    "people.in_charge": _linked(_IN_CHARGE),
    "people.visitors": _linked(_HOSTED),
    "people.me_and_family": _linked(f"{_SELF} UNION ALL {_HEADED}"),
    "visas.in_charge": _held(f"{_SELF} UNION ALL {_IN_CHARGE}", "visas_visa", " AND {t}.kind <> 'visit'"),
    "visas.of_visitors": _held(_HOSTED, "visas_visa", " AND {t}.kind = 'visit'"),
    "vehicles.owned": "JOIN vehicles_vehicle {t} ON {t}.person_id = {p}.id",
    "violations.own": "JOIN violations_violation {t} ON {t}.person_id = {p}.id",
    "violations.own_unpaid": "JOIN violations_violation {t} ON {t}.person_id = {p}.id AND {t}.state = 'unpaid'",
    "violations.unpaid_in_charge": _held(
        f"{_SELF} UNION ALL {_IN_CHARGE}", "violations_violation", " AND {t}.state = 'unpaid'"
    ),
    # Whom the register names for an establishment may act on its workers; somebody with a role given on the platform
    # may go on with the one case that another person approved, for as long as it is open, and with nothing else.
    "establishments.workers": _linked(
        "SELECT role.person_id AS by_id, job.person_id AS id FROM establishments_manager role "
        "JOIN establishments_employment job ON job.establishment_id = role.establishment_id AND job.current "
        "UNION SELECT mandate.person_id, job.person_id FROM establishments_mandate mandate "
        "JOIN establishments_employment job ON job.person_id = mandate.worker_id "
        "AND job.establishment_id = mandate.establishment_id AND job.current "
        "LEFT JOIN casework_case filed ON filed.public_id = mandate.case_ref "
        "WHERE mandate.case_ref = '' OR filed.state IN ('open', 'returned', 'objected')"
    ),
    "exchange.birth_notices": (
        "JOIN (SELECT id AS by_id, id FROM people_person UNION ALL SELECT other_id, person_id FROM people_tie "
        "WHERE kind = 'spouse' AND until_on IS NULL) {t}_link ON {t}_link.by_id = {p}.id "
        "JOIN exchange_birth_notice {t} ON {t}.person_id = {t}_link.id AND {t}.state = 'open'"
    ),
}
