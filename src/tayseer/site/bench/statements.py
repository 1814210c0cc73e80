"""Notes the statements that a request makes, so that pgbench can run the very same ones as its bound."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from psycopg.adapt import PyFormat, Transformer

_BIGINT = 20
_WHOLE = {20, 21, 23}
_PLACE = re.compile(r"%(?:\((?P<name>\w+)\)s|s|%)")


@dataclass(frozen=True)
class Value:
    """A parameter as PostgreSQL is sent it: text (``None`` for NULL) and its type (0 when it is left open)."""

    text: str | None
    oid: int


@dataclass(frozen=True)
class Statement:
    """One statement: its text with ``$1`` for values, and the values."""

    sql: str
    values: tuple[Value, ...]

    @property
    def shape(self) -> tuple[str, tuple[tuple[int, bool], ...]]:
        """What is the same whenever the same code runs: the text, the types, and which values are absent."""
        return self.sql, tuple((value.oid, value.text is None) for value in self.values)


@dataclass
class Recorder:
    """Notes statements in their order, transactions' ends among them."""

    statements: list[Statement] = field(default_factory=list)
    _open: bool = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - as Django calls it
        """Note one statement and let it run."""
        if context["connection"].in_atomic_block and not self._open:
            self._open = True
            self.statements.append(Statement("BEGIN", ()))
        self.statements.append(_statement(sql, params))
        return execute(sql, params, many, context)

    def ended(self, word: str) -> None:
        """Note the end of a transaction in which something was said."""
        if self._open:
            self._open = False
            self.statements.append(Statement(word, ()))


@contextmanager
def recorded() -> Iterator[Recorder]:
    """Note every statement of this thread's connection meanwhile."""
    recorder = Recorder()
    commit, rollback = connection.commit, connection.rollback

    def committing() -> None:
        commit()
        recorder.ended("COMMIT")

    def rolling_back() -> None:
        rollback()
        recorder.ended("ROLLBACK")

    connection.commit, connection.rollback = committing, rolling_back
    try:
        with connection.execute_wrapper(recorder):
            yield recorder
    finally:
        connection.commit, connection.rollback = commit, rollback


def most_common(recordings: Sequence[Sequence[Statement]]) -> list[Sequence[Statement]]:
    """Those recordings that have the shape most have: the same statements in the same order."""
    shapes = [tuple(statement.shape for statement in one) for one in recordings]
    usual = Counter(shapes).most_common(1)[0][0]
    return [one for one, shape in zip(recordings, shapes, strict=True) if shape == usual]


def _statement(sql: str, params: Any) -> Statement:
    """The statement as PostgreSQL gets it: values apart from the text, as with binding by the server."""
    values: list[Any] = []
    named: dict[str, Any] = params if isinstance(params, dict) else {}
    listed: list[Any] = [] if named else list(params or ())

    def place(match: re.Match[str]) -> str:
        if match[0] == "%%":
            return "%"
        values.append(named[match["name"]] if match["name"] else listed[len(values)])
        return f"${len(values)}"

    if "%" not in sql:
        # Written with `$1` already, as the longest statements are.
        return Statement(sql, tuple(_value(value) for value in listed))
    text = _PLACE.sub(place, sql) if params else sql
    return Statement(text, tuple(_value(value) for value in values))


def _value(value: Any) -> Value:
    if value is None:
        return Value(None, 0)
    dumper = Transformer(connection.connection).get_dumper(value, PyFormat.TEXT)
    written = dumper.dump(value)
    # The driver sends a whole number in the fewest bytes that hold it, which is no difference of shape.
    oid = _BIGINT if dumper.oid in _WHOLE else dumper.oid
    return Value(None if written is None else bytes(written).decode(), oid)
