"""Read STEP: part names and colours of CAD solids, tessellated; in metres, whatever unit the file counts in.

The parser (Open CASCADE in cascadio) is C++: it runs shut in, in a process of its own (`foreign.py`, `step_scene.py`),
after the text has been looked at here. What it makes is a GLB, read by our own reader.

Tolerance, tried on two machined parts, 600 mm and 127 mm wide, and a box of ten sheets (trimesh's test models):
0.1 mm and 0.25 rad give 2,240 to 5,040 triangles each, and a circle at least 26 corners; 0.5 rad halves them (2,644 of
5,040) and shows corners on small rims; 0.01 mm gives 8,800 and 0.001 mm 42,000 for what no shopper sees.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from arkit.color import linear_to_srgb
from arkit.document import Document
from arkit.errors import ReadError, UnsupportedError
from arkit.io.files import Files
from arkit.io.gltf.parse import read_gltf
from arkit.io.guard.foreign import take_apart
from arkit.io.limits import Limits, hold
from arkit.io.parts.found import Color, Found

_PARSER = Path(__file__).with_name("step_scene.py")
_DEPTH = 64
_TOKEN = re.compile(rb"'(?:[^']|'')*'|/\*.*?\*/|[();]", re.DOTALL)
_NUMBERED = re.compile(r"(NAUO|=>\[|=>|\[)?[\d:]*\]?")


def read_step(data: bytes, name: str, files: Files, limits: Limits) -> Found:
    """A document of the file's solids; it names no up axis."""
    _check(data, name, limits)
    head, arrays = take_apart(_PARSER, data, what="a STEP", name=name)
    document, _, _ = read_gltf(arrays["glb"].tobytes(), name, Files((), files.load), limits)
    document = _named(document)
    guesses = (
        f"tessellated to {head['linear_mm']:g} mm and {head['angular_rad']:g} rad: STEP holds surfaces, no triangles",
    )
    return Found(document, "m", "", guesses, _colors(document))


def _check(data: bytes, name: str, limits: Limits) -> None:
    """Refuse text that is cut off, nests too deep, or names other files."""
    if b"END-ISO-10303-21" not in data[-4096:]:
        raise ReadError(f"{name}: expected a STEP that ends in END-ISO-10303-21, it is cut off")
    if b"\0" in data:
        raise ReadError(f"{name}: expected a STEP, which is text, it holds zero bytes")
    hold(f"{name}: entities", data.count(b"="), 20 * limits.nodes)
    depth = 0
    for found in _TOKEN.finditer(data):
        step = {b"(": 1, b")": -1}.get(found.group(), 0)
        depth = 0 if found.group() == b";" else depth + step
        if depth > _DEPTH:
            raise ReadError(f"{name}: expected parentheses at most {_DEPTH} deep, got more")
    if b"APPLIED_EXTERNAL_IDENTIFICATION_ASSIGNMENT" in data or b"EXTERNAL_SOURCE" in data:
        raise UnsupportedError(f"{name}: expected a STEP whose parts are all inside, it names other files; export one")


def _named(document: Document) -> Document:
    """Nodes that the assembly only numbers ("NAUO1") take their part's name; colours without a name get theirs."""
    gltf = dict(document.gltf)
    meshes = gltf.get("meshes", [])
    nodes = []
    for node in gltf.get("nodes", []):
        own = str(node.get("name", ""))
        part = str(meshes[node["mesh"]].get("name", "")) if "mesh" in node else ""
        nodes.append({**node, "name": part} if part and _NUMBERED.fullmatch(own) else node)
    materials = []
    for index, material in enumerate(gltf.get("materials", [])):
        numbered = re.fullmatch(r"mat_\d+|", str(material.get("name", "")))
        plain = {**material, "name": f"color {index + 1}"} if numbered else dict(material)
        pbr = {"metallicFactor": 0.0, "roughnessFactor": 0.6, **plain.get("pbrMetallicRoughness", {})}
        materials.append({**plain, "pbrMetallicRoughness": pbr})
    if not materials:
        grey = [0.6038, 0.6038, 0.6038, 1.0]  # sRGB 0.8, as every reader's material without a colour
        pbr = {"baseColorFactor": grey, "metallicFactor": 0.0, "roughnessFactor": 0.6}
        materials = [{"name": "default", "pbrMetallicRoughness": pbr}]
    gltf |= {"nodes": nodes, "materials": materials, "meshes": [_painted(one) for one in meshes]}
    gltf["asset"] = {"version": "2.0", "generator": "arkit"}
    return replace(document, gltf=gltf)


def _painted(mesh: dict[str, Any]) -> dict[str, Any]:
    return {**mesh, "primitives": [{"material": 0, **one} for one in mesh["primitives"]]}


def _colors(document: Document) -> dict[str, Color]:
    found = {}
    for material in document.gltf["materials"]:
        factor = material["pbrMetallicRoughness"].get("baseColorFactor", (1, 1, 1, 1))
        red, green, blue = (float(value) for value in linear_to_srgb(factor[:3]))
        found[material["name"]] = (red, green, blue)
    return found


__all__ = ["read_step"]
