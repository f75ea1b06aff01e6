"""Run a program with less: memory, time, file size, no core dump, no network, and death with its parent.

    python limited.py MEMORY_BYTES CPU_S FILE_BYTES -- PROGRAM ARG…

It is run by its path, imports nothing of ours, and replaces itself with the program.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000


def main(arguments: list[str]) -> None:
    """Take the limits, then become the program."""
    parent = os.getppid()
    memory, cpu_s, file_bytes = (int(value) for value in arguments[:3])
    program = arguments[arguments.index("--") + 1 :]
    limit(resource.RLIMIT_AS, memory)
    limit(resource.RLIMIT_CPU, cpu_s)
    limit(resource.RLIMIT_FSIZE, file_bytes)
    limit(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        leave_network(libc)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            sys.exit(1)
    os.execvp(program[0], program)


def limit(which: int, most: int) -> None:
    """Lower one limit, never above what is allowed already."""
    hard = resource.getrlimit(which)[1]
    value = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (value, value))


def leave_network(libc: ctypes.CDLL) -> None:
    """Step into an empty network, as root or in a user namespace; where neither is allowed, go on with it."""
    if libc.unshare(CLONE_NEWNET) == 0:
        return
    user, group = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return
    for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with contextlib.suppress(OSError), open(f"/proc/self/{name}", "w") as file:
            file.write(line)


__all__ = ["leave_network", "limit", "main"]


if __name__ == "__main__":
    main(sys.argv[1:])
