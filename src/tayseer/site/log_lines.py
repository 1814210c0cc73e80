"""Lines of the log without what names somebody: the database's details of an error, addresses, numbers of people."""

import logging
import re

LEFT_OUT = "[left out]"

# PostgreSQL puts the values of the row at fault there. They may run over lines, up to where a traceback goes on.
_DETAIL = re.compile(
    r"\b(DETAIL|CONTEXT|HINT|QUERY):.*?"
    r'(?=^[ |+-]*(?:Traceback \(|File "|The above exception|During handling|DETAIL:|CONTEXT:|HINT:|QUERY:)|\Z)',
    re.DOTALL | re.MULTILINE,
)
_REFUSED_VALUE = re.compile(r'(invalid input (?:syntax|value) for [^\n:]*: )".*?"(?=$|\n|\))', re.DOTALL | re.MULTILINE)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b")
# Identity numbers have ten digits and phones nine to fifteen; `\d` also takes the digits of Arabic and Persian.
_NUMBER = re.compile(r"(?<![\w.])(?:\+|00)?\d{9,15}(?!\w)")


def unnamed(text: str) -> str:
    """The text without database details, e-mail addresses, account numbers, and numbers of nine digits or more."""
    text = _DETAIL.sub(rf"\1: {LEFT_OUT}\n", text).rstrip("\n")
    text = _REFUSED_VALUE.sub(rf"\1{LEFT_OUT}", text)
    for pattern in (_EMAIL, _IBAN, _NUMBER):
        text = pattern.sub(LEFT_OUT, text)
    return text


class Unnamed(logging.Formatter):
    """Formats a record with its traceback, and then leaves out what `unnamed` does."""

    def __init__(self, format: str) -> None:  # noqa: A002 - what logging's own configuration calls it
        super().__init__(format)

    def format(self, record: logging.LogRecord) -> str:
        """Give the line, or lines, of one record."""
        return unnamed(super().format(record))
