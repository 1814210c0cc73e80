"""Who is in the made-up country: families that fit together, workers and their sponsors, guests and their hosts.

People stand in blocks of twenty: two citizens' households of six places, one household of residents of four, one
domestic worker, two workers and one guest. Whose child, wife or worker somebody is follows from the place alone, so
that no join is needed, and chunks can be written in any order.
"""

# ruff: noqa: E501, S608 - statements of SQL, built from this package's own words, which read worse when broken

from __future__ import annotations

from tayseer.demo.names import NATIONS
from tayseer.demo.nation.words import Rows, chance, odds, one_of

BLOCK = 20
CITIZENS_OF_BLOCK, RESIDENTS_OF_BLOCK = 12, 8
#: Each establishment serves so many people.
PEOPLE_OF_ESTABLISHMENT = 100
#: First digits of the numbers given out here, none of which a real person holds: ten million numbers each. The ranges
#: from which numbers are drawn one at a time (19, 29, 39) stay free for what happens in the country afterwards.
CITIZEN_SERIES, RESIDENT_SERIES, VISITOR_SERIES = (18, 17, 16, 15, 14), (28, 27), (38,)
SERIES_SIZE = 10_000_000
#: The most people for whom there are numbers: residents' numbers, and plates of cars, would run out next.
MOST_PEOPLE = 40_000_000
#: Steps through a series, or through all plates, that meet every one once.
STRIDE = 7_368_787

# Ages in whole years. A first child comes to a mother of 20 to 26, the next ones each two to four years later.
_HEAD_AGE = f"(24 + {chance('age', 36, of='p.head')})"
_WIFE_AGE = f"greatest(20, {_HEAD_AGE} - {chance('gap', 8, of='p.head')})"
_CHILD_AGE = f"({_WIFE_AGE} - 20 - {chance('first', 7, of='p.head')} - 3 * p.birth + {chance('spacing', 2)})"
_OLDEST_CHILD = 30

_PLACES = f"""
SELECT i, slot, head, birth,
       slot < {CITIZENS_OF_BLOCK} AS citizen,
       CASE WHEN slot < {CITIZENS_OF_BLOCK} THEN {odds("family", 78, of="head")} ELSE {odds("family", 35, of="head")} END
         AND slot < 16 AS in_family
FROM (
  SELECT i, i % {BLOCK} AS slot,
         i - CASE WHEN i % {BLOCK} < 12 THEN i % {BLOCK} % 6 WHEN i % {BLOCK} < 16 THEN i % {BLOCK} - 12 ELSE 0 END AS head,
         CASE WHEN i % {BLOCK} < 12 THEN i % {BLOCK} % 6 ELSE i % {BLOCK} - 12 END - 2 AS birth
  FROM generate_series(@first::bigint, @last::bigint) i
) placed OFFSET 0
"""

# Roles: the head of a family, his wife, a child, the head's old father, a single adult, a domestic worker, a worker of
# an establishment, a guest.
_ROLES = f"""
SELECT p.*,
       CASE WHEN slot >= 16 THEN CASE WHEN slot = 16 THEN 'domestic'
                                      WHEN slot = 19 AND {odds("guest", 40)} THEN 'guest' ELSE 'worker' END
            WHEN in_family AND birth = -2 THEN 'head'
            WHEN in_family AND birth = -1 THEN 'wife'
            WHEN in_family AND citizen AND birth = 3 AND {odds("grandfather", 30, of="p.head")} THEN 'grandfather'
            WHEN in_family AND birth >= 0 AND birth < 1 + {chance("children", 4, of="p.head")}
                 AND {_CHILD_AGE} BETWEEN 0 AND {_OLDEST_CHILD} THEN 'child'
            WHEN citizen THEN 'single' ELSE 'worker' END AS role
FROM ({_PLACES}) p OFFSET 0
"""

_AGES = f"""
SELECT p.*,
       CASE role WHEN 'head' THEN {_HEAD_AGE} WHEN 'wife' THEN {_WIFE_AGE} WHEN 'child' THEN {_CHILD_AGE}
                 WHEN 'grandfather' THEN {_HEAD_AGE} + 22 + {chance("elder", 9)}
                 WHEN 'single' THEN 19 + {chance("age", 46)} WHEN 'domestic' THEN 22 + {chance("age", 30)}
                 WHEN 'guest' THEN 3 + {chance("age", 72)} ELSE 21 + {chance("age", 39)} END::int AS age,
       CASE WHEN role IN ('head', 'grandfather') OR (birth = -2 AND slot < 16) THEN true
            WHEN role = 'wife' OR (birth = -1 AND citizen) THEN false
            WHEN role = 'worker' THEN {odds("man", 88)} WHEN role = 'domestic' THEN {odds("man", 35)}
            ELSE {odds("man", 51)} END AS man,
       CASE WHEN citizen THEN 0 ELSE least(1 + {chance("nation", 21, of="p.head")} * {chance("nation too", 21, of="p.head")} / 38, {len(NATIONS) - 1}) END::int
         AS nation,
       CASE WHEN role = 'guest' THEN 'visitor' WHEN citizen THEN 'citizen' ELSE 'resident' END AS kind,
       CASE WHEN citizen THEN (@serial + i) / {BLOCK} * {CITIZENS_OF_BLOCK} + slot
            WHEN role = 'guest' THEN (@serial + i) / {BLOCK}
            ELSE (@serial + i) / {BLOCK} * {RESIDENTS_OF_BLOCK} + slot - {CITIZENS_OF_BLOCK} END AS serial
FROM ({_ROLES}) p OFFSET 0
"""

