"""The demo's server: a child process that is started, asked, and ended by its own id."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from arkit.errors import ArkitError

READY_S = 60.0
CONVERTED_S = 900.0


class Shop:
    """A running `arkit serve`."""

    def __init__(self, host: str, port: int, data: Path, log: Path, *, workers: int = 1) -> None:
        self.url = f"http://{host}:{port}"
        self._log = log
        settings = ("--host", host, "--port", str(port), "--workers", str(workers))
        with log.open("wb") as sink:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "arkit", "serve", *settings],
                stdout=sink,
                stderr=subprocess.STDOUT,
                env={**os.environ, "ARKIT_DATA": str(data)},
            )

    def get(self, path: str) -> Any:
        """The JSON at a path of the API."""
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return json.load(answer)

    def post(self, path: str) -> Any:
        """The JSON answer of an empty POST."""
        request = urllib.request.Request(self.url + path, method="POST", headers={"Origin": self.url})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def bytes(self, path: str) -> bytes:
        """The file at a path."""
        with urllib.request.urlopen(self.url + path, timeout=30) as answer:
            content: bytes = answer.read()
            return content

    def wait_ready(self) -> None:
        """Return when the server answers.

        Raises:
            ArkitError: it ended, or did not answer within a minute; the message quotes its last line.
        """
        deadline = time.monotonic() + READY_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.bytes("/healthz")
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        lines = self._log.read_text(errors="replace").strip().splitlines() or ["no word from it"]
        raise ArkitError(f"server: expected an answer at {self.url}, got none; its last line: {lines[-1]}")

    def wait_converted(self, on_progress: Callable[[int, int], None]) -> list[dict[str, Any]]:
        """Return the catalogue's cards when every model is converted; `on_progress(done, all)` hears how far it is."""
        deadline = time.monotonic() + CONVERTED_S
        while True:
            cards: list[dict[str, Any]] = self.get("/api/products")["products"]
            waiting = [card["sku"] for card in cards if card["model_url"] is None]
            on_progress(len(cards) - len(waiting), len(cards))
            if not waiting:
                return cards
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise ArkitError(
                    f"catalogue: expected every product converted, {', '.join(waiting)} are not; see {self._log}"
                )
            time.sleep(0.5)

    def stop(self) -> None:
        """End the server as Ctrl-C would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


__all__ = ["Shop"]
