"""The README's commands run as printed."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from skimage import data

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def verbs() -> list[str]:
    """The lines of the shell block."""
    block = re.search(r"```sh\n(.*?)```", README, re.DOTALL)
    assert block, "README: expected a block of shell commands"
    return [line for line in block.group(1).splitlines() if line.startswith("arkit ")]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder in which the README's paths mean something."""
    (tmp_path / "assets").symlink_to(ROOT / "assets")
    (tmp_path / "out").mkdir()
    Image.fromarray(data.astronaut()).save(tmp_path / "portrait.png")
    return tmp_path


@pytest.mark.parametrize("line", [line for line in verbs() if "serve" not in line], ids=lambda line: line.split()[1])
def test_a_verb_runs_and_writes_its_file(line: str, desk: Path) -> None:
    words = shlex.split(line)
    target = next(word for word in words if word.startswith("out/"))
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=desk,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    assert (desk / target).stat().st_size > 10_000


def test_serve_takes_the_options_it_is_shown_with() -> None:
    line = next(line for line in verbs() if "serve" in line)
    done = subprocess.run([sys.executable, "-m", "arkit", "serve", "--help"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0
    assert all(word in done.stdout for word in shlex.split(line) if word.startswith("--"))


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^    make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_links_lead_somewhere() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link
