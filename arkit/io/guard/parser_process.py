"""Run one foreign parser in a process of its own: bytes on stdin, `answer.npz` in the empty folder it works in.

    python -I parser_process.py …/PROGRAM.py '{"memory_bytes": …, "cpu_s": …, "file_bytes": …}' < model

It is run by its path and imports nothing of ours. PROGRAM.py has `load()`, which imports the
parser, and `take_apart(data, arrays) -> head`. Between the two the process gives up what it no longer needs:
the file system but its own folder and Python's (Landlock, Linux 5.13), and sockets, new programs, other processes
(seccomp). Where the system has neither, the limits and the empty environment still hold.
"""

from __future__ import annotations

import ctypes
import gc
import importlib.util
import json
import os
import platform
import resource
import struct
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

ANSWER = "answer.npz"
_NEW_RULES, _ADD_RULE, _RESTRICT = 444, 445, 446  # Landlock's system calls, the same on every processor
_READ = 0b1101  # execute, read a file, list a folder
_WRITABLE_SINCE = ((1, 13), (2, 14), (3, 15), (5, 16))  # bits that a Landlock version knows
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# socket, connect, execve, execveat, kill, ptrace, process_vm_*, pidfd_open, io_uring_setup, mount, setns, unshare, bpf
_REFUSED = {
    "x86_64": (41, 42, 57, 58, 59, 62, 101, 165, 250, 272, 308, 310, 311, 321, 322, 425, 434),
    "aarch64": (198, 203, 221, 129, 117, 40, 219, 97, 268, 270, 271, 280, 281, 425, 434),
}
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3, _THREAD = 435, 0x00010000


def main() -> None:
    """Read stdin, write the answer, leave without letting the parser's objects go: bindings crash there."""
    program, limits = Path(sys.argv[1]), json.loads(sys.argv[2])
    _limit(limits)
    data = sys.stdin.buffer.read()
    parser = _module(program)
    arrays: dict[str, np.ndarray] = {}
    gc.disable()
    try:
        parser.load()
        shut_in(Path.cwd())
        head = parser.take_apart(data, arrays)
    except Exception as error:  # whatever a binding raises is an answer
        head = {"error": " ".join((str(error) or type(error).__name__).split())[:160], "kind": type(error).__name__}
        arrays = {}
    with open(ANSWER, "wb") as stream:
        np.savez(stream, head=np.frombuffer(json.dumps(head).encode(), dtype=np.uint8), **arrays)
    os._exit(0)


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path.name} is no program")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def _limit(limits: dict[str, Any]) -> None:
    for kind, wanted in (
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_CPU, limits["cpu_s"]),
        (resource.RLIMIT_FSIZE, limits["file_bytes"]),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        least = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (least, least))


def shut_in(folder: Path) -> tuple[bool, bool]:
    """Leave this process only `folder` and Python's own files, no sockets and no other processes; what worked."""
    if sys.platform != "linux":
        return False, False
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(1, 9, 0, 0, 0)  # die with the parent
    if system.prctl(38, 1, 0, 0, 0):  # never gain rights
        return False, False
    return _landlock(system, folder), _seccomp(system)


def _landlock(system: ctypes.CDLL, folder: Path) -> bool:
    version = system.syscall(_NEW_RULES, None, 0, 1)
    if version < 1:
        return False
    known = next(bits for since, bits in reversed(_WRITABLE_SINCE) if version >= since)
    everything = 2**known - 1
    rules = system.syscall(_NEW_RULES, struct.pack("<Q", everything), 8, 0)
    if rules < 0:
        return False
    for place, access in _places(folder, everything):
        held = os.open(place, os.O_PATH | os.O_CLOEXEC)
        system.syscall(_ADD_RULE, rules, 1, struct.pack("<Qi", access, held), 0)
        os.close(held)
    worked = system.syscall(_RESTRICT, rules, 0) == 0
    os.close(rules)
    return worked


def _places(folder: Path, everything: int) -> list[tuple[str, int]]:
    """What may be opened, and how: the folder wholly, Python's libraries and the system's to read."""
    libraries = {sys.prefix + "/lib", sys.base_prefix + "/lib", "/usr/lib", "/lib", "/lib64", "/sys/devices/system/cpu"}
    libraries |= {one for one in sys.path if os.path.isdir(one)}
    read = [(one, _READ) for one in sorted(libraries) if os.path.isdir(one)]
    return [(str(folder), everything), *read]


def _seccomp(system: ctypes.CDLL) -> bool:
    """A filter that answers "not permitted" to the calls of `_REFUSED` and to every clone that is no thread."""
    machine = platform.machine()
    if machine not in _AUDIT:
        return False
    load, equal, at_least, any_bit, answer = 0x20, 0x15, 0x35, 0x45, 0x06
    allow, refuse, unknown, kill = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
    lines = [(load, 0, 0, 4), (equal, 1, 0, _AUDIT[machine]), (answer, 0, 0, kill), (load, 0, 0, 0)]
    lines += [(at_least, 0, 1, 0x40000000), (answer, 0, 0, refuse)]
    for number in _REFUSED[machine]:
        lines += [(equal, 0, 1, number), (answer, 0, 0, refuse)]
    lines += [(equal, 0, 1, _CLONE3), (answer, 0, 0, unknown), (equal, 0, 3, _CLONE[machine])]
    lines += [(load, 0, 0, 16), (any_bit, 1, 0, _THREAD), (answer, 0, 0, refuse), (answer, 0, 0, allow)]
    program = ctypes.create_string_buffer(b"".join(struct.pack("<HBBI", *line) for line in lines))
    held = struct.pack("@HP", len(lines), ctypes.addressof(program))
    return bool(system.prctl(22, 2, held, 0, 0) == 0)


__all__ = ["ANSWER", "main", "shut_in"]


if __name__ == "__main__":
    main()
