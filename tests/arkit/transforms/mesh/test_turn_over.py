from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arkit.checks import triangle_soup
from arkit.document import values
from arkit.transforms import apply, place, solid_of, turn_over
from arkit.transforms.reading.witnesses import handed_of
from tests import build

MIRROR = np.diag([-1.0, 1, 1, 1])


def volume(document: object) -> float:
    return float(np.linalg.det(triangle_soup(document)).sum() / 6)  # type: ignore[arg-type]


def test_twice_turned_is_as_it_was() -> None:
    box = build.box(1, 2, 3)
    assert volume(turn_over()(box)) == pytest.approx(-6)
    assert volume(apply(box, turn_over(), turn_over())) == pytest.approx(6)


@pytest.mark.parametrize("normals", [False, True])
def test_normals_turn_only_when_asked(normals: bool) -> None:
    box = build.box(1, 2, 3)
    turned = turn_over(normals=normals)(box)
    place_of = turned.gltf["meshes"][0]["primitives"][0]["attributes"]["NORMAL"]
    before = values(box, box.gltf["meshes"][0]["primitives"][0]["attributes"]["NORMAL"])
    assert values(turned, place_of) == pytest.approx(-before if normals else before)


def test_a_mirror_keeps_faces_outward_without_indices_too() -> None:
    soup = triangle_soup(build.box(1, 2, 3)).reshape(-1, 3).astype(np.float32)
    loose = build.document(soup, np.arange(len(soup)).reshape(-1, 3))
    primitive = {key: value for key, value in loose.gltf["meshes"][0]["primitives"][0].items() if key != "indices"}
    loose = replace(loose, gltf={**loose.gltf, "meshes": [{"primitives": [primitive]}]})
    assert volume(loose) == pytest.approx(6)
    assert volume(place(MIRROR)(loose)) == pytest.approx(6)


def test_faces_and_pictures_tell_what_was_done() -> None:
    painted = build.with_texture(build.box(1, 2, 3), build.png(build.checkerboard(8)))
    true, turned = handed_of(solid_of(painted)), handed_of(solid_of(turn_over()(painted)))
    raw = handed_of(solid_of(apply(painted, place(MIRROR), turn_over())))
    assert (true.inside_out, turned.inside_out, raw.inside_out) == (False, True, True)
    assert turned.reading == pytest.approx(true.reading)
    assert raw.reading == pytest.approx(-true.reading)
    assert (turned.normals_inward, raw.normals_inward) == (False, False)


def test_open_sheets_are_judged_by_what_is_outermost() -> None:
    """Two boxes that lack a triangle are not closed, but nearly all that is met first looks outward."""
    boxes = build.together(*(build.box(0.3, 0.3, 0.3, at=(x, 0, 0)) for x in (0, 1)))
    soup = triangle_soup(boxes)[:-1]
    opened = build.document(soup.reshape(-1, 3), np.arange(len(soup) * 3).reshape(-1, 3))
    assert handed_of(solid_of(opened)).outward == pytest.approx(1, abs=0.06)
    assert handed_of(solid_of(turn_over()(opened))).outward == pytest.approx(0, abs=0.06)
