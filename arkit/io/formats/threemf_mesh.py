"""Meshes and materials of one 3MF model file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import numpy as np

from arkit.color import srgb_to_linear
from arkit.errors import ReadError
from arkit.io.markup import numbers
from arkit.io.parts.material import Map, Surface
from arkit.io.parts.part import Part


@dataclass(slots=True)
class Resources:
    """What triangles may point at, by the id of its group.

    Attributes:
        surfaces: materials by their name in the document.
        bases: names of the materials of a base material group, in order.
        colors: (n, 4) sRGB of a colour group.
        coordinates: material's name and (n, 2) uv (v up) of a texture group.
    """

    surfaces: dict[str, Surface] = field(default_factory=dict)
    bases: dict[str, list[str]] = field(default_factory=dict)
    colors: dict[str, np.ndarray] = field(default_factory=dict)
    coordinates: dict[str, tuple[str, np.ndarray]] = field(default_factory=dict)


def resources(root: Element, name: str, *, prefix: int) -> Resources:
    """The material groups of a model file; a name taken twice gets its group's id, in later files the file's number."""
    held = Resources()
    mark = f" ({prefix})" if prefix else ""
    paths = {one.get("id", ""): one.get("path", "").lstrip("/") for one in root.iterfind("resources/texture2d")}
    for group in root.iterfind("resources/basematerials"):
        names = []
        for index, base in enumerate(group.iterfind("base")):
            wanted = (base.get("name") or f"material {index}") + mark
            given = wanted if wanted not in held.surfaces else f"{wanted} {group.get('id')}.{index}"
            red, green, blue, alpha = _srgb(base.get("displaycolor", "#FFFFFFFF"), name)
            held.surfaces[given] = Surface(given, (red, green, blue), alpha=alpha)
            names.append(given)
        held.bases[group.get("id", "")] = names
    for group in root.iterfind("resources/colorgroup"):
        found = [_srgb(one.get("color", ""), name) for one in group.iterfind("color")]
        held.colors[group.get("id", "")] = np.array(found).reshape(-1, 4)
    for group in root.iterfind("resources/texture2dgroup"):
        path = paths.get(group.get("texid", ""), "")
        given = (path.rsplit("/", 1)[-1].rsplit(".", 1)[0] or "texture") + mark
        uv = [f"{one.get('u', '')} {one.get('v', '')}" for one in group.iterfind("tex2coord")]
        table = numbers(" ".join(uv), f"{name}: texture coordinates")
        if len(table) != 2 * len(uv):
            raise ReadError(f"{name}: expected texture coordinates of u and v, one lacks them")
        held.coordinates[group.get("id", "")] = (given, table.reshape(-1, 2))
        held.surfaces[given] = Surface(given, (1.0, 1.0, 1.0), maps={"base": Map(path)} if path else {})
    return held


def _srgb(text: str, name: str) -> tuple[float, float, float, float]:
    digits = text.strip().removeprefix("#")
    try:
        values = [int(digits[place : place + 2], 16) / 255 for place in range(0, len(digits), 2)]
    except ValueError:
        values = []
    if len(values) not in (3, 4) or len(digits) % 2:
        raise ReadError(f'{name}: expected a colour like #RRGGBB or #RRGGBBAA, got "{text}"')
    return values[0], values[1], values[2], (values[3] if len(values) == 4 else 1.0)


def mesh_parts(wanted: Element, held: Resources, what: str) -> Iterator[Part]:
    """Parts of one object, one a material; none where it has components alone."""
    mesh = wanted.find("mesh")
    if mesh is None:
        return
    rows = [f"{v.get('x', '-')} {v.get('y', '-')} {v.get('z', '-')}" for v in mesh.iterfind("vertices/vertex")]
    positions = numbers(" ".join(rows), f"{what}: vertices").reshape(-1, 3)
    groups: dict[tuple[str, str], list[list[str]]] = {}
    pid, pindex = wanted.get("pid", ""), wanted.get("pindex", "0")
    for one in mesh.iterfind("triangles/triangle"):
        first = one.get("p1")
        own = one.get("pid", pid) if first is not None else pid
        at = pindex if first is None else first
        corners = [at, one.get("p2") or at, one.get("p3") or at]
        key = (own, at if own in held.bases else "")
        groups.setdefault(key, []).append([one.get("v1", ""), one.get("v2", ""), one.get("v3", ""), *corners])
    for (group, base), faces in groups.items():
        table = _table(faces, len(positions), what)
        yield _part(wanted.get("name", ""), positions, table, held, (group, base), what)


def _table(faces: list[list[str]], vertices: int, what: str) -> np.ndarray:
    """(n, 6) corners and property indices."""
    try:
        table = np.array(faces).astype(np.int64)
    except (ValueError, OverflowError) as error:
        raise ReadError(f"{what}: expected triangles of whole numbers, got something else ({error})") from error
    if table.min() < 0 or table[:, :3].max() >= vertices:
        raise ReadError(f"{what}: expected corners 0 to {vertices - 1}, a triangle asks for {table[:, :3].max()}")
    return table


def _part(
    name: str, positions: np.ndarray, table: np.ndarray, held: Resources, key: tuple[str, str], what: str
) -> Part:
    group, base = key
    if group in held.bases:
        _within(table[:, 3].max(), len(held.bases[group]), what)
        return _joined(name, held.bases[group][int(base)], positions, table[:, :3])
    values = held.colors.get(group)
    material = None
    if group in held.coordinates:
        material, values = held.coordinates[group]
    if values is None:
        return _joined(name, None, positions, table[:, :3])
    _within(table[:, 3:].max(), len(values), what)
    pairs, inverse = np.unique(
        np.stack([table[:, :3], table[:, 3:]], axis=2).reshape(-1, 2), axis=0, return_inverse=True
    )
    own, triangles = values[pairs[:, 1]], inverse.reshape(-1, 3)
    if material is not None:
        return Part(name, material, positions[pairs[:, 0]], triangles, uv=own * (1, -1) + (0, 1))
    colors = srgb_to_linear(own[:, :3])
    if (own[:, 3] < 1).any():
        colors = np.concatenate([colors, own[:, 3:]], axis=1)
    return Part(name, None, positions[pairs[:, 0]], triangles, colors=colors)


def _within(largest: int, count: int, what: str) -> None:
    if largest >= count:
        raise ReadError(f"{what}: expected properties 0 to {count - 1}, a triangle asks for {largest}")


def _joined(name: str, material: str | None, positions: np.ndarray, corners: np.ndarray) -> Part:
    """A part of the vertices its own triangles use."""
    used, inverse = np.unique(corners, return_inverse=True)
    return Part(name, material, positions[used], inverse.reshape(-1, 3))


__all__ = ["Resources", "mesh_parts", "resources"]
