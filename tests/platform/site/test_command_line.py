"""The command line finds its commands by their files and imports one at a time."""

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner

from tayseer.site import cli, environment
from tests.support import processes, repository

COMMANDS = sorted(
    path.stem.removesuffix("_").replace("_", "-")
    for path in (repository.SOURCE / "site" / "commands").glob("*.py")
    if path.stem != "__init__"
)


def test_the_list_names_every_command_and_what_it_does():
    listed = CliRunner().invoke(cli.tayseer, ["--help"]).output

    assert [name for name in COMMANDS if f"\n  {name} " not in listed] == []


# Django's own commands, behind `manage`, explain themselves once Django runs.
@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "manage"])
def test_a_command_explains_itself(name):
    answer = CliRunner().invoke(cli.tayseer, [name, "--help"])

    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith("Usage: ")


def test_help_is_quick_because_django_is_not_imported(tmp_path):
    code = "import sys; from tayseer.site.cli import tayseer; tayseer(['serve', '--help'], standalone_mode=False)"
    code += "; print('django' in sys.modules)"

    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=processes.environment(tmp_path)
    )

    assert said.stdout.splitlines()[-1] == "False"


@pytest.mark.parametrize("name", ["nothing", "../serve", "settings", "__init__"])
def test_an_unknown_command_is_said_to_be_unknown(name):
    answer = CliRunner().invoke(cli.tayseer, [name])

    assert answer.exit_code == 2
    assert "No such command" in answer.output


def test_a_secret_key_is_made_once_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("TAYSEER_SECRET_KEY")

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: environment.secret_key(tmp_path / "data"), range(8)))

    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret.key"]


def test_a_given_secret_key_is_written_nowhere(tmp_path, monkeypatch):
    monkeypatch.setenv("TAYSEER_SECRET_KEY", "from the operator's vault")

    assert environment.secret_key(tmp_path / "data") == "from the operator's vault"
    assert not (tmp_path / "data").exists()
