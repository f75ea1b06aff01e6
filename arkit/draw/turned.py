"""A room's light in another space: the camera's, or a mirror's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from arkit.surface import Light

_RANKS = np.arange(48) + 0.5
_HEIGHT = 1 - 2 * _RANKS / len(_RANKS)
_TURN = _RANKS * np.pi * (3 - np.sqrt(5))
_AROUND = np.sqrt(1 - _HEIGHT**2)
_WAYS = np.stack([_AROUND * np.cos(_TURN), _HEIGHT, _AROUND * np.sin(_TURN)], axis=1)


def turned_light(light: Light, turn: np.ndarray) -> Light:
    """The light after a rotation or reflection (3, 3) of space: what came from d comes from `turn @ d`."""
    harmonics = light.harmonics
    if harmonics is not None:  # nine numbers hold all turned versions of themselves: read off and fitted again
        harmonics = np.linalg.lstsq(_basis(_WAYS @ turn.T), _basis(_WAYS) @ harmonics, rcond=None)[0]
    return replace(light, sun_direction=turn @ np.asarray(light.sun_direction), harmonics=harmonics)


def _basis(ways: np.ndarray) -> np.ndarray:
    """(n, 9) 1, y, z, x, xy, yz, 3z² - 1, xz, x² - y² of unit directions (n, 3)."""
    x, y, z = ways.T
    return np.stack([np.ones_like(x), y, z, x, x * y, y * z, 3 * z * z - 1, x * z, x * x - y * y], axis=1)


__all__ = ["turned_light"]
