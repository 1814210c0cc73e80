"""The JSON Schemas (2020-12) of what the API answers with."""

from __future__ import annotations

from typing import Any


def ref(name: str) -> dict[str, Any]:
    """A reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def _object(*optional: str, **properties: Any) -> dict[str, Any]:
    made = {name: _schema(value) for name, value in properties.items()}
    return {
        "type": "object",
        "properties": made,
        "required": [name for name in properties if name not in optional],
    }


def _schema(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        return {"type": "array", "items": _schema(value[0])}
    if value.endswith("?"):
        return {"anyOf": [_schema(value[:-1]), {"type": "null"}]}
    return _KINDS.get(value) or ref(value)


_KINDS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "yes": {"type": "boolean"},
    "count": {"type": "integer"},
    "moment": {"type": "string", "format": "date-time"},
    "day": {"type": "string", "format": "date"},
    "sar": {"type": "string", "pattern": "^-?[0-9]+\\.[0-9]{2}$"},
    "currency": {"const": "SAR"},
    "any": {"type": "object"},
}
_SUMMARY = {
    "code": "text", "title": "text", "does": "text", "agency": "text", "for_whom": ["text"], "flow": "text",
    "acts_on": "text?",
}  # fmt: skip


def _page(of: str) -> dict[str, Any]:
    return _object(items=[of], next="text?")


SCHEMAS: dict[str, Any] = {
    "Ref": {"type": "string", "pattern": "^[a-z2-7]{16}$"},
    "Problem": _object(
        "answers", "lines", type="text", title="text", status="count", detail="text", request="text",
        answers={"type": "object", "additionalProperties": {"type": "string"}}, lines=["Line"],
    ),
    "Summary": _object(**_SUMMARY),
    "Services": _page("Summary"),
    "Service": _object(
        **_SUMMARY, basis="text", for_whom_words=["text"], takes="text",
        subject={"anyOf": [_object(name="text", label="text", among="text"), {"type": "null"}]},
        answers="any", rules=[_object(code="text", sentence="text", basis="text")],
        steps=[
            _object(code="text", label="text", by="text", does="text", then="text", otherwise="text", silence="text")
        ],
        issues=["text"], reads=["text"],
    ),
    "Subjects": _object(
        items=[
            _object(ref="Ref?", name="text", allowed="yes", may_start="yes", refused_by=["text"], awaits=["text"])
        ]
    ),
    "Operand": _object(key="text", label="text", value="text", known="yes", source="text", whose="text"),
    "Line": _object(
        rule="text", outcome={"enum": ["holds", "fails", "unknown", "open"]}, sentence="text", basis="text",
        reason="text?", awaits=["text"], operands=["Operand"], cure="text?", cured_by=["text"],
    ),
    "Price": _object(
        currency="currency", total="sar", lines=[_object(code="text", label="text", amount="sar", basis="text")]
    ),
    "Verdict": _object(service="text", allowed="yes", may_start="yes", lines=["Line"], price="Price?"),
    "Plan": _object(
        leads_there="yes", total="sar",
        steps=[
            {**_object(service="text", title="text", **{"for": "Ref?"}, subject="text", cost="sar?", takes="text",
                       cures=["text"], stands_in_the_way="text?", instead=["text"])}
        ],
        elsewhere=[_object(rule="text", way="text")],
    ),
    "Turn": _object(
        step="text", label="text", does="text", party="text", yours="yes", due_at="moment", bill="text"
    ),
    "Case": _object(
        "answers", "history", "code_you_hold", id="text", service="text", title="text", subject="text",
        state={"enum": ["open", "returned", "approved", "refused", "lapsed", "withdrawn", "objected"]},
        state_words="text", step="text", filed_at="moment", decided_at="moment?", reason="text", price="sar",
        law_day="day", turns=["Turn"], answers="any", history=[_object(at="moment", event="text", step="text")],
        code_you_hold="text",
    ),
    "Cases": _page("Case"),
    "Bill": _object(
        id="text", case="text", purpose="text", state={"enum": ["open", "paid", "cancelled", "expired"]},
        currency="currency", amount="sar", lines=[_object(code="text", label="text", amount="sar")],
        opened_at="moment", due_at="moment?", paid_at="moment?", paid_by={"enum": ["", "card", "deposit"]},
    ),
    "Bills": _page("Bill"),
    "Answer": _object(
        service="text", on="day",
        facts=[_object(label="text", text="text", value={})],
        lists=[_object(label="text", columns=[_object(key="text", label="text")], rows=["any"])],
    ),
    "Violation": _object(
        number="text", title="text", own="yes", whom="text", city="text?", plate="text?", committed_at="moment?",
        speed={"anyOf": [{"type": "integer"}, {"type": "null"}]},
        speed_limit={"anyOf": [{"type": "integer"}, {"type": "null"}]},
        amount="sar?", currency="currency", state={"enum": ["unpaid", "objected", "paid", "cancelled"]},
        due_on="day?", paid_on="day?",
    ),
    "Violations": _page("Violation"),
    "Deposit": _object(currency="currency", balance="sar"),
    "Document": _object(
        id="text", type="text", title="text", number="text", name="text", case="text", issued_at="moment",
        expires_on="day?", status="text", valid="yes", qr_text="text",
    ),
    "Documents": _object(items=["Document"]),
    "File": _object(id="text", media_type="text", size="count"),
    "Check": _object(
        verdict={"enum": ["VALID", "REVOKED", "EXPIRED", "STATUS UNKNOWN", "NOT ISSUED BY US", "ALTERED"]},
        suspended="yes",
        findings=[_object(code="text", passed={"type": ["boolean", "null"]}, text="text")],
        kid="text", checked_at="moment", status_as_of="moment?",
        claims={"anyOf": [
            _object(issuer="text", type="text", number="text", name_ar="text", name_en="text", issued_at="moment",
                    expires_at="moment", facts={"type": "object", "additionalProperties": {"type": "string"}}),
            {"type": "null"},
        ]},
        document={"anyOf": [
            _object(title="text", agency="text", rows=[_object(label="text", value="text", note="text")]),
            {"type": "null"},
        ]},
    ),
}  # fmt: skip
