"""The workers of a catalogue's conversion: started as they are needed, fed one row each, started again when lost."""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import arkit
from arkit.convert.alone import End
from arkit.convert.worker import Job

# A row's own threads would fight those of the other rows, and a process with threads does not fork well.
_ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


@dataclass(slots=True)
class Crew:
    """`size` workers; `give` while `free`, then `ended` waits for one. Use through `crew`."""

    size: int
    _idle: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _busy: dict[int, tuple[subprocess.Popen[bytes], Any]] = field(default_factory=dict)

    @property
    def free(self) -> bool:
        """Whether one more job can be given."""
        return len(self._busy) < self.size

    @property
    def busy(self) -> bool:
        """Whether a job is at work."""
        return bool(self._busy)

    def give(self, job: Job, name: Any) -> None:
        """Start a job; `ended` will name it."""
        worker = self._idle.pop() if self._idle else _started()
        assert worker.stdin is not None and worker.stdout is not None
        self._busy[worker.stdout.fileno()] = (worker, name)
        with contextlib.suppress(BrokenPipeError):  # it is gone: `ended` finds that out
            worker.stdin.write(pickle.dumps(job))
            worker.stdin.flush()

    def ended(self) -> tuple[Any, End]:
        """Wait for the next job to end; its name and how it ended, as killed where its worker was lost."""
        ready, _, _ = select.select(list(self._busy), [], [])
        worker, name = self._busy.pop(ready[0])
        assert worker.stdout is not None
        try:
            end: End = pickle.load(worker.stdout)
        except (EOFError, pickle.UnpicklingError):
            worker.kill()
            worker.wait()
            _close(worker)
            return name, End(-signal.SIGKILL, "", 0.0, 0)
        self._idle.append(worker)
        return name, end

    def dismiss(self) -> None:
        """End every worker and the row it works on."""
        workers = [*self._idle, *(worker for worker, _ in self._busy.values())]
        for worker in workers:
            _close(worker)  # it ends its row and itself
        for worker in workers:
            try:
                worker.wait(timeout=10)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()


def _started() -> subprocess.Popen[bytes]:
    root = str(Path(arkit.__file__).resolve().parents[1])
    paths = os.pathsep.join(one for one in (root, os.environ.get("PYTHONPATH", "")) if one)
    return subprocess.Popen(
        [sys.executable, "-c", "from arkit.convert.worker import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **_ONE_THREAD, "PYTHONPATH": paths},
        start_new_session=True,  # Ctrl-C is the caller's to handle
        bufsize=0,
    )


def _close(worker: subprocess.Popen[bytes]) -> None:
    for pipe in (worker.stdin, worker.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


@contextmanager
def crew(size: int) -> Iterator[Crew]:
    """A crew that is dismissed when the block ends, however it ends."""
    workers = Crew(size)
    try:
        yield workers
    finally:
        workers.dismiss()


__all__ = ["Crew", "crew"]
