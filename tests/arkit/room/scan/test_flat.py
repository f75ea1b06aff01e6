"""A plane's error is told as large as it is, whatever the noise."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.room.scan.flat import fit_flat


@pytest.mark.parametrize("noise_m", [0.004, 0.012])
def test_a_wall_with_a_frame_before_it_is_within_its_error(noise_m: float) -> None:
    rng = np.random.default_rng(7)
    off = []
    for _ in range(60):
        along, up = rng.uniform(0, 4, 2500), rng.uniform(0, 2.5, 2500)
        depth = rng.normal(0, noise_m, 2500)
        framed = (np.abs(along - rng.uniform(1, 3)) < 0.4) & (np.abs(up - 1.5) < 0.3)
        depth[framed] += 0.02
        found = fit_flat(along[:, None], depth, blocks=np.stack([along, up], axis=1))
        off.append(found.level / found.level_sd)
    assert np.mean(np.abs(off) < 2) > 0.8
    assert np.std(off) > 0.2, "and is not told as larger than it is"
