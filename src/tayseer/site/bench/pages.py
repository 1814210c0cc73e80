"""Benchmarks of whole requests over HTTP: file a case, read one's violations, their page, the dashboard, the wallet."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token

from tayseer.identity.ids import new_public_id
from tayseer.identity.middleware import COOKIE
from tayseer.portal.presenting import service_href
from tayseer.portal.subjects import ref_of
from tayseer.services import service as service_of
from tayseer.site import clock
from tayseer.site.bench import folk, inside, load, pgbench, usage
from tayseer.site.bench.figures import Figure, Round, Used
from tayseer.site.bench.folk import Errand, Resident
from tayseer.site.bench.stage import Options, Stage, UnableToMeasure, count

PEOPLE = 20_000
RECORDED = 300
WARM_UP_SECONDS = 2.0
SETTLE_SECONDS = 1.0
#: A round ends before this part of the requests that can be sent only once is gone.
SAFE_SHARE = 0.7
#: As many people as a page is read by in a run; each has a session of its own.
READERS = 4_000
HOLDERS = 1_000


@dataclass(frozen=True)
class Path:
    """One kind of request: how it is sent, and what a right answer looks like."""

    name: str
    what: str
    status: int = 200
    marker: str = ""
    once: bool = False
    written_in: str = ""


def filing(stage: Stage) -> list[Figure]:
    """File a case for a traffic violation: one POST of the last page of the form by somebody signed in.

    The request passes all middlewares and the CSRF check, reads the session, gathers the facts of all the person's
    unpaid violations and judges every rule, reads the draft, then judges again what is filed and writes, in one
    transaction, the case with its pinned definition, its history, the first turn with its clock, the bill with its
    lines, two notices with their deliveries, and the audit of each. The answer leads to the new case. Every request is
    of another person; between rounds the cases are withdrawn, so tables grow as in use.
    """
    at = clock.now()
    limit = stage.options.people_or(PEOPLE)
    stage.country(limit)
    errands = folk.payers(min(limit, 60_000), at=at, on=clock.today(at))
    url = stage.url()
    path = Path(
        "filing", _what(filing), status=302, marker="filed=yes", once=True, written_in="WITH c AS (INSERT INTO casework"
    )

    def requests() -> list[bytes]:
        _settle()
        folk.withdraw_all(at=clock.now())
        folk.refresh([one.resident for one in errands], at=clock.now())
        return [_file(url, one) for one in errands]

    subjects = [one.subject_id for one in errands]
    figure = _measured(stage, path, requests, subjects=subjects)
    # What others measure after it shall not find the last round's cases still waiting to be paid, nor plans made for
    # tables that were empty: autovacuum, which sees to it in use, comes once a minute.
    _settle()
    folk.withdraw_all(at=clock.now())
    folk.analyze()
    return [figure]


def read(stage: Stage) -> list[Figure]:
    """Read one's own traffic violations as a program does: JSON, by bearer token, ten rows.

    The request checks the token and counts the call against its limit, reads the violations of the person and of those
    in charge, writes the line of the audit that tells the person who read them, and answers with JSON. Each of some
    thousands of people has ten unpaid violations or more, and their programs read in turn.
    """
    at = clock.now()
    stage.country(stage.options.people_or(PEOPLE))
    residents = folk.signed_in(READERS, at=at)
    folk.with_ten_fines(residents, at=at, on=clock.today(at))
    tokens = folk.programs(residents, scope="violations:read", at=at)
    url = stage.url()

    def requests() -> list[bytes]:
        return [load.call(url, "/api/v1/violations?limit=10", token=tokens[one.person_id]) for one in residents]

    return [_measured(stage, Path("read", _what(read)), requests)]


def page(stage: Stage) -> list[Figure]:
    """Read one's own traffic violations as a person does: the page, signed in, compressed as browsers ask for it.

    The request reads the session, the violations of the person and of those in charge, judges three services for each
    (pay, object, extend), prices the payment of the day, counts unread messages and renders the page in Arabic. Each
    of some thousands of people has one or two unpaid violations, and reads in turn.
    """
    at = clock.now()
    stage.country(stage.options.people_or(PEOPLE))
    residents = [errand.resident for errand in folk.payers(READERS, at=at, on=clock.today(at))]
    return [_page(stage, Path("page", _what(page)), residents, lambda _: "/ar/violations/")]


def dashboard(stage: Stage) -> list[Figure]:
    """Open the dashboard: the front page of somebody signed in, compressed as browsers ask for it.

    The request reads the session, what is due to the person and everybody in charge, open cases, the household with
    its papers, the last entries of the audit about the person and the number of unread messages, and renders the page.
    """
    at = clock.now()
    stage.country(stage.options.people_or(PEOPLE))
    residents = folk.signed_in(READERS, at=at)
    return [_page(stage, Path("dashboard", _what(dashboard)), residents, lambda _: "/ar/")]


def wallet(stage: Stage) -> list[Figure]:
    """Show one document of the wallet: its facts, its standing and its QR code, owner checked, compressed.

    The request reads the session, counts unread messages, and reads the page that the holder's first reading left ready
    in the database, if it is of this document as it stands and of this holder; puts in the time of the check and a new
    token for the forms; and compresses it. Each of a thousand people looks at their own driving licence, in turn. The
    first readings, which draw the code and render the page, come before and are not measured.
    """
    at = clock.now()
    stage.country(stage.options.people_or(PEOPLE))
    residents = folk.signed_in(min(HOLDERS, stage.options.people_or(PEOPLE) // 4), at=at)
    given = folk.give_documents(residents, at=at, on=clock.today(at))

    def address(one: Resident) -> str:
        return f"/ar/wallet/{given[one.person_id]}/"

    url = stage.url()
    stage.say("  wallet: first readings")
    inside.once(_requests(url, residents, address), status=200)
    return [_page(stage, Path("wallet", _what(wallet)), residents, address)]


def _page(stage: Stage, path: Path, residents: Sequence[Resident], address: Callable[[Resident], str]) -> Figure:
    url = stage.url()
    return _measured(stage, path, lambda: _requests(url, residents, address))


def _requests(url: str, residents: Sequence[Resident], address: Callable[[Resident], str]) -> list[bytes]:
    """A page for each, as their browsers ask for it now."""
    folk.refresh(residents, at=clock.now())
    # A browser has the cookie of the forms since its first page.
    known = HttpRequest()
    get_token(known)
    own = {settings.CSRF_COOKIE_NAME: known.META["CSRF_COOKIE"]}
    return [load.get(url, address(one), cookies={COOKIE: one.token, **own}) for one in residents]


def _settle() -> None:
    """Wait for the requests that the server still carries out when the load has ended in the middle of them."""
    before, now = -1, 0
    while before != now:
        time.sleep(SETTLE_SECONDS)
        before, now = now, count("SELECT coalesce(max(id), 0) FROM casework_case")


def _file(url: str, errand: Errand) -> bytes:
    """The request that files: a key of its own and a CSRF token as the form carried it."""
    service = service_of(folk.PAY)
    ref = ref_of(service, applicant_id=errand.resident.person_id, subject_id=errand.subject_id)
    page = service_href("ar", service.code, ref="")
    request = HttpRequest()
    token = get_token(request)
    cookies = {COOKIE: errand.resident.token, settings.CSRF_COOKIE_NAME: request.META["CSRF_COOKIE"]}
    form = {"csrfmiddlewaretoken": token, "key": new_public_id(), "terms": "yes"}
    return load.post(url, f"{page}check/?for={ref}", cookies=cookies, form=form)


def _measured(
    stage: Stage, path: Path, requests: Callable[[], list[bytes]], *, subjects: Sequence[int | None] = ()
) -> Figure:
    """Warm up, then measure rounds: the load first, pgbench with the same statements right after it."""
    options, url = stage.options, stage.url()
    prepared = requests()
    recordings = inside.record(prepared[:RECORDED], status=path.status, marker=path.marker)
    if options.profile:
        stage.say(f"{path.name}: {inside.profile(prepared[RECORDED : 2 * RECORDED])}")
    bound = pgbench.prepare(recordings, subjects=subjects[:RECORDED], written_in=path.written_in)
    stage.say(f"  {path.name}: warming up")
    prepared = requests()
    warm = _sent(url, prepared, path, options, seconds=min(WARM_UP_SECONDS, options.seconds))
    rounds = []
    for number in range(options.rounds):
        stage.say(f"  {path.name}: round {number + 1} of {options.rounds}")
        prepared = requests()
        seconds = options.seconds
        if path.once:
            seconds = min(seconds, SAFE_SHARE * len(prepared) / warm.per_second)
        if seconds < 1:
            message = f"{path.name}: {len(prepared):,} people are done in less than a second. Give more --people."
            raise UnableToMeasure(message)
        rounds.append(_round(stage, prepared, path, bound, seconds=seconds))
    pgbench.drop()
    share = f"{bound.requests} of {bound.of}"
    notes = (
        f"{len(prepared):,} people in turn" + (", each once in a round" if path.once else ""),
        f"load by wrk, one thread, keep-alive; the bound's statements are those of {share} recorded requests",
        "the fetching of pgbench's changing values was measured apart and taken off",
    )
    return Figure(
        name=path.name,
        unit="requests/s",
        what=path.what,
        bound=f"pgbench, prepared, the request's own {bound.statements} statements one by one",
        rounds=tuple(rounds),
        clients=options.clients,
        notes=notes,
    )


def _round(stage: Stage, prepared: Sequence[bytes], path: Path, bound: pgbench.Bound, *, seconds: float) -> Round:
    before, started = usage.read(stage.parts), time.monotonic()
    answered = _sent(stage.url(), prepared, path, stage.options, seconds=seconds)
    used = usage.since(before, stage.parts)
    load_cores = round(answered.seconds_of_processor / (time.monotonic() - started), 3)
    used["load"] = Used(load_cores, 0.0)
    used["others"] = Used(max(0.0, round(used["others"].cores - load_cores, 3)), 0.0)
    if answered.errors:
        stage.say(f"  {path.name}: {answered.errors} errors; the first: {answered.why}")
    ran = pgbench.run(bound, seconds=max(1.0, seconds / 2), clients=stage.options.clients)
    return Round(
        value=answered.per_second,
        bound=ran.per_second,
        errors=answered.errors + ran.errors,
        p50_ms=answered.p50_ms,
        p99_ms=answered.p99_ms,
        used=used,
    )


def _sent(url: str, prepared: Sequence[bytes], path: Path, options: Options, *, seconds: float) -> load.Answered:
    answered = load.run(
        url,
        prepared,
        seconds=seconds,
        clients=options.clients,
        status=path.status,
        marker=path.marker,
        once=path.once,
    )
    if not answered.requests or answered.per_second <= 0:
        message = f"{path.name}: nothing was answered as it should be. {answered.why}"
        raise UnableToMeasure(message)
    return answered


def _what(function: Callable[..., object]) -> str:
    """The first sentence of a benchmark's docstring."""
    return (function.__doc__ or "").strip().split("\n", 1)[0]
