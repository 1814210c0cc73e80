"""`tayseer verify FILE`: its words, its JSON, and an exit code that is 0 only for a valid document."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tayseer.documents import actions, papers, queries
from tayseer.site import cli, clock
from tayseer.site.commands import verify
from tests.platform.documents.samples import NOON
from tests.platform.verify.forged import issued

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr(verify, "ready", lambda: None)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(verify.command, list(arguments))


def test_a_valid_paper_ends_with_nought_and_its_facts(tmp_path: Path) -> None:
    document = issued()
    file = tmp_path / "paper.pdf"
    file.write_bytes(papers.paper_of(document=document, at=NOON))

    result = run(str(file))

    assert result.exit_code == 0
    assert result.output.startswith("VALID  Valid document")
    assert f"Document number: {document.number}" in result.output
    assert "✓ The seal of the PDF holds and nothing was added" in result.output


def test_json_holds_the_verdict_and_every_finding(tmp_path: Path) -> None:
    document = issued()
    file = tmp_path / "code.txt"
    file.write_text(document.qr_text + "\n")

    answer = json.loads(run(str(file), "--format", "json", "--lang", "ar").output)

    assert answer["verdict"] == "VALID"
    assert [one["code"] for one in answer["findings"]] == [
        "form",
        "key",
        "signature",
        "issuer",
        "time",
        "log",
        "status",
    ]
    assert answer["claims"]["number"] == document.number
    assert answer["document"]["title"] == "هوية مقيم"


def test_anything_but_a_valid_document_ends_with_one(tmp_path: Path) -> None:
    issued()
    file = tmp_path / "link.txt"
    file.write_text("TY1:broken")

    result = run(str(file))

    assert result.exit_code == 1
    assert result.output.startswith("ALTERED")


def test_offline_it_believes_the_signed_lists_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = issued()
    for code in queries.status_list_codes():
        actions.publish_status_list(at=NOON, code=code)
    file = tmp_path / "code.txt"
    file.write_text(document.qr_text)
    monkeypatch.setattr(queries, "standing_of_entry", lambda _: pytest.fail("the database was asked"))

    result = run(str(file), "--offline")

    assert result.exit_code == 0
    assert "? The issuance log was not checked (offline)" in result.output


def test_the_command_is_listed() -> None:
    assert "verify" in cli.tayseer.list_commands(None)
