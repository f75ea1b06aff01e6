from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from arkit.color import delta_e, hex_to_srgb, srgb_to_lab
from arkit.convert import ConvertOptions, convert
from arkit.convert.swatches import swatches
from arkit.document import Document
from arkit.io import read, write_glb
from tests import build

MODELS = Path(os.environ.get("ARKIT_TEST_DATA", Path(__file__).resolve().parents[4] / "shared" / "data")) / "models"


def colored(name: str, *color: float) -> Document:
    document = build.sphere(0.5, color=(*color, 1.0))
    material = {**document.gltf["materials"][0], "name": name}
    return replace(document, gltf={**document.gltf, "materials": [material]})


def test_the_same_document_has_not_moved() -> None:
    found = swatches(colored("oak", 0.5, 0.3, 0.1), colored("oak", 0.5, 0.3, 0.1))
    assert [(one.material, one.delta_e) for one in found] == [("oak", 0.0)]


def test_a_changed_colour_is_told_in_its_size() -> None:
    (small,) = swatches(colored("oak", 0.50, 0.3, 0.1), colored("oak", 0.52, 0.3, 0.1))
    (large,) = swatches(colored("oak", 0.50, 0.3, 0.1), colored("oak", 0.1, 0.3, 0.5))
    assert 0.2 < small.delta_e < 2 and large.delta_e > 20


def test_the_colour_told_is_the_balls_own() -> None:
    (red,) = swatches(colored("red", 0.5, 0.02, 0.02), colored("red", 0.5, 0.02, 0.02))
    shown = srgb_to_lab(np.array(hex_to_srgb(red.color)))
    grey = srgb_to_lab(np.array(hex_to_srgb("#808080")))
    assert shown[1] > 25 and delta_e(shown, grey) > 25


def test_black_turned_grey_in_a_picture_is_seen() -> None:
    pictures = [build.png(np.full((8, 8, 3), code, dtype=np.uint8)) for code in (10, 90)]
    documents = [build.with_texture(colored("leather", 1, 1, 1), one) for one in pictures]
    assert swatches(*documents)[0].delta_e > 10


def test_materials_without_a_twin_are_left_out() -> None:
    assert swatches(colored("oak", 1, 1, 1), colored("ash", 1, 1, 1)) == ()


def test_the_answer_tells_each_material(tmp_path: Path) -> None:
    write_glb(colored("oak", 0.5, 0.3, 0.1), tmp_path / "ball.glb", meshopt=False)
    answer = convert(tmp_path / "ball.glb", tmp_path / "out.glb", ConvertOptions(validate=False, audit=True))
    assert [one["drawn_delta_e"] for one in json.loads(json.dumps(list(answer.materials)))] == [0.0]


@pytest.mark.data
@pytest.mark.parametrize("name", ["SheenChair", "GlamVelvetSofa"])
def test_materials_of_real_models_keep_their_colour(name: str, tmp_path: Path) -> None:
    if not MODELS.is_dir():
        pytest.skip(f"{MODELS}: absent")
    convert(MODELS / f"{name}.glb", tmp_path / "out.glb", ConvertOptions(validate=False, effort="fast"))
    found = swatches(read(MODELS / f"{name}.glb").document, read(tmp_path / "out.glb").document)
    assert len(found) >= 6 and max(one.delta_e for one in found) <= 1
