"""Earrings hang from the lobes, straight down, at true size, clear of the skin, and only where they are seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arkit.errors import CheckError
from arkit.face.ears.find import find_ear, ray_reach
from arkit.face.track.follow import Face
from arkit.face.wear.earrings import fit_earrings, hung
from arkit.face.wear.occluder import head_mesh
from arkit.spaces import apply, inverse
from tests.arkit.face.synthetic import head_pose
from tests.arkit.face.wear.test_glasses import face
from tests.arkit.face.wearables import earring


def turned(yaw_deg: float = 0.0, roll_deg: float = 0.0) -> Face:
    person = face()
    return replace(person, track=replace(person.track, T_camera_face=head_pose(0.0, yaw_deg, roll_deg)))


@pytest.mark.parametrize("roll_deg", [0.0, 12.0])
def test_a_pair_hangs_straight_down_from_both_lobes(roll_deg: float) -> None:
    person = turned(roll_deg=roll_deg)
    pair = hung(fit_earrings(earring(), person), person)
    assert {one.side for one in pair} == {"left", "right"}
    for one in pair:
        hook = find_ear(person.rest_shape_m, 1.0, one.side).hook_m
        place = apply(person.track.T_camera_face, hook[None])[0]
        np.testing.assert_allclose(one.T_camera_product[:3, 3], place, atol=1e-3)
        if roll_deg == 0.0:
            np.testing.assert_allclose(one.T_camera_product[:3, 1], (0, 1, 0), atol=1e-6)


def test_true_size_and_a_mirror_image_on_the_right() -> None:
    person = turned()
    for one in hung(fit_earrings(earring(), person), person):
        linear = one.T_camera_product[:3, :3]
        np.testing.assert_allclose(linear.T @ linear, np.eye(3), atol=1e-9)
        assert np.linalg.det(linear) == pytest.approx(1.0 if one.side == "left" else -1.0)
        outward = person.track.T_camera_face[:3, :3].T @ linear[:, 2]
        assert outward[0] * (1 if one.side == "left" else -1) > 0.5, "its front looks away from the head"


@pytest.mark.parametrize(("yaw_deg", "side"), [(40.0, "right"), (-40.0, "left")])
def test_the_ear_that_is_turned_away_wears_nothing(yaw_deg: float, side: str) -> None:
    person = turned(yaw_deg)
    assert [one.side for one in hung(fit_earrings(earring(), person), person)] == [side]


def test_it_stays_off_the_skin_when_the_head_is_tilted() -> None:
    """A long earring would lie in the neck on the side the head leans to."""
    person = turned(roll_deg=30.0)
    skull = head_mesh(person.rest_shape_m, 1.0)
    pair = {one.side: one for one in hung(fit_earrings(earring(0.06), person), person)}
    T_face_camera = inverse(person.track.T_camera_face)
    tilts = {}
    for side, one in pair.items():
        rod = apply(T_face_camera @ one.T_camera_product, np.array([[0, -y, 0] for y in (0.02, 0.04, 0.06)]))
        out = np.array([0.15 if side == "left" else -0.15, 0.0, 0.0])
        assert all(ray_reach(point + out, point, *skull) is None for point in rod), side
        tilts[side] = np.degrees(np.arccos(np.clip(one.T_camera_product[1, 1], -1, 1)))
    assert max(tilts.values()) > 3, "one side has to give way"
    assert min(tilts.values()) < 0.1, "the other hangs free"


def test_where_the_picture_shows_the_lobes_counts() -> None:
    person = turned()
    fit = fit_earrings(earring(), person)
    told = {one.side: one.T_camera_product[:3, 3] for one in hung(fit, person)}
    moved = hung(fit, person, lobes={"left": np.array([0.0, 0.004, 0.0])})
    assert [one.side for one in moved] == ["left"], "the other lobe is covered"
    np.testing.assert_allclose(moved[0].T_camera_product[:3, 3] - told["left"], (0, 0.004, 0), atol=1e-9)


@pytest.mark.parametrize("length_m", [0.0005, 30.0])
def test_an_earring_in_other_units_is_refused(length_m: float) -> None:
    with pytest.raises(CheckError, match="mm"):
        fit_earrings(earring(length_m, length_m / 10), face(), "drop")
