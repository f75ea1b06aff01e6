"""The many forms one glTF may take: codecs and filters, gaps, files beside it."""

from __future__ import annotations

import base64
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from arkit.document import bounds, values
from arkit.errors import CheckError, ReadError, UnsupportedError
from arkit.io import Limits, read
from arkit.io.gltf.meshopt import _library, decode, encode_attributes
from tests import build

POINTS = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0.25]], dtype="<f4")


def tree(views: list[dict[str, Any]], accessors: list[dict[str, Any]], *buffers: bytes | str, **more: Any) -> Any:
    """A glTF of one mesh; a buffer is its bytes or the uri of a file of 48 bytes."""
    stored = [
        {"byteLength": 48, "uri": one}
        if isinstance(one, str)
        else {"byteLength": len(one), "uri": "data:application/octet-stream;base64," + base64.b64encode(one).decode()}
        for one in buffers
    ]
    return {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "mode": 5}]}],
        "buffers": stored,
        "bufferViews": views,
        "accessors": accessors,
        **more,
    }


def load(folder: Path, gltf: dict[str, Any], limits: Limits | None = None) -> Any:
    (folder / "thing.gltf").write_text(json.dumps(gltf), encoding="utf-8")
    return read(folder / "thing.gltf", limits=limits)


VEC3 = {"bufferView": 0, "componentType": 5126, "count": 4, "type": "VEC3"}


def meshopt(extension: str, packed: bytes, count: int, stride: int, filter_name: str, accessor: dict[str, Any]) -> Any:
    """Positions plain, one more attribute packed."""
    how = {"buffer": 1, "byteLength": len(packed), "byteStride": stride, "count": count, "mode": "ATTRIBUTES"}
    views = [
        {"buffer": 0, "byteLength": 48},
        {"buffer": 2, "byteLength": count * stride, "extensions": {extension: {**how, "filter": filter_name}}},
    ]
    gltf = tree(views, [VEC3, {"bufferView": 1, "count": count, **accessor}], POINTS.tobytes(), packed)
    gltf["buffers"].append({"byteLength": count * stride, "extensions": {extension: {"fallback": True}}})
    gltf["extensionsUsed"] = gltf["extensionsRequired"] = [extension]
    gltf["meshes"][0]["primitives"][0]["attributes"]["COLOR_0"] = 1
    return gltf


def color_rows(colors: np.ndarray, bits: int) -> np.ndarray:
    """(n, 4) 0…1 as the COLOR filter stores them, by the inverse of its definition."""
    most = 2**bits - 1
    red, green, blue, alpha = np.round(colors * most).astype(int).T
    orange, half = red - blue, blue + ((red - blue) >> 1)
    leaf = green - half
    luma = half + (leaf >> 1)
    marked = (alpha >> 1) | (1 << (bits - 1))
    kept = (marked & ~1) | (np.round(colors[:, 3] * most).astype(int) & 1)
    return np.stack([luma, orange >> 1, leaf >> 1, kept], axis=1).astype("u1" if bits <= 8 else "<u2")


@pytest.mark.parametrize("stride,code,bits", [(4, 5121, 8), (4, 5121, 6), (8, 5123, 12), (8, 5123, 16)])
def test_the_color_filter_of_khr_meshopt_is_undone(tmp_path: Path, stride: int, code: int, bits: int) -> None:
    colors = np.array([[1, 1, 1, 1], [0, 0, 0, 1], [0.5, 0.25, 0.125, 1], [0.2, 0.9, 0.4, 0.5]])
    rows = color_rows(colors, bits).astype("<u2" if stride == 8 else "u1")
    packed = encode_attributes(rows.tobytes(), stride)
    accessor = {"componentType": code, "type": "VEC4", "normalized": True}
    source = load(tmp_path, meshopt("KHR_meshopt_compression", packed, 4, stride, "COLOR", accessor))
    assert source.packing == ("KHR_meshopt_compression",)
    assert "KHR_meshopt" not in json.dumps(source.document.gltf)
    assert np.abs(values(source.document, 1)[:, :3] - colors[:, :3]).max() <= 3.1 / (2**bits - 1)


