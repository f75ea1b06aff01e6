"""What a parser's process may not do: each attempt is a small program that tries it and answers what came of it."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

import pytest

from arkit.errors import MissingError, ReadError
from arkit.io.guard.foreign import Allowance, take_apart

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="process limits of Linux")
SMALL = Allowance(memory_bytes=2**30, cpu_s=2, file_bytes=2**20)
HEAD = "import os, socket, subprocess, sys\nimport numpy as np\ndef load():\n    {}\ndef take_apart(data, arrays):\n"


def answer(folder: Path, body: str, data: bytes = b"abc", load: str = "pass") -> object:
    """What `take_apart` with this body answers, under "said"."""
    program = folder / "program.py"
    program.write_text(HEAD.format(load) + "".join(f"    {line}\n" for line in body.splitlines()))
    head, _ = take_apart(program, data, what="a thing", name="thing.x", allowed=SMALL)
    return head["said"]


def tried(folder: Path, line: str) -> object:
    return answer(
        folder, f"try:\n    {line}\nexcept OSError as error:\n    return {{'said': error.errno}}\nreturn {{'said': 0}}"
    )


def test_bytes_go_in_and_arrays_come_out(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(HEAD.format("pass") + "    arrays['all'] = np.frombuffer(data, dtype=np.uint8)\n    return {}\n")
    _, arrays = take_apart(program, b"abc", what="a thing", name="thing.x")
    assert arrays["all"].tobytes() == b"abc"


def test_it_works_in_an_empty_folder_of_its_own_that_goes(tmp_path: Path) -> None:
    said = answer(
        tmp_path, "open('x', 'w').close()\nreturn {'said': [os.getcwd(), os.listdir('.'), sorted(os.environ)]}"
    )
    assert isinstance(said, list)
    assert said[1] == ["x"] and not Path(said[0]).exists()
    assert set(said[2]) <= {"HOME", "TMPDIR", "TMP", "LC_ALL", "OMP_NUM_THREADS", "LD_LIBRARY_PATH", "LC_CTYPE"}


@pytest.mark.skipif(platform.machine() not in ("x86_64", "aarch64"), reason="the filter knows two processors")
@pytest.mark.parametrize(
    "line",
    ["socket.socket()", "os.fork()", "subprocess.run(['true'])", "os.execv('/bin/true', ['true'])", "os.kill(1, 0)"],
)
def test_no_network_and_no_other_process(tmp_path: Path, line: str) -> None:
    assert tried(tmp_path, line) in (1, 13)


def test_no_file_but_its_own(tmp_path: Path) -> None:
    if answer(tmp_path, "import ctypes\nreturn {'said': ctypes.CDLL(None).syscall(444, None, 0, 1)}") == -1:
        pytest.skip("this kernel has no Landlock")
    secret = tmp_path / "secret"
    secret.write_text("secret")
    for line in (f"open({str(secret)!r})", "open('/etc/passwd')", f"os.listdir({str(tmp_path)!r})"):
        assert tried(tmp_path, line) == 13
    assert tried(tmp_path, f"open({str(secret)!r}, 'w')") == 13
    assert tried(tmp_path, f"os.remove({str(secret)!r})") == 13
    assert secret.read_text() == "secret"
    assert tried(tmp_path, "os.symlink('/etc/passwd', 'answer') or open('answer')") == 13


@pytest.mark.parametrize(
    "body,said",
    [
        ("return {'error': 'no thing at all'}", "cannot be read (no thing at all)"),
        ("raise RuntimeError('odd\\nbytes')", "cannot be read (odd bytes)"),
        ("return {'said': len(bytearray(2 ** 31))}", "cannot be read (MemoryError)"),
        (
            "open('x', 'wb', buffering=0).write(bytes(2 ** 20)); open('x', 'ab', buffering=0).write(b'x')",
            "parser broke|too large",
        ),
        ("arrays['x'] = np.zeros(2 ** 18); return {}", "parser broke"),
        ("while True: pass", "that is read within"),
        ("import ctypes; ctypes.string_at(0)", "parser broke on it"),
        ("os._exit(0)", "gave nothing whole"),
        ("os.symlink('/etc/passwd', 'answer.npz'); os._exit(0)", "no plain file"),
        ("os.mkfifo('answer.npz'); os._exit(0)", "no plain file"),
        ("np.savez_compressed('answer.npz', head=np.zeros(9)); os._exit(0)", "packed"),
        ("open('answer.npz', 'w').write('x'); os._exit(0)", "gave nothing whole"),
    ],
)
def test_whatever_it_does_is_one_sentence(tmp_path: Path, body: str, said: str) -> None:
    with pytest.raises(ReadError, match=said.replace("(", r"\(").replace(")", r"\)")) as raised:
        answer(tmp_path, body)
    assert "thing.x" in str(raised.value) and "\n" not in str(raised.value)


def test_a_parser_that_is_not_installed_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="no_such_parser"):
        answer(tmp_path, "return {}", load="import no_such_parser")
