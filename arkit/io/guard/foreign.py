"""Have a foreign parser (C, C++) take a file apart, in a process of its own that can do nothing else.

`parser_process.py` says what that process may still do. Here stands the converter's side: an empty folder and an
environment without secrets for the child, a limit on its time, and distrust of its answer.
"""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from arkit.errors import MissingError, ReadError

_PROGRAM = Path(__file__).with_name("parser_process.py")
_ANSWER = "answer.npz"
_KEPT = ("LD_LIBRARY_PATH", "SYSTEMROOT")
_OUT_OF_TIME = (signal.SIGKILL, getattr(signal, "SIGXCPU", signal.SIGKILL))
_WALL = 4  # a busy machine gives a process a quarter of a core
Arrays = Mapping[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a parser may take: address space, CPU time, size of any file it writes. Wall time: four times the CPU."""

    memory_bytes: int = 4 * 2**30
    cpu_s: int = 120
    file_bytes: int = 2**30


def take_apart(
    program: Path, data: bytes, *, what: str, name: str, allowed: Allowance | None = None
) -> tuple[dict[str, Any], Arrays]:
    """The head and arrays that `program`, the path of a parser as parser_process.py wants one, finds in `data`.

    Args:
        what: what was expected, with its article ("an FBX"); `name`: the file's, for the sentence.

    Raises:
        ReadError: the parser refuses the file, breaks on it, or takes more than it may.
        MissingError: the parser is not installed.
    """
    allowed = allowed or Allowance()
    with tempfile.TemporaryDirectory(prefix="arkit-") as folder:
        command = [sys.executable, "-I", str(_PROGRAM), str(program), json.dumps(asdict(allowed))]
        try:
            run = subprocess.run(
                command,
                input=data,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env=_environment(folder),
                timeout=_WALL * allowed.cpu_s,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise ReadError(
                f"{name}: expected {what} that is read within {_WALL * allowed.cpu_s} s, it was not"
            ) from error
        if -run.returncode in _OUT_OF_TIME:
            raise ReadError(f"{name}: expected {what} that is read within {allowed.cpu_s} s, it was not")
        if run.returncode:
            raise ReadError(f"{name}: expected {what}, its parser broke on it (exit {run.returncode})")
        head, arrays = _answer(Path(folder) / _ANSWER, what, name)
    if head.get("kind") == "ModuleNotFoundError":
        raise MissingError(f"{name}: expected the parser of {what} to be installed ({head['error']}); pip install it")
    if "error" in head:
        raise ReadError(f"{name}: expected {what}, it cannot be read ({head['error']})")
    return head, arrays


def _environment(folder: str) -> dict[str, str]:
    own = {"HOME": folder, "TMPDIR": folder, "TMP": folder, "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "2"}
    return own | {key: os.environ[key] for key in _KEPT if key in os.environ}


def _answer(path: Path, what: str, name: str) -> tuple[dict[str, Any], Arrays]:
    """The child's file: a plain one, stored and not packed, no pickles."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise ValueError("no plain file")
        with zipfile.ZipFile(path) as archive:
            if any(entry.compress_type != zipfile.ZIP_STORED for entry in archive.infolist()):
                raise ValueError("packed")
        with np.load(path, allow_pickle=False) as stored:
            arrays = {key: stored[key] for key in stored.files}
        return json.loads(arrays.pop("head").tobytes()), arrays
    except (ValueError, OSError, KeyError, zipfile.BadZipFile) as error:
        raise ReadError(f"{name}: expected {what}, its parser gave nothing whole ({error})") from error


__all__ = ["Allowance", "Arrays", "take_apart"]
