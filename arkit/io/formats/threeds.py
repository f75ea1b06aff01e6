"""Read 3DS: objects with their names, tree, materials, pictures and smoothing groups.

The reader is our own and plain Python: of two ways tried on Assimp's five test models, Assimp (C++, with open
fuzzing reports) and this one give the same triangles (12, 12, 60, 768, 108); Assimp's binding loses the objects' names,
this one keeps them, the tree and the smoothing groups, and needs no process of its own.

Source: "3D Studio File Format", M. Pitts and J. van Velsen, 1996; lib3ds' documentation for the keyframer.
The format declares no unit and no up axis.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from arkit.errors import ReadError
from arkit.io.files import Files
from arkit.io.formats.smoothing import smooth_corners
from arkit.io.formats.threeds_chunk import Chunk, children, first, text_of
from arkit.io.formats.threeds_material import read_surface
from arkit.io.limits import Limits, hold
from arkit.io.parts.assemble import assemble
from arkit.io.parts.found import Found, plain_colors
from arkit.io.parts.part import Part, Place
from arkit.io.parts.texturing import Textures
from arkit.io.text import decode

_NO_PARENT = 0xFFFF


@dataclass(slots=True)
class _Object:
    """A mesh as it stands in the file: corners in the document's space, faces, and which material each face has."""

    name: str
    positions: np.ndarray
    faces: np.ndarray
    uv: np.ndarray | None
    smoothing: np.ndarray | None
    pivot_frame: np.ndarray
    materials: list[tuple[str, np.ndarray]] = field(default_factory=list)


def read_3ds(data: bytes, name: str, files: Files, limits: Limits) -> Found:
    """A document of the file's triangles; materials and objects keep their names, pictures are found by base name."""
    root = Chunk(0x4D4D, data, 6, min(len(data), int.from_bytes(data[2:6], "little")))
    editor = first(root, 0x3D3D, name)
    held = [] if editor is None else list(children(editor, name))
    objects = [one for chunk in held if chunk.kind == 0x4000 for one in _objects(chunk, name, limits)]
    hold(f"{name}: nodes", len(objects), limits.nodes)
    hold(f"{name}: triangles", sum(len(one.faces) for one in objects), limits.triangles)
    surfaces = {one.name: one for one in (read_surface(chunk, name) for chunk in held if chunk.kind == 0xAFFF)}
    places, owner = _places(root, objects, name, limits)
    parts = [part for one in objects for part in _parts(one, owner[one.name])]
    if not parts:
        raise ReadError(f"{name}: expected a 3DS with triangles, it has none")
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    textures = Textures(files, limits, stem=stem, alone=len({part.material for part in parts}) == 1)
    document = assemble(parts, surfaces, textures, limits, places)
    return Found(document, "", "", tuple(textures.guesses), plain_colors(surfaces, parts))


def _objects(chunk: Chunk, name: str, limits: Limits) -> Iterator[_Object]:
    title, start = text_of(chunk)
    inner = Chunk(chunk.kind, chunk.data, start, chunk.end)
    for mesh in children(inner, name):
        if mesh.kind == 0x4100:
            found = _mesh(decode(title)[0], mesh, name)
            if found is not None:
                yield found


def _mesh(title: str, mesh: Chunk, name: str) -> _Object | None:
    parts = {one.kind: one for one in children(mesh, name)}
    if 0x4110 not in parts or 0x4120 not in parts:
        return None
    positions = _rows(parts[0x4110], "<f4", 3, name).astype(np.float64)
    faces = _rows(parts[0x4120], "<u2", 4, name)[:, :3].astype(np.int64)
    if len(faces) and faces.max() >= len(positions):
        raise ReadError(f"{name}: {title}: expected corners 0 to {len(positions) - 1}, a face asks for {faces.max()}")
    uv = _rows(parts[0x4140], "<f4", 2, name).astype(np.float64) if 0x4140 in parts else None
    frame = np.zeros((4, 3))
    if 0x4160 in parts:
        stored = np.frombuffer(parts[0x4160].bytes()[:48], dtype="<f4")
        frame = stored.reshape(4, 3).astype(np.float64) if len(stored) == 12 else frame
    found = _Object(title, positions, faces, uv if uv is not None and len(uv) == len(positions) else None, None, frame)
    listed = parts[0x4120]
    after = Chunk(listed.kind, listed.data, listed.start + 2 + 8 * len(faces), listed.end)
    for one in children(after, name):
        if one.kind == 0x4130:
            material, start = text_of(one)
            rows = _rows(Chunk(one.kind, one.data, start, one.end), "<u2", 1, name)[:, 0].astype(np.int64)
            found.materials.append((decode(material)[0], rows[rows < len(faces)]))
        elif one.kind == 0x4150 and one.end - one.start >= 4 * len(faces):
            found.smoothing = np.frombuffer(one.bytes()[: 4 * len(faces)], dtype="<u4")
    return found


