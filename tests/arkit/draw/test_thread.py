"""The thread that owns the context."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from arkit.draw.gpu import MODELS_KEPT, Gpu
from arkit.draw.thread import run
from tests import build


def test_all_work_runs_on_one_thread_that_is_not_the_callers() -> None:
    names: list[str] = []
    callers = [
        threading.Thread(target=lambda: names.append(run(lambda _: threading.current_thread().name))) for _ in "ab"
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert names == ["arkit-draw", "arkit-draw"]


def test_an_error_reaches_the_caller_and_the_thread_lives_on() -> None:
    def fail(_: Gpu) -> None:
        raise ValueError("no such thing")

    with pytest.raises(ValueError, match="no such thing"):
        run(fail)
    assert run(lambda _: 7) == 7


def test_a_document_is_uploaded_once_and_the_oldest_leaves() -> None:
    documents = [build.box(1, 1, 1) for _ in range(MODELS_KEPT + 1)]
    first = run(lambda gpu: gpu.model(documents[0]))
    assert run(lambda gpu: gpu.model(documents[0])) is first
    for document in documents[1:]:
        run(lambda gpu, document=document: gpu.model(document))
    assert run(lambda gpu: gpu.model(documents[0])) is not first


def test_a_process_that_drew_ends_cleanly() -> None:
    script = "from arkit.draw.thread import run; print(run(lambda gpu: gpu.ctx.version_code >= 410))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "True", "")


def test_without_opengl_the_message_names_the_packages() -> None:
    script = """
import moderngl
def absent(**_): raise Exception("libEGL.so.1 not loaded")
moderngl.create_context = absent
from arkit.draw.thread import run
from arkit.errors import MissingError
for _ in range(2):
    try:
        run(lambda gpu: None)
    except MissingError as error:
        print(error.message)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    lines = done.stdout.splitlines()
    assert len(lines) == 2 and all("libEGL.so.1 not loaded" in line and "apt-get install" in line for line in lines)
