from __future__ import annotations

import base64
import ctypes
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from arkit.errors import ArkitError, CheckError, ReadError, UnsupportedError
from arkit.io import Limits, glb_bytes, read, write_glb
from arkit.io.gltf.meshopt import _library, encode_attributes
from tests import build

POINTS = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0]], dtype="<f4")


def document(
    binary: bytes, views: list[dict[str, Any]], accessors: list[dict[str, Any]], **more: Any
) -> dict[str, Any]:
    uri = "data:application/octet-stream;base64," + base64.b64encode(binary).decode()
    return {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "buffers": [{"byteLength": len(binary), "uri": uri}],
        "bufferViews": views,
        "accessors": accessors,
        **more,
    }


def plain(count: int = 3, **more: Any) -> dict[str, Any]:
    views = [{"buffer": 0, "byteLength": 48}]
    return document(
        POINTS.tobytes(), views, [{"bufferView": 0, "componentType": 5126, "count": count, "type": "VEC3"}], **more
    )


def load(folder: Path, gltf: dict[str, Any], limits: Limits | None = None) -> Any:
    path = folder / "thing.gltf"
    path.write_text(json.dumps(gltf), encoding="utf-8")
    return read(path, limits=limits)


def test_strides_and_offsets_are_followed(tmp_path: Path) -> None:
    rows = np.zeros((3, 5), dtype="<f4")
    rows[:, 1:4] = POINTS[:3]
    view = {"buffer": 0, "byteLength": 60, "byteStride": 20}
    accessor = {"bufferView": 0, "byteOffset": 4, "componentType": 5126, "count": 3, "type": "VEC3"}
    assert np.array_equal(
        load(tmp_path, document(rows.tobytes(), [view], [accessor])).document.accessors[0], POINTS[:3]
    )


