from __future__ import annotations

import errno
import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from server.jobs.child import Ended, Limits, run_child

LIMITS = Limits(wall_s=20.0, memory_bytes=1 << 30, file_bytes=1 << 20)


def run(folder: Path, code: str, limits: Limits = LIMITS, stop_when: Path | None = None) -> Ended:
    """Run Python code as a child."""
    return run_child(
        (sys.executable, "-c", code),
        folder,
        limits,
        on_line=lambda line: None,
        beat=lambda: stop_when is None or not stop_when.exists(),
    )


def gone(pid: int) -> bool:
    """Whether a process ends within a few seconds (a zombie counts as ended)."""
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


def test_output_errors_and_lines(tmp_path: Path) -> None:
    lines: list[str] = []
    code = (
        "import sys, time; print('a', file=sys.stderr, flush=True); time.sleep(0.5); print('{}'); sys.stderr.write('b')"
    )
    ended = run_child((sys.executable, "-c", code), tmp_path, LIMITS, on_line=lines.append, beat=lambda: True)
    assert (ended.status, ended.why, ended.output, ended.errors) == (0, "", "{}\n", ["a", "b"])
    assert lines[0] == "a"


def test_it_works_in_its_folder_with_a_clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARKIT_DATABASE_URL", "postgresql://secret")
    ended = run(
        tmp_path, "import os, json; print(json.dumps([os.getcwd(), os.environ.get('TMPDIR'), sorted(os.environ)]))"
    )
    folder, temporary, names = json.loads(ended.output)
    assert folder == temporary == str(tmp_path)
    assert "ARKIT_DATABASE_URL" not in names


def test_too_much_memory_is_refused_to_it(tmp_path: Path) -> None:
    ended = run(tmp_path, "bytearray(2 << 30)")
    assert ended.status == 1 and "MemoryError" in ended.errors[-1]


def test_a_file_too_large_stops_it(tmp_path: Path) -> None:
    ended = run(tmp_path, "open('big', 'wb').write(bytes(4 << 20))")
    assert ended.status != 0
    assert (tmp_path / "big").stat().st_size <= 1 << 20


def test_time_ends_it_and_everything_it_started(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time; child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    ended = run(tmp_path, code, Limits(wall_s=2.0, memory_bytes=1 << 30))
    assert ended.why == "time" and ended.status == -signal.SIGKILL
    assert gone(int(ended.output))


def test_a_beat_that_says_no_ends_it(tmp_path: Path) -> None:
    ended = run(tmp_path, "open('go', 'w').close(); import time; time.sleep(60)", stop_when=tmp_path / "go")
    assert ended.why == "stopped" and ended.status == -signal.SIGKILL


def test_it_has_no_network_where_the_system_lets_it_go(tmp_path: Path) -> None:
    if subprocess.run(["unshare", "-n", "true"], check=False, capture_output=True).returncode:
        pytest.skip("this system lets no process leave the network")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = listening.getsockname()
        ended = run(tmp_path, f"import socket; print(socket.socket().connect_ex({address!r}))")
    assert int(ended.output) == errno.ENETUNREACH


def test_it_dies_with_its_parent(tmp_path: Path) -> None:
    """A server killed with -9 leaves no converter behind."""
    inner = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(60)"
    outer = (
        "import sys; from pathlib import Path; from server.jobs.child import Limits, run_child;"
        f"run_child((sys.executable, '-c', {inner!r}), Path({str(tmp_path)!r}), Limits(60.0, 1 << 30),"
        " on_line=print, beat=lambda: True)"
    )
    root = Path(__file__).resolve().parents[3]
    server = subprocess.Popen([sys.executable, "-c", outer], cwd=root)
    for _ in range(200):
        if (tmp_path / "pid").exists() and (tmp_path / "pid").read_text():
            break
        time.sleep(0.05)
    pid = int((tmp_path / "pid").read_text())
    server.kill()
    server.wait()
    assert gone(pid)
