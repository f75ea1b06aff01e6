from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from arkit.document import Document, bounds, instances, triangle_count, values
from arkit.errors import CheckError
from arkit.nearest import nearest
from arkit.transforms import apply, chain, lods, narrow, prune, quantize, reorder
from tests import build


def ready(rows: int = 32) -> Document:
    return apply(build.sphere(0.3, rows=rows), reorder(), quantize(), narrow(), prune())


def test_each_level_has_half_the_triangles_and_a_larger_error() -> None:
    ball = ready()
    whole, levels = chain(ball, 3)
    counts = [triangle_count(ball), *(one.triangles for one in levels)]
    for finer, coarser in pairwise(counts):
        assert 0.4 < coarser / finer < 0.6
    errors = [one.apart.surface_m for one in levels]
    assert errors == sorted(errors) and errors[0] > 0
    assert [triangle_count(one.document) for one in levels] == counts[1:]
    assert [one.height_px for one in levels] == sorted((one.height_px for one in levels), reverse=True)
    assert triangle_count(whole) == counts[0]


def test_the_error_told_is_the_one_that_is_there() -> None:
    ball = ready()
    level = chain(ball, 2)[1][-1]
    one = next(iter(instances(level.document)))
    primitive = level.document.gltf["meshes"][0]["primitives"][0]
    points = values(level.document, primitive["attributes"]["POSITION"]) @ one.T_document_node[:3, :3].T
    corners = level.document.accessors[primitive["indices"]].reshape(-1, 3)
    around = build.sphere(0.3, rows=32).accessors[0].astype(np.float64)
    away = nearest(around, (points + one.T_document_node[:3, 3])[corners]).distance.max()
    assert away == pytest.approx(level.apart.surface_m, rel=0.05, abs=2e-4)
    assert level.error_px == pytest.approx(1080 / level.height_px, rel=0.02)


def test_one_file_holds_all_levels_over_the_same_vertices() -> None:
    ball = ready()
    whole = apply(ball, lods(2))
    node = whole.gltf["nodes"][0]
    first, second = node["extensions"]["MSFT_lod"]["ids"]
    assert whole.gltf["extensionsUsed"] == ["KHR_mesh_quantization", "MSFT_lod"]
    for index in (first, second):
        coarse = whole.gltf["nodes"][index]
        assert coarse["scale"] == node["scale"] and coarse["name"].startswith("ball_lod")
        mesh = whole.gltf["meshes"][coarse["mesh"]]["primitives"][0]
        assert mesh["attributes"] == whole.gltf["meshes"][0]["primitives"][0]["attributes"]
    shown = node["extras"]["MSFT_screencoverage"]
    assert len(shown) == 3 and shown == sorted(shown, reverse=True) and shown[-1] == 0
    assert np.allclose(bounds(whole), bounds(ball))
    assert whole.gltf["scenes"][0]["nodes"] == [0]


def test_a_node_that_moves_or_has_children_keeps_them() -> None:
    ball = ready()
    node = {**ball.gltf["nodes"][0], "children": [1]}
    turning = {
        "channels": [{"sampler": 0, "target": {"node": 0, "path": "translation"}}],
        "samplers": [{"input": 0, "output": 0}],
    }
    tree = replace(ball, gltf={**ball.gltf, "nodes": [node, {"name": "leaf"}], "animations": [turning]})
    whole = apply(tree, lods(1))
    assert "mesh" not in whole.gltf["nodes"][0] and "extensions" not in whole.gltf["nodes"][0]
    leaf = whole.gltf["nodes"][whole.gltf["nodes"][0]["children"][1]]
    coarse = whole.gltf["nodes"][leaf["extensions"]["MSFT_lod"]["ids"][0]]
    assert "scale" not in leaf and "scale" not in coarse


def test_what_has_nothing_to_lose_gets_no_levels() -> None:
    box = build.box(1, 1, 1)
    whole, levels = chain(box, 3)
    assert levels == () and "extensionsUsed" not in whole.gltf


def test_a_count_out_of_range_is_refused() -> None:
    with pytest.raises(CheckError, match="lods: expected 1 to 8"):
        chain(build.box(1, 1, 1), 9)
