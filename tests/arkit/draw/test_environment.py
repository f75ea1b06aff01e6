"""The studio's light, checked against sums done another way."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.draw.environment import ROUGHNESSES, TABLE_PX, octahedral, room_radiance, studio

STUDIO = studio()


def test_texels_share_out_the_whole_sphere() -> None:
    directions, angles = octahedral(32)
    assert angles.sum() == pytest.approx(4 * np.pi, rel=1e-3)
    assert np.linalg.norm(directions, axis=1) == pytest.approx(1)
    assert (directions * angles[:, None]).sum(axis=0) == pytest.approx(0, abs=1e-6)


def test_a_surface_facing_the_viewer_receives_one() -> None:
    """Irradiance summed from the room itself, not from its harmonics."""
    directions, angles = octahedral(128)
    light = room_radiance(directions) * angles

    def received(normal: tuple[float, float, float]) -> float:
        return float((light * np.maximum(directions @ np.array(normal), 0)).sum() / np.pi)

    facing, above, below = received((0, 0, 1)), received((0, 1, 0)), received((0, -1, 0))
    x, y, z = np.array([[0, 0, 1.0], [0, 1, 0], [0, -1, 0]]).T
    basis = np.stack([np.ones(3), y, z, x, x * y, y * z, 3 * z * z - 1, x * z, x * x - y * y], axis=1)
    stored = basis @ STUDIO.harmonics
    assert stored[0] == pytest.approx(1, abs=1e-5)
    assert stored == pytest.approx(np.array([facing, above, below]) / facing, rel=0.06)  # nine numbers, not the room
    assert above > facing > below


def test_rough_levels_are_smoother_and_as_bright() -> None:
    spreads = [float(np.ptp(level)) for level in STUDIO.radiance]
    assert spreads == sorted(spreads, reverse=True)
    assert len(STUDIO.radiance) == len(ROUGHNESSES)
    _, angles = octahedral(STUDIO.radiance.shape[-1])
    means = [(level.reshape(-1) * angles).sum() / angles.sum() for level in STUDIO.radiance]
    assert means == pytest.approx([means[0]] * len(means), rel=0.06)


def test_the_table_reflects_what_it_should() -> None:
    """A smooth surface of F0 = 1 reflects everything; at grazing angles even F0 = 0.04 reflects most."""
    smooth = STUDIO.table[2]
    assert smooth[:, 0].sum() / TABLE_PX + smooth[:, 1].sum() / TABLE_PX == pytest.approx(1, abs=0.02)
    assert 0.04 * smooth[-1, 0] + smooth[-1, 1] == pytest.approx(0.04, abs=0.002)
    assert 0.04 * smooth[0, 0] + smooth[0, 1] > 0.7
    assert (STUDIO.table[..., 0] + STUDIO.table[..., 1]).max() < 1.01


def test_sheen_glows_at_the_rim() -> None:
    fibres = STUDIO.table[12, :, 2]
    assert fibres[1] > 3 * fibres[-1] and (STUDIO.table[..., 2] <= 1).all()