# Whose chance names whom: a child bears the names that chance gave its father, who is the head of the household.
_NAMES = f"""
SELECT p.*, @people_person + i AS id, @people_person + head AS head_id,
       @on - (age * 1461 / 4 + 2 + {chance("birthday", 360)})::int AS born_on,
       CASE role WHEN 'grandfather' THEN {chance("father name", 2147483647, of="p.head")} ELSE {chance("name", 2147483647)} END
         AS first_key,
       CASE role WHEN 'child' THEN {chance("name", 2147483647, of="p.head")}
                 WHEN 'grandfather' THEN {chance("grandfather name", 2147483647, of="p.head")}
                 ELSE {chance("father name", 2147483647)} END AS father_key,
       CASE role WHEN 'child' THEN {chance("father name", 2147483647, of="p.head")}
                 ELSE {chance("grandfather name", 2147483647)} END AS grandfather_key,
       CASE WHEN role IN ('head', 'child', 'grandfather') THEN {chance("family name", 2147483647, of="p.head")}
            ELSE {chance("family name", 2147483647)} END AS family_key,
       (CASE kind WHEN 'citizen' THEN (ARRAY{list(CITIZEN_SERIES)})[1 + serial / {SERIES_SIZE}]
                  WHEN 'resident' THEN (ARRAY{list(RESIDENT_SERIES)})[1 + serial / {SERIES_SIZE}]
                  ELSE {VISITOR_SERIES[0]} END)::bigint * {SERIES_SIZE}
         + serial * {STRIDE} % {SERIES_SIZE} AS digits
FROM ({_AGES}) p OFFSET 0
"""


def _luhn(digits: str) -> str:
    """SQL for the check digit of ISO/IEC 7812-1 behind nine digits."""
    places = [f"({digits} / {10**place} % 10)" for place in range(9)]
    doubled = [f"(2 * {place} - CASE WHEN {place} > 4 THEN 9 ELSE 0 END)" for place in places[::2]]
    return f"(10 - ({' + '.join(doubled + places[1::2])}) % 10) % 10"


#: The people of one chunk, in a table of the session's own, from which every other row is written.
STAGE = f"""
CREATE TEMPORARY TABLE nation_person AS
SELECT p.i, p.id, p.slot, p.head, p.head_id, p.role, p.age, p.man, p.kind, p.nation, p.serial, p.born_on,
       (p.digits * 10 + {_luhn("p.digits")})::text AS number,
       names.code AS country, names.cities[1 + {chance("birthplace", 1000)} % cardinality(names.cities)] AS birth_place,
       first.ar AS first_ar, first.en AS first_en,
       CASE WHEN p.kind = 'citizen' THEN CASE WHEN p.man THEN 'بن ' ELSE 'بنت ' END || father.ar || ' بن ' || grandfather.ar
            ELSE father.ar END || ' ' || family.ar AS rest_ar,
       father.en || CASE WHEN p.kind = 'citizen' THEN ' ' || grandfather.en ELSE '' END || ' ' || family.en AS rest_en,
       hijri.written AS hijri
FROM ({_NAMES}) p
JOIN nation_names names ON names.nation = p.nation
JOIN nation_name first ON first.nation = p.nation AND first.use = CASE WHEN p.man THEN 'man' ELSE 'woman' END
 AND first.place = p.first_key % CASE WHEN p.man THEN names.men ELSE names.women END
JOIN nation_name father ON father.nation = p.nation AND father.use = 'man' AND father.place = p.father_key % names.men
JOIN nation_name grandfather ON grandfather.nation = p.nation AND grandfather.use = 'man'
 AND grandfather.place = p.grandfather_key % names.men
JOIN nation_name family ON family.nation = p.nation AND family.use = 'family' AND family.place = p.family_key % names.families
LEFT JOIN nation_day hijri ON hijri.day = p.born_on
"""

# They married when she was 18, a year or more before the first child can be born.
_WED = f"@on - (({_WIFE_AGE} - 18) * 1461 / 4)::int"
_MARRIED = "p.role IN ('head', 'wife')"
_ESTABLISHMENT = f"@establishments_establishment + p.i / {PEOPLE_OF_ESTABLISHMENT}"

DEAD = f"(p.age > 70 AND p.role <> 'guest' AND {odds('died', 18)})"

