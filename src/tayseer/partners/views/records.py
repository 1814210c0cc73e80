"""Records of the person for programs, as lists that the database writes itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import HttpResponse

from tayseer.insight.listings import violations_json
from tayseer.kit.text import Text
from tayseer.partners import problems
from tayseer.partners.operations import Call, needs
from tayseer.partners.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

READS = "violations:read"
ACTION = "partners.violations.read"
STATES: Mapping[str, bool] = {"open": True, "closed": False}
_NUMBER = re.compile(r"[0-9A-Za-z-]{0,40}")
_WHICH = Text(ar="الحالة: \u2066open\u2069 أو \u2066closed\u2069.", en="state is open or closed.")
_AFTER = Text(
    ar="اكتب في \u2066after\u2069 القيمة \u2066next\u2069 من الصفحة السابقة.",
    en="after is the value next of the page before.",
)


@needs(READS)
def violations(call: Call) -> HttpResponse:
    """Traffic violations of the person and of those in charge, newest first; open ones unless asked otherwise."""
    state, after = call.query("state", "open"), call.query("after")
    if state not in STATES:
        raise Problem(problems.BAD_REQUEST, _WHICH)
    if not _NUMBER.fullmatch(after):
        raise Problem(problems.BAD_REQUEST, _AFTER)
    written = violations_json(
        actor=call.actor,
        at=call.at,
        lang=call.lang,
        is_open=STATES[state],
        limit=call.limit(),
        after=after,
        action=ACTION,
    )
    return HttpResponse(written, content_type="application/json")
