"""The OpenAPI 3.1 document: fixed operations, and for each service its own, with a schema made from its questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tayseer import __version__
from tayseer.kit.text import Text
from tayseer.partners import schemas, shapes, verify_api
from tayseer.services import catalogue

if TYPE_CHECKING:
    from tayseer.kit.services import Service

JSON = "application/json"
SCOPES = {
    "verdicts:read": Text(ar="معرفة ما تسمح به الخدمات ولمن", en="See what services allow, and for whom"),
    "answers:read": Text(ar="الاطلاع على ما في السجلات", en="Read what the registers hold"),
    "cases:read": Text(ar="متابعة الطلبات", en="Follow cases"),
    "cases:write": Text(ar="تقديم الطلبات والرد عليها", en="File cases and act in them"),
    "bills:read": Text(ar="معرفة الفواتير", en="See bills"),
    "bills:pay": Text(ar="الدفع من المودع", en="Pay from the deposit"),
    "documents:read": Text(ar="الاطلاع على الوثائق", en="Read documents"),
    "violations:read": Text(ar="الاطلاع على المخالفات المرورية", en="Read traffic violations"),
}
_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "schema": {"type": "string", "examples": ["ar", "en"], "default": "ar"},
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 8, "maxLength": 128},
}


def document(lang: str) -> dict[str, Any]:
    """The whole document, its words in the reader's language."""
    paths = _fixed(lang)
    for service in catalogue().values():
        paths |= _of_service(service, lang)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": Text(ar="تيسير", en="Tayseer").in_(lang),
            "version": __version__,
            "summary": Text(ar="كل خدمة حكومية بعقد واحد.", en="Every public service, by one contract.").in_(lang),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "tags": [{"name": agency} for agency in sorted({item.agency for item in catalogue().values()})],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "; ".join(f"{name}: {text.in_(lang)}" for name, text in SCOPES.items()),
                }
            },
            "parameters": {"language": _LANGUAGE, "key": _KEY},
            "responses": {"problem": _problem(lang)},
            "schemas": schemas.SCHEMAS,
        },
    }


def _problem(lang: str) -> dict[str, Any]:
    said = Text(ar="لم يتم ذلك؛ السبب في الرد (RFC 9457).", en="It was not done; the response says why (RFC 9457).")
    return {
        "description": said.in_(lang),
        "content": {"application/problem+json": {"schema": schemas.ref("Problem")}},
    }


def _operation(  # noqa: PLR0913 an operation has that many sides
    lang: str,
    code: str,
    summary: Text,
    *,
    answers: str,
    scope: str | None = None,
    sends: dict[str, Any] | None = None,
    parameters: tuple[dict[str, Any], ...] = (),
    status: int = 200,
    tag: str = "",
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": code,
        "summary": summary.in_(lang),
        "parameters": [{"$ref": "#/components/parameters/language"}, *parameters],
        "responses": {
            str(status): {"description": summary.in_(lang), "content": {JSON: {"schema": schemas.ref(answers)}}},
            "default": {"$ref": "#/components/responses/problem"},
        },
        "security": [{"token": [scope]}] if scope else [{}],
    }
    if tag:
        made["tags"] = [tag]
    if sends is not None:
        made["requestBody"] = {"required": True, "content": {JSON: {"schema": sends}}}
    return made


def _of_service(service: Service, lang: str) -> dict[str, Any]:
    """The operations of one service: itself, its subjects, its verdict, its plan, and filing where it files."""
    base, name, title = f"/services/{service.code}", service.code.replace("/", "_").replace("-", "_"), service.title
    answers = shapes.answers_schema(service, lang)
    some = {**answers, "required": []}
    tag = service.agency
    paths: dict[str, Any] = {
        base: {"get": _operation(lang, f"show_{name}", title, answers="Service", tag=tag)},
        f"{base}/subjects": {
            "get": _operation(
                lang,
                f"subjects_{name}",
                _of(title, "لمن", "for whom"),
                answers="Subjects",
                scope="verdicts:read",
                tag=tag,
            )
        },
    }
    for what, ar, en, answer in (("verdict", "الحكم", "verdict", "Verdict"), ("plan", "الخطة", "plan", "Plan")):
        paths[f"{base}/{what}"] = {
            "post": _operation(
                lang,
                f"{what}_{name}",
                _of(title, ar, en),
                answers=answer,
                scope="verdicts:read",
                sends=_body(service, some),
                tag=tag,
            )
        }
    if service.flow == "query":
        paths[f"{base}/answer"] = {
            "post": _operation(
                lang,
                f"ask_{name}",
                _of(title, "الجواب", "the answer"),
                answers="Answer",
                scope=None if service.is_public else "answers:read",
                sends=_body(service, answers),
                tag=tag,
            )
        }
    else:
        paths[f"{base}/cases"] = {
            "post": _operation(
                lang,
                f"file_{name}",
                _of(title, "تقديم الطلب", "file a case"),
                answers="Case",
                scope="cases:write",
                sends=_body(service, answers),
                parameters=({"$ref": "#/components/parameters/key"},),
                status=201,
                tag=tag,
            )
        }
    return paths


