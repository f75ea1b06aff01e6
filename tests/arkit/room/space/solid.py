"""Products for the tests, from closed boxes."""

from __future__ import annotations

import numpy as np

_FACES = np.array(
    [
        *([0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1]),
        *([2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3]),
    ]
)


def boxes(*ends: tuple[tuple[float, float, float], tuple[float, float, float]]) -> tuple[np.ndarray, np.ndarray]:
    """(n, 3) and (m, 3) of closed boxes by their lowest and highest corners."""
    corners = [np.array([(x, y, z) for x in a for y in b for z in c]) for a, b, c in (zip(*end) for end in ends)]  # noqa: B905
    return np.concatenate(corners), np.concatenate([_FACES + 8 * place for place in range(len(ends))])


def corner_sofa() -> tuple[np.ndarray, np.ndarray]:
    """An L of 240 x 200 cm, both arms 80 cm deep, 70 cm high."""
    return boxes(((0, 0, 0), (2.4, 0.7, 0.8)), ((0, 0, 0), (0.8, 0.7, 2.0)))
