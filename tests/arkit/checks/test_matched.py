"""How far corners moved, where triangles are the same one to one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from arkit.checks import deviation_m
from arkit.checks.deviation import soup_deviation_m, triangle_soup
from arkit.checks.matched import moved_m
from arkit.document import Document
from arkit.transforms import apply, orient, prune, quantize, reorder, weld
from tests import build


def laid(document: Document, step_m: float) -> Document:
    return apply(document, quantize(step_m=step_m), reorder(), prune())


@pytest.mark.parametrize("step_m", [1e-5, 5e-5])
def test_a_gridded_ball_is_half_a_step_away_and_never_nearer_than_its_surface(step_m: float) -> None:
    ball = apply(build.sphere(0.3, rows=24), weld())
    found = moved_m(ball, laid(ball, step_m))
    assert found is not None
    assert step_m / 4 < found <= step_m * 3**0.5 / 2 + 1e-9
    assert found >= soup_deviation_m(triangle_soup(ball), triangle_soup(laid(ball, step_m))) * 0.999
    assert deviation_m(ball, laid(ball, step_m)) == found


def test_a_node_that_turns_scales_and_mirrors_is_followed() -> None:
    ball = apply(build.sphere(0.2, rows=12), weld(), orient(unit="cm", up="z", front="-x", mirror=True))
    found = moved_m(ball, laid(ball, 1e-6))
    assert found is not None and 0 < found < 1e-6


def test_triangles_that_changed_are_left_to_the_search() -> None:
    ball = apply(build.sphere(0.3, rows=12), weld())
    primitive = ball.gltf["meshes"][0]["primitives"][0]
    flat = ball.accessors[primitive["indices"]].copy()
    turned, other = flat.copy(), flat.copy()
    at = len(flat) // 6 * 3  # away from the poles, where triangles have no area
    turned[at + 1 : at + 3] = turned[[at + 2, at + 1]]
    other[at] = (other[at] + 7) % len(ball.accessors[primitive["attributes"]["POSITION"]])
    for corners in (turned, other):
        arrays = [corners if place == primitive["indices"] else one for place, one in enumerate(ball.accessors)]
        assert moved_m(ball, laid(replace(ball, accessors=tuple(arrays)), 1e-5)) is None
    assert moved_m(ball, ball) is None, "its positions are on no grid"
    assert moved_m(ball, laid(build.sphere(0.3, rows=14), 1e-5)) is None
    assert moved_m(ball, laid(build.sphere(0.31, rows=12), 1e-5)) is None


def test_a_coarse_grid_is_searched_for_the_surface() -> None:
    board = apply(build.box(1, 1, 0.001), weld())
    coarse = laid(board, 3e-3)
    moved = moved_m(board, coarse)
    assert moved is None or moved > 1e-4
    assert deviation_m(board, coarse) == pytest.approx(soup_deviation_m(*map(triangle_soup, (board, coarse))))
