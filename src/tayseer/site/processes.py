"""Starting child processes that cannot outlive their parent, and stopping them in good order."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(parent: int | None = None) -> None:
    """Ask the kernel to end this process when its parent ends, even by `kill -9`."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    # The parent may have gone between the fork and the line above.
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


@dataclass
class Child:
    """A running part of the product, by the name that messages use."""

    name: str
    process: subprocess.Popen[bytes]


@dataclass
class Children:
    """The parts started together; when one dies, all stop."""

    started: list[Child] = field(default_factory=list)

    def start(self, name: str, command: Sequence[str], *, environment: Mapping[str, str]) -> None:
        """Start a part in a process group of its own, so that Ctrl-C reaches the supervisor alone."""
        parent = os.getpid()

        def before_exec() -> None:
            die_with_parent(parent)

        process = subprocess.Popen(
            list(command),
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=before_exec,  # noqa: PLW1509 - the supervisor has one thread
        )
        self.started.append(Child(name, process))

    def dead(self) -> Child | None:
        """A part that has ended by itself, or None while all run."""
        return next((child for child in self.started if child.process.poll() is not None), None)

    def stop(self, *, grace: float = 15.0) -> None:
        """Stop all parts, last started first; a part that does not go within the grace is killed."""
        for child in reversed(self.started):
            if child.process.poll() is None:
                child.process.terminate()
        end = time.monotonic() + grace
        for child in reversed(self.started):
            try:
                child.process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()
        self.started.clear()
