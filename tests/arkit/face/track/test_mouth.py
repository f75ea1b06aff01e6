"""A mouth that shuts quickly is shown where it is, a mouth at rest stays as calm as the filter made it."""

from __future__ import annotations

import numpy as np

from arkit.face.canonical import canonical_face
from arkit.face.track.mouth import quick_mouth
from arkit.face.track.smooth import SmoothState, smooth

EYES_PX, SIGMA_PX = 60.0, 0.2
LOWER = [17, 84, 314, 181, 405, 14, 87, 317]
BROWS = [105, 334]


def _points(opened_px: float) -> np.ndarray:
    """(468, 2) a face before the camera whose lower lip and chin hang so far down."""
    place = canonical_face().positions_m
    scale = EYES_PX / np.linalg.norm(place[263] - place[33])
    points = place[:, :2] * (scale, -scale) + (320, 200)
    low = place[:, 1] < place[14, 1] + 1e-6
    points[low, 1] += opened_px
    return np.asarray(points)


def _followed(openings: np.ndarray) -> tuple[SmoothState, np.ndarray]:
    rng = np.random.default_rng(3)
    state: SmoothState | None = None
    for number, opened_px in enumerate(openings):
        true = _points(float(opened_px))
        state = smooth(state, number / 30, true + rng.normal(0, SIGMA_PX, true.shape))
    assert state is not None
    return state, true


def test_at_rest_nothing_is_added_to_the_filter() -> None:
    state, _ = _followed(np.full(40, 5.0))
    np.testing.assert_array_equal(quick_mouth(state), state.points_px)


def test_a_mouth_that_shuts_in_a_tenth_of_a_second_is_where_it_is() -> None:
    state, true = _followed(np.concatenate([np.full(30, 24.0), [15.0, 7.0]]))
    slow = np.abs(state.points_px - true)[LOWER].mean()
    quick = np.abs(quick_mouth(state) - true)[LOWER].mean()
    assert slow > 1.0
    assert quick < 3 * SIGMA_PX


def test_only_what_lies_below_the_nose_gives_way() -> None:
    state, _ = _followed(np.concatenate([np.full(30, 24.0), [15.0, 7.0]]))
    points = quick_mouth(state)
    assert (points[LOWER] != state.points_px[LOWER]).any(axis=1).all()
    np.testing.assert_array_equal(points[BROWS], state.points_px[BROWS])
