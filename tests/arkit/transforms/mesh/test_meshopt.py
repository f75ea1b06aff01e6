from __future__ import annotations

import numpy as np
import pytest

from arkit.transforms.mesh.meshopt import cached, fetched, grouped
from tests import build


@pytest.mark.parametrize("columns", [3, 400])
def test_equal_rows_are_one_group_numbered_by_first_appearance(columns: int) -> None:
    distinct = np.random.default_rng(0).integers(0, 255, (5, columns)).astype(np.uint8)
    chosen = np.array([3, 3, 0, 4, 0, 1, 3])
    group, count = grouped(distinct[chosen])
    assert count == 4
    assert group.tolist() == [0, 0, 1, 2, 1, 3, 0]


@pytest.mark.parametrize("strip", [False, True])
def test_the_cache_order_keeps_every_triangle(strip: bool) -> None:
    ball = build.sphere(1, rows=12)
    triangles = ball.accessors[ball.gltf["meshes"][0]["primitives"][0]["indices"]].reshape(-1, 3)
    ordered = cached(triangles, len(ball.accessors[0]), strip=strip)

    def turned(rows: np.ndarray) -> list[list[int]]:
        return sorted(np.roll(row, -int(row.argmin())).tolist() for row in rows)

    assert turned(ordered) == turned(triangles)


def test_vertices_are_numbered_by_first_use_and_unused_ones_left_out() -> None:
    triangles, old = fetched(np.array([[7, 2, 9], [9, 2, 4]]), 12)
    assert triangles.tolist() == [[0, 1, 2], [2, 1, 3]]
    assert old.tolist() == [7, 2, 9, 4]
