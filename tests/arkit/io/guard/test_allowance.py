"""A process that holds itself to an allowance for a while, each in an interpreter of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no resource limits")
ROOT = Path(__file__).resolve().parents[4]
PROGRAM = """
import time, resource, signal
from arkit.errors import ArkitError
from arkit.io.guard.allowance import Allowance, held_to
before = [resource.getrlimit(kind) for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)]
try:
    with held_to(Allowance(memory_bytes=2**30, cpu_s=1, wall_s={wall_s}, file_bytes=1000)):
        {work}
    print("held")
except (ArkitError, MemoryError, OSError) as error:
    print(type(error).__name__, error)
assert before == [resource.getrlimit(kind) for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)]
assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL and signal.getitimer(signal.ITIMER_REAL)[0] == 0
bytearray(2**30 + 2**20)
"""


@pytest.mark.parametrize(
    ("work", "said"),
    [
        ("pass", "held"),
        ("bytearray(2**31)", "MemoryError"),
        ("while True: pass", "CheckError time: expected a file that converts sooner, its processor time ran out"),
        ("time.sleep(60)", "CheckError time: expected a file that converts sooner, its real time ran out"),
        ("open('big', 'wb', buffering=0).write(bytes(1001)); open('big', 'ab', buffering=0).write(b'x')", "OSError"),
    ],
)
def test_beyond_it_there_is_an_error_and_afterwards_all_is_as_before(tmp_path: Path, work: str, said: str) -> None:
    environment = {"PYTHONPATH": str(ROOT)}
    program = [sys.executable, "-c", PROGRAM.format(work=work, wall_s=1 if "sleep" in work else 300)]
    done = subprocess.run(program, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(said)
