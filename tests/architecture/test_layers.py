"""Imports run one way; see the contracts in pyproject.toml."""

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.support import repository


def test_every_import_keeps_to_the_layers(monkeypatch, capsys):
    monkeypatch.chdir(repository.ROOT)

    status = lint_imports(cache_dir=None)

    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out
