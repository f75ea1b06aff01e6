"""One child process with limits: its own session, an empty folder, a clean environment, a wall clock, killed whole."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from server.config import ROOT

LIMITED = Path(__file__).resolve().parent / "limited.py"
TAIL_LINES = 40
POLL_S = 0.1
_KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "ARKIT_LOG", "OMP_NUM_THREADS")
_KEPT_PREFIXES = ("EGL", "__EGL", "LIBGL", "MESA", "GALLIUM", "NVIDIA", "CUDA")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use. `wall_s` is real time; processor time may be four times that (four busy cores)."""

    wall_s: float
    memory_bytes: int
    file_bytes: int = 1 << 30


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended. `status` is its exit status, negative for a signal; `why` says who ended it."""

    status: int
    why: str
    output: str
    errors: list[str]


def child_environment(folder: Path | str) -> dict[str, str]:
    """Paths and drivers only: no secret of ours, and `folder` for everything temporary."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith(_KEPT_PREFIXES)}
    return kept | {"PYTHONPATH": str(ROOT), "HOME": str(folder), "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"}


def limited(program: tuple[str, ...], limits: Limits) -> list[str]:
    """The command line that runs `program` under `limits`."""
    numbers = (limits.memory_bytes, int(limits.wall_s * 4) + 1, limits.file_bytes)
    return [sys.executable, "-I", str(LIMITED), *(str(number) for number in numbers), "--", *program]


def run_child(
    program: tuple[str, ...],
    folder: Path,
    limits: Limits,
    *,
    on_line: Callable[[str], None],
    beat: Callable[[], bool],
) -> Ended:
    """Run `program` in `folder` to its end.

    Args:
        program: its command line.
        folder: its working and temporary folder, its own.
        limits: what it may use.
        on_line: hears each line of its standard error while it runs.
        beat: asked ten times a second whether to go on; False ends the child.

    Returns:
        `why` is "" when it ended by itself, "time" or "stopped" when we ended it.
    """
    output = folder / "stdout"
    deadline = time.monotonic() + limits.wall_s
    with output.open("wb") as stdout, (folder / "stderr").open("wb") as stderr:
        child = subprocess.Popen(
            limited(program, limits),
            cwd=folder,
            env=child_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
    why = ""
    try:
        with (folder / "stderr").open(encoding="utf-8", errors="replace") as read:
            while child.poll() is None and not why:
                for line in _whole_lines(read):
                    on_line(line)
                if not beat():
                    why = "stopped"
                elif time.monotonic() > deadline:
                    why = "time"
                else:
                    _wait(child)
    finally:
        kill_whole(child)
    errors = (folder / "stderr").read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL_LINES:]
    return Ended(child.returncode, why, output.read_text(encoding="utf-8", errors="replace"), errors)


def kill_whole(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and everything it started, and wait until it is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _wait(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(POLL_S)


def _whole_lines(read: IO[str]) -> Iterator[str]:
    while True:
        start = read.tell()
        line = read.readline()
        if not line:
            return
        if not line.endswith("\n"):
            read.seek(start)
            return
        yield line.rstrip("\n")


__all__ = ["Ended", "Limits", "child_environment", "kill_whole", "limited", "run_child"]
