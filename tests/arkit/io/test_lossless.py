"""A GLB read and written without a transform loses nothing; held by a small reader of its own."""

from __future__ import annotations

import json
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from arkit.convert import ConvertOptions, Profile, convert
from arkit.io import read, write_glb
from tests import build

DATA = Path(os.environ.get("ARKIT_TEST_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
MODELS = sorted((DATA / "models").glob("*.glb"))
KINDS = {5120: "i1", 5121: "u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
WIDTHS = {
    "SCALAR": (1, 1),
    "VEC2": (1, 2),
    "VEC3": (1, 3),
    "VEC4": (1, 4),
    "MAT2": (2, 2),
    "MAT3": (3, 3),
    "MAT4": (4, 4),
}


@dataclass
class Raw:
    """A GLB as its specification says, without arkit."""

    gltf: dict[str, Any]
    binary: bytes

    def view(self, index: int) -> bytes:
        entry = self.gltf["bufferViews"][index]
        start = entry.get("byteOffset", 0)
        return self.binary[start : start + entry["byteLength"]]

    def rows(self, data: bytes, offset: int, stride: int, count: int, code: int, kind: str) -> np.ndarray:
        columns, height = WIDTHS[kind]
        item = np.dtype(KINDS[code])
        step = height * item.itemsize if columns == 1 else -(-height * item.itemsize // 4) * 4
        stride = stride or columns * step
        found = np.zeros((count, columns * height), dtype=item)
        for row in range(count):
            for column in range(columns):
                start = offset + row * stride + column * step
                part = np.frombuffer(data, item, height, start)
                found[row, column * height : (column + 1) * height] = part
        return found

    def accessor(self, index: int) -> np.ndarray:
        entry = self.gltf["accessors"][index]
        code, kind, count = entry["componentType"], entry["type"], entry["count"]
        if "bufferView" in entry:
            stride = self.gltf["bufferViews"][entry["bufferView"]].get("byteStride", 0)
            data, offset = self.view(entry["bufferView"]), entry.get("byteOffset", 0)
            if WIDTHS[kind][0] == 1:  # the quick way for large models
                item = np.dtype(KINDS[code])
                width = WIDTHS[kind][1]
                step = stride or width * item.itemsize
                raw = np.frombuffer(data, np.uint8)
                at = offset + np.arange(count)[:, None] * step + np.arange(width * item.itemsize)
                found = np.ascontiguousarray(raw[at]).view(item)
            else:
                found = self.rows(data, offset, stride, count, code, kind)
        else:
            found = self.rows(b"\0" * 4096, 0, 0, 1, code, kind).repeat(count, axis=0)
        if "sparse" in entry:
            found = found.copy()
            sparse = entry["sparse"]
            where, given = sparse["indices"], sparse["values"]
            places = self.rows(
                self.view(where["bufferView"]),
                where.get("byteOffset", 0),
                0,
                sparse["count"],
                where["componentType"],
                "SCALAR",
            )
            offset = given.get("byteOffset", 0)
            found[places[:, 0]] = self.rows(self.view(given["bufferView"]), offset, 0, sparse["count"], code, kind)
        return found


def raw(path: Path) -> Raw:
    data = path.read_bytes()
    length = struct.unpack_from("<I", data, 12)[0]
    return Raw(json.loads(data[20 : 20 + length]), data[28 + length :])


def meaning(value: Any, one: Raw, key: str = "") -> Any:
    """JSON whose references to bytes are the bytes, and whose bounds are float32."""
    if isinstance(value, dict):
        drop = (
            {"byteOffset", "bufferView", "sparse"}
            if key == "accessors"
            else {"bufferView"}
            if key == "images"
            else set()
        )
        found = {name: meaning(child, one, name) for name, child in value.items() if name not in drop}
        for name in ("bufferView", "values"):  # "values" of a property table
            if isinstance(found.get(name), int):
                found[name] = one.view(value[name])
        return found
    if key == "extensionsUsed":
        return sorted(value)
    if isinstance(value, list):
        return [meaning(child, one, key if isinstance(child, dict) else "") for child in value]
    return float(np.float32(value)) if isinstance(value, float) else value


def assert_same(before: Raw, after: Raw) -> None:
    tops = set(before.gltf) - {"buffers", "bufferViews"}
    assert set(after.gltf) - {"buffers", "bufferViews"} == tops
    for key in sorted(tops - {"accessors"}):
        assert meaning(after.gltf[key], after, key) == meaning(before.gltf[key], before, key), key
    assert len(after.gltf.get("accessors", [])) == len(before.gltf.get("accessors", []))
    for place, entry in enumerate(before.gltf.get("accessors", [])):
        one, two = before.accessor(place), after.accessor(place)
        assert one.dtype == two.dtype
        assert one.tobytes() == two.tobytes(), f"accessor {place}"
        old, new = meaning(entry, before, "accessors"), meaning(after.gltf["accessors"][place], after, "accessors")
        assert {key: value for key, value in new.items() if key not in ("min", "max") or key in old} == old
    for place, image in enumerate(before.gltf.get("images", [])):
        assert after.view(after.gltf["images"][place]["bufferView"]) == before.view(image["bufferView"])


@pytest.mark.data
@pytest.mark.skipif(not MODELS, reason="models/*.glb are not there: set ARKIT_TEST_DATA")
@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_every_model_survives_a_round_trip(path: Path, tmp_path: Path) -> None:
    write_glb(read(path).document, tmp_path / "again.glb", meshopt=False)
    assert_same(raw(path), raw(tmp_path / "again.glb"))


@pytest.mark.data
@pytest.mark.skipif(not MODELS, reason="models/*.glb are not there: set ARKIT_TEST_DATA")
@pytest.mark.parametrize("profile", ["store", "web"])
@pytest.mark.parametrize("name", ["SheenChair", "GlamVelvetSofa", "ToyCar"])
def test_profiles_keep_what_a_model_means(name: str, profile: Profile, tmp_path: Path) -> None:
    path = next(one for one in MODELS if one.stem == name)
    convert(path, tmp_path / "out.glb", ConvertOptions(profile=profile, effort="fast", validate=False))
    before, after = read(path).document.gltf, read(tmp_path / "out.glb").document.gltf
    assert set(before["extensionsUsed"]) <= set(after["extensionsUsed"])
    for key in ("cameras", "animations", "skins", "extensions", "extras"):
        assert after.get(key) == before.get(key), key
    assert [one.get("name") for one in after["materials"]] == [one.get("name") for one in before["materials"]]
    assert {one.get("name") for one in before["nodes"]} <= {one.get("name") for one in after["nodes"]}
    assert _sets(after) == [(sorted(set(kept) - unread), maps) for (kept, maps), unread in _told(before, profile)]


def _told(gltf: dict[str, Any], profile: Profile) -> list[tuple[tuple[list[str], list[list[int]]], set[str]]]:
    """Every primitive's set, and what `web` leaves out: uv and tangents where no material of it has a picture."""
    primitives = [one for mesh in gltf["meshes"] for one in mesh["primitives"]]
    unread = []
    for one in primitives:
        maps = one.get("extensions", {}).get("KHR_materials_variants", {}).get("mappings", [])
        used = [gltf["materials"][place] for place in (one["material"], *(entry["material"] for entry in maps))]
        bare = profile == "web" and '"index"' not in json.dumps(used)
        unread.append(
            {name for name in one["attributes"] if name.startswith(("TEXCOORD", "TANGENT"))} if bare else set()
        )
    return list(zip(_sets(gltf), unread, strict=True))


def _sets(gltf: dict[str, Any]) -> list[tuple[list[str], list[list[int]]]]:
    """Attributes and variants of every primitive."""
    primitives = [one for mesh in gltf["meshes"] for one in mesh["primitives"]]
    mappings = [one.get("extensions", {}).get("KHR_materials_variants", {}).get("mappings", []) for one in primitives]
    return [
        (sorted(one["attributes"]), [entry["variants"] for entry in maps])
        for one, maps in zip(primitives, mappings, strict=True)
    ]


class Exotic:
    """A GLB with everything the specification allows and few files have, its bytes laid by hand."""

    def __init__(self) -> None:
        self.binary = b""
        self.views: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []

    def view(self, data: bytes, **more: Any) -> int:
        self.binary += b"\0" * (-len(self.binary) % 4)
        self.views.append({"buffer": 0, "byteOffset": len(self.binary), "byteLength": len(data), **more})
        self.binary += data
        return len(self.views) - 1

    def add(self, rows: np.ndarray, kind: str, *, view: int | None = None, **more: Any) -> int:
        code = next(key for key, name in KINDS.items() if np.dtype(name) == rows.dtype)
        entry: dict[str, Any] = {"componentType": code, "count": len(rows), "type": kind, **more}
        if kind == "VEC3" and rows.dtype == np.dtype("<f4"):
            entry |= {"min": rows.min(axis=0).tolist(), "max": rows.max(axis=0).tolist()}
        entry["bufferView"] = self.view(rows.tobytes()) if view is None else view
        self.accessors.append(entry)
        return len(self.accessors) - 1

    def write(self, path: Path) -> None:
        text = json.dumps(self.gltf()).encode()
        text += b" " * (-len(text) % 4)
        body = self.binary + b"\0" * (-len(self.binary) % 4)
        chunks = struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(body), b"BIN\0") + body
        path.write_bytes(struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks)

    def gltf(self) -> dict[str, Any]:
        points = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0.5]], dtype="<f4")
        interleaved = np.zeros((4, 8), dtype="<f4")
        interleaved[:, :3], interleaved[:, 3:6], interleaved[:, 6:] = (
            points,
            (0, 0, 1),
            points[:, :2] * (1, -1) + (0, 1),
        )
        shared = self.view(interleaved.tobytes(), byteStride=32, target=34962)
        position = self.add(points, "VEC3", view=shared)
        normal = self.add(interleaved[:, 3:6].astype("<f4"), "VEC3", view=shared, byteOffset=12)
        uv = self.add(interleaved[:, 6:].astype("<f4"), "VEC2", view=shared, byteOffset=24)
        second = self.add(np.array([[0, 0], [65535, 0], [0, 65535], [9, 9]], dtype="<u2"), "VEC2", normalized=True)
        joints = self.add(np.tile(np.array([0, 1, 0, 0], dtype="u1"), (4, 1)), "VEC4")
        weights = self.add(np.tile(np.array([0.75, 0.25, 0, 0], dtype="<f4"), (4, 1)), "VEC4")
        color = self.add(np.tile(np.array([255, 128, 0, 255], dtype="u1"), (4, 1)), "VEC4", normalized=True)
        feature = self.add(np.arange(4, dtype="<f4")[:, None], "SCALAR", name="feature")
        corners = self.add(np.array([0, 1, 2, 2, 1, 3], dtype="u1")[:, None], "SCALAR")
        morph = self.add(np.zeros((4, 3), dtype="<f4"), "VEC3")
        del self.accessors[morph]["bufferView"]
        self.accessors[morph]["sparse"] = {
            "count": 2,
            "indices": {"bufferView": self.view(np.array([1, 3], dtype="<u2").tobytes()), "componentType": 5123},
            "values": {"bufferView": self.view(np.array([[0, 0, 1], [0, 0.5, 0]], dtype="<f4").tobytes())},
        }
        self.accessors[morph] |= {"min": [0, 0, 0], "max": [0, 0.5, 1]}
        binds = self.add(np.tile(np.eye(4, dtype="<f4").reshape(1, 16), (2, 1)), "MAT4")
        times = self.add(np.array([[0], [0.5], [1]], dtype="<f4"), "SCALAR", min=[0], max=[1])
        turns = self.add(
            np.array([[0, 0, 0, 32767], [0, 32767, 0, 0], [0, 0, 0, 32767]], dtype="<i2"), "VEC4", normalized=True
        )
        levels = self.add(np.array([[0], [1], [0]], dtype="<f4"), "SCALAR")
        copies = self.add(np.array([[0, 0, 0], [3, 0, 0]], dtype="<f4"), "VEC3")
        picture = self.view(build.png(build.checkerboard()))
        secret = self.view(b"bytes that only a vendor reads")
        table = self.view(np.arange(4, dtype="<u4").tobytes())
        primitive = {
            "attributes": {
                "POSITION": position,
                "NORMAL": normal,
                "TEXCOORD_0": uv,
                "TEXCOORD_1": second,
                "JOINTS_0": joints,
                "WEIGHTS_0": weights,
                "COLOR_0": color,
                "_FEATURE_ID_0": feature,
            },
            "indices": corners,
            "material": 0,
            "targets": [{"POSITION": morph}],
            "extensions": {
                "KHR_materials_variants": {"mappings": [{"material": 1, "variants": [1], "name": "m"}]},
                "EXT_mesh_features": {"featureIds": [{"featureCount": 4, "attribute": 0, "propertyTable": 0}]},
            },
            "extras": {"seam": True},
        }
        info = {"index": 0, "texCoord": 0, "extensions": {"KHR_texture_transform": {"texCoord": 1, "scale": [2, 2]}}}
        return {
            "asset": {"version": "2.0", "generator": "by hand", "copyright": "nobody", "extras": {"made": "here"}},
            "extensionsUsed": [
                "KHR_xmp_json_ld",
                "KHR_texture_transform",
                "KHR_materials_variants",
                "KHR_lights_punctual",
                "EXT_mesh_gpu_instancing",
                "EXT_mesh_features",
                "EXT_structural_metadata",
                "KHR_materials_sheen",
                "VENDOR_secret",
            ],
            "extensions": {
                "KHR_xmp_json_ld": {
                    "packets": [{"@context": {"dc": "http://purl.org/dc/elements/1.1/"}, "dc:title": "椅子"}]
                },
                "KHR_materials_variants": {"variants": [{"name": "oak"}, {"name": "ash", "extras": {"sku": "a-2"}}]},
                "KHR_lights_punctual": {
                    "lights": [{"type": "point", "color": [1, 0.5, 0.25], "intensity": 3.5, "name": "lamp"}]
                },
                "EXT_structural_metadata": {
                    "schema": {
                        "id": "s",
                        "classes": {"part": {"properties": {"n": {"type": "SCALAR", "componentType": "UINT32"}}}},
                    },
                    "propertyTables": [{"class": "part", "count": 4, "properties": {"n": {"values": table}}}],
                },
                "VENDOR_secret": {"deep": [{"bufferView": secret, "speed": 1.5}], "nodes": [0, 3]},
            },
            "scene": 1,
            "scenes": [
                {"name": "empty", "extras": {"note": 1}},
                {"nodes": [0, 3, 4, 5], "extensions": {"KHR_xmp_json_ld": {"packet": 0}}},
            ],
            "nodes": [
                {"name": "skinned", "mesh": 0, "skin": 0, "weights": [0.25], "extras": {"keep": [1, None, "two"]}},
                {"name": "bone a", "children": [2], "translation": [0, 0.5, 0]},
                {"name": "bone b", "rotation": [0, 0.6, 0, 0.8]},
                {
                    "name": "cameras",
                    "camera": 0,
                    "children": [1],
                    "matrix": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 2, 3, 4, 1],
                },
                {"name": "灯", "extensions": {"KHR_lights_punctual": {"light": 0}}},
                {
                    "name": "many",
                    "mesh": 1,
                    "extensions": {"EXT_mesh_gpu_instancing": {"attributes": {"TRANSLATION": copies}}},
                },
            ],
            "cameras": [
                {
                    "type": "perspective",
                    "name": "front",
                    "perspective": {"yfov": 0.75, "znear": 0.125, "aspectRatio": 1.5},
                },
                {"type": "orthographic", "orthographic": {"xmag": 1, "ymag": 1, "zfar": 10, "znear": 0.5}},
            ],
            "meshes": [
                {"name": "cloth", "primitives": [primitive], "weights": [0.5], "extras": {"targetNames": ["puff"]}},
                {
                    "name": "bits",
                    "primitives": [{"attributes": {"POSITION": position, "NORMAL": normal}, "indices": corners}],
                },
            ],
            "materials": [
                {
                    "name": "oak",
                    "pbrMetallicRoughness": {"baseColorTexture": info, "metallicFactor": 0},
                    "extensions": {"KHR_materials_sheen": {"sheenColorFactor": [0.5, 0.25, 0.125]}},
                    "alphaMode": "MASK",
                    "alphaCutoff": 0.25,
                    "doubleSided": True,
                },
                {"name": "ash", "emissiveFactor": [0, 0.5, 0], "extras": {"finish": "matt"}},
            ],
            "textures": [{"source": 0, "sampler": 0, "name": "grain"}],
            "images": [{"bufferView": picture, "mimeType": "image/png", "name": "grain", "extras": {"dpi": 300}}],
            "samplers": [{"magFilter": 9728, "minFilter": 9987, "wrapS": 33648, "wrapT": 33071, "name": "mirror"}],
            "skins": [{"joints": [1, 2], "skeleton": 1, "inverseBindMatrices": binds, "name": "bones"}],
            "animations": [
                {
                    "name": "wave",
                    "channels": [
                        {"sampler": 0, "target": {"node": 2, "path": "rotation"}},
                        {"sampler": 1, "target": {"node": 0, "path": "weights"}},
                    ],
                    "samplers": [
                        {"input": times, "output": turns, "interpolation": "STEP"},
                        {"input": times, "output": levels},
                    ],
                }
            ],
            "accessors": self.accessors,
            "bufferViews": self.views,
            "buffers": [{"byteLength": len(self.binary)}],
        }


