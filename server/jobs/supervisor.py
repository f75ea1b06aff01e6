"""Threads that take jobs from the table and run each in child processes, one at a time a thread."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from server.jobs.store import Claim, JobStore

log = logging.getLogger(__name__)
IDLE_S = 0.5
TIDY_EVERY_S = 60.0
Runner = Callable[[Claim, Callable[[], bool]], None]
"""Runs a claimed job to its end and writes its row; asks the second argument whether the server is ending."""


@dataclass(slots=True)
class Supervisor:
    """`workers` jobs at once; `start` and `stop` once each. `tidy` runs after each job, and when idle each minute."""

    jobs: JobStore
    runners: Mapping[str, Runner]
    tidy: Callable[[], None]
    workers: int = 1
    _tidied_s: float = 0.0
    _ending: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begin to take jobs."""
        for number in range(self.workers):
            thread = threading.Thread(target=self._work, name=f"jobs-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """End the children, put their jobs back in the line, and wait for the threads."""
        self._ending.set()
        for thread in self._threads:
            thread.join()

    def run_one(self) -> bool:
        """Take one job and run it; False when there was none."""
        claim = self.jobs.claim()
        if claim is None:
            return False
        log.info("job", extra={"job": claim.id, "kind": claim.kind, "attempt": claim.attempt})
        self.runners[claim.kind](claim, self._ending.is_set)
        self.tidy()
        return True

    def _work(self) -> None:
        while not self._ending.is_set():
            try:
                worked = self.run_one()
            except Exception:  # the thread must outlive a busy database; the lease brings the job back
                log.exception("supervisor")
                worked = False
            if not worked:
                self._tidy_now_and_then()
                self._ending.wait(IDLE_S)

    def _tidy_now_and_then(self) -> None:
        now_s = time.monotonic()
        if now_s - self._tidied_s > TIDY_EVERY_S:
            self._tidied_s = now_s
            self.tidy()


__all__ = ["Runner", "Supervisor"]
