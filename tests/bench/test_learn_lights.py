"""What is learnt of light: the cue that points there is found among those that do not."""

from __future__ import annotations

import numpy as np

from arkit.room.layout.cues import ANGLES, BEARINGS
from arkit.room.layout.lights import judged
from bench.learn_lights import learn


def _told(count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    bearings = rng.uniform(-np.pi, np.pi, count)
    cues = rng.normal(0, 1, (count, BEARINGS, 5))
    cues[:, :, 3] = np.cos(ANGLES - bearings[:, None]) + rng.normal(0, 0.3, (count, BEARINGS))
    return cues, bearings


def test_the_cue_that_points_to_the_light_is_learnt() -> None:
    rng = np.random.default_rng(0)
    layers = learn(*_told(240, rng), np.ones(240))
    cues, bearings = _told(60, rng)
    mean = np.angle(judged(layers, cues) @ np.exp(1j * ANGLES))
    off = np.abs((mean - bearings + np.pi) % (2 * np.pi) - np.pi)
    assert np.degrees(np.median(off)) < 12