def _of(title: Text, ar: str, en: str) -> Text:
    return Text(ar=f"{title.ar}: {ar}", en=f"{title.en}: {en}")


def _body(service: Service, answers: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = {"answers": answers}
    if service.subject is not None:
        properties["for"] = schemas.ref("Ref")
    needed = ["answers"] if answers["required"] else []
    return {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}


def _fixed(lang: str) -> dict[str, Any]:
    """The operations that are the same whatever the service."""
    of_case = ({"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},)
    acts = {
        "withdraw": (Text(ar="سحب الطلب", en="Withdraw a case"), {}),
        "turn": (
            Text(ar="الرد على الدور", en="Answer a turn"),
            {"agree": {"type": "boolean"}, **_strings("code", "reason")},
        ),
        "correct": (Text(ar="تصحيح الأجوبة", en="Correct a returned case"), {"answers": {"type": "object"}}),
        "object": (Text(ar="الاعتراض على الرفض", en="Object to a refusal"), _strings("reason")),
    }
    # What is read: at which address, by which operation, what it answers, to whom, and what may be chosen.
    reads: dict[str, tuple[str, Text, str, str | None, tuple[dict[str, Any], ...]]] = {
        "/services": (
            "list_services", Text(ar="الخدمات", en="Services"), "Services", None,
            (*_paging(), _query("q"), _query("agency")),
        ),
        "/cases": (
            "list_cases", Text(ar="الطلبات", en="Cases"), "Cases", "cases:read",
            (*_paging(), _query("state", "open", "closed")),
        ),
        "/cases/{id}": ("show_case", Text(ar="طلب", en="A case"), "Case", "cases:read", of_case),
        "/deposit": ("show_deposit", Text(ar="المودع", en="Deposit"), "Deposit", "bills:read", ()),
        "/bills": (
            "list_bills", Text(ar="الفواتير", en="Bills"), "Bills", "bills:read",
            (*_paging(), _query("state", "open", "paid", "cancelled", "expired")),
        ),
        "/bills/{id}": ("show_bill", Text(ar="فاتورة", en="A bill"), "Bill", "bills:read", of_case),
        "/documents": (
            "list_documents", Text(ar="الوثائق", en="Documents"), "Documents", "documents:read", (_paging()[0],),
        ),
        "/documents/{id}": (
            "show_document", Text(ar="وثيقة", en="A document"), "Document", "documents:read", of_case,
        ),
        "/violations": (
            "list_violations", Text(ar="المخالفات المرورية", en="Traffic violations"), "Violations", "violations:read",
            (*_paging(), _query("state", "open", "closed")),
        ),
    }  # fmt: skip
    paths: dict[str, Any] = {
        path: {"get": _operation(lang, code, summary, answers=answers, scope=scope, parameters=parameters)}
        for path, (code, summary, answers, scope, parameters) in reads.items()
    }
    paths["/files"] = {"post": _files(lang)}
    paths["/verify"] = {"post": verify_api.described(lang)}
    paths["/bills/{id}/pay"] = {
        "post": _operation(
            lang, "pay_bill", Text(ar="الدفع من المودع", en="Pay from the deposit"), answers="Bill",
            scope="bills:pay", parameters=of_case,
        )
    }  # fmt: skip
    for name, (summary, properties) in acts.items():
        body = {"type": "object", "properties": properties, "additionalProperties": False}
        paths[f"/cases/{{id}}/{name}"] = {
            "post": _operation(
                lang, f"{name}_case", summary, answers="Case", scope="cases:write", sends=body, parameters=of_case
            )
        }
    return paths


def _files(lang: str) -> dict[str, Any]:
    made = _operation(
        lang, "keep_file", Text(ar="إرسال ملف", en="Send a file"), answers="File", scope="cases:write", status=201,
        parameters=(_query("name"),),
    )  # fmt: skip
    made["requestBody"] = {
        "required": True,
        "content": {kind: {} for kind in ("image/jpeg", "image/png", "application/pdf")},
    }
    return made


def _strings(*names: str) -> dict[str, Any]:
    return {name: {"type": "string"} for name in names}


def _query(name: str, *options: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if options:
        schema["enum"] = list(options)
    return {"name": name, "in": "query", "schema": schema}


def _paging() -> tuple[dict[str, Any], dict[str, Any]]:
    limit = {"type": "integer", "minimum": 1, "maximum": 100, "default": 25}
    return ({"name": "limit", "in": "query", "schema": limit}, _query("after"))
