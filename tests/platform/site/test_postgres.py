"""The embedded PostgreSQL starts once, serves all who ask, and goes when the last has gone, however they went."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tayseer.site import postgres
from tests.support import processes

# A process that uses the server, says so, and stays until it is told to go.
USER = """
import sys
from pathlib import Path
from tayseer.site import postgres
print(postgres.ensure(Path(sys.argv[1]), extra={"fsync": "off"}), flush=True)
sys.stdin.read()
"""


def user_of(data: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(data)],
        env=processes.environment(data),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def data(open_folder):
    yield open_folder / "d"
    processes.eventually(lambda: not postgres.running(open_folder / "d"), what="the server goes after its users")


def test_two_that_ask_at_once_get_the_same_server(data):
    first, second = user_of(data), user_of(data)

    addresses = {first.stdout.readline().strip(), second.stdout.readline().strip()}

    assert addresses == {postgres.url(data)}
    assert len([*processes.processes_that_mention(f"postgres -D {data}/postgres")]) == 1
    for user in (first, second):
        user.communicate("")


def test_the_server_stays_while_one_user_stays(data):
    first = user_of(data)
    address = first.stdout.readline().strip()
    second = user_of(data)
    second.stdout.readline()

    first.communicate("")

    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    second.communicate("")


def test_what_was_written_survives_a_user_killed_without_mercy(data):
    user = user_of(data)
    with psycopg.connect(user.stdout.readline().strip()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")

    user.kill()
    user.communicate()
    processes.eventually(lambda: not postgres.running(data), what="the server goes when its only user is killed")

    again = user_of(data)
    with psycopg.connect(again.stdout.readline().strip()) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    again.communicate("")


def test_a_server_killed_without_mercy_starts_again_with_its_data(data):
    user = user_of(data)
    with psycopg.connect(user.stdout.readline().strip()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    server = int((data / "postgres" / "postmaster.pid").read_text().splitlines()[0])

    os.kill(server, signal.SIGKILL)
    user.communicate("")
    again = user_of(data)

    with psycopg.connect(again.stdout.readline().strip()) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    again.communicate("")


def test_a_pid_file_that_names_another_program_does_not_stand_in_the_way(data):
    user = user_of(data)
    user.stdout.readline()
    user.communicate("")
    processes.eventually(lambda: not postgres.running(data), what="the server goes")
    (data / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{data}/postgres\n1\n5432\n\n\n")

    again = user_of(data)

    assert again.stdout.readline().strip() == postgres.url(data)
    again.communicate("")


def test_a_deep_folder_gets_a_short_socket():
    shallow, deep = Path("/srv/tayseer"), Path("/srv") / ("deep" * 30)

    assert postgres.socket_folder(shallow) == shallow / "postgres"
    assert len(str(postgres.socket_folder(deep) / ".s.PGSQL.5432")) <= postgres.LONGEST_SOCKET
    assert postgres.socket_folder(deep) != postgres.socket_folder(deep / "er")


@pytest.mark.parametrize(("memory", "buffers"), [(512, "128MB"), (4096, "1024MB"), (64_000, "6144MB")])
def test_the_server_takes_a_quarter_of_the_memory_within_bounds(memory, buffers):
    assert postgres.server_settings(memory, 2)["shared_buffers"] == buffers


def test_nothing_that_keeps_data_safe_is_turned_off():
    assert not {"fsync", "synchronous_commit", "full_page_writes"} & set(postgres.server_settings(8000, 2))
