"""Every picture of the documentation is made by the script, and shown somewhere."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image

from assets.make import docs_pictures
from assets.make.docs_pictures import PICTURES, ROOT, TARGET, Shelf, picture_bytes


def test_no_picture_is_made_by_hand_or_shown_nowhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    link = re.compile(r"\]\((?:docs/)?pictures/([^)]+)\)")
    shown = {name for page in pages for name in link.findall(page.read_text("utf-8"))}
    assert {path.name for path in TARGET.iterdir()} == set(PICTURES) == shown


def test_a_plan_is_the_same_twice() -> None:
    first, second = (picture_bytes(PICTURES["fit-plan.png"](Shelf({}, {})), "fit-plan.png") for _ in range(2))
    assert first == second
    with Image.open(TARGET / "fit-plan.png") as kept, Image.open(io.BytesIO(first)) as made:
        assert kept.size == made.size


def test_the_layout_shows_floor_in_green_below_and_not_above() -> None:
    picture = docs_pictures.room_layout(Shelf({}, {})).astype(int)
    green = (picture[..., 1] > picture[..., 0] + 25) & (picture[..., 1] > picture[..., 2] + 25)
    half = len(green) // 2
    assert green[half + half // 3 :].mean() > 0.5 and np.mean(green[: half // 2]) < 0.05


def test_unknown_names_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert docs_pictures.main(["sofa.jpg"]) == 2
    assert "expected names among catalogue.jpg" in capsys.readouterr().err
