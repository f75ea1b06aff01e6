from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import DracoPy
import numpy as np
import pytest

from arkit.checks import soup_deviation_m, triangle_soup
from arkit.document import Document, bounds, indices, triangle_count, values
from arkit.errors import ArkitError, CheckError, ReadError
from arkit.io import Limits, glb_bytes, read, write_glb
from arkit.io.gltf.draco import DRACO
from tests import build

CODES = {"float32": 5126, "uint8": 5121, "uint16": 5123, "uint32": 5125}
TYPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4"}


def sheet(side: int = 9) -> tuple[np.ndarray, np.ndarray]:
    """A square of side × side points in the x-y plane, 1 wide, and its triangles."""
    u, v = np.meshgrid(np.linspace(0, 1, side), np.linspace(0, 1, side))
    points = np.stack([u, v, 0 * u], axis=-1).reshape(-1, 3).astype(np.float32)
    at = np.arange(side * side).reshape(side, side)
    a, b, c, d = (one.reshape(-1) for one in (at[:-1, :-1], at[:-1, 1:], at[1:, 1:], at[1:, :-1]))
    return points, np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)]).astype(np.uint32)


def packed(generic: Mapping[str, np.ndarray], **kept: Any) -> tuple[bytes, dict[str, int], Any]:
    """A Draco buffer of the sheet made by DracoPy alone, ids by name, and what DracoPy decodes."""
    points, faces = sheet()
    numbers = {key: 3 + 2 * place for place, key in enumerate(generic)}
    given = {numbers[key]: rows for key, rows in generic.items()}
    data = DracoPy.encode(points, faces, quantization_bits=12, generic_attributes=given or None, **kept)
    mesh = DracoPy.decode(data)
    position = next(one["unique_id"] for one in mesh.attributes if one["attribute_type"] == 0)
    return data, {"POSITION": position, **numbers}, mesh


def gltf(parts: list[tuple[bytes, dict[str, int], Any]], kinds: Mapping[str, tuple[str, int, bool]]) -> dict[str, Any]:
    """One primitive a Draco buffer; `kinds` names component type, width and normalisation of each attribute."""
    accessors: list[dict[str, Any]] = []
    primitives, views, body = [], [], b""
    for data, ids, mesh in parts:
        attributes = {}
        for key in ids:
            name, width, normalized = kinds.get(key, ("float32", 3, False))
            entry = {"componentType": CODES[name], "count": len(mesh.points), "type": TYPES[width]}
            accessors.append(entry | ({"normalized": True} if normalized else {}))
            attributes[key] = len(accessors) - 1
        accessors.append({"componentType": 5123, "count": mesh.faces.size, "type": "SCALAR"})
        extension = {DRACO: {"bufferView": len(views), "attributes": ids}}
        primitives.append({"attributes": attributes, "indices": len(accessors) - 1, "extensions": extension})
        views.append({"buffer": 0, "byteOffset": len(body), "byteLength": len(data)})
        body += data
    return {
        "asset": {"version": "2.0"},
        "extensionsUsed": [DRACO],
        "extensionsRequired": [DRACO],
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": primitives}],
        "accessors": accessors,
        "bufferViews": views,
        "buffers": [{"byteLength": len(body), "uri": "data:;base64," + base64.b64encode(body).decode()}],
    }


def load(folder: Path, tree: dict[str, Any], limits: Limits | None = None) -> Any:
    (folder / "thing.gltf").write_text(json.dumps(tree), encoding="utf-8")
    return read(folder / "thing.gltf", limits=limits)


def colored() -> tuple[dict[str, np.ndarray], dict[str, tuple[str, int, bool]]]:
    points, _ = sheet()
    rows = (points[:, :1] * 255).round()
    generic = {
        "COLOR_0": np.repeat(rows, 4, axis=1).astype(np.uint8),
        "JOINTS_0": np.repeat(rows * 100, 4, axis=1).astype(np.uint16),
        "WEIGHTS_0": np.repeat(points[:, :1], 4, axis=1).copy(),
        "_PART": rows.astype(np.uint32) * 1000,
    }
    kinds = {"COLOR_0": ("uint8", 4, True), "JOINTS_0": ("uint16", 4, False)}
    return generic, kinds | {"WEIGHTS_0": ("float32", 4, False), "_PART": ("uint32", 1, False)}


