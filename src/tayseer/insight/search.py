"""Finding a service by what people call it, in Arabic, English, dialect, with slips of the finger; all in memory."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tayseer.insight.phrases import CANON, normalise, skeleton, stem, stems
from tayseer.kit.text import Text
from tayseer.services import acts, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tayseer.kit.services import Act, Service

#: What a word counts for, by where it stands.
WEIGHTS = {"title": 1.0, "phrase": 1.0, "purpose": 0.6, "section": 0.4, "rule": 0.2}
COVERAGE, LETTERS, OVERLAP = 0.45, 0.35, 0.20
#: Below the first nothing is shown; from the second on one service is surely meant.
LEAST, SURE = 0.24, 0.62
#: What fits less than this share of the best is left out.
TAIL = 0.4
_NEAR, _SOUNDS_LIKE, _BEGINS = 0.8, 0.6, 0.7
_TYPO_FROM, _BEGINS_FROM = 4, 4
_GRAMS = (2, 3, 4)
MOST_LETTERS = 200

#: Sections of the catalogue by the first word of a code, with the words people use for them.
SECTIONS = {
    "civil": "الأحوال المدنية civil affairs",
    "passports": "الجوازات جواز السفر passports",
    "visas": "التأشيرات خروج وعودة visas travel",
    "residency": "الإقامة المقيمين residency",
    "traffic": "المرور المخالفات رخصة القيادة traffic",
    "vehicles": "المركبات السيارات vehicles",
    "account": "الحساب البيانات account",
    "business": "الأعمال المنشآت business",
}


@dataclass(frozen=True)
class Hit:
    """One service or act found: its code, how well it fits (0 to 1), and the words by which it was found."""

    code: str
    score: float
    why: str
    field: str

    @property
    def sure(self) -> bool:
        """Whether this is surely what was meant."""
        return self.score >= SURE


@dataclass
class Entry:
    """What is known of one service: its texts with where they stand, and its stems with what each counts for."""

    code: str
    texts: list[tuple[str, str, frozenset[str]]] = field(default_factory=list)
    weights: dict[str, float] = field(default_factory=dict)

    def add(self, where: str, text: str) -> None:
        """Take in one text."""
        found = stems(text)
        if where in {"title", "phrase"}:
            self.texts.append((where, text, frozenset(found)))
        for word in found:
            self.weights[word] = max(self.weights.get(word, 0.0), WEIGHTS[where])


class Index:
    """Everything that can be found, ready to be searched."""

    def __init__(self, services: Mapping[str, Service], others: Mapping[str, tuple[Service, Act]]) -> None:
        self.entries = {code: _of_service(item) for code, item in services.items()}
        self.entries |= {_act_code(code, owner): _of_act(code, owner, act) for code, (owner, act) in others.items()}
        holders = Counter(word for entry in self.entries.values() for word in entry.weights)
        many = len(self.entries) or 1
        self.rarity = {word: math.log(1 + many / count) for word, count in holders.items()}
        self.rarest = max(self.rarity.values(), default=1.0)
        # Words of the synonym table are known too, though the index holds only the word they stand for.
        self.known = {word: word for word in self.rarity} | {
            word: first for word, first in CANON.items() if first in self.rarity
        }
        self.by_deletion: dict[str, set[str]] = defaultdict(set)
        self.by_sound: dict[str, set[str]] = defaultdict(set)
        for word in self.known:
            if len(word) >= _TYPO_FROM:
                for shorter in _deletions(word):
                    self.by_deletion[shorter].add(word)
        for word in self.rarity:
            if not word.isascii() and (sound := skeleton(word)):
                self.by_sound[sound].add(word)
        self._count_grams()

    def _count_grams(self) -> None:
        """Vectors of letters for every title and phrase, and from each group of letters to the texts that have it."""
        self.texts = [(entry.code, *text) for entry in self.entries.values() for text in entry.texts]
        counted = [Counter(_grams(text)) for _, _, text, _ in self.texts]
        holders = Counter(gram for grams in counted for gram in grams)
        many = len(counted) or 1
        self.gram_rarity = {gram: math.log(1 + many / count) for gram, count in holders.items()}
        self.postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, grams in enumerate(counted):
            vector = self._vector(grams)
            for gram, value in vector.items():
                self.postings[gram].append((place, value))

    def _vector(self, grams: Counter[str]) -> dict[str, float]:
        raw = {
            gram: (1 + math.log(count)) * self.gram_rarity[gram]
            for gram, count in grams.items()
            if gram in self.gram_rarity
        }
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {gram: value / length for gram, value in raw.items()}

    def near(self, word: str) -> dict[str, float]:
        """Known words that a word of the query may stand for, each with how surely."""
        found: dict[str, float] = {}
        if word in self.rarity:
            found[word] = 1.0
        if len(word) >= _BEGINS_FROM:
            for known in self.rarity:
                if known.startswith(word) and known != word:
                    found.setdefault(known, _BEGINS)
        if word not in self.rarity and len(word) >= _TYPO_FROM:
            for candidate in {word, *_deletions(word)}:
                meant = self.by_deletion.get(candidate, set()) | ({candidate} & self.known.keys())
                for known in meant:
                    if _one_apart(word, known):
                        found[self.known[known]] = _NEAR
        if word.isascii() and word not in self.rarity and (sound := skeleton(word)):
            for known in self.by_sound.get(sound, ()):
                found[known] = max(found.get(known, 0.0), _SOUNDS_LIKE)
        return found

    def search(self, words: str, *, limit: int) -> list[Hit]:
        """The services meant, best first."""
        asked = list(dict.fromkeys(stems(words[:MOST_LETTERS])))
        if not asked:
            return []
        expanded = [self.near(word) for word in asked]
        # A word nobody knows counts little, or one odd word would hide what the others say clearly.
        counts = [
            max((self.rarity[known] * sure for known, sure in near.items()), default=self.rarest * 0.5)
            for near in expanded
        ]
        letters = self._letters(words)
        hits = []
        for code, entry in self.entries.items():
            coverage = self._coverage(entry, expanded, counts)
            place, cosine = letters.get(code, (-1, 0.0))
            overlap, closest = self._overlap(entry, expanded, counts, latin=words.isascii())
            score = COVERAGE * coverage + LETTERS * cosine + OVERLAP * overlap
            if score >= LEAST and (coverage > 0 or cosine >= 0.4):  # noqa: PLR2004 letters alone must be many
                where, why = closest or (self.texts[place][1:3] if place >= 0 else ("purpose", ""))
                hits.append(Hit(code, round(min(score, 1.0), 4), why, where))
        hits.sort(key=lambda hit: (-hit.score, hit.code))
        return [hit for hit in hits[:limit] if hit.score >= TAIL * hits[0].score]

    def _coverage(self, entry: Entry, expanded: list[dict[str, float]], counts: list[float]) -> float:
        reached = 0.0
        for near, count in zip(expanded, counts, strict=True):
            reached += count * max((sure * entry.weights.get(known, 0.0) for known, sure in near.items()), default=0.0)
        return reached / (sum(counts) or 1.0)

    def _overlap(
        self, entry: Entry, expanded: list[dict[str, float]], counts: list[float], *, latin: bool
    ) -> tuple[float, tuple[str, str] | None]:
        best, closest, nearest = 0.0, None, 0.0
        for where, text, known in entry.texts:
            met, used = 0.0, set()
            for near, count in zip(expanded, counts, strict=True):
                word = max((item for item in near if item in known), key=near.__getitem__, default=None)
                if word is not None:
                    met += count * near[word]
                    used.add(word)
            rest = sum(self.rarity[word] for word in known - used)
            share = met / (sum(counts) + rest) if met else 0.0
            best = max(best, share)
            # Of two texts that fit alike, the reader is shown the one in the script of the question.
            fits = share + (0.2 if text.isascii() == latin else 0.0)
            if share and fits > nearest:
                nearest, closest = fits, (where, text)
        return best, closest

    def _letters(self, words: str) -> dict[str, tuple[int, float]]:
        scores: dict[int, float] = defaultdict(float)
        for gram, value in self._vector(Counter(_grams(words))).items():
            for place, other in self.postings[gram]:
                scores[place] += value * other
        best: dict[str, tuple[int, float]] = {}
        for place, score in scores.items():
            code = self.texts[place][0]
            if score > best.get(code, (0, 0.0))[1]:
                best[code] = (place, score)
        return best

    def related(self, code: str, *, limit: int) -> list[str]:
        """Services whose words lie closest to those of this one."""
        own = self.entries[code].weights
        scored = []
        for other, entry in self.entries.items():
            if other == code:
                continue
            shared = sum(
                min(weight, own[word]) * self.rarity[word] for word, weight in entry.weights.items() if word in own
            )
            size = sum(weight * self.rarity[word] for word, weight in entry.weights.items())
            same = 0.15 if other.partition("/")[0] == code.partition("/")[0] else 0.0
            scored.append((shared / (size or 1.0) + same, other))
        return [other for _, other in sorted(scored, key=lambda pair: (-pair[0], pair[1]))[:limit]]


def search(words: str, *, limit: int = 10) -> list[Hit]:
    """The services and acts that the words mean, best first; empty when nothing is understood.

    In: what was typed, in Arabic, English or Arabic in Latin letters. The same words always give the same answer.
    """
    return _index().search(words, limit=limit)


def related_to(code: str, *, limit: int = 4) -> list[str]:
    """Codes of the services closest to this one in their words. Raises ``KeyError`` for an unknown code."""
    return _index().related(code, limit=limit)


_MADE: list[tuple[Mapping[str, Service], Index]] = []


def _index() -> Index:
    services = catalogue()
    if not _MADE or _MADE[0][0] is not services:
        _MADE[:] = [(services, Index(services, acts()))]
    return _MADE[0][1]


def _act_code(code: str, owner: Service) -> str:
    return code if "/" in code else f"{owner.agency}/{code}"


def _of_service(service: Service) -> Entry:
    entry = Entry(service.code)
    for where, text in _texts(service.title, service.does, service.phrases, service.agency):
        entry.add(where, text)
    for rule in service.allowed_when:
        entry.add("rule", rule.ar)
        entry.add("rule", rule.en)
    return entry


def _of_act(code: str, owner: Service, act: Act) -> Entry:
    entry = Entry(_act_code(code, owner))
    for where, text in _texts(Text(ar=act.ar, en=act.en), act.does, act.phrases, owner.agency):
        entry.add(where, text)
    return entry


def _texts(title: Text, does: Text, phrases: tuple[str, ...], agency: str) -> Iterator[tuple[str, str]]:
    yield "title", title.ar
    yield "title", title.en
    yield "purpose", does.ar
    yield "purpose", does.en
    yield "section", SECTIONS.get(agency, agency)
    for phrase in phrases:
        yield "phrase", phrase


def _grams(words: str) -> Iterator[str]:
    for word in normalise(words).split():
        fenced = f" {stem(word)} "
        for size in _GRAMS:
            for start in range(max(1, len(fenced) - size + 1)):
                yield fenced[start : start + size]


def _deletions(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def _one_apart(one: str, other: str) -> bool:
    """Whether one letter was changed, added, left out, or two neighbours exchanged."""
    if one == other or abs(len(one) - len(other)) > 1:
        return one == other
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, others = one[start:], other[start:]
    swapped = (
        len(rest) > 1 and len(others) > 1 and rest[0] == others[1] and rest[1] == others[0] and rest[2:] == others[2:]
    )
    return swapped or rest[1:] == others[1:] or rest[1:] == others or rest == others[1:]
