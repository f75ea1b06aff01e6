from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pygltflib
import pytest

from arkit.document import Document, bounds, indices, triangle_count, values
from arkit.errors import CheckError
from arkit.io import glb_bytes, read, write_glb
from arkit.transforms import apply, quantize
from tests import build


def triangles(document: Document) -> set[tuple[tuple[float, ...], ...]]:
    """Each triangle as its corners' positions, begun at its smallest corner: the same however it is indexed."""
    primitive = document.gltf["meshes"][0]["primitives"][0]
    points = values(document, primitive["attributes"]["POSITION"]).round(9)
    found = set()
    for corners in points[indices(document, primitive)].tolist():
        rows = [tuple(row) for row in corners]
        first = rows.index(min(rows))
        found.add((rows[first], rows[(first + 1) % 3], rows[(first + 2) % 3]))
    return found


@pytest.mark.parametrize("meshopt", [False, True])
def test_what_is_written_reads_back_the_same(tmp_path: Path, meshopt: bool) -> None:
    ball = build.with_texture(build.sphere(0.5, rows=16), build.png(build.checkerboard()))
    path = tmp_path / "ball.glb"
    size = write_glb(ball, path, meshopt=meshopt)
    back = read(path)
    assert size == path.stat().st_size == back.file_bytes
    assert triangles(back.document) == triangles(ball)
    assert back.document.images == ball.images
    for key, accessor in ball.gltf["meshes"][0]["primitives"][0]["attributes"].items():
        again = back.document.gltf["meshes"][0]["primitives"][0]["attributes"][key]
        assert np.array_equal(ball.accessors[accessor], back.document.accessors[again])


def test_meshopt_is_smaller_and_says_so(tmp_path: Path) -> None:
    ball = build.sphere(0.5, rows=40)
    assert len(glb_bytes(ball, meshopt=True)) < 0.7 * len(glb_bytes(ball, meshopt=False))
    write_glb(ball, tmp_path / "ball.glb", meshopt=True)
    assert "EXT_meshopt_compression" not in str(read(tmp_path / "ball.glb").document.gltf)
    assert b'"extensionsRequired":["EXT_meshopt_compression"]' in (tmp_path / "ball.glb").read_bytes()


def test_normals_of_sixteen_bits_are_stored_as_two_numbers(tmp_path: Path) -> None:
    ball = apply(build.sphere(0.5, rows=40), quantize())
    write_glb(ball, tmp_path / "ball.glb", meshopt=True)
    assert b'"filter":"OCTAHEDRAL"' in (tmp_path / "ball.glb").read_bytes()
    back = read(tmp_path / "ball.glb").document
    place = ball.gltf["meshes"][0]["primitives"][0]["attributes"]["NORMAL"]
    again = back.gltf["meshes"][0]["primitives"][0]["attributes"]["NORMAL"]
    assert np.abs(back.accessors[again].astype(int) - ball.accessors[place]).max() <= 16


def test_an_independent_reader_finds_the_same_numbers(tmp_path: Path) -> None:
    box = build.with_texture(build.box(1, 2, 3), build.png(build.checkerboard()))
    write_glb(box, tmp_path / "box.glb", meshopt=False)
    other = pygltflib.GLTF2().load(str(tmp_path / "box.glb"))
    accessor = other.accessors[other.meshes[0].primitives[0].attributes.POSITION]
    view = other.bufferViews[accessor.bufferView]
    start = (view.byteOffset or 0) + (accessor.byteOffset or 0)
    blob = other.binary_blob()
    points = np.frombuffer(blob, np.float32, accessor.count * 3, start).reshape(-1, 3)
    assert np.array_equal(points, box.accessors[0])
    assert accessor.max == [0.5, 1, 1.5]
    picture = other.bufferViews[other.images[0].bufferView]
    assert blob[picture.byteOffset : picture.byteOffset + picture.byteLength] == box.images[0]


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int16, np.uint16, np.float32])
@pytest.mark.parametrize("meshopt", [False, True])
def test_every_stored_type_survives_its_padding(tmp_path: Path, kind: type[np.generic], meshopt: bool) -> None:
    box = build.box(1, 1, 1)
    rows = (np.arange(24 * 3).reshape(24, 3) % 100).astype(kind)
    box = build.with_accessor(box, rows, normalized=kind is not np.float32)
    primitive = {**box.gltf["meshes"][0]["primitives"][0]}
    primitive["attributes"] = {**primitive["attributes"], "_MADE": len(box.accessors) - 1}
    box = replace(box, gltf={**box.gltf, "meshes": [{"primitives": [primitive]}]})
    write_glb(box, tmp_path / "box.glb", meshopt=meshopt)
    back = read(tmp_path / "box.glb").document
    stored = back.accessors[back.gltf["meshes"][0]["primitives"][0]["attributes"]["_MADE"]]
    assert stored.dtype == kind
    assert np.array_equal(stored, rows)


