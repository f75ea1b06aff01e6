"""The program a catalogue's conversion runs once a core: it imports everything once and forks for each row.

Jobs come pickled on standard input from the process that started it, one at a time; how each ended goes back pickled.
What a row's own process has to say, which has read a stranger's file, is JSON in its folder: it is never unpickled.
When standard input closes, the row at work is ended and so is this program: nothing outlives who asked for it.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import pickle
import signal
from dataclasses import dataclass
from pathlib import Path

from arkit.checks.distances import load_open3d
from arkit.convert.alone import run_alone
from arkit.convert.catalogue import convert_to
from arkit.convert.options import ConvertOptions, Profile, conversion_to_dict
from arkit.errors import ArkitError, MissingError
from arkit.io.guard.allowance import Allowance

ANSWER, FILES = "answer.json", "files"
# What nearly every row needs and would else import for itself, with Open3D: 0.4 to 0.8 s a row.
_NEEDED = ("arkit.draw", "meshoptimizer", "moderngl")


@dataclass(frozen=True, slots=True)
class Job:
    """One row to convert. `folder` is there and empty: files go to its FILES, the answer to its ANSWER."""

    source: Path
    sku: str
    options: ConvertOptions
    profiles: tuple[Profile, ...]
    folder: Path
    allowance: Allowance
    posters: bool
    pages: bool = False


def main() -> None:
    """Convert what comes until nothing comes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    jobs = os.fdopen(os.dup(0), "rb", buffering=0)
    for name in _NEEDED:
        with contextlib.suppress(ImportError):  # optional: who misses it says so
            importlib.import_module(name)
    with contextlib.suppress(MissingError):
        load_open3d()
    while True:
        try:
            job: Job = pickle.load(jobs)
        except EOFError:
            return
        end = run_alone(lambda job=job: _convert(job), job.folder, job.allowance, watch=jobs.fileno())  # type: ignore[misc]
        pickle.dump(end, answers)
        answers.flush()


def _convert(job: Job) -> None:
    try:
        done = convert_to(
            job.source, job.folder / FILES, job.sku, job.options, job.profiles, posters=job.posters, pages=job.pages
        )
        answer: dict[str, object] = {"conversions": [conversion_to_dict(one) for one in done]}
    except ArkitError as error:
        answer = {"error": error.message}
    except MemoryError:
        answer = {"error": "memory: expected a file that fits in it, it ran out; try a smaller or simpler file"}
    except OSError as error:
        answer = {"error": f"expected to read and write its files, got: {error.strerror or error}"}
    (job.folder / ANSWER).write_text(json.dumps(answer, ensure_ascii=False, default=str), encoding="utf-8")


__all__ = ["ANSWER", "FILES", "Job", "main"]