def test_every_attribute_comes_by_its_id_in_the_type_of_its_accessor(tmp_path: Path) -> None:
    generic, kinds = colored()
    source = load(tmp_path, gltf([packed(generic)], kinds))
    document, attributes = source.document, source.document.gltf["meshes"][0]["primitives"][0]["attributes"]
    assert source.packing == (DRACO,)
    assert DRACO not in json.dumps(document.gltf)
    assert not document.views
    position = document.accessors[attributes["POSITION"]]
    expected = np.round(position[:, :1] * 255)
    for key, factor in (("COLOR_0", 1), ("JOINTS_0", 100), ("_PART", 1000)):
        rows = document.accessors[attributes[key]]
        assert rows.dtype == np.dtype(kinds[key][0])
        assert np.abs(rows.astype(float) - expected * factor).max() <= factor, key
    assert values(document, attributes["COLOR_0"]).max() == 1
    assert np.abs(document.accessors[attributes["WEIGHTS_0"]] - position[:, :1]).max() < 1 / 4000
    assert document.accessors[document.gltf["meshes"][0]["primitives"][0]["indices"]].dtype == np.uint16
    assert document.gltf["accessors"][attributes["POSITION"]]["max"] == pytest.approx([1, 1, 0], abs=1e-6)


def test_primitives_and_shared_buffers_are_all_decoded(tmp_path: Path) -> None:
    one, two = packed({}), packed({"_PART": colored()[0]["_PART"]})
    tree = gltf([one, two], {"_PART": ("uint32", 1, False)})
    tree["meshes"][0]["primitives"].append(json.loads(json.dumps(tree["meshes"][0]["primitives"][0])))
    document = load(tmp_path, tree).document
    first, _, third = document.gltf["meshes"][0]["primitives"]
    assert triangle_count(document) == 3 * 128
    assert first["attributes"] == third["attributes"]


def test_accessors_that_two_buffers_share_are_parted(tmp_path: Path) -> None:
    points, faces = sheet()
    moved = DracoPy.encode(points + np.float32(2), faces, quantization_bits=12)
    mesh = DracoPy.decode(moved)
    tree = gltf([packed({}), (moved, {"POSITION": mesh.attributes[0]["unique_id"]}, mesh)], {})
    one, two = tree["meshes"][0]["primitives"]
    two["attributes"] = dict(one["attributes"])
    low, high = bounds(load(tmp_path, tree).document)
    assert low == pytest.approx([0, 0, 0], abs=1e-3)
    assert high == pytest.approx([3, 3, 2], abs=1e-3)


def test_a_strip_becomes_a_list_and_missing_indices_are_made(tmp_path: Path) -> None:
    tree = gltf([packed({}), packed({})], {})
    tree["meshes"][0]["primitives"][0]["mode"] = 5
    tree["accessors"][tree["meshes"][0]["primitives"][0]["indices"]]["count"] = 140
    del tree["meshes"][0]["primitives"][1]["indices"]
    document = load(tmp_path, tree).document
    assert triangle_count(document) == 256
    assert not any("mode" in one for one in document.gltf["meshes"][0]["primitives"])


def test_plain_bytes_beside_the_compressed_ones_are_kept(tmp_path: Path) -> None:
    tree = gltf([packed({})], {})
    points, faces = sheet()
    extra = points.tobytes() + faces.astype("<u2").tobytes()
    tree["buffers"].append({"byteLength": len(extra), "uri": "data:;base64," + base64.b64encode(extra).decode()})
    tree["bufferViews"].append({"buffer": 1, "byteLength": points.nbytes})
    tree["bufferViews"].append({"buffer": 1, "byteOffset": points.nbytes, "byteLength": faces.size * 2})
    tree["accessors"][0]["bufferView"], tree["accessors"][1]["bufferView"] = 1, 2
    del tree["extensionsRequired"]
    document = load(tmp_path, tree).document
    assert np.array_equal(document.accessors[0], points)
    assert not document.views


