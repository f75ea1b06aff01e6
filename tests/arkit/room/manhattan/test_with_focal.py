"""A fit that knew little of the focal length, joined with EXIF's: as if both had been fitted at once."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from arkit.room.camera import focal_prior
from arkit.room.manhattan.vanishing import FocalPrior, Manhattan, find_manhattan, with_focal
from arkit.room.photo import usual_camera

AXES = Rotation.from_euler("yx", [0.4, -0.2]).as_matrix()


def fitted(sizes: int, center: tuple[float, float] | None = None) -> Manhattan:
    """An answer whose errors go together: a longer lens comes with another tilt and another middle."""
    mixed = np.random.default_rng(7).normal(0, 1, (sizes, sizes))
    deviations = np.array([0.02, 0.015, 0.01, 0.12, 0.03, 0.03])[:sizes]
    correlated = mixed @ mixed.T
    correlated /= np.sqrt(np.outer(np.diag(correlated), np.diag(correlated)))
    return Manhattan(AXES, 900.0, correlated * np.outer(deviations, deviations), (20, 20, 20), center)


@pytest.mark.parametrize("sizes", [4, 6])
def test_it_is_the_mean_of_both_by_their_precision(sizes: int) -> None:
    found = fitted(sizes, (640.0, 360.0) if sizes == 6 else None)
    sd, told = 0.03, 1000.0
    joined = with_focal(found, FocalPrior(told, sd, "exif"))
    precision = np.linalg.inv(found.covariance)
    precision[3, 3] += sd**-2
    covariance = np.linalg.inv(precision)
    step = covariance[:, 3] * np.log(told / 900.0) / sd**2
    assert np.allclose(joined.covariance, covariance, rtol=1e-6, atol=1e-12)
    assert np.log(joined.focal_px / 900.0) == pytest.approx(step[3])
    turned = Rotation.from_matrix(joined.R_camera_room @ found.R_camera_room.T).as_rotvec()
    assert np.allclose(turned, step[:3], atol=1e-9)
    if sizes == 6:
        assert joined.center_px == pytest.approx((640 + 900 * step[4], 360 + 900 * step[5]))


def test_what_is_known_well_stays_and_what_is_told_well_is_taken() -> None:
    found = fitted(4)
    vague = with_focal(found, FocalPrior(2000.0, 50.0, "exif"))
    assert vague.focal_px == pytest.approx(900.0, rel=1e-3)
    assert np.allclose(vague.covariance, found.covariance, rtol=1e-3, atol=1e-9)
    sharp = with_focal(found, FocalPrior(1000.0, 1e-4, "exif"))
    assert sharp.focal_px == pytest.approx(1000.0, rel=1e-4)
    assert sharp.focal_sd < 1.1e-4
    assert sharp.gravity_sd_rad < found.gravity_sd_rad
    assert np.linalg.eigvalsh(sharp.covariance).min() > -1e-12


def test_joined_after_is_as_fitted_with_it() -> None:
    """On drawn lines: weighing EXIF after the fit is the fit with EXIF, within a part of its error."""
    camera = usual_camera(960, 720)
    lines = _lines(camera.fx * 1.08)
    free = find_manhattan(lines, (960, 720), focal_prior(camera, None, None))
    exif = FocalPrior(camera.fx * 1.08, 0.02, "exif")
    after, within = with_focal(free, exif), find_manhattan(lines, (960, 720), exif)
    assert abs(np.log(after.focal_px / within.focal_px)) < 0.5 * within.focal_sd
    tilt = np.arccos(min(1.0, float(after.R_camera_room[:, 1] @ within.R_camera_room[:, 1])))
    assert tilt < 0.5 * within.gravity_sd_rad


def _lines(focal_px: float) -> np.ndarray:
    """(n, 4) edges of boards in a room, with noise, about the picture's middle."""
    rng = np.random.default_rng(3)
    R = Rotation.from_euler("yxz", [0.5, 0.22, 0.01]).as_matrix().T
    segments = []
    while len(segments) < 90:
        start, axis = rng.uniform((-2, -1.4, -5), (2, 1.2, -2.2)), np.eye(3)[rng.integers(3)]
        ends = np.array([start, start + axis * rng.uniform(0.3, 1.2)]) @ R.T
        if (ends[:, 2] > -0.5).any():
            continue
        seen = np.array([480.0, 360.0]) + focal_px * ends[:, :2] * (1, -1) / -ends[:, 2:]
        if ((seen > 0) & (seen < (960, 720))).all():
            segments.append(seen.ravel() + rng.normal(0, 0.3, 4))
    return np.array(segments)
