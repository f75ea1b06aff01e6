from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.server.shop import add_product

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Served:
    """`arkit serve` as a process of its own."""

    process: subprocess.Popen[str]
    address: str
    data: Path

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    add_product(tmp_path / "assets", "lund-chair")
    environ = os.environ | {"ARKIT_DATA": str(tmp_path / "data"), "ARKIT_ASSETS": str(tmp_path / "assets")}
    program = [sys.executable, "-m", "arkit", "serve", "--port", "0", "--workers", "0"]
    process = subprocess.Popen(program, cwd=ROOT, env=environ, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    address = process.stderr.readline().split()[1].rstrip("/")
    made = Served(process, address, tmp_path / "data")
    for _ in range(200):
        try:
            if made.get("/healthz")[0] == 200:
                break
        except OSError:
            time.sleep(0.05)
    yield made
    process.kill()
    process.wait()
    process.stderr.close()


def test_serve_answers_and_ends_when_asked(served: Served) -> None:
    status, body = served.get("/api/products")
    assert status == 200 and json.loads(body)["products"][0]["sku"] == "lund-chair"
    assert served.get("/api/none")[0] == 404
    assert served.get("/ws/other")[0] == 404
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(15) in (0, -signal.SIGTERM)


def test_the_first_run_says_the_studio_key_that_works(served: Served) -> None:
    assert served.process.stderr is not None
    lines = [served.process.stderr.readline() for _ in range(3)]
    key = (served.data / "studio.key").read_text().strip()
    assert lines[-1].rstrip().endswith(key)
    request = urllib.request.Request(served.address + "/api/jobs", headers={"Authorization": f"Bearer {key}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert json.load(answer) == {"jobs": []}


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    environ = os.environ | {"ARKIT_DATA": str(tmp_path)}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        program = [sys.executable, "-m", "arkit", "serve", "--port", port]
        ended = subprocess.run(program, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("arkit: ") and ended.stderr.count("\n") == 1 and "--port" in ended.stderr
