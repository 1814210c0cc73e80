"""The OpenAPI document describes every service by itself, and describes what the API truly does."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.urls import URLPattern

from tayseer.partners import openapi, urls
from tayseer.services import catalogue
from tests.platform.partners.conftest import RENEW, Program

pytestmark = pytest.mark.django_db


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        found: Any = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema


def misfits(document: dict[str, Any], schema: dict[str, Any], value: Any, where: str = "") -> list[str]:
    """Where a value does not fit a schema, for the few keywords that the document uses."""
    schema = resolved(document, schema)
    if "anyOf" in schema:
        tried = [misfits(document, one, value, where) for one in schema["anyOf"]]
        return [] if any(not one for one in tried) else tried[0]
    kinds = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list, "null": type(None)}
    wrong = []
    if "type" in schema and not isinstance(value, kinds[schema["type"]]):
        return [f"{where}: {value!r} is no {schema['type']}"]
    if "enum" in schema and value not in schema["enum"]:
        wrong.append(f"{where}: {value!r} is none of {schema['enum']}")
    if "const" in schema and value != schema["const"]:
        wrong.append(f"{where}: {value!r} is not {schema['const']!r}")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        wrong.append(f"{where}: {value!r} does not match {schema['pattern']}")
    if isinstance(value, dict) and "properties" in schema:
        wrong += [f"{where}: {name} is missing" for name in schema.get("required", ()) if name not in value]
        wrong += [f"{where}: {name} is not described" for name in value if name not in schema["properties"]]
        for name, inner in schema["properties"].items():
            if name in value:
                wrong += misfits(document, inner, value[name], f"{where}.{name}")
    if isinstance(value, list):
        for place, item in enumerate(value):
            wrong += misfits(document, schema["items"], item, f"{where}[{place}]")
    return wrong


def answered(document: dict[str, Any], path: str, method: str, response: Any) -> list[str]:
    told = document["paths"][path][method]["responses"]
    described = resolved(document, told.get(str(response.status_code), told["default"]))
    [content] = described["content"].values()
    return misfits(document, content["schema"], response.json())


@pytest.fixture
def document(karim: Program) -> dict[str, Any]:
    told: dict[str, Any] = karim.get("openapi.json").json()
    return told


def test_every_service_has_operations_of_its_own_with_its_questions(document: dict[str, Any]) -> None:
    for code, service in catalogue().items():
        sends = document["paths"][f"/services/{code}/verdict"]["post"]["requestBody"]
        answers = sends["content"]["application/json"]["schema"]["properties"]["answers"]

        assert list(answers["properties"]) == [question.code for question in service.asks]
        assert (f"/services/{code}/cases" in document["paths"]) == (service.flow != "query")


def test_it_names_every_address_there_is_and_no_other(document: dict[str, Any]) -> None:
    there = {
        re.sub(r"<[^>]+>", "{id}", str(pattern.pattern).replace(urls.SERVICE, f"services/{RENEW}"))
        for pattern in urls.urlpatterns
        if isinstance(pattern, URLPattern) and pattern.name not in {"nothing", "openapi", "answer"}
    }
    described = {path.lstrip("/") for path in document["paths"] if not path.startswith("/services/") or RENEW in path}

    assert described == there


def test_queries_are_answered_and_others_are_filed(document: dict[str, Any]) -> None:
    for code, service in catalogue().items():
        assert (f"/services/{code}/answer" in document["paths"]) == (service.flow == "query")
        assert (f"/services/{code}/cases" in document["paths"]) == (service.flow != "query")


def test_references_lead_somewhere_and_names_of_operations_are_unique(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    names = [one["operationId"] for path in document["paths"].values() for one in path.values()]

    for reference in set(re.findall(r'"\$ref": "#/([^"]+)"', text)):
        resolved(document, {"$ref": f"#/{reference}"})
    assert len(names) == len(set(names))
    assert document["openapi"] == "3.1.0"


def test_it_speaks_the_reader_s_language_and_is_not_sent_twice(stranger: Program) -> None:
    arabic = stranger.get("openapi.json", **{"Accept-Language": "ar"})
    again = stranger.get("openapi.json", **{"Accept-Language": "ar", "If-None-Match": arabic.headers["ETag"]})

    assert arabic.json()["info"]["title"] == "تيسير"
    assert again.status_code == 304
    assert openapi.document("en")["info"]["title"] == "Tayseer"


def test_answers_fit_what_the_document_says(karim: Program, document: dict[str, Any]) -> None:
    base = f"/services/{RENEW}"
    subjects = karim.get(f"services/{RENEW}/subjects")
    lina = subjects.json()["items"][0]["ref"]
    body = {"for": lina, "answers": {"quarters": 4, "terms": True}}
    case = karim.post(f"services/{RENEW}/cases", body, **{"Idempotency-Key": "fits-the-document"})
    bill = case.json()["turns"][0]["bill"]

    wrong = [
        *answered(document, "/services", "get", karim.get("services")),
        *answered(document, base, "get", karim.get(f"services/{RENEW}")),
        *answered(document, f"{base}/subjects", "get", subjects),
        *answered(document, f"{base}/verdict", "post", karim.post(f"services/{RENEW}/verdict", body)),
        *answered(document, f"{base}/plan", "post", karim.post(f"services/{RENEW}/plan", body)),
        *answered(document, f"{base}/cases", "post", case),
        *answered(document, "/cases", "get", karim.get("cases")),
        *answered(document, "/bills", "get", karim.get("bills")),
        *answered(document, "/bills/{id}", "get", karim.get(f"bills/{bill}")),
        *answered(document, "/bills/{id}/pay", "post", karim.post(f"bills/{bill}/pay")),
        *answered(document, "/deposit", "get", karim.get("deposit")),
        *answered(document, "/documents", "get", karim.get("documents")),
        *answered(document, "/cases/{id}", "get", karim.get("cases/nothing")),
    ]

    assert wrong == []
