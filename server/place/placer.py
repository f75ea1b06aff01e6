"""A placing process of our own, kept warm: pictures go in and out through pipes, in memory only, one at a time.

It is a child process because drawing holds a GL context and long stretches of C code, which would stop the mall's tick,
and because a hostile picture then breaks a child and not the shop.
"""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from arkit.errors import ArkitError
from server.config import Config
from server.errors import BusyError, TooLongError
from server.jobs.child import Limits, child_environment, kill_whole, limited
from server.place.wire import HEAD, Message, message_bytes, parse_head, parse_message

MOST_WAITING = 4


class WorkerError(ArkitError):
    """What the placing process refused, as it said it."""

    def __init__(self, code: str, message: str, facts: dict[str, Any]) -> None:
        super().__init__(message, **facts)
        self.code = code


@dataclass(slots=True)
class Placer:
    """The placing process; started when first needed, and again after it was killed."""

    config: Config
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _waiting: threading.Semaphore = field(default_factory=lambda: threading.BoundedSemaphore(MOST_WAITING))
    _child: subprocess.Popen[bytes] | None = None
    _folder: tempfile.TemporaryDirectory[str] | None = None

    def place(self, request: dict[str, Any], picture: bytes) -> Message:
        """Send a picture and what to place in it; the answer is the facts and the picture with the product.

        Raises:
            BusyError: too many wait already.
            TooLongError: it took longer than the configured time.
            WorkerError: the placing process refused, with its own code and sentence.
        """
        if not self._waiting.acquire(blocking=False):
            raise BusyError("Other pictures are being drawn just now; try again in a moment.")
        try:
            with self._turn:
                answer = self._ask(Message(request, picture))
        finally:
            self._waiting.release()
        if "error" in answer.head:
            failure = answer.head["error"]
            raise WorkerError(failure["code"], failure["message"], failure["facts"])
        return answer

    def stop(self) -> None:
        """End the process."""
        if self._child is not None:
            kill_whole(self._child)
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            self._child = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _ask(self, message: Message) -> Message:
        child = self._running()
        deadline = time.monotonic() + self.config.place_timeout_s
        assert child.stdin is not None and child.stdout is not None
        try:
            _write(child.stdin.fileno(), message_bytes(message), deadline)
            count, size = parse_head(_read(child.stdout.fileno(), HEAD.size, deadline))
            return parse_message(_read(child.stdout.fileno(), count + size, deadline), count)
        except TimeoutError as error:
            self.stop()
            raise TooLongError("Drawing took too long; try a smaller picture.") from error
        except (OSError, EOFError, ValueError) as error:
            self.stop()
            raise BusyError("Drawing stopped unexpectedly; try again.") from error

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self.stop()
        self._folder = tempfile.TemporaryDirectory(prefix="arkit-place-", ignore_cleanup_errors=True)
        limits = Limits(wall_s=3600 * 24, memory_bytes=self.config.child_memory_bytes, file_bytes=1 << 20)
        self._child = subprocess.Popen(
            limited(self.config.placer, limits),
            cwd=self._folder.name,
            env=child_environment(self._folder.name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        return self._child


def _write(descriptor: int, data: bytes, deadline: float) -> None:
    os.set_blocking(descriptor, False)
    left = memoryview(data)
    while left:
        left_s = deadline - time.monotonic()
        if left_s <= 0 or not select.select([], [descriptor], [], left_s)[1]:
            raise TimeoutError
        left = left[os.write(descriptor, left) :]


def _read(descriptor: int, count: int, deadline: float) -> bytes:
    parts, missing = [], count
    while missing:
        left_s = deadline - time.monotonic()
        if left_s <= 0 or not select.select([descriptor], [], [], left_s)[0]:
            raise TimeoutError
        part = os.read(descriptor, min(missing, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


__all__ = ["Placer", "WorkerError"]
