"""Where a benchmark runs: a server and a database of its own in a folder that goes, or ones that are there already."""

import contextlib
import ipaddress
import os
import shutil
import socket
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tayseer.site import environment, postgres
from tayseer.site.processes import Children

READY_WITHIN_SECONDS = 60


class UnableToMeasure(Exception):
    """A benchmark cannot be run here, or would not be true; the message says why and what to do."""


@dataclass(frozen=True)
class Options:
    """How much to measure: clients at once, rounds, seconds of each round, people in the country (none: as needed)."""

    rounds: int = 3
    seconds: float = 10.0
    clients: int = 16
    people: int | None = None
    url: str = ""
    profile: bool = False

    def people_or(self, usual: int) -> int:
        """The size of the country: as asked for, else what this benchmark usually takes."""
        return self.people or usual


@dataclass
class Stage:
    """A database with Django set up over it and, once it is asked for, a web server before it."""

    data: Path
    database_url: str
    options: Options
    say: Callable[[str], None]
    own: bool
    children: Children = field(default_factory=Children)
    _url: str = ""

    @property
    def parts(self) -> dict[str, int]:
        """The process of each part that is ours to look at."""
        found = {child.name: child.process.pid for child in self.children.started}
        pid = _first_number(self.data / "postgres" / "postmaster.pid") if self.own else None
        return found if pid is None else found | {"database": pid}

    def url(self) -> str:
        """The address of the web server, which is started by the first who asks."""
        if not self._url:
            self._url = self.options.url or self._started()
        return self._url

    def country(self, people: int) -> int:
        """Make sure that so many people are in the database; gives how many there are."""
        from django.db import connection  # noqa: PLC0415 - Django is set up by then

        from tayseer.demo.nation import making  # noqa: PLC0415 - the same
        from tayseer.site import clock  # noqa: PLC0415 - the same

        there = count("SELECT count(*) FROM people_person")
        if there < people:
            self.say(f"  making {people - there:,} people …")
            at = clock.now()
            seed = 1 + count("SELECT count(*) FROM demo_nation")
            making.create(people=people - there, seed=seed, on=clock.today(at), at=at, say=_silent)
            with connection.cursor() as cursor:
                # Statistics and visibility as a country in use has them.
                cursor.execute("VACUUM (ANALYZE)")
        return max(there, count("SELECT count(*) FROM people_person"))

    def _started(self) -> str:
        port = free_port()
        command = [sys.executable, "-m", "tayseer", "web", "--port", str(port), "--data", str(self.data)]
        self.children.start("web", command, environment=os.environ)
        url = f"http://127.0.0.1:{port}"
        wait_until_ready(url, self.children)
        return url


@contextlib.contextmanager
def standing(options: Options, *, say: Callable[[str], None]) -> Iterator[Stage]:
    """A stage for as long as the benchmarks run; what it started is stopped, and its folder removed, however it ends.

    Raises ``UnableToMeasure`` when the database given is not one to try things in.
    """
    if options.url:
        _loopback(options.url)
        if not os.environ.get("DATABASE_URL"):
            message = "--url needs DATABASE_URL too: people are prepared in the database of that server."
            raise UnableToMeasure(message)
    given = os.environ.get("DATABASE_URL", "")
    folder = Path(tempfile.mkdtemp(prefix="tayseer-bench-"))
    # PostgreSQL runs as another user when we are root, and passes through this folder.
    folder.chmod(0o711)
    data = environment.data_folder() if options.url else folder / "data"
    stage = Stage(data=data, database_url=given, options=options, say=say, own=not given)
    try:
        os.environ["TAYSEER_DATA"] = str(data)
        os.environ["TAYSEER_DEMO"] = "1"
        if not given:
            say("Starting PostgreSQL …")
            stage.database_url = os.environ["DATABASE_URL"] = postgres.ensure(data)
        _set_up()
        if given:
            _refuse_real_people()
        yield stage
    finally:
        stage.children.stop()
        with contextlib.suppress(ImportError):
            from django.db import connections  # noqa: PLC0415 - only there once Django is set up

            for connection in connections.all(initialized_only=True):
                connection.close()
                connection.close_pool()
        if not given:
            postgres.release(data)
        shutil.rmtree(folder, ignore_errors=True)


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tayseer.site.settings")
    import django  # noqa: PLC0415 - reads the environment that was just set
    from django.core.management import call_command  # noqa: PLC0415 - the same

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


def _refuse_real_people() -> None:
    """A database that holds anybody but made-up people is no place for benchmarks."""
    made = count("SELECT coalesce(sum(people), 0) FROM demo_nation")
    there = count("SELECT count(*) FROM (SELECT FROM people_person LIMIT 1000) few")
    if there and not made:
        message = (
            "The database of DATABASE_URL holds people that no benchmark made. Give an empty one, or one with a "
            "country made by: tayseer nation create."
        )
        raise UnableToMeasure(message)


def count(sql: str, *values: object) -> int:
    """The one number that a statement gives."""
    from django.db import connection  # noqa: PLC0415 - Django is set up by then

    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return int(cursor.fetchone()[0])


def wait_until_ready(url: str, children: Children, *, within: float = READY_WITHIN_SECONDS) -> None:
    """Wait until a server answers that it is ready. Raises ``UnableToMeasure`` when it ends, or takes too long."""
    end = time.monotonic() + within
    while True:
        dead = children.dead()
        if dead is not None:
            message = f"The {dead.name} ended by itself with code {dead.process.returncode}."
            raise UnableToMeasure(message)
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:  # noqa: S310 - loopback alone
                if answer.status == 200:  # noqa: PLR2004
                    return
        except (urllib.error.URLError, OSError):
            pass
        if time.monotonic() > end:
            message = f"{url} did not answer within {within:.0f} seconds."
            raise UnableToMeasure(message)
        time.sleep(0.05)


def wait_for_port(port: int, children: Children, *, within: float = READY_WITHIN_SECONDS) -> None:
    """Wait until somebody listens on a port of this machine. Raises ``UnableToMeasure`` as ``wait_until_ready``."""
    end = time.monotonic() + within
    while True:
        dead = children.dead()
        if dead is not None:
            message = f"The {dead.name} ended by itself with code {dead.process.returncode}."
            raise UnableToMeasure(message)
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if time.monotonic() > end:
            message = f"Nobody listens on port {port} after {within:.0f} seconds."
            raise UnableToMeasure(message)
        time.sleep(0.05)


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _loopback(url: str) -> None:
    host = urlsplit(url).hostname or ""
    try:
        near = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        near = False
    if not near:
        message = f"Load is put on this machine alone; {host or url} is another."
        raise UnableToMeasure(message)


def _first_number(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="ascii").split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _silent(_words: str) -> None:
    """Progress of a country that is made on the way says nothing."""
