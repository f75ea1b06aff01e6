"""Limits a conversion's own process sets on itself before it opens a stranger's file."""

from __future__ import annotations

import sys

from arkit.errors import UnsupportedError


def limit_resources(*, memory_bytes: int, cpu_s: int, file_bytes: int) -> None:
    """Limit this process, for good: address space, CPU time, size of any file it writes; no core dumps.

    The kernel then fails allocations (MemoryError), ends the process after `cpu_s`, and fails writes beyond
    `file_bytes` (OSError). Address space counts what libraries reserve: leave 2 GiB above what a model needs.
    """
    if sys.platform == "win32":
        raise UnsupportedError("sandbox: expected a POSIX system, Windows has no resource limits")
    import resource

    for kind, limit in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        wanted = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (wanted, wanted))


__all__ = ["limit_resources"]
