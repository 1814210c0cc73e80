"""Everything at once: the database, the demonstration country, the web server, the worker and the outside world."""

import importlib
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tayseer.site import environment, postgres
from tayseer.site.processes import Children
from tayseer.site.web import port_is_free

READY_WITHIN_SECONDS = 60


class UnableToServe(Exception):
    """The product could not start, or one of its parts ended by itself; the message says what to do."""


@dataclass(frozen=True)
class Outside:
    """A program of the outside world that the demonstration runs beside the platform."""

    name: str
    module: str
    port_after: int
    address_variable: str
    # Whether browsers visit it too, so that it must listen where the platform listens.
    visited: bool = False


OUTSIDE = (
    Outside("payment provider", "tayseer.demo.payment_provider", 701, "TAYSEER_PAYMENT_PROVIDER_URL", visited=True),
    Outside("agencies outside", "tayseer.demo.agencies", 702, "TAYSEER_AGENCIES_URL"),
    Outside("time-stamping authority", "tayseer.demo.timestamp", 703, "TAYSEER_TSA_URL"),
    Outside("example bank", "tayseer.demo.bank", 704, "TAYSEER_EXAMPLE_BANK_URL", visited=True),
)


@dataclass(frozen=True)
class Plan:
    """What will be started, and where."""

    host: str
    port: int
    data: Path
    demo: bool

    @property
    def reachable_host(self) -> str:
        """The name by which this machine reaches the web server; browsers bind no passkey to a bare address."""
        return "localhost" if self.host in {"127.0.0.1", "0.0.0.0", "::", ""} else self.host  # noqa: S104 - compared

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        host = f"[{self.reachable_host}]" if ":" in self.reachable_host else self.reachable_host
        return f"http://{host}:{self.port}"

    @property
    def outside(self) -> list[tuple[Outside, int]]:
        """The outside programs that exist in this installation, each with its port."""
        if not self.demo:
            return []
        exist = [program for program in OUTSIDE if _exists(f"{program.module}.__main__")]
        return [(program, _port_beside(self.port, program.port_after)) for program in exist]


def run(plan: Plan, *, say: Callable[[str], None]) -> None:
    """Start everything, say where, and stay until a signal or the end of a part.

    Raises:
        UnableToServe: when a port is taken (nothing is started then), or a part ends by itself (all are stopped).
    """
    taken = [port for host, port in _ports(plan) if not port_is_free(host, port)]
    if taken:
        listed = ", ".join(str(port) for port in taken)
        message = (
            f"Port {listed} is in use by another program. Stop it, or choose another with --port. Nothing started."
        )
        raise UnableToServe(message)
    told = _Told()
    children = Children()
    try:
        _prepare(plan, say=say)
        _start(plan, children)
        _wait_until_ready(plan, children)
        _greet(plan, say)
        _watch(plan, children)
    except _Stop:
        pass
    finally:
        told.enough = True
        say("Stopping …")
        children.stop()
        postgres.release(plan.data)
        say("Stopped.")


class _Stop(BaseException):
    """A signal asks to stop; what is half done is rolled back by whoever does it."""


class _Told:
    """Turns the first signal into an end of whatever is being done; later ones do not disturb the stopping."""

    def __init__(self) -> None:
        self.enough = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self)

    def __call__(self, _number: int, _frame: object) -> None:
        if not self.enough:
            self.enough = True
            raise _Stop


