"""Inputs for tests, built in code: documents, pictures, frames. Answers are known by mathematics."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from PIL import Image

from arkit.document import COMPONENT_DTYPES, Document
from arkit.frame import Frame, camera_from_fov

_TYPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}


def document(
    positions: np.ndarray,
    triangles: np.ndarray,
    *,
    normals: np.ndarray | None = None,
    uv: np.ndarray | None = None,
    material: Mapping[str, Any] | None = None,
    image: bytes | None = None,
    name: str = "thing",
) -> Document:
    """One mesh on one node.

    Args:
        positions: (n, 3) metres.
        triangles: (m, 3) corners.
        normals: (n, 3) unit vectors.
        uv: (n, 2), glTF's (v down).
        material: a glTF material; a mid-grey one when None.
        image: PNG bytes that become the material's base colour texture.
    """
    grey = {"name": "grey", "pbrMetallicRoughness": {"baseColorFactor": [0.5, 0.5, 0.5, 1]}}
    shape: dict[str, Any] = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"name": name, "mesh": 0}],
        "meshes": [{"name": name, "primitives": [{"attributes": {}, "material": 0, "mode": 4}]}],
        "materials": [dict(material or grey)],
        "accessors": [],
    }
    built = Document(shape)
    primitive: dict[str, Any] = shape["meshes"][0]["primitives"][0]
    for key, array in (("POSITION", positions), ("NORMAL", normals), ("TEXCOORD_0", uv)):
        if array is not None:
            primitive["attributes"][key] = len(built.accessors)
            built = with_accessor(built, np.asarray(array, dtype=np.float32))
    primitive["indices"] = len(built.accessors)
    built = with_accessor(built, np.asarray(triangles, dtype=np.uint32).reshape(-1, 1))
    return built if image is None else with_texture(built, image)


def with_accessor(source: Document, array: np.ndarray, *, normalized: bool = False) -> Document:
    """The document with one more accessor, (count, components)."""
    component = next(code for code, dtype in COMPONENT_DTYPES.items() if np.dtype(dtype) == array.dtype)
    entry: dict[str, Any] = {"componentType": component, "count": len(array), "type": _TYPES[array.shape[1]]}
    if array.shape[1] == 3 and array.dtype == np.float32:
        entry |= {"min": array.min(axis=0).tolist(), "max": array.max(axis=0).tolist()}
    if normalized:
        entry["normalized"] = True
    gltf = dict(source.gltf)
    gltf["accessors"] = [*gltf.get("accessors", []), entry]
    return replace(source, gltf=gltf, accessors=(*source.accessors, array))


def with_texture(source: Document, image: bytes) -> Document:
    """The document with `image` as base colour texture of material 0."""
    gltf = dict(source.gltf)
    count = len(source.images)
    gltf["images"] = [*gltf.get("images", []), {"mimeType": "image/png"}]
    gltf["textures"] = [*gltf.get("textures", []), {"source": count}]
    material = dict(gltf["materials"][0])
    pbr = dict(material.get("pbrMetallicRoughness", {}))
    pbr["baseColorTexture"] = {"index": len(gltf["textures"]) - 1}
    material["pbrMetallicRoughness"] = pbr
    gltf["materials"] = [material, *gltf["materials"][1:]]
    return replace(source, gltf=gltf, images=(*source.images, image))


def box(
    width_m: float,
    height_m: float,
    depth_m: float,
    *,
    at: Sequence[float] = (0.0, 0.0, 0.0),
    color: Sequence[float] = (0.5, 0.5, 0.5, 1.0),
    image: bytes | None = None,
    name: str = "box",
) -> Document:
    """A box with its middle at `at`: 24 vertices, 12 triangles, face normals, each face with the whole picture."""
    corners, normals, uv, triangles = [], [], [], []
    for axis in range(3):
        for sign in (1.0, -1.0):
            normal = np.zeros(3)
            normal[axis] = sign
            right = np.roll(normal, 1)
            down = np.cross(right, normal)
            first = len(corners)
            for u, v in ((0, 0), (1, 0), (1, 1), (0, 1)):
                corners.append(normal / 2 + right * (u - 0.5) + down * (v - 0.5))
                normals.append(normal)
                uv.append((u, v))
            triangles += [(first, first + 2, first + 1), (first, first + 3, first + 2)]
    positions = np.array(corners) * (width_m, height_m, depth_m) + np.asarray(at)
    surface = {"baseColorFactor": list(color), "metallicFactor": 0}
    return document(
        positions,
        np.array(triangles),
        normals=np.array(normals),
        uv=np.array(uv),
        material={"name": f"{name} material", "pbrMetallicRoughness": surface},
        image=image,
        name=name,
    )


def sphere(radius_m: float, *, rows: int = 24, color: Sequence[float] = (0.5, 0.5, 0.5, 1.0)) -> Document:
    """A smooth ball about the origin: `rows` rings of 2 * rows quads, unit normals, uv over the whole picture."""
    columns = rows * 2
    polar, turn = np.meshgrid(np.linspace(0, np.pi, rows + 1), np.linspace(0, 2 * np.pi, columns + 1), indexing="ij")
    x, y, z = np.sin(polar) * np.sin(turn), np.cos(polar), np.sin(polar) * np.cos(turn)
    normals = np.stack([x, y, z], axis=-1).reshape(-1, 3)
    uv = np.stack([turn / (2 * np.pi), polar / np.pi], axis=-1).reshape(-1, 2)
    row, column = (grid.reshape(-1) for grid in np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij"))
    a = row * (columns + 1) + column
    b = a + columns + 1
    triangles = np.concatenate(
        [np.stack([a, b, b + 1], axis=1)[row < rows - 1], np.stack([a, b + 1, a + 1], axis=1)[row > 0]]
    )
    material = {"name": "ball", "pbrMetallicRoughness": {"baseColorFactor": list(color), "metallicFactor": 0}}
    return document(normals * radius_m, triangles, normals=normals, uv=uv, material=material, name="ball")


def together(*documents: Document) -> Document:
    """Documents of this module (no textures) side by side in one scene, each with its own mesh and material."""
    gltf: dict[str, Any] = {"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": list(range(len(documents)))}]}
    gltf |= {"nodes": [], "meshes": [], "materials": [], "accessors": []}
    arrays: list[np.ndarray] = []
    for index, one in enumerate(documents):
        old = one.gltf["meshes"][0]["primitives"][0]
        attributes = {key: value + len(arrays) for key, value in old["attributes"].items()}
        primitive = {"attributes": attributes, "indices": old["indices"] + len(arrays), "material": index, "mode": 4}
        gltf["nodes"].append({**one.gltf["nodes"][0], "mesh": index})
        gltf["meshes"].append({"name": one.gltf["meshes"][0]["name"], "primitives": [primitive]})
        gltf["materials"].append(one.gltf["materials"][0])
        gltf["accessors"].extend(one.gltf["accessors"])
        arrays.extend(one.accessors)
    return Document(gltf, tuple(arrays))


def png(pixels: np.ndarray) -> bytes:
    """PNG bytes of (h, w), (h, w, 3) or (h, w, 4) uint8 pixels."""
    stream = io.BytesIO()
    Image.fromarray(np.asarray(pixels, dtype=np.uint8)).save(stream, "PNG")
    return stream.getvalue()


def checkerboard(size_px: int = 64, squares: int = 8) -> np.ndarray:
    """(size, size, 3) uint8 of two warm colours; its top left square is the dark one."""
    row, column = np.indices((size_px, size_px)) * squares // size_px
    light = ((row + column) % 2 == 1)[..., None]
    return np.where(light, (222, 205, 180), (96, 60, 42)).astype(np.uint8)


def frame(
    width: int = 64,
    height: int = 48,
    *,
    color: Sequence[int] = (120, 130, 140),
    pixels: np.ndarray | None = None,
    time_s: float = 0.0,
    fov_y_rad: float = 0.9,
) -> Frame:
    """A frame of one colour, or of the given (h, w, 3) pixels."""
    if pixels is None:
        pixels = np.broadcast_to(np.asarray(color, dtype=np.uint8), (height, width, 3)).copy()
    camera = camera_from_fov(pixels.shape[1], pixels.shape[0], fov_y_rad)
    return Frame(pixels, time_s, camera)


__all__ = [
    "box",
    "checkerboard",
    "document",
    "frame",
    "png",
    "sphere",
    "together",
    "with_accessor",
    "with_texture",
]
