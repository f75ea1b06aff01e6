"""The relief of an ear stands where the ear is and hides what lies behind its rim, not what lies before it."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.face.canonical import canonical_face
from arkit.face.ears.find import Side, find_ear
from arkit.face.ears.relief import ALONG, BACK, ear_relief
from tests.arkit.face.wear.test_occluder import hits


@pytest.mark.parametrize("side", ["left", "right"])
def test_relief_spans_the_ear_on_its_own_side(side: Side) -> None:
    ear = find_ear(canonical_face().positions_m, 1.0, side)
    positions, triangles = ear_relief(ear, side)
    assert len(positions) == len(ALONG) * len(BACK) and triangles.max() == len(positions) - 1
    sign = 1 if side == "left" else -1
    rim = positions[np.argmax(positions[:, 0] * sign)]
    assert 0 < (rim[0] - ear.top_m[0]) * sign < 0.012
    assert positions[:, 1].min() < ear.lobe_m[1] and positions[:, 1].max() > ear.top_m[1]


def test_both_ears_mirror_each_other() -> None:
    face = canonical_face().positions_m
    left, right = (ear_relief(find_ear(face, 1.0, side), side)[0] for side in ("left", "right"))
    np.testing.assert_allclose(np.ptp(left, axis=0), np.ptp(right, axis=0), atol=0.002)


def test_the_rim_hides_what_is_behind_it_from_the_side_and_from_before() -> None:
    ear = find_ear(canonical_face().positions_m, 1.0, "left")
    relief = ear_relief(ear, "left")
    hook = ear.top_m + np.array([-0.006, -0.02, -0.008])  # between the ear and the skull
    assert hits(np.array([0.6, hook[1], hook[2] + 0.2]), hook, relief)
    assert hits(np.array([hook[0] + 0.05, hook[1], 0.5]), hook, relief)
    temple = ear.top_m + np.array([0.002, 0.01, 0.035])  # before and above the ear
    assert not hits(np.array([0.6, temple[1], 0.1]), temple, relief)