def _prepare(plan: Plan, *, say: Callable[[str], None]) -> None:
    """Bring the database up, its tables to this version, and the made-up country into an empty one."""
    os.environ["TAYSEER_DATA"] = str(plan.data)
    os.environ["TAYSEER_PUBLIC_URL"] = os.environ.get("TAYSEER_PUBLIC_URL") or plan.address
    if plan.demo:
        os.environ["TAYSEER_DEMO"] = "1"
    if plan.host not in {"127.0.0.1", "localhost", "::1"}:
        # Whoever listens beyond this machine decides by which names it is called; in a demonstration, any.
        os.environ.setdefault("TAYSEER_HOSTS", "*" if plan.demo else plan.host)
    for program, port in plan.outside:
        os.environ[program.address_variable] = f"http://127.0.0.1:{port}"
        if program.visited:
            public = urlsplit(os.environ["TAYSEER_PUBLIC_URL"]).hostname
            os.environ.setdefault(
                f"{program.address_variable.removesuffix('_URL')}_PUBLIC_URL", f"http://{public}:{port}"
            )
    if not os.environ.get("DATABASE_URL"):
        say("Starting PostgreSQL …")
        os.environ["DATABASE_URL"] = postgres.ensure(plan.data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tayseer.site.settings")
    django = importlib.import_module("django")
    django.setup()
    say("Preparing the tables …")
    management = importlib.import_module("django.core.management")
    management.call_command("migrate", interactive=False, verbosity=0)
    if plan.demo and _exists("tayseer.demo.cast"):
        cast = importlib.import_module("tayseer.demo.cast")
        clock = importlib.import_module("tayseer.site.clock")
        cast.ensure(at=clock.now(), say=say)
        importlib.import_module("tayseer.demo.relief").ensure(at=clock.now())
        filling = importlib.import_module("tayseer.demo.agencies.filling")
        filling.ensure(plan.data)
        filling.subscribe(at=clock.now())
        bank = os.environ["TAYSEER_EXAMPLE_BANK_PUBLIC_URL"]
        problem = importlib.import_module("tayseer.demo.bank.registering").ensure(
            plan.data, address=bank, at=clock.now()
        )
        if problem:
            say(problem)
    importlib.import_module("django.db").connections.close_all()


def _start(plan: Plan, children: Children) -> None:
    """Start the parts, the outside world first, so that nobody waits for it."""
    tayseer = [sys.executable, "-m", "tayseer"]
    for program, port in plan.outside:
        command = [sys.executable, "-m", program.module, "--port", str(port), "--data", str(plan.data)]
        command += ["--callback", plan.address]
        if program.visited:
            public = os.environ[f"{program.address_variable.removesuffix('_URL')}_PUBLIC_URL"]
            command += ["--host", plan.host, "--public-url", public]
        children.start(program.name, command, environment=os.environ)
    children.start("worker", [*tayseer, "worker"], environment=os.environ)
    web = [*tayseer, "web", "--host", plan.host, "--port", str(plan.port)]
    children.start("web server", web, environment=os.environ)


def _wait_until_ready(plan: Plan, children: Children) -> None:
    end = time.monotonic() + READY_WITHIN_SECONDS
    while True:
        _complain_about_the_dead(children)
        try:
            with urllib.request.urlopen(f"{plan.address}/readyz", timeout=2) as answer:  # noqa: S310 - our own address
                if answer.status == 200:  # noqa: PLR2004
                    return
        except (urllib.error.URLError, OSError):
            pass
        if time.monotonic() > end:
            message = f"The web server did not answer at {plan.address} within {READY_WITHIN_SECONDS} seconds."
            raise UnableToServe(message)
        time.sleep(0.1)


def _watch(plan: Plan, children: Children) -> None:
    """Stay until a signal comes; raise when a part ends by itself."""
    embedded = os.environ["DATABASE_URL"] == postgres.url(plan.data)
    while True:
        _complain_about_the_dead(children)
        if embedded and not postgres.running(plan.data):
            message = f"PostgreSQL ended by itself; everything else is stopped. See {plan.data / 'postgres.log'}."
            raise UnableToServe(message)
        time.sleep(0.3)


def _complain_about_the_dead(children: Children) -> None:
    dead = children.dead()
    if dead is not None:
        code = dead.process.returncode
        how = f"by signal {-code}" if code < 0 else f"with code {code}"
        message = f"The {dead.name} ended by itself ({how}); everything else is stopped. Its messages stand above."
        raise UnableToServe(message)


def _greet(plan: Plan, say: Callable[[str], None]) -> None:
    """Say where to go, and as whom one can sign in."""
    say("")
    say(f"Tayseer (تيسير) is ready: {plan.address}/")
    if plan.demo and _exists("tayseer.demo.cast"):
        people: Iterable[Any] = importlib.import_module("tayseer.demo.cast").PEOPLE
        say("")
        say("People of the demonstration (the code that comes by SMS is shown at /en/outbox/):")
        say(f"  {'number':<12}{'password':<17}who")
        for person in people:
            say(f"  {person.number:<12}{person.password:<17}{person.introduction('en')}")
        say("")
        say(f"A made-up bank that lets them sign in with Tayseer: {os.environ['TAYSEER_EXAMPLE_BANK_PUBLIC_URL']}/")
    say("")
    say("Ctrl-C stops everything.")


def _ports(plan: Plan) -> list[tuple[str, int]]:
    outside = [(plan.host if program.visited else "127.0.0.1", port) for program, port in plan.outside]
    return [(plan.host, plan.port), *outside]


def _port_beside(port: int, after: int) -> int:
    """A port for an outside program, so that two installations on one machine do not meet."""
    beside = port + after
    return beside if beside <= 65_535 else port - after  # noqa: PLR2004 - the highest port there is


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def plan_for(*, host: str, port: int, demo: bool) -> Plan:
    """The plan for this installation's data folder."""
    return Plan(host=host, port=port, data=environment.data_folder(), demo=demo)
