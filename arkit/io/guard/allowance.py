"""What one conversion may use, and how a process that does other things later holds itself to it for a while."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from arkit.errors import CheckError

# The largest file io.Limits allows fits into memory several times over; a scan of 10 million triangles takes minutes.
MEMORY_BYTES, CPU_S, WALL_S, FILE_BYTES = 12 * 2**30, 600, 900, 2**30


@dataclass(frozen=True, slots=True)
class Allowance:
    """The most a conversion may use.

    Attributes:
        memory_bytes: address space, which counts what libraries reserve; leave 2 GiB above what a model needs.
        cpu_s: processor time of all its threads together.
        wall_s: real time.
        file_bytes: any one file it writes.
    """

    memory_bytes: int = MEMORY_BYTES
    cpu_s: int = CPU_S
    wall_s: int = WALL_S
    file_bytes: int = FILE_BYTES


@contextmanager
def held_to(allowance: Allowance) -> Iterator[None]:
    """Hold this process to an allowance until the block ends; children it starts meanwhile inherit all but time.

    Only soft limits are lowered, so that they can be raised again: this guards against a file that costs too much, not
    against code that means harm. Beyond them allocations fail (MemoryError), writes fail (OSError), and time raises
    CheckError. Outside the main thread, and on Windows, time and memory are not held.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    wanted = {
        resource.RLIMIT_AS: allowance.memory_bytes,
        resource.RLIMIT_FSIZE: allowance.file_bytes,
        resource.RLIMIT_CPU: int(used.ru_utime + used.ru_stime) + allowance.cpu_s + 1,
    }
    before = {kind: resource.getrlimit(kind) for kind in wanted}
    handlers = {one: signal.signal(one, _too_long) for one in (signal.SIGXCPU, signal.SIGALRM)}
    try:
        for kind, (soft, hard) in before.items():
            caps = [cap for cap in (wanted[kind], soft, hard) if cap != resource.RLIM_INFINITY]
            resource.setrlimit(kind, (min(caps), hard))
        signal.setitimer(signal.ITIMER_REAL, allowance.wall_s)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for kind, limits in before.items():
            resource.setrlimit(kind, limits)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _too_long(number: int, _: FrameType | None) -> None:
    what = "real time" if number == signal.SIGALRM else "processor time"
    raise CheckError(f"time: expected a file that converts sooner, its {what} ran out; try a smaller or simpler file")


__all__ = ["CPU_S", "FILE_BYTES", "MEMORY_BYTES", "WALL_S", "Allowance", "held_to"]
