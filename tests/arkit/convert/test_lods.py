from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from arkit.convert import ConvertOptions, convert
from arkit.document import triangle_count
from arkit.errors import CheckError
from arkit.io import read, write_glb
from tests import build


def test_levels_are_written_beside_the_model_and_told(tmp_path: Path) -> None:
    write_glb(build.sphere(0.3, rows=32), tmp_path / "ball.glb", meshopt=False)
    told = convert(tmp_path / "ball.glb", tmp_path / "out.glb", ConvertOptions(effort="fast", lods=2))
    assert [one["level"] for one in told.lods] == [1, 2]
    for one in told.lods:
        path = Path(one["path"])
        assert path.name == f"out.lod{one['level']}.glb" and path.stat().st_size == one["bytes"]
        assert triangle_count(read(path).document) == one["triangles"]
        assert one["error_mm"] > 0 and one["error_px"] == pytest.approx(1080 / one["height_px"], rel=0.02)
    whole = read(tmp_path / "out.glb").document
    assert "MSFT_lod" in whole.gltf["extensionsUsed"]
    assert triangle_count(whole) == told.outputs[0].triangles


def test_simplifying_is_told_by_primitive(tmp_path: Path) -> None:
    write_glb(build.sphere(0.3, rows=48), tmp_path / "ball.glb", meshopt=False)
    told = convert(tmp_path / "ball.glb", tmp_path / "out.glb", ConvertOptions(effort="fast", simplify_px=2))
    (cost,) = told.simplified
    before, after = cost["triangles"]
    # Triangles between two corners at one pole have no area: they go with the uv, which kept the corners apart.
    at_poles = 2 * 96
    assert after - at_poles <= told.outputs[0].triangles <= after < before
    assert cost["error_px"] <= 2 and cost["turn_deg"] <= 1


def test_levels_are_refused_where_they_cannot_be(tmp_path: Path) -> None:
    write_glb(build.sphere(0.3, rows=12), tmp_path / "ball.glb", meshopt=False)
    with pytest.raises(CheckError, match="lods: expected profile web, gpu or store"):
        convert(tmp_path / "ball.glb", tmp_path / "out.usdz", ConvertOptions(profile="ios", lods=1, effort="fast"))
    assert not (tmp_path / "out.usdz").exists()
    with pytest.raises(CheckError, match="0 to 8 lods"):
        ConvertOptions(lods=9)


def test_draw_calls_are_told_before_and_after(tmp_path: Path) -> None:
    boxes = build.together(build.box(1, 1, 1), build.box(1, 1, 1, at=(2, 0, 0)))
    primitives = [{**mesh["primitives"][0], "material": 0} for mesh in boxes.gltf["meshes"]]
    gltf = {**boxes.gltf, "meshes": [{"name": "pair", "primitives": primitives}], "nodes": [{"mesh": 0}]}
    gltf["scenes"] = [{"nodes": [0]}]
    write_glb(replace(boxes, gltf=gltf), tmp_path / "pair.glb", meshopt=False)
    told = convert(tmp_path / "pair.glb", tmp_path / "out.glb", ConvertOptions(effort="fast"))
    assert told.draw_calls == (2, 1) and told.outputs[0].triangles == 24
