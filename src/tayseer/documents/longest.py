"""How long the code of a type may get: its longest sample, built from what the registry allows, and measured."""

import hashlib
from datetime import UTC, datetime

from tayseer.documents import claims, conf, cose, statuslist
from tayseer.documents.types import AGENCIES, NAME_LETTERS, DocumentType, FactSpec
from tayseer.kit.text import Text

# Names as they are met, from many countries; most of them stand in no book, so real codes mostly come out shorter.
_ARABIC = """سوبرامانيام عبدالرحمن الخويطر أوكتافيانوس المطلق شمس القرني تشاندراسيخار بنت غازي كريشنامورثي
البراهيم ثنيان جوزفين هريدي رامنجانيا بن دخيل ماريكريس الوذيناني بوترا السويلم جهانغير القحطاني إيزابيل
بن عبدالعزيز الجوهرة الطويرقي""".split()
_LATIN = """Subramaniam Abdulrahman Alkhuwaiter Octavianus Almutlaq Shams Alqarni Chandrasekhar Ghazi Krishnamurthy
Albraheem Thunayan Josephine Huraidi Ramanjaneya Dakhil Maricris Alwuthainani Putra Alsuwailem Jahangir Alqahtani
Isabelle Abdulaziz Aljawharah Altuwairqi""".split()
_SIGNS = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
_MOMENT, _LAST = datetime(2026, 11, 25, 9, 1, 7, tzinfo=UTC), datetime(2031, 11, 25, 9, 1, 7, tzinfo=UTC)
# What is drawn at random, the signature above all, packs a little differently each time: the worst of these counts.
_DRAWS = 8


def characters(kind: DocumentType) -> int:
    """Return how many characters the code of the type's longest sample has, with this installation's own addresses."""
    return max(len(_text(kind, draw)) for draw in range(_DRAWS))


def longest_facts(kind: DocumentType) -> dict[str, str]:
    """Return every fact that the code of a type holds, optional ones too, each as long as the type allows."""
    facts = {spec.key: _longest(spec, place) for place, spec in enumerate(kind.facts, start=1) if spec.in_code}
    names = longest_name()
    if kind.holder_as:
        facts[kind.holder_as] = f"{names.ar}|{names.en}"
    if "father" in facts:
        # A child is called by its own name, and then by its father's.
        facts["father"] = "|".join(_fathers(name, NAME_LETTERS) for name in (names.ar, names.en))
    return facts


def longest_name() -> Text:
    """Return a name of as many letters as the budget is kept for, in both scripts."""
    return _words(0, NAME_LETTERS)


def _longest(spec: FactSpec, place: int) -> str:
    letters = spec.most_letters
    words, drawn = _words(5 * place, letters), _drawn(spec.key, letters)
    digits = "".join(str(byte % 9 + 1) for byte in drawn)
    longest = {
        "both": f"{words.ar}|{words.en}",
        "text": f"{words.ar}|{words.en}",
        "lines": _members(letters),
        "latin": "".join(_SIGNS[byte % len(_SIGNS)] for byte in drawn),
        "number": digits,
        "digits": digits,
        "amount": f"{digits[:-3]}.75",
    }
    # Days, countries and the sexes are of one length.
    return max(spec.options, key=len) if spec.options else longest.get(spec.kind, spec.sample)


def _words(start: int, letters: int) -> Text:
    """Return running words of exactly so many letters in each script, others for each start."""
    arabic, latin = (
        " ".join((words[start % len(words) :] + words) * (1 + letters // 80)) for words in (_ARABIC, _LATIN)
    )
    return Text(arabic[:letters].strip().ljust(letters, "ا"), latin[:letters].strip().ljust(letters, "a"))


def _fathers(name: str, letters: int) -> str:
    return f"{name.partition(' ')[2]} {''.join(reversed(name))}"[:letters]


def _members(letters: int) -> str:
    """Return people, each with relation and day, in lines of so many letters together at the most."""
    lines: list[str] = []
    for place in range(letters):
        name, born = _words(3 * place, 12), f"20{place:02}-0{1 + place % 9}-1{place % 9}"
        lines.append(f"{name.ar} · ابنة · {born}|{name.en} · daughter · {born}")
        if len("; ".join(lines)) > letters:
            break
    return "; ".join(lines[:-1])


def _text(kind: DocumentType, draw: int) -> str:
    agency = kind.agency if kind.agency != "platform" else max(AGENCIES, key=len)
    digits = iter(f"{int.from_bytes(_drawn(f'{kind.code} {draw}', 16), 'big'):039}")
    content = claims.Claims(
        issuer=f"{agency}.{conf.issuer_domain()}",
        issued_at=_MOMENT,
        expires_at=_LAST,
        cti=_drawn(f"cti {draw}", claims.CTI_BYTES),
        type=kind.code,
        number="".join(next(digits) if mark == "#" else mark for mark in kind.number_form),
        names=longest_name(),
        facts=longest_facts(kind),
        status=claims.StatusReference(statuslist.PLACES - 1 - draw, f"{_address()}/s/qz7wk"),
    )
    kid = f"K2026{AGENCIES[agency].letters}99"
    signed = cose.sign(claims.payload(content), kid=kid, signer=lambda data: hashlib.sha512(data).digest())
    return claims.to_text(signed, identity=kind.identity)


def _address() -> str:
    """Return where this installation's lists are; a demonstration's own address is not one that documents will name."""
    public = conf.public_url()
    return public if public.startswith("https://") else f"https://{conf.issuer_domain()}"


def _drawn(of: str, length: int) -> bytes:
    """Return bytes as if drawn at random, the same each time."""
    return hashlib.shake_256(of.encode()).digest(length)
