"""Machine-readable zones by ICAO Doc 9303: TD1 (cards), TD3 (passports) and MRV-A (visas)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

_WEIGHTS = (7, 3, 1)
_FILLER = "<"
_ALLOWED = re.compile(r"[A-Z0-9<]*")
_NINE = 9
_CARD_OPTIONAL = 15
_PASSPORT_OPTIONAL = 14
_VISA_OPTIONAL = 16
_SEXES = {"M": "M", "F": "F"}

# Doc 9303-3, section 6, the letters that do not fall apart into a base letter and an accent.
_LATIN = {
    "Æ": "AE", "Œ": "OE", "Ø": "OE", "Ð": "D", "Þ": "TH", "ẞ": "SS", "ß": "SS", "Ł": "L", "Đ": "D", "İ": "I",
    "Ä": "AE", "Ö": "OE", "Ü": "UE", "Å": "AA", "Ñ": "N",
}  # fmt: skip


class UnableToWriteMRZ(ValueError):
    """A value cannot be written in a machine-readable zone."""


class UnableToReadMRZ(ValueError):
    """The lines are not a machine-readable zone, or a check digit is wrong."""


@dataclass(frozen=True, slots=True)
class Zone:
    """What a machine-readable zone says. Countries are the codes of Doc 9303 (three letters, `D` for Germany)."""

    code: str
    issuer: str
    number: str
    surname: str
    given: str
    nationality: str
    born_on: date
    sex: str
    expires_on: date
    optional: str = ""
    optional_second: str = ""


def check_digit(text: str) -> str:
    """Return the check digit of Doc 9303-3, 4.9: weights 7, 3, 1 over values 0 to 35, modulo 10."""
    total = sum(_value(character) * _WEIGHTS[place % 3] for place, character in enumerate(text))
    return str(total % 10)


def td1(zone: Zone) -> list[str]:
    """Return the three lines of 30 characters of a card. A number over 9 characters runs on into the optional data."""
    number, optional = _plain(zone.number), _plain(zone.optional)
    if len(number) > _NINE:
        digit = check_digit(number)
        field, mark, optional = number[:_NINE], _FILLER, number[_NINE:] + digit + _FILLER + optional
    else:
        field = _fit(number, _NINE)
        mark = check_digit(field)
    if len(optional.rstrip(_FILLER)) > _CARD_OPTIONAL:
        _fail("the document number and optional data are too long for a card")
    first = _fit(zone.code, 2) + _fit(zone.issuer, 3) + field + mark + optional[:_CARD_OPTIONAL].ljust(15, _FILLER)
    born, expires = _day(zone.born_on), _day(zone.expires_on)
    second = (
        born + check_digit(born) + _sex(zone.sex) + expires + check_digit(expires)
        + _fit(zone.nationality, 3) + _fit(zone.optional_second, 11)
    )  # fmt: skip
    composite = check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    return [first, second + composite, names(zone.surname, zone.given, width=30)]


def td3(zone: Zone) -> list[str]:
    """Return the two lines of 44 characters of a passport."""
    first = _fit(zone.code, 2) + _fit(zone.issuer, 3) + names(zone.surname, zone.given, width=39)
    optional = _fit(zone.optional, _PASSPORT_OPTIONAL)
    mark = check_digit(optional) if optional.strip(_FILLER) else _FILLER
    second = _common(zone) + optional + mark
    return [first, second + check_digit(second[0:10] + second[13:20] + second[21:43])]


def mrv_a(zone: Zone) -> list[str]:
    """Return the two lines of 44 characters of a full-page visa; a visa has no composite check digit."""
    first = _fit(zone.code, 2) + _fit(zone.issuer, 3) + names(zone.surname, zone.given, width=39)
    return [first, _common(zone) + _fit(zone.optional, _VISA_OPTIONAL)]


def names(surname: str, given: str, *, width: int) -> str:
    """Write the name field: `SURNAME<<GIVEN<NAMES`, shortened by Doc 9303-3, 4.6 when it is longer than `width`.

    Shortening cuts the longest part first, keeps at least one letter of each, and then drops last given names.
    """
    primary, secondary = _name_parts(surname), _name_parts(given)
    if not primary:
        primary, secondary = secondary, []
    if not primary:
        _fail("a name is needed")
    while len(_name_field(primary, secondary)) > width:
        longest = max(map(len, [*primary, *secondary]))
        if longest > 1:
            _cut_last_longest(primary, secondary, longest)
        elif secondary:
            secondary.pop()
        else:
            primary.pop()
    return _name_field(primary, secondary).ljust(width, _FILLER)


def latin(text: str) -> str:
    """Return `text` in the letters A to Z, digits and spaces, by Doc 9303-3, section 6; apostrophes vanish."""
    out = []
    for character in text.upper():
        spelt = _LATIN.get(character)
        if spelt is None:
            spelt = "".join(c for c in unicodedata.normalize("NFD", character) if not unicodedata.combining(c))
        out.append(spelt)
    joined = "".join(out).replace("'", "").replace("\u2019", "").replace("\u02bf", "").replace("\u02be", "")
    return re.sub(r"[^A-Z0-9]+", " ", joined).strip()


def _common(zone: Zone) -> str:
    number = _plain(zone.number)
    if len(number) > _NINE:
        _fail("the document number has more than 9 characters")
    field, born, expires = _fit(number, _NINE), _day(zone.born_on), _day(zone.expires_on)
    return (
        field + check_digit(field) + _fit(zone.nationality, 3) + born + check_digit(born)
        + _sex(zone.sex) + expires + check_digit(expires)
    )  # fmt: skip


def _cut_last_longest(primary: list[str], secondary: list[str], longest: int) -> None:
    # The given names give way before the surname does.
    for parts in (secondary, primary):
        for place in reversed(range(len(parts))):
            if len(parts[place]) == longest:
                parts[place] = parts[place][:-1]
                return


def _name_parts(text: str) -> list[str]:
    return [part for part in re.sub(r"[0-9]", "", latin(text)).split(" ") if part]


def _name_field(primary: list[str], secondary: list[str]) -> str:
    field = _FILLER.join(primary)
    return f"{field}<<{_FILLER.join(secondary)}" if secondary else field


def _plain(text: str) -> str:
    written = text.upper().replace(" ", _FILLER).replace("-", _FILLER)
    if not _ALLOWED.fullmatch(written):
        _fail(f"{text!r} holds characters that a machine-readable zone has not")
    return written


def _fit(text: str, width: int) -> str:
    written = _plain(text)
    if len(written) > width:
        _fail(f"{text!r} is longer than {width} characters")
    return written.ljust(width, _FILLER)


def _day(day: date) -> str:
    return day.strftime("%y%m%d")


def _sex(sex: str) -> str:
    return _SEXES.get(sex, _FILLER)


def _value(character: str) -> int:
    if character == _FILLER:
        return 0
    if character.isdigit() and character.isascii():
        return int(character)
    if "A" <= character <= "Z":
        return ord(character) - ord("A") + 10
    message = f"{character!r} has no value in a machine-readable zone"
    raise UnableToWriteMRZ(message)


def _fail(problem: str) -> None:
    raise UnableToWriteMRZ(problem)


def read(lines: list[str], *, on: date) -> Zone:
    """Read a zone of any of the three formats and check every digit.

    Two-digit years: a birth is not after `on`; an expiry lies from 50 years before `on` to 50 years after it.
    Raises UnableToReadMRZ naming the first thing that is wrong.
    """
    sizes = [len(line) for line in lines]
    if not all(_ALLOWED.fullmatch(line) for line in lines):
        _unreadable("only A to Z, 0 to 9 and < may stand in a machine-readable zone")
    if sizes == [30, 30, 30]:
        return _read_card(lines, on)
    if sizes == [44, 44]:
        return _read_page(lines, on)
    _unreadable("the lines have the size of no known format")
    raise AssertionError


def _read_card(lines: list[str], on: date) -> Zone:
    first, second, third = lines
    number, optional = first[5:14], first[15:30]
    if first[14] == _FILLER and optional.strip(_FILLER):
        rest, _, optional = optional.partition(_FILLER)
        number += rest[:-1]
        _expect(rest[-1:], check_digit(number), "document number")
    else:
        _expect(first[14], check_digit(number), "document number")
    _expect(second[29], check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29]), "whole zone")
    surname, given = _split_names(third)
    return Zone(
        code=first[0:2].rstrip(_FILLER), issuer=first[2:5].rstrip(_FILLER), number=number.rstrip(_FILLER),
        surname=surname, given=given, nationality=second[15:18].rstrip(_FILLER),
        born_on=_read_day(second[0:6], second[6], "birth date", on, birth=True), sex=second[7].replace(_FILLER, ""),
        expires_on=_read_day(second[8:14], second[14], "expiry date", on, birth=False),
        optional=optional.rstrip(_FILLER), optional_second=second[18:29].rstrip(_FILLER),
    )  # fmt: skip


def _read_page(lines: list[str], on: date) -> Zone:
    first, second = lines
    _expect(second[9], check_digit(second[0:9]), "document number")
    if first[0] == "V":
        optional = second[28:44]
    else:
        optional = second[28:42]
        if optional.strip(_FILLER) or second[42] != _FILLER:
            _expect(second[42], check_digit(optional), "optional data")
        _expect(second[43], check_digit(second[0:10] + second[13:20] + second[21:43]), "whole zone")
    surname, given = _split_names(first[5:])
    return Zone(
        code=first[0:2].rstrip(_FILLER), issuer=first[2:5].rstrip(_FILLER), number=second[0:9].rstrip(_FILLER),
        surname=surname, given=given, nationality=second[10:13].rstrip(_FILLER),
        born_on=_read_day(second[13:19], second[19], "birth date", on, birth=True), sex=second[20].replace(_FILLER, ""),
        expires_on=_read_day(second[21:27], second[27], "expiry date", on, birth=False),
        optional=optional.rstrip(_FILLER),
    )  # fmt: skip


def _read_day(text: str, digit: str, what: str, on: date, *, birth: bool) -> date:
    _expect(digit, check_digit(text), what)
    if not text.isdigit():
        _unreadable(f"the {what} is not complete")
    year = on.year // 100 * 100 + int(text[:2])
    try:
        day = date(year, int(text[2:4]), int(text[4:6]))
        if (birth and day > on) or (not birth and year > on.year + 50):
            day = day.replace(year=year - 100)
        elif not birth and year < on.year - 50:
            day = day.replace(year=year + 100)
    except ValueError as error:
        message = f"the {what} is no day of the calendar"
        raise UnableToReadMRZ(message) from error
    return day


def _split_names(field: str) -> tuple[str, str]:
    surname, _, given = field.rstrip(_FILLER).partition("<<")
    return surname.replace(_FILLER, " "), given.replace(_FILLER, " ").strip()


def _expect(found: str, due: str, what: str) -> None:
    if found != due:
        _unreadable(f"the check digit of the {what} is {found or 'missing'}, not {due}")


def _unreadable(problem: str) -> None:
    raise UnableToReadMRZ(problem)
