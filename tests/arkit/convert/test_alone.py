"""Work that goes wrong, each in an interpreter that has nothing but the function under test."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import json, os, sys, time, ctypes, signal, subprocess
from pathlib import Path
from arkit.convert.alone import run_alone, sentence
from arkit.io.guard.allowance import Allowance
folder = Path({folder!r})
allowance = Allowance(memory_bytes=2**30, cpu_s={cpu_s}, wall_s={wall_s}, file_bytes=2**20)
def work():
    {work}
end = run_alone(work, folder, allowance)
print(json.dumps([end.status, end.why, sentence(end, folder, allowance), end.cpu_s, end.peak_bytes]))
"""


def ended(folder: Path, work: str, *, cpu_s: int = 20, wall_s: int = 30) -> list[Any]:
    program = PROGRAM.format(folder=str(folder), work=work, cpu_s=cpu_s, wall_s=wall_s)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    answer: list[Any] = json.loads(done.stdout)
    return answer


def test_what_works_leaves_its_files(tmp_path: Path) -> None:
    status, why, _, cpu_s, peak_bytes = ended(tmp_path, "Path('made').write_text(os.getcwd())")
    assert (status, why) == (0, "")
    assert (tmp_path / "made").read_text() == str(tmp_path)
    assert cpu_s >= 0 and peak_bytes > 2**20


@pytest.mark.parametrize(
    ("work", "said"),
    [
        ("ctypes.string_at(0)", "the converter broke on it (SIGSEGV)"),
        ("os.abort()", "the converter broke on it (SIGABRT)"),
        ("bytearray(2**31)", "MemoryError"),
        ("Path('big').write_bytes(bytes(2**21))", "File too large"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "fits in memory and time"),
        ("raise KeyError('oak')", "KeyError: 'oak'"),
        ("print('one'); os._exit(3)", "the converter failed"),
    ],
)
def test_each_end_has_its_sentence(tmp_path: Path, work: str, said: str) -> None:
    status, _, sentence, *_ = ended(tmp_path, work)
    assert status != 0
    assert said in sentence and sentence.startswith("expected ") and "\n" not in sentence


def test_a_loop_ends_with_its_processor_time_and_a_wait_with_its_real_time(tmp_path: Path) -> None:
    assert "within 1 s of processor time" in ended(tmp_path, "while True: pass", cpu_s=1)[2]
    status, why, sentence, *_ = ended(tmp_path, "time.sleep(60)", wall_s=1)
    assert (status, why) == (-9, "time") and "within 1 s, it was not" in sentence


def test_what_it_started_ends_with_it(tmp_path: Path) -> None:
    work = "Path('pid').write_text(str(subprocess.Popen(['sleep', '300']).pid))"
    assert ended(tmp_path, work)[0] == 0
    left = Path("/proc", (tmp_path / "pid").read_text(), "cmdline")
    assert not left.exists() or b"sleep" not in left.read_bytes()
