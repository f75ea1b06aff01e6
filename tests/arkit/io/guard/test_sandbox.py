from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no resource limits")
LIMIT = "from arkit.io import limit_resources; limit_resources(memory_bytes={}, cpu_s=5, file_bytes=1000)\n"


def run(folder: Path, code: str, memory: int = 2**30) -> subprocess.CompletedProcess[str]:
    program = LIMIT.format(memory) + code
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=folder, check=False)


def test_memory_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    assert "MemoryError" in run(tmp_path, "bytearray(2 * 2**30)").stderr
    assert run(tmp_path, "bytearray(2**20)").returncode == 0


def test_files_beyond_the_limit_are_refused(tmp_path: Path) -> None:
    done = run(
        tmp_path, "open('big', 'wb', buffering=0).write(b'x' * 1000); open('big', 'ab', buffering=0).write(b'x')"
    )
    assert done.returncode != 0
    assert (tmp_path / "big").stat().st_size <= 1000
