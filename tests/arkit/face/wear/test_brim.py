"""A brim takes light from the forehead, more than from the chin, and a wider one takes more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from arkit.face.wear.brim import brim_shade
from arkit.face.wear.wear import wear
from arkit.frame import project
from arkit.spaces import apply
from arkit.surface import Light
from tests.arkit.face.synthetic import camera
from tests.arkit.face.wear.test_glasses import face, glasses
from tests.arkit.face.wearables import hat

ABOVE = Light(np.full(3, 0.3), np.full(3, 1.0), np.array([0.0, 0.94, 0.34]))
FRONT = replace(ABOVE, sun_direction=np.array([0.0, 0.0, 1.0]))


def shade(brim_m: float, light: Light = ABOVE) -> dict[str, float]:
    person = face()
    found = brim_shade([wear(hat(0.58, brim_m), person, "head")], person, camera(), light)
    assert found is not None and found.shape == (480, 640)
    assert found.min() >= 0 and found.max() < 0.9
    spots = project(camera(), apply(person.track.T_camera_face, person.shape_m[[9, 152]]))
    forehead, chin = (float(found[int(v), int(u)]) for u, v in spots)
    return {"forehead": forehead, "chin": chin, "corner": float(found[:20, :20].max())}


def test_it_falls_on_the_forehead_and_not_on_the_wall() -> None:
    spots = shade(0.06)
    assert spots["forehead"] > spots["chin"] + 0.1
    assert spots["corner"] == 0


def test_a_wider_brim_takes_more() -> None:
    assert shade(0.10)["forehead"] >= shade(0.06)["forehead"] > shade(0.01)["forehead"] + 0.05


def test_light_from_the_front_passes_below_a_brim() -> None:
    assert shade(0.06, FRONT)["forehead"] < shade(0.06, ABOVE)["forehead"] - 0.1


def test_without_a_hat_there_is_no_shade() -> None:
    person = face()
    assert brim_shade([wear(glasses(), person, "nose")], person, camera(), ABOVE) is None
