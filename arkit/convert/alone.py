"""One piece of work in a process of its own: it may crash, hang or eat memory, and only it fails.

The process is forked from one that has imported everything (measured on the sample catalogue: 15 ms a row, where a
fresh interpreter spends 0.4 s of processor time on imports), has no threads, and becomes the leader of its own group,
so that what it started ends with it.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from arkit.io.guard.allowance import Allowance
from arkit.io.guard.sandbox import limit_resources

_KIB = 1024
_GRACE_S = 5  # processor time after the first warning, for a child that catches it


@dataclass(frozen=True, slots=True)
class End:
    """How it ended.

    Attributes:
        status: exit status, negative for a signal.
        why: "" by itself, "time" when its real time was up, "left" when who asked for it is gone.
        cpu_s, peak_bytes: of it and of the programs it waited for.
    """

    status: int
    why: str
    cpu_s: float
    peak_bytes: int


def run_alone(work: Callable[[], None], folder: Path, allowance: Allowance, *, watch: int | None = None) -> End:
    """Run `work` in a fork with `allowance`, in `folder`, which is its temporary folder too, and wait for it.

    Args:
        work: what it prints goes to `folder`/log; an exception is printed there and ends it with status 1.
        folder: there, and its own.
        allowance: what it may use.
        watch: a file descriptor; readable (its other end is closed), the child is ended.
    """
    ends, alive = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ends)
        _be_child(work, folder, allowance)
    os.close(alive)
    readable, _, _ = select.select([ends] if watch is None else [ends, watch], [], [], allowance.wall_s)
    why = "" if ends in readable else ("left" if readable else "time")
    if why:
        _kill(child)
    _, status, used = os.wait4(child, 0)
    _kill(child)  # what it started and left behind
    os.close(ends)
    peak = used.ru_maxrss * (1 if sys.platform == "darwin" else _KIB)
    return End(os.waitstatus_to_exitcode(status), why, round(used.ru_utime + used.ru_stime, 3), peak)


def _kill(child: int) -> None:
    for end in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            end(child, signal.SIGKILL)


def _be_child(work: Callable[[], None], folder: Path, allowance: Allowance) -> None:
    """Never returns: the fork's whole life. The pipe's other end stays open in it until it ends, however it ends."""
    status = 1
    try:
        os.setpgid(0, 0)
        log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        for stream in (1, 2):
            os.dup2(log, stream)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.chdir(folder)
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
        _limit(allowance)
        work()
        status = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(status)


def _limit(allowance: Allowance) -> None:
    import resource

    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # when the machine runs out of memory, the row goes, not what else runs on it
    limit_resources(
        memory_bytes=allowance.memory_bytes, cpu_s=allowance.cpu_s + _GRACE_S, file_bytes=allowance.file_bytes
    )
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (min(allowance.cpu_s, hard), hard))


def sentence(end: End, folder: Path, allowance: Allowance) -> str:
    """Why what ran in `folder` ended without an answer, for who sent it."""
    advice = "try a smaller or simpler file"
    if end.why == "time":
        return f"expected it converted within {allowance.wall_s} s, it was not; {advice}"
    if end.why == "left" or end.status >= 0:
        return f"expected an answer, the converter failed: {_last_line(folder / 'log')}; convert the file alone to see"
    if -end.status == signal.SIGXCPU:
        return f"expected it converted within {allowance.cpu_s} s of processor time, it was not; {advice}"
    if -end.status == signal.SIGKILL:
        return f"expected a file that fits in memory and time, the system ended its conversion; {advice}"
    name = signal.Signals(-end.status).name
    return f"expected a whole file, the converter broke on it ({name}); it is damaged or made to do so"


def _last_line(log: Path) -> str:
    """What a traceback ends with, cut to a sentence's length."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 4096))
            lines = file.read().decode("utf-8", errors="replace").split("\n")
    except OSError:
        return "it said nothing"
    said = [line.strip() for line in lines if line.strip()]
    return said[-1][:160] if said else "it said nothing"


__all__ = ["End", "run_alone", "sentence"]