def exotic(folder: Path) -> Path:
    Exotic().write(folder / "exotic.glb")
    return folder / "exotic.glb"


def test_everything_exotic_survives_a_round_trip(tmp_path: Path) -> None:
    path = exotic(tmp_path)
    write_glb(read(path).document, tmp_path / "again.glb", meshopt=False)
    assert_same(raw(path), raw(tmp_path / "again.glb"))


def test_everything_exotic_survives_meshopt(tmp_path: Path) -> None:
    path = exotic(tmp_path)
    write_glb(read(path).document, tmp_path / "packed.glb", meshopt=True)
    write_glb(read(tmp_path / "packed.glb").document, tmp_path / "again.glb", meshopt=False)
    before, after = raw(path), raw(tmp_path / "again.glb")
    place = before.gltf["meshes"][0]["primitives"][0]["indices"]
    assert np.array_equal(after.accessor(place).reshape(2, 3), before.accessor(place).reshape(2, 3))
    assert_same(before, after)


def test_the_store_profile_loses_nothing_but_what_it_says(tmp_path: Path) -> None:
    path = exotic(tmp_path)
    convert(path, tmp_path / "store.glb", ConvertOptions(profile="store", effort="fast", validate=False))
    before, after = raw(path), raw(tmp_path / "store.glb")
    assert after.gltf["asset"].pop("generator").startswith("arkit")
    before.gltf["asset"].pop("generator")
    assert set(after.gltf["extensionsUsed"]) == set(before.gltf["extensionsUsed"])
    for key in "asset extensions scene scenes nodes cameras materials textures samplers".split():
        assert meaning(after.gltf[key], after, key) == meaning(before.gltf[key], before, key), key
    names = [{key: value for key, value in one.items() if key != "bufferView"} for one in after.gltf["images"]]
    assert names == [{key: value for key, value in one.items() if key != "bufferView"} for one in before.gltf["images"]]
    for one, two in zip(_pointed(before), _pointed(after), strict=True):
        assert one[0] == two[0]
        assert np.array_equal(one[1].astype(np.float64), two[1]), one[0]


def _pointed(one: Raw) -> list[tuple[str, np.ndarray]]:
    """Every array by the path that leads to it; whole numbers that stand for 0…1 as such."""
    found = []

    def add(path: str, index: int) -> None:
        rows, entry = one.accessor(index), one.gltf["accessors"][index]
        if entry.get("normalized") and rows.dtype.kind in "iu":
            rows = (rows / np.iinfo(rows.dtype).max).astype(np.float32)
        found.append((path, rows))

    for mesh in one.gltf["meshes"]:
        for primitive in mesh["primitives"]:
            for key, index in sorted(primitive["attributes"].items()):
                add(f"{mesh['name']} {key}", index)
            for target in primitive.get("targets", []):
                add(f"{mesh['name']} target", target["POSITION"])
            add(f"{mesh['name']} indices", primitive["indices"])
    for sampler in one.gltf["animations"][0]["samplers"]:
        add("input", sampler["input"])
        add("output", sampler["output"])
    add("binds", one.gltf["skins"][0]["inverseBindMatrices"])
    add("copies", one.gltf["nodes"][5]["extensions"]["EXT_mesh_gpu_instancing"]["attributes"]["TRANSLATION"])
    return found
