"""The commands of the demonstration, as somebody types them."""

import json
import subprocess
import sys

from click.testing import CliRunner

from tayseer.demo.roll import PEOPLE
from tayseer.site.commands import demo
from tests.support import processes


def tayseer(tmp_path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tayseer", *words],
        env=processes.environment(tmp_path, PYTHONIOENCODING="utf-8"),
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_people_to_sign_in_as_are_listed_without_starting_anything(tmp_path):
    said = tayseer(tmp_path, "demo", "people", "--lang", "ar", "--format", "json")

    listed = json.loads(said.stdout)
    assert [(one["number"], one["name"]) for one in listed] == [(person.number, person.name.ar) for person in PEOPLE]
    assert list(tmp_path.iterdir()) == []


def test_the_list_for_reading_holds_number_password_and_sentence(tmp_path):
    said = tayseer(tmp_path, "demo", "people")

    karim = next(person for person in PEOPLE if person.key == "karim")
    assert f"{karim.number}  {karim.password}  {karim.name.en}: {karim.story.en}" in said.stdout.splitlines()


def test_a_length_of_time_that_makes_no_sense_is_refused_with_the_way_to_write_it():
    said = CliRunner().invoke(demo.command, ["advance", "soon"])

    assert said.exit_code == 2
    assert "Write a number and m, h, d or w: 10d." in said.output


def test_advancing_the_clock_runs_what_falls_due(monkeypatch, tmp_path, settings, db):
    from tayseer.casework import jobs
    from tayseer.site import clock

    settings.TAYSEER_DATA = tmp_path
    left = [3, 2, 0]
    monkeypatch.setattr(jobs, "run_clocks", lambda: left.pop(0))

    said = CliRunner().invoke(demo.command, ["advance", "10d"], catch_exceptions=False)

    assert "Terms that ran out: 5." in said.output
    assert clock.offset() == 10 * 24 * 3600


def test_making_the_cast_says_how_many_there_are(db):
    said = CliRunner().invoke(demo.command, ["make"], catch_exceptions=False)

    assert said.output.splitlines() == [
        "Making the demonstration country …",
        f"The cast is there: {len(PEOPLE)} people to sign in as.",
    ]