def _rows(chunk: Chunk, kind: str, columns: int, name: str) -> np.ndarray:
    """(count, columns) after a count of two bytes."""
    count = int.from_bytes(chunk.data[chunk.start : min(chunk.start + 2, chunk.end)], "little")
    size = np.dtype(kind).itemsize * columns * count
    if chunk.start + 2 + size > chunk.end:
        raise ReadError(f"{name}: expected {count} entries in chunk {chunk.kind:#06x}, it ends before")
    return np.frombuffer(chunk.data, dtype=kind, count=count * columns, offset=chunk.start + 2).reshape(-1, columns)


def _parts(one: _Object, place: int) -> Iterator[Part]:
    """A part a material; faces that no material lists go without one."""
    if not len(one.faces):
        return
    at, normals = smooth_corners(one.positions, one.faces, one.smoothing)
    chosen = np.full(len(one.faces), -1)
    for index, (_, rows) in enumerate(one.materials):
        chosen[rows] = index
    for index in np.unique(chosen):
        own = at[chosen == index]
        corners, triangles = np.unique(own, return_inverse=True)
        vertices = one.faces.reshape(-1)[corners]
        yield Part(
            one.name,
            one.materials[index][0] if index >= 0 else None,
            one.positions[vertices],
            triangles.reshape(-1, 3),
            None if normals is None else normals[corners],
            None if one.uv is None else one.uv[vertices] * (1, -1) + (0, 1),
            place=place,
        )


def _places(root: Chunk, objects: list[_Object], name: str, limits: Limits) -> tuple[list[Place], dict[str, int]]:
    """The keyframer's tree over the objects, and of every object its place; objects it does not name are tops."""
    by_name = {one.name: one for one in objects}
    nodes: dict[int, tuple[str, int, np.ndarray]] = {}
    keyframer = first(root, 0xB000, name)
    for count, chunk in enumerate([] if keyframer is None else children(keyframer, name)):
        hold(f"{name}: nodes", count, limits.nodes)
        if chunk.kind == 0xB002:
            number, title, parent, pivot = _key_node(chunk, len(nodes), name)
            nodes.setdefault(number, (title, parent, pivot))
    places: list[Place] = []
    owner: dict[str, int] = {}
    done: dict[int, int] = {}
    for number in nodes:
        chain = []
        while number in nodes and number not in done and number not in chain:
            chain.append(number)
            number = nodes[number][1]
        hold(f"{name}: depth", len(chain), limits.node_depth)
        for one in reversed(chain):
            title, parent, pivot = nodes[one]
            held = by_name.get(title)
            at = held.pivot_frame[:3].T @ pivot + held.pivot_frame[3] if held else np.zeros(3)
            above = done.get(parent)
            if held is None and above is not None:
                at = np.array(places[above].pivot)
            done[one] = len(places)
            owner.setdefault(title, len(places))
            places.append(Place(title, above, (float(at[0]), float(at[1]), float(at[2]))))
    for lone in objects:
        if lone.name not in owner:
            owner[lone.name] = len(places)
            x, y, z = (float(value) for value in lone.pivot_frame[3])
            places.append(Place(lone.name, None, (x, y, z)))
    return places, owner


def _key_node(chunk: Chunk, number: int, name: str) -> tuple[int, str, int, np.ndarray]:
    """Number, name, parent's number and pivot of a keyframer's node."""
    title, parent, pivot = "", _NO_PARENT, np.zeros(3)
    for one in children(chunk, name):
        if one.kind == 0xB030:
            number = int.from_bytes(one.bytes()[:2], "little")
        elif one.kind == 0xB010:
            raw, start = text_of(one)
            title, parent = decode(raw)[0], int.from_bytes(one.data[start + 4 : start + 6], "little")
        elif one.kind == 0xB013 and one.end - one.start >= 12:
            pivot = np.frombuffer(one.bytes()[:12], dtype="<f4").astype(np.float64)
        elif one.kind == 0xB011 and title == "$$$DUMMY":
            title = decode(text_of(one)[0])[0]
    return number, title, parent, pivot


__all__ = ["read_3ds"]
