"""JSON columns as plain statements give them: Django leaves their text unread."""

from __future__ import annotations

import json
from typing import Any


def listed(value: Any) -> tuple[str, ...]:
    """The words of a JSON list."""
    read = json.loads(value) if isinstance(value, str) else value
    return tuple(str(item) for item in read or ())


def mapped(value: Any) -> dict[str, Any]:
    """A JSON object."""
    read = json.loads(value) if isinstance(value, str) else value
    return dict(read or {})
