"""Read 3MF: its build, component trees over several model files, base materials, colours and textures.

Everything named is looked up inside the package alone. Source: 3MF core specification 1.3, materials extension 1.2,
production extension 1.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import numpy as np

from arkit.document import Document
from arkit.errors import ReadError
from arkit.io.files import Files, zip_files
from arkit.io.formats.threemf_mesh import Resources, mesh_parts, resources
from arkit.io.limits import Limits, hold
from arkit.io.markup import numbers, parse_xml
from arkit.io.parts.assemble import assemble
from arkit.io.parts.found import Color, Found, placed, plain_colors
from arkit.io.parts.material import Surface
from arkit.io.parts.part import Part
from arkit.io.parts.texturing import Textures

_UNITS = {"micron": "mm", "millimeter": "mm", "centimeter": "cm", "inch": "in", "foot": "ft", "meter": "m"}
_DEPTH = 32  # of components; people nest three or four
_UNPRINTED = ("support", "solidsupport")


@dataclass(slots=True)
class _Package:
    """The model files of one package, opened as components name them; `triangles` is what stands so far."""

    name: str
    files: Files
    limits: Limits
    models: dict[str, tuple[Element, dict[str, Element], Resources]] = field(default_factory=dict)
    parts: dict[tuple[str, str], list[Part]] = field(default_factory=dict)
    triangles: int = 0
    pieces: int = 0

    def model(self, path: str) -> tuple[Element, dict[str, Element], Resources]:
        """Root, objects by id and materials of one model file."""
        stored = path.lstrip("/")
        if stored not in self.models:
            if stored not in self.files.names:
                raise ReadError(f'{self.name}: expected "{stored}" inside the package, found none')
            root = parse_xml(self.files.load(stored), f"{self.name}/{stored}")
            objects = {one.get("id", ""): one for one in root.iterfind("resources/object")}
            self.models[stored] = (root, objects, resources(root, f"{self.name}/{stored}", prefix=len(self.models)))
        return self.models[stored]


def is_threemf(files: Files) -> bool:
    """Whether the files of a zip are a 3MF package."""
    return _root(files) is not None


def read_threemf(data: bytes, name: str, files: Files, limits: Limits) -> Found:
    """A document of what the package builds, in the unit it declares, z up."""
    packed = zip_files(data, limits)
    start = _root(packed)
    if start is None:
        raise ReadError(f"{name}: expected a 3MF package with a model, found none")
    package = _Package(name, packed, limits)
    root, _, _ = package.model(start)
    declared = root.get("unit", "millimeter")
    if declared not in _UNITS:
        raise ReadError(f'{name}: expected a unit of 3MF ({", ".join(_UNITS)}), got "{declared}"')
    whole = np.diag([1e-3, 1e-3, 1e-3, 1]) if declared == "micron" else np.eye(4)
    parts = []
    for item in root.iterfind("build/item"):
        key = (_path(item) or start, item.get("objectid", ""))
        parts += list(_placed(package, key, whole @ _matrix(item, name), ()))
    if not parts:
        raise ReadError(f"{name}: expected a 3MF that builds triangles, it builds none")
    document, guesses, colors = _document(package, parts)
    if declared == "micron":
        guesses.append("the file counts in microns: turned into millimetres")
    return Found(document, _UNITS[declared], "z", tuple(guesses), colors)


def _document(package: _Package, parts: list[Part]) -> tuple[Document, list[str], dict[str, Color]]:
    surfaces: dict[str, Surface] = {}
    for _, _, held in package.models.values():
        surfaces |= held.surfaces
    textures = Textures(package.files, package.limits)
    document = assemble(parts, surfaces, textures, package.limits)
    return document, list(textures.guesses), plain_colors(surfaces, parts)


def _root(files: Files) -> str | None:
    """The model file a package starts with: the one its relations name, else the one of custom."""
    if "_rels/.rels" in files.names:
        for relation in parse_xml(files.load("_rels/.rels"), "_rels/.rels"):
            target = relation.get("Target", "").lstrip("/")
            if relation.get("Type", "").endswith("/3dmodel") and target in files.names:
                return target
    return next((name for name in files.names if name.lower() == "3d/3dmodel.model"), None)


def _path(element: Element) -> str:
    return next((value.lstrip("/") for key, value in element.attrib.items() if key.endswith("}path")), "")


def _matrix(element: Element, name: str) -> np.ndarray:
    """(4, 4) of twelve numbers that stand for rows of a matrix multiplied from the right."""
    text = element.get("transform")
    if not text:
        return np.eye(4)
    found = numbers(text, f"{name}: transform")
    if len(found) != 12:
        raise ReadError(f"{name}: expected a transform of 12 numbers, got {len(found)}")
    matrix = np.eye(4)
    matrix[:3] = found.reshape(4, 3).T
    return matrix


def _placed(
    package: _Package, key: tuple[str, str], matrix: np.ndarray, above: tuple[tuple[str, str], ...]
) -> Iterator[Part]:
    """Parts of one object and its components; a package that multiplies without end stops at the limits."""
    path, number = key
    _, objects, held = package.model(path)
    if number not in objects:
        raise ReadError(f'{package.name}: expected object "{number}" in {path}, found none')
    if key in above or len(above) > _DEPTH:
        raise ReadError(
            f'{package.name}: expected components of a tree, object "{number}" holds itself or nests too deep'
        )
    wanted = objects[number]
    package.pieces += 1
    hold(f"{package.name}: components", package.pieces, package.limits.nodes)
    if wanted.get("type") in _UNPRINTED:
        return
    if key not in package.parts:
        package.parts[key] = list(mesh_parts(wanted, held, f"{package.name}: object {number}"))
    for part in package.parts[key]:
        package.triangles += len(part.triangles)
        hold(f"{package.name}: triangles", package.triangles, package.limits.triangles)
        yield placed(part, matrix)
    for component in wanted.iterfind("components/component"):
        inner = (_path(component) or path, component.get("objectid", ""))
        yield from _placed(package, inner, matrix @ _matrix(component, package.name), (*above, key))


__all__ = ["is_threemf", "read_threemf"]
