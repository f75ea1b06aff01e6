"""Where lips are expected before colours are asked: out of the loop on dark skin, against the turn when open."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.face.lips.edges import COUNT, HALF, curve_of, normals_of
from arkit.face.lips.mask import INNER, OUTER
from arkit.face.lips.start import carried, inner_start, opened, outer_start, turn_px
from tests.arkit.face.synthetic import camera, head_pose, landmarks, mouth_points

WIDTH_PX = 120.0
STILL = np.zeros(2, dtype=np.float32)


def start_on(light: float, turn: np.ndarray = STILL) -> np.ndarray:
    picture = np.full((240, 320, 4), (light, 10.0, 10.0, 3.0), dtype=np.float32)
    return outer_start(picture, mouth_points()[list(OUTER)], turn, WIDTH_PX)


def outwards(curve: np.ndarray) -> np.ndarray:
    loop = curve_of(mouth_points()[list(OUTER)])
    return ((curve - loop) * normals_of(loop)).sum(axis=1) / WIDTH_PX


def test_the_darker_the_skin_the_further_out() -> None:
    pale, brown, black = (outwards(start_on(light)) for light in (80.0, 25.0, 3.0))
    assert 0 <= pale.mean() < 0.005 < brown.mean() < black.mean() < 0.03
    assert np.ptp(black) < 1e-4


def test_a_turned_open_mouth_goes_against_the_turn() -> None:
    turned = start_on(80.0, np.array([20.0, 0.0], dtype=np.float32)) - start_on(80.0)
    assert (turned[:, 0] < -0.5).all() and np.abs(turned[:, 1]).max() < 1e-4


@pytest.mark.parametrize("yaw_deg", [-45.0, -20.0, 0.0, 20.0, 45.0])
def test_the_turn_is_read_from_nose_and_eyes(yaw_deg: float) -> None:
    points = landmarks(camera(), head_pose(yaw_deg=yaw_deg))
    across, down = turn_px(points, 100.0)
    assert across == pytest.approx(77 * np.sin(np.radians(yaw_deg)), abs=22)
    assert abs(down) < 5


def test_the_turn_follows_a_tilted_head() -> None:
    level = turn_px(landmarks(camera(), head_pose(yaw_deg=30)), 100.0)
    tilted = turn_px(landmarks(camera(), head_pose(yaw_deg=30, roll_deg=20)), 100.0)
    assert np.linalg.norm(tilted) == pytest.approx(np.linalg.norm(level), rel=0.1)
    assert abs(tilted[1]) > 5 > abs(level[1])


def test_without_eyes_nothing_is_known_of_the_turn() -> None:
    assert not turn_px(mouth_points(), WIDTH_PX).any()


@pytest.mark.parametrize(("open_px", "share"), [(0.5, 0.0), (2.0, 0.0), (40.0, 1.0)])
def test_how_open_a_mouth_is(open_px: float, share: float) -> None:
    inner = mouth_points(open_px=open_px)[list(INNER)]
    within = inner_start(inner, WIDTH_PX)
    assert opened(within, WIDTH_PX) == share
    if share == 0:
        np.testing.assert_array_equal(within, curve_of(inner))


def test_an_open_mouths_inner_edge_goes_along_with_the_outer() -> None:
    inner = curve_of(mouth_points(open_px=40.0)[list(INNER)])
    shift = np.tile(np.array([0.0, 6.0], dtype=np.float32), (COUNT, 1))
    moved = carried(inner, shift, STILL, 1.0) - inner
    np.testing.assert_allclose(moved[1:HALF], shift[1:HALF], atol=1e-4)
    assert (moved[HALF + 1 :, 1] > 1).all() and (moved[HALF + 1 :, 1] < 5).all()
    assert carried(inner, shift, STILL, 0.0) is inner