def test_the_second_version_of_the_vertex_codec_is_read(tmp_path: Path) -> None:
    rows = np.arange(16, dtype="u1").reshape(4, 4)
    library = _library()
    library.meshopt_encodeVertexVersion(1)
    try:
        packed = encode_attributes(rows.tobytes(), 4)
    finally:
        library.meshopt_encodeVertexVersion(0)
    assert packed[0] == 0xA1
    accessor = {"componentType": 5121, "type": "VEC4", "normalized": True}
    source = load(tmp_path, meshopt("KHR_meshopt_compression", packed, 4, 4, "NONE", accessor))
    assert np.array_equal(source.document.accessors[1], rows)


def test_exponential_and_quaternion_filters_are_undone() -> None:
    numbers = np.array([0.0, 1.0, -2.5, 1024.0], dtype=np.float32)
    mantissa = np.array([0, 1, -5, 1], dtype=np.int32)  # times 2 to the power below
    power = np.array([0, 0, -1, 10], dtype=np.int32)
    stored = ((power << 24) | (mantissa & 0xFFFFFF)).astype("<i4")
    plain = decode(
        encode_attributes(stored.tobytes(), 4), mode="ATTRIBUTES", count=4, stride=4, filter_name="EXPONENTIAL"
    )
    assert np.array_equal(np.frombuffer(plain, "<f4"), numbers)
    # x, y, z of a unit quaternion over sqrt(2), and in the last number the grid and which component was left out (w)
    one = 2**11 - 1
    stored = np.array([[0, 0, 0, (one & ~3) | 3]], dtype="<i2")
    plain = decode(
        encode_attributes(stored.tobytes(), 8), mode="ATTRIBUTES", count=1, stride=8, filter_name="QUATERNION"
    )
    assert np.abs(np.frombuffer(plain, "<i2") / 32767).round(2).tolist() == [0, 0, 0, 1]


def test_an_unknown_filter_is_refused(tmp_path: Path) -> None:
    packed = encode_attributes(bytes(16), 4)
    accessor = {"componentType": 5121, "type": "VEC4", "normalized": True}
    with pytest.raises(ReadError, match="expected a mode, count, stride and filter"):
        load(tmp_path, meshopt("KHR_meshopt_compression", packed, 4, 4, "SHINY", accessor))


def test_sparse_changes_of_nothing_start_at_zero(tmp_path: Path) -> None:
    body = POINTS[1:].tobytes() + np.array([1, 2, 3], dtype="u1").tobytes() + b"\0"
    views = [{"buffer": 0, "byteLength": 36}, {"buffer": 0, "byteOffset": 36, "byteLength": 3}]
    sparse = {"count": 3, "indices": {"bufferView": 1, "componentType": 5121}, "values": {"bufferView": 0}}
    accessor = {"componentType": 5126, "count": 4, "type": "VEC3", "sparse": sparse}
    document = load(tmp_path, tree(views, [accessor], body)).document
    assert np.array_equal(document.accessors[0], POINTS)
    assert not document.views


def test_an_accessor_without_bytes_is_zero(tmp_path: Path) -> None:
    accessor = {"componentType": 5126, "count": 4, "type": "VEC3"}
    gltf = tree([{"buffer": 0, "byteLength": 48}], [VEC3, accessor], POINTS.tobytes())
    gltf["meshes"][0]["primitives"][0]["targets"] = [{"POSITION": 1}]
    assert not load(tmp_path, gltf).document.accessors[1].any()


def test_files_beside_it_may_have_names_in_percents(tmp_path: Path) -> None:
    (tmp_path / "geo metry").mkdir()
    (tmp_path / "geo metry" / "椅子 1.bin").write_bytes(POINTS.tobytes())
    (tmp_path / "wood & oak.png").write_bytes(build.png(build.checkerboard()))
    gltf = tree([{"buffer": 0, "byteLength": 48}], [VEC3], "geo%20metry/%E6%A4%85%E5%AD%90%201.bin")
    gltf["images"] = [{"uri": "./wood%20%26%20oak.png"}, {"uri": "wood%20&%20oak.png"}]
    document = load(tmp_path, gltf).document
    assert bounds(document)[1].tolist() == [1, 1, 0.25]
    assert document.images[0] == document.images[1] == build.png(build.checkerboard())
    assert document.gltf["images"][0]["mimeType"] == "image/png"


