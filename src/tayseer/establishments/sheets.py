"""Lists of workers as files: read as spreadsheets write them, and written so that no cell is run as a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tayseer.establishments.contract import MOST_BYTES, MOST_ROWS
from tayseer.kit.text import Text, isolate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tayseer.kit.services import Service

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)
#: Marks of direction that copied cells carry, and the mark at the beginning of a file.
_UNSEEN = dict.fromkeys(
    map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u00a0")
)
#: How the column of numbers may be called, besides standing first.
_NUMBER_NAMES = {
    "number",
    "identity number",
    "id",
    "iqama",
    "iqama number",
    "رقم الهوية",
    "الهوية",
    "رقم الإقامة",
    "الرقم",
}
LONGEST_CELL = 200
_BYTE_MARKS = (b"\xff\xfe", b"\xfe\xff")

_WAY = Text(
    ar="افتح الملف في برنامج الجداول واحفظه بنوع «\u2066CSV UTF-8\u2069»، ثم أرسله.",
    en="Open the file in your spreadsheet program, save it as “CSV UTF-8”, then send it.",
)
NOT_TEXT = Text(ar=f"لم نستطع قراءة حروف الملف. {_WAY.ar}", en=f"The letters of the file cannot be read. {_WAY.en}")
TOO_BIG = Text(
    ar=f"الملف أكبر من الحد، وهو {isolate('500 KB')}. قسّمه إلى ملفات أصغر.",
    en="The file is larger than the limit of 500 KB. Split it into smaller files.",
)
TOO_MANY = Text(
    ar=f"في الملف أكثر من {MOST_ROWS:,} صف. قسّمه إلى ملفات، في كل منها {MOST_ROWS:,} صف أو أقل.",
    en=f"The file has more than {MOST_ROWS:,} rows. Split it into files of {MOST_ROWS:,} rows or fewer.",
)
EMPTY_FILE = Text(
    ar="ليس في الملف أرقام هوية. اكتب رقم هوية كل عامل في العمود الأول، رقمًا في كل صف.",
    en="The file has no identity numbers. Put each worker's number in the first column, one to a row.",
)


class UnableToRead(ValueError):
    """The file is no list that can be taken; ``text`` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True)
class Line:
    """One row of a list: where it stands (counted from 1), the identity number, and answers of its own by code."""

    place: int
    number: str
    answers: dict[str, str] = field(default_factory=dict)


def plain_number(written: str) -> str:
    """An identity number as it is registered: Latin digits, without spaces or marks of direction."""
    return "".join(written.translate(_UNSEEN).translate(_DIGITS).split())


def read_list(content: bytes, *, service: Service) -> list[Line]:
    """The rows of a CSV file: UTF-8 with or without its mark, separated by `,` or `;` or tabs.

    The first column, or the one called so, holds identity numbers; another may be called by a question of the service
    (its code or its words) and then answers it for that row. Raises ``UnableToRead``.
    """
    if len(content) > MOST_BYTES:
        raise UnableToRead(TOO_BIG)
    if content.startswith(_BYTE_MARKS) or b"\x00" in content:
        raise UnableToRead(NOT_TEXT)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnableToRead(NOT_TEXT) from None
    rows = _rows(text)
    if not rows:
        raise UnableToRead(EMPTY_FILE)
    columns = _columns(rows[0], service=service)
    body = rows[1:] if columns is not None else rows
    columns = {0: ""} if columns is None else columns
    if len(body) > MOST_ROWS:
        raise UnableToRead(TOO_MANY)
    lines = [_line(place, row, columns) for place, row in enumerate(body, start=1)]
    if not any(line.number for line in lines):
        raise UnableToRead(EMPTY_FILE)
    return lines


def _rows(text: str) -> list[list[str]]:
    first = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        read = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows = [[cell.translate(_UNSEEN).strip()[:LONGEST_CELL] for cell in row] for row in read]
    except csv.Error:
        raise UnableToRead(NOT_TEXT) from None
    return [row for row in rows if any(row)]


def _columns(head: Sequence[str], *, service: Service) -> dict[int, str] | None:
    """What each column is: the empty word for the number, else a question's code; ``None`` without a head."""
    if plain_number(head[0]).isdigit():
        return None
    names = {name.casefold(): question.code for question in service.asks for name in _names_of(question)}
    columns: dict[int, str] = {}
    unknown = []
    for place, cell in enumerate(head):
        said = cell.casefold()
        if said in _NUMBER_NAMES:
            columns[place] = ""
        elif said in names:
            columns[place] = names[said]
        elif said:
            unknown.append(cell)
    if "" not in columns.values():
        columns[0] = ""
        unknown = [cell for cell in unknown if cell != head[0]]
    if unknown:
        raise UnableToRead(_unknown(unknown, service=service))
    return columns


def _names_of(question: object) -> tuple[str, str, str]:
    return (question.code, question.ar, question.en)  # type: ignore[attr-defined] # a Question


def _unknown(cells: Sequence[str], *, service: Service) -> Text:
    known = ["number", *(question.code for question in service.asks if question.kind != "declaration")]
    said, allowed = "، ".join(cells[:5]), isolate(", ".join(known))
    return Text(
        ar=f"في الملف أعمدة لا نعرفها: {said}. الأعمدة المعروفة: {allowed}. صحّح أسماءها أو احذفها.",
        en=(
            f"The file has columns that are not known: {', '.join(cells[:5])}. Known ones: {', '.join(known)}. "
            "Rename or remove them."
        ),
    )


def _line(place: int, row: Sequence[str], columns: dict[int, str]) -> Line:
    cells = {code: row[at] for at, code in columns.items() if at < len(row)}
    answers = {code: cell.translate(_DIGITS) for code, cell in cells.items() if code and cell}
    return Line(place, plain_number(cells.get("", "")), answers)


#: What a spreadsheet takes for the beginning of a formula.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: object) -> str:
    """The value as a cell that no spreadsheet runs: what looks like a formula gets an apostrophe before it."""
    said = str(value)
    return f"'{said}" if said.lstrip().startswith(_RUNS) or said.startswith(_RUNS) else said


def write_list(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file in UTF-8 with the mark that spreadsheets look for; every cell is safe to open."""
    out = io.StringIO(newline="")
    written = csv.writer(out)
    written.writerow([safe_cell(cell) for cell in head])
    written.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