def spoiled(change: str) -> dict[str, Any]:
    tree = gltf([packed({})], {})
    primitive = tree["meshes"][0]["primitives"][0]
    body = primitive["extensions"][DRACO]
    whole = base64.b64decode(tree["buffers"][0]["uri"].split(",")[1])
    changes: dict[str, Any] = {
        "vertices that disagree": lambda: tree["accessors"][0].update(count=80),
        "indices that disagree": lambda: tree["accessors"][1].update(count=3),
        "another width": lambda: tree["accessors"][0].update(type="VEC4"),
        "another type": lambda: tree["accessors"][0].update(componentType=5123),
        "an unknown id": lambda: body["attributes"].update(POSITION=77),
        "an id of text": lambda: body["attributes"].update(POSITION="0"),
        "an attribute without accessor": lambda: body["attributes"].update(NORMAL=1),
        "no attributes": lambda: body.pop("attributes"),
        "no view": lambda: body.pop("bufferView"),
        "a view that is not there": lambda: body.update(bufferView=4),
        "lines": lambda: primitive.update(mode=1),
        "bytes of nothing": lambda: _bytes(tree, b"\0" * 400),
        "bytes cut": lambda: _bytes(tree, whole[: len(whole) // 2]),
        "only a header": lambda: _bytes(tree, whole[:14]),
        "garbage after the header": lambda: _bytes(tree, whole[:20] + bytes(range(256)) * 4),
        "points only": lambda: _bytes(tree, DracoPy.encode(sheet()[0], None)),
    }
    changes[change]()
    return tree


def _bytes(tree: dict[str, Any], data: bytes) -> None:
    tree["buffers"] = [{"byteLength": len(data), "uri": "data:;base64," + base64.b64encode(data).decode()}]
    tree["bufferViews"][0]["byteLength"] = len(data)


SPOILED = (
    "vertices that disagree,indices that disagree,another width,another type,an unknown id,an id of text,"
    "an attribute without accessor,no attributes,no view,a view that is not there,lines,bytes of nothing,bytes cut,"
    "only a header,garbage after the header,points only"
).split(",")


@pytest.mark.parametrize("change", SPOILED)
def test_what_disagrees_is_refused_in_one_sentence(tmp_path: Path, change: str) -> None:
    with pytest.raises(ReadError, match="expected") as caught:
        load(tmp_path, spoiled(change))
    assert "\n" not in caught.value.message


def test_counts_are_held_before_anything_is_decoded(tmp_path: Path) -> None:
    data, ids, mesh = packed({})
    lying = bytearray(data[:12]) + b"\xff\xff\xff\x7f" + b"\xff\xff\xff\x7f" + data[14:]
    with pytest.raises(CheckError, match="triangles: expected at most"):
        load(tmp_path, gltf([(bytes(lying), ids, mesh)], {}))
    with pytest.raises(CheckError, match="at most 100"):
        load(tmp_path, gltf([packed({})], {}), Limits(triangles=100))


# ---- writing ----


def ball(**attributes: np.ndarray) -> Document:
    document = build.with_texture(build.sphere(0.5, rows=24), build.png(build.checkerboard()))
    for key, rows in attributes.items():
        integers = rows.dtype.kind in "iu" and not key.startswith("JOINTS")
        document = build.with_accessor(document, rows, normalized=integers)
        tree = json.loads(json.dumps(document.gltf))
        tree["meshes"][0]["primitives"][0]["attributes"][key] = len(document.accessors) - 1
        document = replace(document, gltf=tree)
    return document


def vertices(document: Document) -> int:
    return len(document.accessors[document.gltf["meshes"][0]["primitives"][0]["attributes"]["POSITION"]])


def nearest(document: Document, points: np.ndarray) -> np.ndarray:
    """For each of `points` the place of the nearest vertex of the document's only primitive."""
    own = values(document, document.gltf["meshes"][0]["primitives"][0]["attributes"]["POSITION"])
    return np.array([int(((own - point) ** 2).sum(axis=1).argmin()) for point in points])


def test_draco_keeps_the_stated_step_and_is_smaller(tmp_path: Path) -> None:
    given = ball()
    size = write_glb(given, tmp_path / "ball.glb", meshopt=False, draco=True)
    assert size < 0.35 * len(glb_bytes(given, meshopt=False))
    source = read(tmp_path / "ball.glb")
    assert source.packing == (DRACO,)
    assert b'"extensionsRequired":["KHR_draco_mesh_compression"]' in (tmp_path / "ball.glb").read_bytes()
    back = source.document
    assert triangle_count(back) == triangle_count(given)
    primitive = back.gltf["meshes"][0]["primitives"][0]
    points = values(back, primitive["attributes"]["POSITION"])
    old = values(given, given.gltf["meshes"][0]["primitives"][0]["attributes"]["POSITION"])
    apart = np.sqrt(((points[:, None] - old[None]) ** 2).sum(axis=2)).min(axis=1)
    assert apart.max() <= 0.5e-4 * np.sqrt(3) * 1.01
    normals = values(back, primitive["attributes"]["NORMAL"])
    cosines = (normals * points).sum(axis=1) / np.linalg.norm(points, axis=1) / np.linalg.norm(normals, axis=1)
    assert np.degrees(np.arccos(np.clip(cosines, -1, 1))).max() < 0.3


def test_an_independent_decoder_finds_what_the_accessors_say(tmp_path: Path) -> None:
    rows = np.random.default_rng(3).integers(0, 65536, (vertices(ball()), 4)).astype(np.uint16)
    write_glb(ball(JOINTS_0=rows), tmp_path / "ball.glb", meshopt=False, draco=True)
    data = (tmp_path / "ball.glb").read_bytes()
    length = int.from_bytes(data[12:16], "little")
    tree, body = json.loads(data[20 : 20 + length]), data[28 + length :]
    primitive = tree["meshes"][0]["primitives"][0]
    extension = primitive["extensions"][DRACO]
    view = tree["bufferViews"][extension["bufferView"]]
    start = view.get("byteOffset", 0)
    mesh = DracoPy.decode(body[start : start + view["byteLength"]])
    assert tree["accessors"][primitive["indices"]]["count"] == mesh.faces.size
    assert set(extension["attributes"]) == set(primitive["attributes"])
    for key, number in extension["attributes"].items():
        found = mesh.get_attribute_by_unique_id(number)["data"]
        entry = tree["accessors"][primitive["attributes"][key]]
        assert len(found) == entry["count"]
        assert "bufferView" not in entry
    low = mesh.points.min(axis=0)
    assert tree["accessors"][primitive["attributes"]["POSITION"]]["min"] == pytest.approx(low.tolist(), abs=1e-7)


@pytest.mark.parametrize("key,dtype,width", [("JOINTS_0", "u1", 4), ("JOINTS_0", "u2", 4), ("WEIGHTS_0", "f4", 4)])
def test_skins_are_kept_bit_by_bit(tmp_path: Path, key: str, dtype: str, width: int) -> None:
    given = ball()
    rows = np.random.default_rng(5).random((vertices(given), width)) * 200
    given = ball(**{key: rows.astype(dtype)})
    write_glb(given, tmp_path / "ball.glb", meshopt=False, draco=True)
    back = read(tmp_path / "ball.glb").document
    again = back.accessors[back.gltf["meshes"][0]["primitives"][0]["attributes"][key]]
    assert again.dtype == np.dtype(dtype)
    assert {tuple(row) for row in again.tolist()} <= {tuple(row) for row in rows.astype(dtype).tolist()}


def test_further_uv_and_colours_stay_on_their_grids(tmp_path: Path) -> None:
    count = vertices(ball())
    uv = np.random.default_rng(6).random((count, 2)).astype(np.float32)
    given = ball(TEXCOORD_1=uv, TEXCOORD_2=uv * 4 - 1, COLOR_0=np.repeat(uv, 2, axis=1))
    write_glb(given, tmp_path / "ball.glb", meshopt=False, draco=True)
    back = read(tmp_path / "ball.glb").document
    attributes = back.gltf["meshes"][0]["primitives"][0]["attributes"]
    one, two = values(back, attributes["TEXCOORD_1"]), values(back, attributes["TEXCOORD_2"])
    color = values(back, attributes["COLOR_0"])
    assert np.abs(two - (one * 4 - 1)).max() < 4 * 2**-14 + 2**-14
    assert np.abs(color[:, ::2] - one).max() < 2**-14


def test_what_draco_cannot_hold_stays_plain(tmp_path: Path) -> None:
    given = ball()
    tree = json.loads(json.dumps(given.gltf))
    whole = tree["meshes"][0]["primitives"][0]
    morphed = {**whole, "targets": [{"POSITION": whole["attributes"]["POSITION"]}]}
    points = {**{key: value for key, value in whole.items() if key != "indices"}, "mode": 0}
    tree["meshes"] = [{"primitives": [whole, points]}, {"primitives": [morphed]}]
    tree["nodes"] = [{"mesh": 0}, {"mesh": 1}]
    tree["scenes"] = [{"nodes": [0, 1]}]
    given = replace(given, gltf=tree)
    write_glb(given, tmp_path / "ball.glb", meshopt=False, draco=True)
    raw = (tmp_path / "ball.glb").read_bytes()
    assert raw.count(b'"KHR_draco_mesh_compression":{') == 1
    back = read(tmp_path / "ball.glb").document
    kept = back.gltf["meshes"][1]["primitives"][0]
    assert np.array_equal(
        back.accessors[kept["attributes"]["POSITION"]], given.accessors[whole["attributes"]["POSITION"]]
    )
    assert np.array_equal(indices(back, kept), indices(given, whole))
    assert back.gltf["meshes"][0]["primitives"][1]["mode"] == 0


def test_two_meshes_of_one_shape_at_two_scales_keep_their_own_steps(tmp_path: Path) -> None:
    given = ball()
    tree = json.loads(json.dumps(given.gltf))
    tree["meshes"].append(json.loads(json.dumps(tree["meshes"][0])))
    tree["nodes"] = [{"mesh": 0}, {"mesh": 1, "scale": [100, 100, 100]}]
    tree["scenes"] = [{"nodes": [0, 1]}]
    write_glb(replace(given, gltf=tree), tmp_path / "two.glb", meshopt=False, draco=True)
    back = read(tmp_path / "two.glb").document
    old = values(given, given.gltf["meshes"][0]["primitives"][0]["attributes"]["POSITION"])
    points = values(back, back.gltf["meshes"][1]["primitives"][0]["attributes"]["POSITION"])
    apart = np.sqrt(((points[:, None] - old[None]) ** 2).sum(axis=2)).min(axis=1)
    assert apart.max() * 100 < 1e-4  # metres in the scene


def test_spoiled_files_never_escape_as_another_error(tmp_path: Path) -> None:
    whole = glb_bytes(ball(), meshopt=False, draco=True)
    random = np.random.default_rng(11)
    length = int.from_bytes(whole[12:16], "little")
    for _ in range(6):
        data = bytearray(whole)
        for place in random.integers(28 + length, len(whole), 12):
            data[place] = random.integers(0, 256)
        (tmp_path / "bad.glb").write_bytes(bytes(data))
        try:
            read(tmp_path / "bad.glb")
        except ArkitError as error:
            assert error.message


DATA = Path(os.environ.get("ARKIT_TEST_DATA", Path(__file__).resolve().parents[5] / "shared" / "data"))
MODELS = sorted((DATA / "models").glob("*.glb"))


@pytest.mark.data
@pytest.mark.skipif(not MODELS, reason="models/*.glb are not there: set ARKIT_TEST_DATA")
@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_every_model_holds_its_step_in_draco(path: Path, tmp_path: Path) -> None:
    given = read(path)
    plain = len(glb_bytes(replace(given.document, images=tuple(b"" for _ in given.document.images)), meshopt=False))
    write_glb(given.document, tmp_path / "packed.glb", meshopt=False, draco=True)
    back = read(tmp_path / "packed.glb")
    assert back.triangles == given.triangles
    pictures = sum(len(data) for data in given.document.images)
    assert back.file_bytes - pictures < 0.5 * plain
    assert soup_deviation_m(triangle_soup(given.document), triangle_soup(back.document)) < 0.5e-4 * np.sqrt(3) * 1.05
