"""`tayseer bench` measures every path without an error, each beside a bound; the figures themselves are not judged."""

import importlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tayseer.site.bench import figures, running, usage
from tayseer.site.bench.figures import Figure, Round, Used
from tests.support import processes

PATIENCE_SECONDS = 900
OVER_HTTP = {"filing", "read", "page", "dashboard", "wallet"}
INSIDE = ("sign-in", "verdict", "credential", "openid", "paper", "outbox", "nation", "who-can")
HAS_WRK = shutil.which("wrk") is not None


def bench(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tayseer", "bench", *arguments, "--rounds", "1", "--seconds", "1", "--format", "json"],
        env=processes.environment(data),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """All figures of one short run over a country of its own, by name."""
    names = [*(OVER_HTTP if HAS_WRK else ()), *INSIDE]
    done = bench(*names, "--people", "6000", "--clients", "4", data=tmp_path_factory.mktemp("unused"))
    assert done.returncode == 0, done.stderr
    return {figure["name"]: figure for figure in json.loads(done.stdout)}


def of(measured, name):
    return [figure for found, figure in measured.items() if found.partition(":")[0] == name]


@pytest.mark.parametrize("name", [name for name in running.NAMES if name != "start"])
def test_every_path_is_measured_without_an_error_beside_its_bound(measured, name):
    if name in OVER_HTTP and not HAS_WRK:
        pytest.skip("wrk is not installed; on Debian: apt-get install wrk")

    found = of(measured, name)

    assert found
    assert all(figure["errors"] == 0 for figure in found)
    assert all(figure["value"] > 0 and figure["ratio"] > 0 for figure in found)


@pytest.mark.skipif(not HAS_WRK, reason="wrk is not installed; on Debian: apt-get install wrk")
def test_a_page_tells_what_web_server_and_database_used(measured):
    used = measured["dashboard"]["used"]

    assert {"web", "database", "load", "others"} <= set(used)
    assert used["web"]["memory_mb"] > 0
    assert measured["dashboard"]["p50_ms"] <= measured["dashboard"]["p99_ms"]


def test_starting_is_measured_fresh_and_again(tmp_path):
    done = bench("start", data=tmp_path)

    assert done.returncode == 0, done.stderr
    fresh, again = json.loads(done.stdout)
    assert (fresh["name"], again["name"]) == ("start: fresh", "start: again")
    assert fresh["errors"] == again["errors"] == 0


def test_a_benchmark_that_does_not_exist_is_named_with_those_that_do(tmp_path):
    done = bench("flying", data=tmp_path)

    assert done.returncode == 1
    assert "No benchmark is called flying. There are: filing," in done.stderr


def test_load_is_put_on_this_machine_alone(tmp_path):
    done = bench("read", "--url", "https://tayseer.example", data=tmp_path)

    assert done.returncode == 1
    assert "Load is put on this machine alone; tayseer.example is another." in done.stderr


@pytest.mark.parametrize("name", running.NAMES)
def test_every_benchmark_says_what_one_request_does(name):
    module = importlib.import_module(f"tayseer.site.bench.{running.NAMES[name]}")

    assert getattr(module, name.replace("-", "_")) is running.benchmark(name)
    assert len(running.explanation(name).splitlines()) > 2


def test_the_ratio_is_the_part_of_the_bound_reached_whichever_way_is_better():
    faster = Figure("a", "requests/s", "", "", (Round(50.0, 100.0), Round(30.0, 100.0), Round(90.0, 100.0)))
    shorter = Figure("b", "ms", "", "", (Round(2.0, 1.0),), higher=False)

    assert (faster.value, faster.ratio) == (50.0, 0.5)
    assert faster.spread == pytest.approx(1.2)
    assert shorter.ratio == 0.5


def test_the_text_shows_errors_latency_and_the_processor_time_of_one_request():
    one = Round(200.0, 400.0, errors=3, p50_ms=12.34, p99_ms=56.78, used={"web": Used(0.5, 120.0)})

    said = figures.as_text(Figure("read", "requests/s", "", "pgbench", (one,), clients=16))

    assert said.splitlines() == [
        "read: 200 requests/s, spread 0%   ratio 0.500",
        "  bound    400 requests/s: pgbench",
        "  errors   3, 16 at a time, p50 12.3 ms, p99 56.8 ms, rounds 1",
        "  used     web 0.50 cores (2.50 ms each) 120 MB",
    ]


def test_the_work_of_a_child_process_counts_with_its_parent():
    work = "import time\nend = time.process_time() + 0.5\nwhile time.process_time() < end: pass"
    parent = subprocess.Popen(
        [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}]); input()"],
        stdin=subprocess.PIPE,
    )
    before = usage.read({"part": parent.pid})

    processes.eventually(lambda: usage.read({"part": parent.pid}).seconds["part"] >= 0.5, what="half a second of work")

    assert usage.since(before, {"part": parent.pid})["part"].cores > 0
    parent.communicate(b"\n")