PERSON = Rows("people_person", "true", {
    "number": "p.number", "kind": "p.kind", "name_ar": "p.first_ar || ' ' || p.rest_ar",
    "name_en": "p.first_en || ' ' || p.rest_en", "first_name_ar": "p.first_ar", "first_name_en": "p.first_en",
    "sex": "CASE WHEN p.man THEN 'male' ELSE 'female' END", "born_on": "p.born_on",
    "born_on_hijri": "CASE WHEN p.kind = 'citizen' THEN p.hijri END", "birth_place": "p.birth_place",
    "nationality": "p.country",
    "marital_status": f"CASE WHEN {_MARRIED} THEN 'married' WHEN p.role = 'grandfather' THEN 'widowed'"
                      f" WHEN p.role = 'single' AND p.age > 30 THEN {one_of('status', 'single', 'divorced', 'widowed', 'single')}"
                      " ELSE 'single' END",
    "qualification": f"CASE WHEN p.age >= 22 THEN {one_of('degree', 'الثانوية العامة', 'دبلوم', 'بكالوريوس', 'بكالوريوس', 'ماجستير')} END",
    "occupation": "CASE WHEN p.role = 'domestic' THEN 'عامل منزلي' WHEN p.role = 'worker' OR (p.role IN ('head', 'single') AND p.age < 60)"
                  f" THEN {one_of('occupation', 'معلم', 'محاسب', 'فني كهرباء', 'مهندس', 'بائع', 'ممرض', 'سائق', 'عامل بناء', 'موظف إداري')} END",
    "died_on": f"CASE WHEN {DEAD} THEN @on - 30 - {chance('died on', 2000)}::int END",
    "father_id": f"CASE WHEN p.role = 'child' THEN p.head_id"
                 f" WHEN p.role = 'head' AND p.kind = 'citizen' AND {odds('grandfather', 30)} THEN p.id + 5 END",
    "mother_id": "CASE WHEN p.role = 'child' THEN p.head_id + 1 END",
})  # fmt: skip

_SINCE = f"@on - 400 - {chance('since', 6000)}::int"


def _tie(place: int, where: str, kind: str, other: str, since: str = _SINCE) -> Rows:
    columns = {"person_id": "p.id", "other_id": other, "kind": f"'{kind}'", "from_on": since}
    return Rows("people_tie", where, columns, places=2, place=place)


TIES = (
    _tie(0, "p.role = 'head'", "spouse", "p.id + 1", _WED),
    _tie(0, "p.role = 'wife'", "spouse", "p.head_id", _WED),
    _tie(1, "p.role = 'wife'", "head", "p.head_id", _WED),
    _tie(0, "p.role = 'child' AND (p.age < 21 OR p.kind = 'resident')", "head", "p.head_id", "p.born_on"),
    _tie(0, "p.role = 'domestic'", "sponsor", "p.id - 16", f"@on - 30 - {chance('since', 1000)}::int"),
    _tie(0, "p.role = 'guest'", "host", "p.id - 7", "@on - 60"),
)

EMPLOYMENT = Rows(
    "establishments_employment",
    f"p.role = 'worker' OR (p.kind = 'resident' AND p.role = 'head')"
    f" OR (p.kind = 'citizen' AND p.role IN ('head', 'single') AND p.age BETWEEN 22 AND 60 AND {odds('employed', 55)})",
    {
        "person_id": "p.id", "establishment_id": _ESTABLISHMENT, "from_on": f"greatest({_SINCE}, p.born_on + 6600)", "current": "true",
        "occupation": one_of("occupation", "معلم", "محاسب", "فني كهرباء", "مهندس", "بائع", "ممرض", "سائق", "عامل بناء", "موظف إداري"),
    },
)  # fmt: skip
MANAGER = Rows(
    "establishments_manager", f"p.i % {PEOPLE_OF_ESTABLISHMENT} = 0",
    {"person_id": "p.id", "establishment_id": _ESTABLISHMENT, "role": "'administer'"},
)  # fmt: skip
ESTABLISHMENTS = f"""
INSERT INTO establishments_establishment (id, number, name_ar, name_en, activity, more_foreigners, state)
SELECT @establishments_establishment + e, (7100000000 + @serial / {PEOPLE_OF_ESTABLISHMENT} + e)::text,
       trade.ar || ' ' || family.ar, family.en || ' ' || trade.en, trade.ar, {odds("foreigners", 60, of="e")},
       CASE WHEN {odds("closed", 2, of="e")} THEN 'closed' ELSE 'active' END
FROM generate_series(@first / {PEOPLE_OF_ESTABLISHMENT}, @last / {PEOPLE_OF_ESTABLISHMENT}) e
JOIN nation_name family ON family.nation = 0 AND family.use = 'family' AND family.place = {chance("owner", 40, of="e")}
JOIN (VALUES (0, 'مؤسسة المقاولات', 'Contracting'), (1, 'شركة التجارة', 'Trading'), (2, 'مطاعم', 'Restaurants'),
      (3, 'شركة النقل', 'Transport'), (4, 'مدارس', 'Schools'), (5, 'مستوصف', 'Clinic')) trade (place, ar, en)
  ON trade.place = {chance("trade", 6, of="e")}
WHERE e * {PEOPLE_OF_ESTABLISHMENT} BETWEEN @first AND @last
"""
