from __future__ import annotations

import numpy as np
import pytest

from arkit.checks.layout import chart_labels, drawn, layout
from arkit.document import Document
from tests import build

CHECKER = build.png(build.checkerboard())


def quads(*corners: tuple[float, float, float, float], flip: bool = False) -> Document:
    """Unit squares side by side, each with the uv rectangle (u0, v0, u1, v1), read the right way round."""
    points, uv, triangles = [], [], []
    for place, (u0, v0, u1, v1) in enumerate(corners):
        first = 4 * place
        points += [(2 * place, 0, 0), (2 * place + 1, 0, 0), (2 * place + 1, 1, 0), (2 * place, 1, 0)]
        square = [(u0, v1), (u1, v1), (u1, v0), (u0, v0)]
        uv += [(u1 + u0 - u, v) for u, v in square] if flip else square
        triangles += [(first, first + 1, first + 2), (first, first + 2, first + 3)]
    return build.document(np.array(points, float), np.array(triangles), uv=np.array(uv, float), image=CHECKER)


def test_a_plain_layout_is_clean() -> None:
    found = layout(quads((0, 0, 0.4, 0.4), (0.5, 0.5, 0.9, 0.9)))
    assert found is not None
    assert (found.charts, found.outside, found.inverted, found.overlap, found.flat) == (2, 0, 0, 0, 0)


@pytest.mark.parametrize(("shared", "part"), [(1.0, 1.0), (0.5, 1 / 3), (0.25, 1 / 7)])
def test_overlap_is_the_part_that_two_charts_cover(shared: float, part: float) -> None:
    """Two squares that share a fraction s of their width cover s of 2 - s twice."""
    found = layout(quads((0, 0, 0.4, 0.4), (0.4 - 0.4 * shared, 0, 0.8 - 0.4 * shared, 0.4)))
    assert found is not None
    assert found.overlap == pytest.approx(part, abs=0.01)


def test_mirrored_and_outside_are_parts_of_the_area() -> None:
    mirrored = layout(quads((0, 0, 0.5, 0.5), flip=True))
    tiled = layout(quads((0, 0, 0.5, 0.5), (1.5, 0.5, 2.0, 1.0)))
    assert mirrored is not None and tiled is not None
    assert mirrored.inverted == pytest.approx(1)
    assert tiled.outside == pytest.approx(0.5)


@pytest.mark.parametrize("cells", [1, 3, 6])
def test_the_gutter_is_measured_in_cells(cells: int) -> None:
    """The grid has 1024 cells over the uv's width: charts leave as many free as lie between, one less or more."""
    gap = cells / 1024
    found = layout(quads((0, 0, 0.5 - gap / 2, 1), (0.5 + gap / 2, 0, 1, 1)))
    assert found is not None
    assert abs(found.gutter_px - cells) <= 1


def test_a_smeared_triangle_has_no_uv_area() -> None:
    found = layout(quads((0.2, 0.2, 0.2, 0.9)))
    assert found is not None
    assert found.flat == 2


def test_nothing_textured_has_no_layout() -> None:
    assert layout(build.box(1, 1, 1)) is None


def test_a_hundred_thousand_triangles_on_one_spot_stay_bounded() -> None:
    uv = np.broadcast_to(np.array([[0, 0], [1, 0], [0, 1]], float), (100_000, 3, 2))
    _, twice, covered = drawn(uv, np.zeros(len(uv), dtype=np.int32))
    assert twice == covered > 100


def test_charts_are_triangles_that_share_corners() -> None:
    uv = np.array([[[0, 0], [1, 0], [0, 1]], [[1, 0], [1, 1], [0, 1]], [[2, 2], [3, 2], [2, 3]]], float)
    labels = chart_labels(uv)
    assert labels[0] == labels[1] != labels[2]
