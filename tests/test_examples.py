"""Every example runs as its first lines say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


def run(path: Path, argument: str) -> str:
    done = subprocess.run(
        [sys.executable, str(path), argument], cwd=ROOT, capture_output=True, text=True, env=environment()
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[str]:
    """The address of a shop that converts nothing."""
    command = [sys.executable, "-m", "arkit", "serve", "--port", "0", "--workers", "0"]
    settings = {**environment(), "ARKIT_DATA": str(tmp_path / "data")}
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=settings) as server:
        assert server.stderr is not None
        for line in server.stderr:
            if found := re.search(r"http://[\d.:]+", line):
                yield found.group()
                break
        server.terminate()


@pytest.mark.parametrize(
    "path",
    [path for path in EXAMPLES if "mall" not in path.name and "catalogue" not in path.name],
    ids=lambda path: path.stem,
)
def test_example(path: Path, tmp_path: Path) -> None:
    named = re.search(r"out/\w+(\.\w+|/)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert named, f"{path.name}: expected the command in its docstring"
    target = tmp_path / f"result{named.group(1)}"
    assert run(path, str(target)).strip()
    written = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert target.exists() and sum(one.stat().st_size for one in written) > 5_000


def test_the_catalogue_is_converted_once(tmp_path: Path) -> None:
    said = run(ROOT / "examples" / "03_catalogue.py", str(tmp_path))
    assert "first run: 2 done, 0 unchanged, 1 failed" in said
    assert "second run: 0 done, 2 unchanged, 1 failed" in said
    assert "lamp line 4, column file: expected" in said


def test_mall_example(shop: str) -> None:
    assert "Ann says 你好" in run(ROOT / "examples" / "08_mall.py", shop)


def test_examples_are_short() -> None:
    assert len(EXAMPLES) >= 5
    assert {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in EXAMPLES if _long(path)} == {}


def _long(path: Path) -> bool:
    return len(path.read_text(encoding="utf-8").splitlines()) > 40
