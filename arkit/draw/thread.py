"""The one thread that owns the OpenGL context.

A context that is current in one thread and used in another draws nothing and says nothing, so every GL call of this
package happens in work handed to `run`. The thread and its context come with the first call and go at exit.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

from arkit.draw.gpu import Gpu

log = logging.getLogger(__name__)
Result = TypeVar("Result")
_Job = tuple[Callable[[Gpu], Any], "Future[Any]"]
_STOP_S = 5.0


class _RenderThread:
    """A queue, the thread that empties it, and the context that lives there."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="arkit-draw", daemon=True)
        self._thread.start()

    def call(self, work: Callable[[Gpu], Result]) -> Result:
        """Run `work` on the thread, wait, and hand its result or its error to the caller."""
        future: Future[Result] = Future()
        self._jobs.put((work, future))
        return future.result()

    def stop(self) -> None:
        """Let the thread release the context and end."""
        self._jobs.put(None)
        self._thread.join(_STOP_S)

    def _serve(self) -> None:
        gpu: Gpu | None = None
        while (job := self._jobs.get()) is not None:
            work, future = job
            try:
                gpu = gpu or Gpu()
                future.set_result(work(gpu))
            except BaseException as error:  # the caller's thread raises it; this one must live on
                future.set_exception(error)
            del job, work, future
        if gpu is not None:
            gpu.release()


_lock = threading.Lock()
_thread: _RenderThread | None = None


def run(work: Callable[[Gpu], Result]) -> Result:
    """Run `work(gpu)` on the render thread and return what it returns.

    Raises:
        MissingError: there is no OpenGL to draw with; the message names the install line.
    """
    global _thread
    with _lock:
        if _thread is None:
            _thread = _RenderThread()
        thread = _thread
    return thread.call(work)


def _stop() -> None:
    global _thread
    with _lock:
        thread, _thread = _thread, None
    if thread is not None:
        thread.stop()


def _forget() -> None:
    """After a fork the child has neither the thread nor the context: it makes its own at its first drawing."""
    global _thread, _lock
    _lock = threading.Lock()
    _thread = None


atexit.register(_stop)
os.register_at_fork(after_in_child=_forget)

__all__ = ["run"]
