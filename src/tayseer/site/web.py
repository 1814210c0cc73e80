"""The web server: granian, one process per core, each with a few threads that run Django."""

import gc
import os
import socket
from collections.abc import Callable
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from tayseer.site import counters
from tayseer.site.processes import die_with_parent

#: Objects made before the youngest are looked through; a page makes some thousands.
YOUNG = 20_000


def load_application(_target: str) -> Callable[..., Any]:
    """Load Django inside a web process, and tie that process to the server that forked it."""
    die_with_parent()
    from tayseer.site.wsgi import application  # noqa: PLC0415 - each process sets Django up for itself

    _import_views()
    # Services, law and templates stay as long as the process: to walk them again with each collection costs far more
    # than what is ever found there.
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
    return application


def run(*, host: str, port: int, workers: int | None = None, threads: int = 6) -> None:
    """Serve until told to stop (SIGTERM or SIGINT).

    Args:
        host: address to listen on.
        port: port to listen on.
        workers: processes; one per core when None.
        threads: threads per process that run Django; more wait for a connection and make nothing faster.
    """
    counters.clear()
    workers = workers or max(1, os.cpu_count() or 1)
    server = Server(
        "tayseer.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        # Beyond this many at once a process takes no more, and the kernel's queue holds the rest.
        backpressure=256,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
    server.serve(target_loader=load_application)


def _import_views() -> None:
    """Import every view now, rather than while the first visitor waits."""
    from django.urls import get_resolver  # noqa: PLC0415 - needs Django set up

    _ = get_resolver().reverse_dict


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
