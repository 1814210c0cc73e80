"""How words are made comparable: letters folded, endings taken off, small words left out, synonyms joined."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Vowel signs, tatweel, and marks that nobody sees.
_DROPPED = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_FOLDED = str.maketrans("أإآٱىؤئةگچپڤ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "اااايويهكجبف01234567890123456789")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[\u0621-\u064a]+")

_PREFIXES = ("وال", "بال", "كال", "فال", "لل", "ال", "و")
_SUFFIXES = ("تها", "تهم", "تنا", "تي", "تك", "ته", "ها", "ات", "ان", "ون", "ين", "يه", "هم", "نا", "كم", "ه", "ي", "ك")
_SHORTEST_ARABIC, _SHORTEST_LATIN = 3, 3

#: Words that say nothing of what is wanted: particles, and wishes in dialect.
STOP = frozenset(
    (
        "في من الي علي عن على مع هل ما لا لم لن ان او ثم قد هذا هذه ذلك هو هي انا انت عند عندي لي لك له "
        "لها كيف متي متى وين اين وش ايش شنو ليش كم ابي ابغي ابغى بغيت ودي اريد احتاج ممكن لازم لو سمحت "
        "عشان علشان حق حقي حقت حقتي اللي الذي التي مو مش فيه يا اذا بعد قبل كل شي تبع طريقه خدمه خدمات "
        "حكومي موقع منصه "
        "the a an of to for in on at my me i we our you your is are be do does how can could want need "
        "please with from and or what where when it get have has this that service services online "
    ).split()
)

#: Words for one thing; each group is joined before anything is compared.
_SYNONYMS = (
    "تاشيره فيزا فيزه تاشيرات visa",
    "سياره مركبه سيارات مركبات موتر سيارتي car vehicle auto",
    "استماره استمارات istimara",
    "مخالفه مخالفات غرامه غرامات ساهر قسيمه fine fines ticket violation violations saher",
    "رخصه رخص licence license",
    "اقامه اقامات iqama residence permit",
    "جواز باسبور بسبور جوازات passport",
    "هويه بطاقه احوال id identity",
    "شغاله خادمه عامله خدامه عماله منزليه سواق maid housemaid domestic",
    "زوجه زوجتي حرمه حرمتي مدام wife spouse",
    "ولد ابن ابني ولدي عيالي عيال اولاد اولادي طفل طفلي son child children kid kids",
    "بنت ابنه بنتي ابنتي daughter",
    "مولود ولاده ميلاد مواليد بيبي birth newborn baby born",
    "تجديد اجدد جدد يجدد نجدد renew renewal",
    "الغاء الغي كنسل كنسله cancel cancellation",
    "تمديد امدد مدد يمدد extend extension",
    "استعلام استعلم تشيك شيك query check inquiry enquiry",
    "اعتراض اعترض تظلم contest object objection dispute appeal",
    "سداد ادفع دفع اسدد pay payment",
    "ضايع ضاع ضاعت مفقود فقدت فقدان lost",
    "تالف تلفت تلف انكسر damaged broken",
    "جوال موبايل جوالي mobile phone",
    "عنوان عنواني address",
    "نقل تحويل transfer",
    "ملكيه مبايعه بيع ابيع sell sale ownership",
    "تفويض افوض تفويضات authorise authorize authorisation authorization delegate",
    "زياره زائر زائرين زوار visit visitor",
    "نهايي final",
    "عوده reentry",
    "قياده سواقه driving driver",
    "عامل عمال موظف موظفين worker employee employees",
)


def normalise(words: str) -> str:
    """The words in one form: NFKC, lower case, no vowel signs, alef, ya and ta marbuta folded, digits Latin."""
    text = unicodedata.normalize("NFKC", words).lower().replace("’", "'").replace("re-entry", "reentry")
    return " ".join(_WORD.findall(_DROPPED.sub("", text).translate(_FOLDED)))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A normalised word without its article, its ending and its number; synonyms give one stem."""
    if word in CANON:
        return CANON[word]
    bare = _stem_latin(word) if word.isascii() else _stem_arabic(word)
    return CANON.get(bare, bare)


def _stem_arabic(word: str) -> str:
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST_ARABIC:
            word = word[len(prefix) :]
            break
    if word in CANON:
        return word
    for _ in range(2):
        ending = next(
            (end for end in _SUFFIXES if word.endswith(end) and len(word) - len(end) >= _SHORTEST_ARABIC), None
        )
        if ending is None:
            break
        word = word[: -len(ending)]
    return word


def _stem_latin(word: str) -> str:
    word = word.removesuffix("'s")
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("s", "")):
        if word.endswith(ending) and not word.endswith("ss") and len(word) - len(ending) >= _SHORTEST_LATIN:
            word = word[: -len(ending)] + instead
            break
    return word.removesuffix("e") if len(word) > _SHORTEST_LATIN + 1 else word


def _canon() -> dict[str, str]:
    found: dict[str, str] = {}
    for group in _SYNONYMS:
        names = group.split()
        for name in names:
            found[name] = names[0]
    for name, first in list(found.items()):
        bare = _stem_latin(name) if name.isascii() else ""
        if bare:
            found.setdefault(bare, first)
    return found


#: From each word of the synonym table, and its bare form, to the word that stands for the group.
CANON: dict[str, str] = {}
CANON.update(_canon())


def stems(words: str) -> list[str]:
    """The stems of what is said, without the words that say nothing; of words that all say nothing, all."""
    every = normalise(words).split()
    kept = [word for word in every if word not in STOP]
    return [stem(word) for word in kept or every]


_SOUNDS = {
    "ب": "b", "ت": "t", "ث": "t", "ج": "j", "ح": "h", "خ": "k", "د": "d", "ذ": "d", "ر": "r", "ز": "z",
    "س": "s", "ش": "s", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "", "غ": "g", "ف": "f", "ق": "g",
    "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "", "ي": "", "ا": "", "ء": "",
}  # fmt: skip
_LATIN_SOUNDS = (
    ("sh", "s"),
    ("th", "t"),
    ("kh", "k"),
    ("gh", "g"),
    ("dh", "d"),
    ("q", "g"),
    ("c", "k"),
    ("x", "ks"),
    ("p", "b"),
    ("v", "f"),
)
_FEWEST_CONSONANTS = 3


def skeleton(word: str) -> str:
    """The consonants of a word, by which Arabic written in Latin letters finds the Arabic; empty when too few."""
    if word.isascii():
        for written, sound in _LATIN_SOUNDS:
            word = word.replace(written, sound)
        bare = re.sub("[^bdfghjklmnrstz]", "", word.removeprefix("al").rstrip("h"))
    else:
        bare = "".join(_SOUNDS.get(letter, "") for letter in word.removeprefix("ال").rstrip("ه"))
    bare = re.sub(r"(.)\1+", r"\1", bare)
    return bare if len(bare) >= _FEWEST_CONSONANTS else ""
