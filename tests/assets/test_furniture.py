"""The furniture we ship: a true record beside each model, and makers that give the committed bytes again."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from arkit.product import KINDS, read_product
from assets.make.catalogue import FURNITURE, MAKERS, PRODUCTS, make

Z_UP_TO_Y_UP = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])
# What each file really is: unit in metres, axis up, most triangles. product.json leaves unit and up empty on purpose.
FILES = {
    "hill-sofa-3": (1.0, "y", 60_000),
    "cove-armchair": (0.001, "z", 30_000),
    "terra-coffee-table": (0.01, "z", 30_000),
    "stem-floor-lamp": (1.0, "z", 30_000),
    "grid-shelf": (0.001, "z", 30_000),
    "dune-rug": (0.01, "y", 30_000),
    "morning-print": (0.0254, "y", 30_000),
    "hillside-red": (1.0, "y", 30_000),
}


def glb(path: Path) -> tuple[dict[str, Any], bytes]:
    """JSON and binary chunk of a GLB."""
    data = path.read_bytes()
    length = struct.unpack_from("<I", data, 12)[0]
    return json.loads(data[20 : 20 + length]), data[28 + length :]


def glb_triangles(path: Path) -> np.ndarray:
    gltf, chunk = glb(path)

    def array(index: int) -> np.ndarray:
        accessor = gltf["accessors"][index]
        view = gltf["bufferViews"][accessor["bufferView"]]
        kind = {5123: "<u2", 5125: "<u4", 5126: "<f4"}[accessor["componentType"]]
        width = {"SCALAR": 1, "VEC2": 2, "VEC3": 3}[accessor["type"]]
        values = np.frombuffer(chunk, kind, accessor["count"] * width, view["byteOffset"])
        return values.reshape(-1, width)

    found = []
    for mesh in gltf["meshes"]:
        for primitive in mesh["primitives"]:
            found.append(array(primitive["attributes"]["POSITION"])[array(primitive["indices"]).reshape(-1, 3)])
    return np.concatenate(found).astype(np.float64)


def obj_triangles(text: str) -> np.ndarray:
    lines = text.splitlines()
    points = np.array([line.split()[1:] for line in lines if line.startswith("v ")], dtype=np.float64)
    faces = [[int(corner.split("/")[0]) - 1 for corner in line.split()[1:]] for line in lines if line.startswith("f ")]
    return points[np.array(faces)]


def stl_triangles(data: bytes) -> np.ndarray:
    row = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
    rows = np.frombuffer(data, row, int(np.frombuffer(data, "<u4", 1, 80)[0]), 84)
    return rows["corners"].astype(np.float64)


def ply_triangles(data: bytes) -> np.ndarray:
    head, body = data.split(b"end_header\n", 1)
    counts = [int(line.split()[2]) for line in head.decode().splitlines() if line.startswith("element")]
    vertex = np.dtype([("position", "<f4", 3), ("normal", "<f4", 3), ("color", "u1", 3)])
    face = np.dtype([("count", "u1"), ("corners", "<i4", 3)])
    points = np.frombuffer(body, vertex, counts[0])["position"]
    corners = np.frombuffer(body, face, counts[1], counts[0] * vertex.itemsize)["corners"]
    return points[corners].astype(np.float64)


def triangles_m(sku: str) -> np.ndarray:
    """(n, 3, 3) triangles of a product's file, metres, y up."""
    path = PRODUCTS / sku / read_product(PRODUCTS / sku).model
    unit_m, up, _ = FILES[sku]
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            name = next(name for name in archive.namelist() if name.endswith(".obj"))
            found = obj_triangles(archive.read(name).decode())
    else:
        readers = {".stl": stl_triangles, ".ply": ply_triangles}
        if path.suffix == ".glb":
            found = glb_triangles(path)
        elif path.suffix == ".obj":
            found = obj_triangles(path.read_text(encoding="latin-1"))
        else:
            found = readers[path.suffix](path.read_bytes())
    found = found * unit_m
    return found @ Z_UP_TO_Y_UP.T if up == "z" else found


@pytest.mark.parametrize("sku", FURNITURE)
def test_record_is_valid_and_its_size_is_the_geometry(sku: str) -> None:
    product = read_product(PRODUCTS / sku)
    assert product.gtin.startswith("2") and len(product.gtin) == 13
    assert product.attach == KINDS[product.kind]
    assert set(product.price) == {"CNY", "USD"}
    for words in (product.title, product.description, product.material, product.color):
        assert words["zh"] and words["en"]
    corners = triangles_m(sku).reshape(-1, 3)
    assert product.size_m is not None
    np.testing.assert_allclose(np.ptp(corners, axis=0), product.size_m, atol=0.0005)


@pytest.mark.parametrize("sku", FURNITURE)
def test_model_is_light_and_made_of_real_triangles(sku: str) -> None:
    triangles = triangles_m(sku)
    assert 200 <= len(triangles) <= FILES[sku][2]
    edges = np.roll(triangles, -1, axis=1) - triangles
    areas = np.linalg.norm(np.cross(edges[:, 0], edges[:, 1]), axis=1)
    assert (areas > 0).mean() > 0.999
    assert sum(path.stat().st_size for path in (PRODUCTS / sku).iterdir()) < 2.6e6


