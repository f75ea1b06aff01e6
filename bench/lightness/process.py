"""Run a tool as a whole process and count what it took."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass


class ToolError(Exception):
    """A tool ended with an error; the message is the end of what it said."""


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU seconds of a process and its children, wall seconds, largest resident memory of one of them in bytes."""

    cpu_s: float
    wall_s: float
    peak_bytes: int


def spend(command: Sequence[str]) -> Spent:
    """Run a command to its end.

    Raises:
        ToolError: it ended with another status than 0.
    """
    with tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            end = said.read().decode("utf-8", "replace").strip()[-300:]
            raise ToolError(f"{' '.join(command)[:200]}: {end}")
    return Spent(usage.ru_utime + usage.ru_stime, wall_s, usage.ru_maxrss * 1024)


__all__ = ["Spent", "ToolError", "spend"]
