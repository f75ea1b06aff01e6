"""A bending lens: there and back, layers bent as points are, and found from lines that should be straight."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.errors import CheckError
from arkit.frame import project
from arkit.room.camera import focal_prior
from arkit.room.manhattan.lens import Lens, bent_layer, bent_points, straight_points
from arkit.room.manhattan.vanishing import find_manhattan
from arkit.spaces import apply
from tests.arkit.room import drawn

LENS = Lens(-0.08, 0.002, (470.0, 365.0), 600.0)


def test_there_and_back() -> None:
    points = np.random.default_rng(0).uniform((0, 0), (960, 720), (200, 2))
    assert np.abs(bent_points(LENS, straight_points(LENS, points)) - points).max() < 1e-6
    assert (straight_points(None, points) == points).all() and (bent_points(None, points) == points).all()


def test_a_barrel_draws_corners_inwards_by_its_share() -> None:
    corner = np.array([[470.0 + 600.0, 365.0]])
    assert bent_points(LENS, corner)[0] == pytest.approx((470.0 + 0.92 * 600.0, 365.0))


def test_a_layer_is_bent_as_its_points_are() -> None:
    v, u = np.mgrid[0:720, 0:960] + 0.5
    spots = np.array([[120.0, 90.0], [480.0, 600.0], [850.0, 300.0]])
    for spot in spots:
        layer = np.exp(-((u - spot[0]) ** 2 + (v - spot[1]) ** 2) / 32)
        bent = bent_layer(LENS, layer)
        middle = np.array([(bent * u).sum(), (bent * v).sum()]) / bent.sum()
        assert np.abs(middle - bent_points(LENS, spot[None])[0]).max() < 0.3


def test_a_lens_out_of_range() -> None:
    with pytest.raises(CheckError, match=r"\|k1\| < 0.3"):
        Lens(0.5, 0.1, (0.0, 0.0), 600.0)


@pytest.mark.parametrize("k1", [-0.06, 0.0, 0.04])
def test_the_lens_is_found_from_lines(k1: float) -> None:
    camera, T = drawn.camera(), drawn.looking(22, -12, 1)
    lens = Lens(k1, 0.0, (camera.cx, camera.cy), 600.0)
    boards = [[(-2.4, 0, z), (2.4, 0, z)] for z in np.linspace(-4.3, -1.5, 16)]
    shelves = [[(x, 0.4, -4.5), (x, 2.2, -4.5)] for x in np.linspace(-2.2, 0.4, 14)]
    pieces = []
    for start, end in np.concatenate([drawn.room_edges(), boards, shelves]):
        steps = np.linspace(0, 1, 9)[:, None]
        seen = project(camera, apply(T, start + steps * (end - start)))
        inside = np.isfinite(seen).all(axis=1) & (np.abs(seen - (480, 360)) < (470, 350)).all(axis=1)
        bent = bent_points(lens, np.nan_to_num(seen))
        pieces += [np.concatenate(bent[i : i + 2]) for i in range(8) if inside[i : i + 2].all()]
    segments = np.array(pieces) + np.random.default_rng(3).normal(0, 0.15, (len(pieces), 4))
    found = find_manhattan(segments, (960, 720), focal_prior(camera, None, None))
    assert found.focal_px == pytest.approx(camera.fx, rel=0.06)
    assert abs(np.log(found.focal_px / camera.fx)) < 3 * found.focal_sd
    if k1 == 0:
        assert found.lens is None or abs(found.lens.k1) < 0.01
    else:
        assert found.lens is not None and abs(found.lens.k1 - k1) < 0.015
