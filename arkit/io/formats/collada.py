"""Read COLLADA (DAE): the scene's nodes with their meshes, names, materials, unit and up axis.

Source: COLLADA 1.4.1 and 1.5.0 specifications. Addresses that point outside the file are left out and listed;
pictures are looked up by name beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import numpy as np

from arkit.errors import ReadError
from arkit.io.files import Files
from arkit.io.formats.collada_material import read_surface
from arkit.io.formats.collada_mesh import Mesh, read_mesh
from arkit.io.limits import Limits, hold
from arkit.io.markup import numbers, parse_xml
from arkit.io.parts.assemble import assemble
from arkit.io.parts.found import Found, named_unit, placed, plain_colors
from arkit.io.parts.material import Surface
from arkit.io.parts.part import Part, Place
from arkit.io.parts.texturing import Textures

_UPS = {"X_UP": "x", "Y_UP": "y", "Z_UP": "z"}
_BIND = "bind_material/technique_common/instance_material"


@dataclass(slots=True)
class _Scene:
    """One file while its scene is walked; `whole` (4, 4) turns its numbers into those of its unit."""

    name: str
    ids: dict[str, Element]
    limits: Limits
    whole: np.ndarray
    meshes: dict[str, list[Mesh]] = field(default_factory=dict)
    surfaces: dict[str, Surface] = field(default_factory=dict)
    materials: dict[str, str] = field(default_factory=dict)
    guesses: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    triangles: int = 0

    def at(self, address: str) -> Element | None:
        """The element of an address in this file ("#id"); one outside is noted and not followed."""
        if not address.startswith("#"):
            self.guesses.append(f'"{address}" lies outside the file: left out')
            return None
        return self.ids.get(unquote(address[1:]))


def read_collada(data: bytes, name: str, files: Files, limits: Limits) -> Found:
    """A document of the scene's triangles, in the unit and with the up axis its asset declares ("" where none)."""
    root = parse_xml(data, name)
    if root.tag != "COLLADA":
        raise ReadError(f"{name}: expected COLLADA, got <{root.tag}>")
    unit, factor = _unit(root, name)
    ids = {one.attrib["id"]: one for one in root.iter() if "id" in one.attrib}
    scene = _Scene(name, ids, limits, np.diag([factor, factor, factor, 1.0]))
    parts = list(_parts(scene, root))
    if not parts:
        raise ReadError(f"{name}: expected a COLLADA scene with triangles, it has none")
    if factor != 1:
        scene.guesses.append(f"the file counts in steps of {factor:g} m: turned into metres")
    textures = Textures(files, limits, stem=name.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    document = assemble(parts, scene.surfaces, textures, limits, scene.places)
    up = _UPS.get((root.findtext("asset/up_axis") or "").strip(), "")
    guesses = (*scene.guesses, *textures.guesses)
    return Found(document, unit, up, guesses, plain_colors(scene.surfaces, parts))


def _unit(root: Element, name: str) -> tuple[str, float]:
    declared = root.find("asset/unit")
    if declared is None or not declared.get("meter"):
        return "", 1.0
    meters = numbers(declared.get("meter"), f"{name}: unit")
    if len(meters) != 1 or not 1e-9 < meters[0] < 1e9:
        raise ReadError(f'{name}: expected a unit in metres, got "{declared.get("meter")}"')
    return named_unit(float(meters[0]))


def _parts(scene: _Scene, root: Element) -> Iterator[Part]:
    """Parts of the scene the file shows; of its first where it shows none."""
    shown = root.find("scene/instance_visual_scene")
    found = scene.at(shown.get("url", "")) if shown is not None else None
    if found is None:
        found = root.find("library_visual_scenes/visual_scene")
    for node in [] if found is None else found.iterfind("node"):
        yield from _node(scene, node, (scene.whole, None), ())


def _node(
    scene: _Scene, node: Element, above: tuple[np.ndarray, int | None], path: tuple[Element, ...]
) -> Iterator[Part]:
    """Parts of a node and of those below it; `above` is the matrix and place of what it stands in."""
    if any(one is node for one in path) or len(path) >= scene.limits.node_depth:
        raise ReadError(f"{scene.name}: expected a tree of nodes, one holds itself or they nest too deep")
    hold(f"{scene.name}: nodes", len(scene.places) + 1, scene.limits.nodes)
    matrix = above[0] @ _local(node, scene.name)
    title = node.get("name") or node.get("id") or ""
    here = len(scene.places)
    x, y, z = (float(value) for value in matrix[:3, 3])
    near = bool(np.isfinite([x, y, z]).all() and max(abs(x), abs(y), abs(z)) < 1e9)
    scene.places.append(Place(title, above[1], (x, y, z) if near else (0.0, 0.0, 0.0)))
    for child in node:
        if child.tag == "instance_geometry":
            yield from _geometry(scene, child, child.get("url", ""), (title, here), matrix)
        elif child.tag == "instance_controller":
            yield from _controller(scene, child, (title, here), matrix)
        elif child.tag == "instance_node":
            inner = scene.at(child.get("url", ""))
            if inner is not None:
                yield from _node(scene, inner, (matrix, here), (*path, node))
        elif child.tag == "node":
            yield from _node(scene, child, (matrix, here), (*path, node))


def _geometry(scene: _Scene, instance: Element, url: str, owner: tuple[str, int], matrix: np.ndarray) -> Iterator[Part]:
    """Parts of one instance of a geometry, its material symbols bound."""
    geometry = scene.at(url)
    if geometry is None:
        return
    if url not in scene.meshes:
        scene.meshes[url] = list(read_mesh(geometry, f"{scene.name}: {geometry.get('id', '')}"))
    bound = {one.get("symbol", ""): one.get("target", "") for one in instance.iterfind(_BIND)}
    for mesh in scene.meshes[url]:
        scene.triangles += len(mesh.triangles)
        hold(f"{scene.name}: triangles", scene.triangles, scene.limits.triangles)
        material = _material(scene, bound.get(mesh.symbol, f"#{mesh.symbol}")) if mesh.symbol else None
        part = Part(
            owner[0] or geometry.get("name") or "",
            material,
            mesh.positions,
            mesh.triangles,
            mesh.normals,
            mesh.uv,
            mesh.colors,
            place=owner[1],
        )
        yield placed(part, matrix)


def _controller(scene: _Scene, instance: Element, owner: tuple[str, int], matrix: np.ndarray) -> Iterator[Part]:
    """A skinned or morphed mesh as it was bound: a skin stands by its joints, never by its node."""
    controller = scene.at(instance.get("url", ""))
    for _ in range(4):  # a skin over a morph over a geometry
        if controller is None:
            return
        skin = controller.find("skin")
        inner = skin if skin is not None else controller.find("morph")
        if inner is None:
            return
        if skin is not None:
            scene.guesses.append("skinned meshes taken in the pose they were bound in")
            bound = skin.findtext("bind_shape_matrix")
            matrix = scene.whole @ (_matrix(bound, scene.name) if bound else np.eye(4))
        url = inner.get("source", "")
        target = scene.at(url)
        if target is not None and target.tag == "geometry":
            yield from _geometry(scene, instance, url, owner, matrix)
            return
        controller = target


def _material(scene: _Scene, target: str) -> str | None:
    """The name of the material at an address, its surface read once; ids part materials of one name."""
    if target in scene.materials:
        return scene.materials[target]
    element = scene.ids.get(unquote(target.lstrip("#")))
    if element is None or element.tag != "material":
        return None
    name = element.get("name") or element.get("id") or ""
    if name in scene.surfaces:
        name = element.get("id") or name
    effect = element.find("instance_effect")
    found = scene.at(effect.get("url", "")) if effect is not None else None
    surface, guesses = read_surface(name, found, scene.ids, scene.name)
    scene.surfaces[name] = surface
    scene.guesses += guesses
    scene.materials[target] = name
    return name


def _matrix(text: str | None, name: str) -> np.ndarray:
    found = numbers(text, f"{name}: matrix")
    if len(found) != 16:
        raise ReadError(f"{name}: expected a matrix of 16 numbers, got {len(found)}")
    return found.reshape(4, 4)


def _local(node: Element, name: str) -> np.ndarray:
    """(4, 4) of a node's transforms, in the order they stand."""
    matrix = np.eye(4)
    for one in node:
        if one.tag == "matrix":
            matrix = matrix @ _matrix(one.text, name)
        elif one.tag in ("translate", "scale", "rotate", "lookat", "skew"):
            step = _STEPS.get(one.tag)
            values = numbers(one.text, f"{name}: {one.tag}")
            if step is None or len(values) != _COUNTS[one.tag]:
                raise ReadError(
                    f"{name}: expected translate, rotate, scale, lookat or matrix, got {one.tag} {one.text}"
                )
            matrix = matrix @ step(values)
    return matrix


def _translated(values: np.ndarray) -> np.ndarray:
    matrix = np.eye(4)
    matrix[:3, 3] = values
    return matrix


def _scaled(values: np.ndarray) -> np.ndarray:
    return np.diag([*values, 1.0])


def _rotated(values: np.ndarray) -> np.ndarray:
    """Turned by values[3] degrees round values[:3]."""
    length = float(np.linalg.norm(values[:3]))
    matrix = np.eye(4)
    if length:
        x, y, z = values[:3] / length
        cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
        angle = np.radians(values[3])
        matrix[:3, :3] += np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    return matrix


def _looking(values: np.ndarray) -> np.ndarray:
    """At values[:3], -z towards values[3:6], values[6:] up."""
    eye, target, up = values[:3], values[3:6], values[6:]
    back = eye - target
    right = np.cross(up, back)
    if not np.linalg.norm(right):
        return _translated(eye)
    over = np.cross(back, right)
    matrix = _translated(eye)
    matrix[:3, :3] = np.stack([one / np.linalg.norm(one) for one in (right, over, back)], axis=1)
    return matrix


_STEPS = {"translate": _translated, "scale": _scaled, "rotate": _rotated, "lookat": _looking}
_COUNTS = {"translate": 3, "scale": 3, "rotate": 4, "lookat": 9}

__all__ = ["read_collada"]