def test_small_matrices_keep_their_padded_columns(tmp_path: Path) -> None:
    box = build.box(1, 1, 1)
    entry = {"componentType": 5121, "count": 3, "type": "MAT3"}
    rows = np.arange(27, dtype=np.uint8).reshape(3, 9)
    gltf = {**box.gltf, "accessors": [*box.gltf["accessors"], entry]}
    write_glb(replace(box, gltf=gltf, accessors=(*box.accessors, rows)), tmp_path / "box.glb", meshopt=True)
    assert np.array_equal(read(tmp_path / "box.glb").document.accessors[-1], rows)


def test_nothing_is_left_behind_when_writing_fails(tmp_path: Path) -> None:
    target = tmp_path / "box.glb"
    target.write_bytes(b"what was there before")
    box = build.box(1, 1, 1)
    with pytest.raises(CheckError, match="cannot be written"):
        write_glb(replace(box, gltf={**box.gltf, "extras": float("nan")}), target, meshopt=False)
    assert target.read_bytes() == b"what was there before"
    assert [path.name for path in tmp_path.iterdir()] == ["box.glb"]
    with pytest.raises(CheckError, match="existing folder"):
        write_glb(box, tmp_path / "gone" / "box.glb", meshopt=False)


def test_bounds_are_written_for_positions_that_had_none(tmp_path: Path) -> None:
    box = build.box(2, 2, 2)
    bare = [
        {key: value for key, value in entry.items() if key not in ("min", "max")} for entry in box.gltf["accessors"]
    ]
    write_glb(replace(box, gltf={**box.gltf, "accessors": bare}), tmp_path / "box.glb", meshopt=False)
    back = read(tmp_path / "box.glb").document
    assert back.gltf["accessors"][0]["min"] == [-1, -1, -1]
    assert triangle_count(back) == 12
    assert bounds(back)[1].tolist() == [1, 1, 1]


def test_uv_on_grids_of_their_own_come_back_and_pack_as_if_alone(tmp_path: Path) -> None:
    """A finer grid beside a coarse one costs the coarse one nothing."""

    def ball(bits: int, *, rows: int) -> Document:
        one = build.sphere(0.5, rows=rows)
        return apply(one, quantize(uv_bits=bits))

    def stored(document: Document) -> int:
        gltf = read_json(glb_bytes(document, meshopt=True))
        places = {
            gltf["accessors"][one["attributes"]["TEXCOORD_0"]]["bufferView"]
            for mesh in gltf["meshes"]
            for one in mesh["primitives"]
        }
        return sum(
            gltf["bufferViews"][place]["extensions"]["EXT_meshopt_compression"]["byteLength"] for place in places
        )

    coarse, fine = ball(9, rows=60), ball(15, rows=40)
    both = build.together(coarse, fine)
    assert stored(both) <= (stored(coarse) + stored(fine)) * 1.02
    write_glb(both, tmp_path / "both.glb", meshopt=True)
    back = read(tmp_path / "both.glb").document
    for place, one in enumerate((coarse, fine)):
        uv = back.gltf["meshes"][place]["primitives"][0]["attributes"]["TEXCOORD_0"]
        own = one.gltf["meshes"][0]["primitives"][0]["attributes"]["TEXCOORD_0"]
        assert np.array_equal(back.accessors[uv], one.accessors[own])


def read_json(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(data[20 : 20 + int.from_bytes(data[12:16], "little")])
    return found