def test_pictures_may_be_data_uris(tmp_path: Path) -> None:
    data = build.png(build.checkerboard())
    gltf = tree([{"buffer": 0, "byteLength": 48}], [VEC3], POINTS.tobytes())
    gltf["images"] = [{"uri": "data:image/png;base64," + base64.b64encode(data).decode()}]
    assert load(tmp_path, gltf).document.images == (data,)


@pytest.mark.parametrize("component,dtype", [(5120, "i1"), (5121, "u1"), (5122, "<i2"), (5123, "<u2")])
def test_quantized_positions_mean_what_they_say(tmp_path: Path, component: int, dtype: str) -> None:
    rows = np.array([[0, 0, 0, 0], [100, 0, 0, 0], [0, 100, 0, 0], [100, 100, 25, 0]]).astype(dtype)
    size = np.dtype(dtype).itemsize * 4
    view = {"buffer": 0, "byteLength": 4 * size, "byteStride": size}
    for normalized in (False, True):
        accessor = {"bufferView": 0, "componentType": component, "count": 4, "type": "VEC3", "normalized": normalized}
        gltf = tree([view], [accessor], rows.tobytes(), extensionsUsed=["KHR_mesh_quantization"])
        high = bounds(load(tmp_path, gltf).document)[1]
        factor = np.iinfo(dtype).max if normalized else 1
        assert high == pytest.approx(np.array([100, 100, 25]) / factor)


def test_small_matrices_are_padded(tmp_path: Path) -> None:
    rows = np.arange(18, dtype="u1").reshape(2, 9)
    padded = np.zeros((2, 3, 4), dtype="u1")
    padded[:, :, :3] = rows.reshape(2, 3, 3)
    views = [{"buffer": 0, "byteLength": 48}, {"buffer": 0, "byteOffset": 48, "byteLength": 24}]
    accessor = {"bufferView": 1, "componentType": 5121, "count": 2, "type": "MAT3"}
    document = load(tmp_path, tree(views, [VEC3, accessor], POINTS.tobytes() + padded.tobytes())).document
    assert np.array_equal(document.accessors[1], rows)


def test_gltf_one_is_refused(tmp_path: Path) -> None:
    old = {"asset": {"version": "1.0"}, "meshes": {"a": {}}, "nodes": {"b": {}}, "scenes": {"c": {}}}
    with pytest.raises(UnsupportedError, match=r'expected glTF 2\.0, got "1\.0"'):
        load(tmp_path, old)
    (tmp_path / "old.glb").write_bytes(struct.pack("<4sIIII", b"glTF", 1, 24, 4, 0) + b"{}  ")
    with pytest.raises(UnsupportedError, match="expected GLB version 2, got 1"):
        read(tmp_path / "old.glb")


def instanced(copies: np.ndarray, **more: int) -> dict[str, Any]:
    body = POINTS.tobytes() + copies.astype("<f4").tobytes()
    views = [{"buffer": 0, "byteLength": 48}, {"buffer": 0, "byteOffset": 48, "byteLength": len(body) - 48}]
    second = {"bufferView": 1, "componentType": 5126, "count": len(copies), "type": "VEC3"}
    gltf = tree(views, [VEC3, second], body, extensionsUsed=["EXT_mesh_gpu_instancing"])
    gltf["nodes"][0]["extensions"] = {"EXT_mesh_gpu_instancing": {"attributes": {"TRANSLATION": 1, **more}}}
    return gltf


def test_copies_of_instancing_are_counted_and_held(tmp_path: Path) -> None:
    source = load(tmp_path, instanced(np.array([[0, 0, 0], [5, 0, 0]])))
    assert source.triangles == 4
    assert bounds(source.document)[1][0] == 6
    with pytest.raises(ReadError, match="node 0: EXT_mesh_gpu_instancing"):
        load(tmp_path, instanced(np.zeros((2, 3)), ROTATION=0))
    with pytest.raises(ReadError, match="expected a whole number"):
        load(tmp_path, instanced(np.zeros((2, 3)), SCALE=9))


def test_copies_that_draw_too_much_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckError, match="copies: expected at most 10"):
        load(tmp_path, instanced(np.zeros((11, 3))), Limits(nodes=10))
    with pytest.raises(CheckError, match="triangles drawn: expected at most 5"):
        load(tmp_path, instanced(np.zeros((9, 3))), Limits(triangles=5))