def closed_volumes_m3(triangles: np.ndarray) -> np.ndarray:
    """Signed volume of each piece whose every edge has exactly two triangles."""
    _, corner = np.unique(np.round(triangles.reshape(-1, 3), 5), axis=0, return_inverse=True)
    corner = corner.reshape(-1, 3)
    alive = (corner != np.roll(corner, 1, axis=1)).all(axis=1)
    corner, triangles = corner[alive], triangles[alive]
    edges = np.sort(np.stack([corner, np.roll(corner, -1, axis=1)], axis=-1).reshape(-1, 2), axis=1)
    count = int(corner.max()) + 1
    graph = coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(count, count))
    pieces, label = connected_components(graph, directed=False)
    piece = label[corner[:, 0]]
    _, edge, uses = np.unique(edges, axis=0, return_inverse=True, return_counts=True)
    broken = np.bincount(np.repeat(piece, 3), weights=uses[edge.reshape(-1)] != 2, minlength=pieces)
    a, b, c = np.moveaxis(triangles - triangles.mean(axis=(0, 1)), 1, 0)
    volumes = np.bincount(piece, weights=np.einsum("ij,ij->i", a, np.cross(b, c)) / 6, minlength=pieces)
    return volumes[(broken == 0) & (np.bincount(piece, minlength=pieces) > 0)]


@pytest.mark.parametrize("sku", FURNITURE)
def test_outside_is_out(sku: str) -> None:
    """Each closed piece has a positive volume: counter-clockwise seen from outside, also after the turn to z up."""
    volumes = closed_volumes_m3(triangles_m(sku))
    assert len(volumes) >= 1
    assert volumes.min() > -1e-9


def test_gtins_differ() -> None:
    assert len({read_product(PRODUCTS / sku).gtin for sku in MAKERS if (PRODUCTS / sku).exists()}) >= len(FURNITURE)


def test_sofa_wears_its_three_covers() -> None:
    gltf, _ = glb(PRODUCTS / "hill-sofa-3" / "hill-sofa-3.glb")
    names = [entry["name"] for entry in gltf["extensions"]["KHR_materials_variants"]["variants"]]
    assert names == [variant.name for variant in read_product(PRODUCTS / "hill-sofa-3").variants]
    assert {"frame", "seat_cushions", "back_cushions", "arms", "legs"} <= {node["name"] for node in gltf["nodes"]}
    seats = next(mesh for mesh in gltf["meshes"] if mesh["name"] == "seat_cushions")["primitives"][0]
    worn = {
        name: gltf["materials"][mapping["material"]]
        for mapping in seats["extensions"]["KHR_materials_variants"]["mappings"]
        for name in (names[index] for index in mapping["variants"])
    }
    assert len({material["name"] for material in worn.values()}) == 3
    assert all("normalTexture" in material for material in worn.values())


def test_sofa_cover_has_the_swatch_colour() -> None:
    """The mean of each cover's picture is the swatch the shop shows, to a code value or two."""
    gltf, chunk = glb(PRODUCTS / "hill-sofa-3" / "hill-sofa-3.glb")
    swatches = {variant.name: variant.color for variant in read_product(PRODUCTS / "hill-sofa-3").variants}
    for material in gltf["materials"]:
        name = next((name for name in swatches if name in material["name"]), None)
        if name is None:
            continue
        texture = gltf["textures"][material["pbrMetallicRoughness"]["baseColorTexture"]["index"]]
        view = gltf["bufferViews"][gltf["images"][texture["source"]]["bufferView"]]
        data = chunk[view["byteOffset"] : view["byteOffset"] + view["byteLength"]]
        srgb = np.asarray(Image.open(io.BytesIO(data))) / 255
        light = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4).mean(axis=(0, 1))
        mean = 255 * np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
        swatch = [int(swatches[name][start : start + 2], 16) for start in (1, 3, 5)]
        np.testing.assert_allclose(mean, swatch, atol=2.0)


def test_armchair_is_latin_1_with_names_that_say_so() -> None:
    data = (PRODUCTS / "cove-armchair" / "cove-armchair.mtl").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    text = data.decode("latin-1")
    assert "newmtl bouclé_crème" in text and "©" in text


def test_table_has_a_texture_that_its_mtl_does_not_name() -> None:
    with zipfile.ZipFile(PRODUCTS / "terra-coffee-table" / "terra-coffee-table.zip") as archive:
        names = archive.namelist()
        mtl = archive.read("terra/terra.mtl").decode()
    assert "terra/terra_basecolor.jpg" in names
    assert "map_Kd" not in mtl and "terra_basecolor" not in mtl


@pytest.mark.parametrize("sku", ["grid-shelf", "stem-floor-lamp"])
def test_maker_gives_the_committed_bytes_again(sku: str, tmp_path: Path) -> None:
    folder = make(sku, tmp_path)
    for path in sorted((PRODUCTS / sku).iterdir()):
        assert (folder / path.name).read_bytes() == path.read_bytes(), path.name


def test_unknown_sku_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="hill-sofa-3"):
        make("no-such-thing", tmp_path)