def test_sparse_accessors_become_dense(tmp_path: Path) -> None:
    changed = np.array([[5, 6, 7]], dtype="<f4").tobytes() + np.array([2], dtype="<u2").tobytes() + b"\0\0"
    views = [{"buffer": 0, "byteLength": 48}, {"buffer": 0, "byteOffset": 48, "byteLength": 16}]
    sparse = {
        "count": 1,
        "indices": {"bufferView": 1, "byteOffset": 12, "componentType": 5123},
        "values": {"bufferView": 1},
    }
    accessor = {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3", "sparse": sparse}
    source = load(tmp_path, document(POINTS.tobytes() + changed, views, [accessor]))
    assert source.document.accessors[0].tolist() == [[0, 0, 0], [1, 0, 0], [5, 6, 7]]
    assert "sparse" not in source.document.gltf["accessors"][0]


def test_an_octahedral_filter_is_undone(tmp_path: Path) -> None:
    normals = np.array([[0.6, 0.0, 0.8, 0.0], [0.0, -1.0, 0.0, 0.0], [-0.6, 0.64, 0.48, 0.0]] * 4, dtype=np.float32)
    packed = np.zeros((12, 4), dtype=np.int16)
    library = _library()
    library.meshopt_encodeFilterOct.argtypes = [
        ctypes.c_void_p,
        ctypes.c_size_t,
        ctypes.c_size_t,
        ctypes.c_int,
        ctypes.c_void_p,
    ]
    library.meshopt_encodeFilterOct(packed.ctypes.data, 12, 8, 14, normals.ctypes.data)
    data = encode_attributes(packed.tobytes(), 8)
    points = np.zeros((12, 3), dtype="<f4")
    points[::3], points[1::3], points[2::3] = POINTS[0], POINTS[1], POINTS[2]
    how = {"buffer": 0, "byteOffset": 144, "byteLength": len(data), "byteStride": 8, "count": 12}
    views = [
        {"buffer": 0, "byteLength": 144},
        {
            "buffer": 1,
            "byteLength": 96,
            "byteStride": 8,
            "extensions": {"EXT_meshopt_compression": {**how, "mode": "ATTRIBUTES", "filter": "OCTAHEDRAL"}},
        },
    ]
    accessors = [
        {"bufferView": 0, "componentType": 5126, "count": 12, "type": "VEC3"},
        {"bufferView": 1, "componentType": 5122, "count": 12, "type": "VEC3", "normalized": True},
    ]
    gltf = document(points.tobytes() + data, views, accessors)
    gltf["buffers"].append({"byteLength": 96})
    gltf["meshes"] = [{"primitives": [{"attributes": {"POSITION": 0, "NORMAL": 1}}]}]
    decoded = load(tmp_path, gltf).document.accessors[1] / 32767
    assert np.abs(decoded - normals[:, :3]).max() < 1e-3


def test_views_that_only_extensions_use_survive(tmp_path: Path) -> None:
    box = glb_bytes(build.box(1, 1, 1), meshopt=False)
    length = struct.unpack_from("<I", box, 12)[0]
    gltf, binary = json.loads(box[20 : 20 + length]), box[28 + length :]
    own = b"profile of a lamp"
    gltf["bufferViews"].append({"buffer": 0, "byteOffset": len(binary), "byteLength": len(own)})
    gltf["extensions"] = {"EXT_lights_ies": {"lights": [{"bufferView": len(gltf["bufferViews"]) - 1}]}}
    gltf["extensionsUsed"] = ["EXT_lights_ies"]
    gltf["buffers"] = [
        {"byteLength": len(binary) + len(own), "uri": "data:;base64," + base64.b64encode(binary + own).decode()}
    ]
    source = load(tmp_path, gltf)
    for meshopt in (False, True):
        write_glb(source.document, tmp_path / "again.glb", meshopt=meshopt)
        again = read(tmp_path / "again.glb").document
        place = again.gltf["extensions"]["EXT_lights_ies"]["lights"][0]["bufferView"]
        assert again.views[place] == own


def test_unknown_things_travel_untouched(tmp_path: Path) -> None:
    extra = {
        "extensions": {"VENDOR_warp": {"speed": [1, 2.5]}},
        "extras": {"sku": "a-1"},
        "extensionsUsed": ["VENDOR_warp"],
    }
    write_glb(load(tmp_path, plain(**extra)).document, tmp_path / "again.glb", meshopt=True)
    again = read(tmp_path / "again.glb").document.gltf
    assert again["extensions"] == extra["extensions"]
    assert again["extras"] == extra["extras"]
    assert "VENDOR_warp" in again["extensionsUsed"]


def test_a_library_without_scenes_gets_one_and_says_so(tmp_path: Path) -> None:
    gltf = plain()
    del gltf["scenes"], gltf["scene"]
    assert load(tmp_path, gltf).guesses == ("the file has no scene: all its nodes taken as one",)


@pytest.mark.parametrize(
    "uri", ["../secret.bin", "/etc/passwd", "http://example.org/a.bin", "file:///etc/passwd", "%2e%2e/a"]
)
def test_nothing_outside_the_folder_is_read(tmp_path: Path, uri: str) -> None:
    gltf = plain()
    gltf["buffers"][0]["uri"] = uri
    with pytest.raises(CheckError, match="inside the folder"):
        load(tmp_path, gltf)


def broken(change: str) -> dict[str, Any]:
    gltf = plain()
    places: dict[str, Any] = {
        "count beyond the view": lambda: gltf["accessors"][0].update(count=99),
        "negative count": lambda: gltf["accessors"][0].update(count=-1),
        "count of text": lambda: gltf["accessors"][0].update(count="3"),
        "view beyond the buffer": lambda: gltf["bufferViews"][0].update(byteLength=4000),
        "view of no buffer": lambda: gltf["bufferViews"][0].update(buffer=7),
        "unknown type": lambda: gltf["accessors"][0].update(type="VEC9"),
        "node in a ring": lambda: gltf["nodes"][0].update(children=[0]),
        "mesh of no node": lambda: gltf["nodes"][0].update(mesh=5),
        "material that is not there": lambda: gltf["meshes"][0]["primitives"][0].update(material=3),
        "texture that is not there": lambda: gltf.update(materials=[{"normalTexture": {"index": 9}}]),
        "no position": lambda: gltf["meshes"][0]["primitives"][0].update(attributes={}),
        "lists that are none": lambda: gltf.update(nodes={"a": 1}),
        "position of numbers not finite": lambda: gltf["buffers"][0].update(uri=_infinite()),
        "meshopt of nonsense": lambda: gltf["bufferViews"][0].update(extensions=_nonsense()),
    }
    places[change]()
    return gltf


def _infinite() -> str:
    return "data:;base64," + base64.b64encode(np.full((4, 3), np.inf, dtype="<f4").tobytes()).decode()


def _nonsense() -> dict[str, Any]:
    how = {"buffer": 0, "byteLength": 48, "byteStride": 12, "count": 4, "mode": "ATTRIBUTES"}
    return {"EXT_meshopt_compression": how}


CHANGES = (
    "count beyond the view,negative count,count of text,view beyond the buffer,view of no buffer,unknown type,"
    "node in a ring,mesh of no node,material that is not there,texture that is not there,no position,"
    "lists that are none,position of numbers not finite,meshopt of nonsense"
).split(",")


@pytest.mark.parametrize("change", CHANGES)
def test_broken_documents_are_refused_in_one_sentence(tmp_path: Path, change: str) -> None:
    with pytest.raises(ReadError, match="expected") as caught:
        load(tmp_path, broken(change))
    assert "\n" not in caught.value.message


def test_faces_that_ask_for_missing_vertices_are_refused(tmp_path: Path) -> None:
    gltf = plain(4)
    corners = np.array([0, 1, 9], dtype="<u2").tobytes() + b"\0\0"
    gltf["buffers"].append({"byteLength": 8, "uri": "data:;base64," + base64.b64encode(corners).decode()})
    gltf["bufferViews"].append({"buffer": 1, "byteLength": 6})
    gltf["accessors"].append({"bufferView": 1, "componentType": 5123, "count": 3, "type": "SCALAR"})
    gltf["meshes"][0]["primitives"][0]["indices"] = 1
    with pytest.raises(ReadError, match="a face asks for 9"):
        load(tmp_path, gltf)


def test_limits_hold_before_anything_is_allocated(tmp_path: Path) -> None:
    huge = plain()
    huge["accessors"] = [{"componentType": 5126, "count": 50_000_000, "type": "VEC4"} for _ in range(8)]
    with pytest.raises(ArkitError, match="at most"):
        load(tmp_path, huge)
    deep: dict[str, Any] = {}
    inner = deep
    for _ in range(100):
        inner["a"] = {}
        inner = inner["a"]
    with pytest.raises(CheckError, match="JSON depth"):
        load(tmp_path, plain(extras=deep))
    chain = plain()
    chain["nodes"] = [{"children": [place + 1]} for place in range(400)] + [{"mesh": 0}]
    with pytest.raises(CheckError, match="nodes: depth"):
        load(tmp_path, chain)


def test_other_versions_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedError, match=r"glTF 2\.0"):
        load(tmp_path, plain(asset={"version": "1.0"}))


@pytest.mark.parametrize("cut", [4, 19, 200, 1000])
def test_a_cut_glb_is_refused(tmp_path: Path, cut: int) -> None:
    (tmp_path / "cut.glb").write_bytes(glb_bytes(build.box(1, 1, 1), meshopt=True)[:cut])
    with pytest.raises(ReadError, match="expected"):
        read(tmp_path / "cut.glb")


def test_spoiled_bytes_never_escape_as_another_error(tmp_path: Path) -> None:
    whole = glb_bytes(build.with_texture(build.sphere(1, rows=6), build.png(build.checkerboard())), meshopt=True)
    random = np.random.default_rng(7)
    for _ in range(150):
        spoiled = bytearray(whole)
        for place in random.integers(12, len(whole), 3):
            spoiled[place] = random.integers(0, 256)
        (tmp_path / "bad.glb").write_bytes(bytes(spoiled))
        try:
            read(tmp_path / "bad.glb")
        except ArkitError as error:
            assert error.message
