"""Read USD (USDZ, USDC, USDA): visible meshes with names, tree, materials, pictures; unit and up axis as declared.

The parser (usd-core) is C++: it runs shut in, in a process of its own (`foreign.py`, `scene.py`), after
`check.py` has looked at the layers. It gets layers alone; pictures are looked up here, by name, in the package or
beside the file. A layer that lies elsewhere is left out and listed. Variants: the ones the file selects.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from arkit.color import linear_to_srgb
from arkit.document import Document
from arkit.errors import ReadError
from arkit.io.files import Files, zip_files
from arkit.io.guard.foreign import take_apart
from arkit.io.limits import Limits, hold
from arkit.io.parts.assemble import assemble
from arkit.io.parts.found import Color, Found, named_unit
from arkit.io.parts.material import Surface
from arkit.io.parts.part import Part
from arkit.io.parts.pieces import parts_of, places_of
from arkit.io.usd.check import LAYERS, check_layer
from arkit.io.usd.surface import UsdSurfaces

_PARSER = Path(__file__).with_name("scene.py")
_MOST_LAYERS = 200


def read_usd(data: bytes, name: str, files: Files, limits: Limits) -> Found:
    """A document of the stage's triangles, in the unit and up axis it declares ("" where it declares none)."""
    layers, files = _layers(data, name, files, limits)
    head, arrays = take_apart(_PARSER, layers, what="a USD stage", name=name)
    unit, factor = named_unit(head["unit_m"]) if head["unit_m"] > 0 else ("", 1.0)
    names = _names(head["materials"])
    used = {piece["mesh"] for piece in head["pieces"]}
    shown = {key: array for key, array in arrays.items() if int(key.split()[0].removeprefix("mesh")) in used}
    whole = np.diag([factor, factor, factor, 1.0])
    parts = list(parts_of(head, shown, names, whole, (name, limits, lambda linear: linear)))
    if not parts:
        others = f", only {', '.join(head['others'])}" if head["others"] else ""
        raise ReadError(f"{name}: expected a USD stage with visible meshes, it has none{others}")
    made = UsdSurfaces(files, limits)
    materials = {
        called: made.material(called, one) for called, one in zip(names, head["materials"], strict=True) if one["known"]
    }
    parts = [_colored(part, head["materials"], names) for part in parts]
    plain = {called: Surface(called) for called in names}
    document = assemble(parts, plain, None, limits, places_of(head, factor, limits))
    document = made.put_into(document, materials)
    guesses = (*_guesses(head, factor), *made.guesses)
    return Found(_doubled(document, head), unit, head["up"], guesses, _colors(document))


def _layers(data: bytes, name: str, files: Files, limits: Limits) -> tuple[bytes, Files]:
    """A stored zip of the stage's layers, the root first, each looked at; and where its pictures are."""
    root = name.rsplit("/", 1)[-1]
    layers = {root: data}
    if data.startswith(b"PK\x03\x04"):
        files = zip_files(data, limits)
        first = files.names[0] if files.names else ""
        if not first.lower().endswith(LAYERS):
            raise ReadError(f'{name}: expected a USDZ whose first file is a USD layer, got "{first}"')
        layers = {first: files.load(first)}
        beside = files.names[1:]
    else:
        beside = tuple(one for one in files.names if one != name)
        here = name.rpartition("/")[0]
        files_here = {one.removeprefix(f"{here}/") if here else one: one for one in beside}
        beside = tuple(files_here)
        files = replace(files, load=_from(files, files_here), names=beside)
    others = [one for one in beside if one.lower().endswith(LAYERS) and one not in layers]
    wanted = others if b".usd" in b"".join(layers.values()) or data.startswith(b"PK") else []
    hold(f"{name}: layers", len(wanted), _MOST_LAYERS)
    layers |= {one: files.load(one) for one in wanted}
    hold(f"{name}: bytes of layers", sum(len(one) for one in layers.values()), limits.file_bytes)
    for one, held in layers.items():
        check_layer(held, one if one != root else name, limits)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for one, held in layers.items():
            archive.writestr(_suffixed(one, held), held)
    return stream.getvalue(), files


def _from(files: Files, stored: Mapping[str, str]) -> Any:
    return lambda one: files.load(stored.get(one, one))


def _suffixed(name: str, data: bytes) -> str:
    """The name with the suffix that usd-core wants for these bytes."""
    if name.lower().endswith(LAYERS):
        return name
    return f"{name}.usdc" if data.startswith(b"PXR-USDC") else f"{name}.usda"


def _names(materials: list[dict[str, Any]]) -> list[str]:
    """A name of its own for each material."""
    found: list[str] = []
    for place, one in enumerate(materials):
        name = one["name"] or f"material {place}"
        found.append(name if name not in found else f"{name} {place}")
    return found


def _colored(part: Part, materials: list[dict[str, Any]], names: list[str]) -> Part:
    """Without the display colours that a bound material does not read: they are for viewers without materials."""
    if part.material is not None and len(materials[names.index(part.material)]["uvs"]) > 1 and part.uv1 is None:
        part = replace(part, uv1=part.uv)  # the mesh has but one set: what reads the second gets the first
    if part.colors is None or part.material is None:
        return part
    one = materials[names.index(part.material)]
    reads = one["inputs"].get("diffuseColor", {}).get("primvar") == "displayColor"
    return part if reads or not one["known"] else replace(part, colors=None)


def _doubled(document: Document, head: Mapping[str, Any]) -> Document:
    """Materials seen from both sides where every mesh that has them says so."""
    sides: dict[str, bool] = {}
    names = _names(head["materials"])
    for piece in head["pieces"]:
        for slot in piece["materials"]:
            called = names[slot] if slot >= 0 else "default"
            sides[called] = sides.get(called, True) and piece["double_sided"]
    materials = [
        {**one, "doubleSided": True} if sides.get(one.get("name", "")) else one for one in document.gltf["materials"]
    ]
    return replace(document, gltf={**document.gltf, "materials": materials})


def _colors(document: Document) -> dict[str, Color]:
    found = {}
    for material in document.gltf["materials"]:
        pbr = material["pbrMetallicRoughness"]
        if "baseColorTexture" not in pbr:
            red, green, blue = (float(value) for value in linear_to_srgb(pbr.get("baseColorFactor", (1, 1, 1))[:3]))
            found[material["name"]] = (red, green, blue)
    return found


def _guesses(head: Mapping[str, Any], factor: float) -> list[str]:
    found = [f'"{one}" lies outside the package: left out' for one in dict.fromkeys(head["outside"])][:8]
    if head["hidden"]:
        found.append(f"{head['hidden']} hidden prims left out")
    if head["others"]:
        found.append(f"shapes that are no meshes left out: {', '.join(head['others'])}")
    if head["subdivided"]:
        found.append(f"{head['subdivided']} subdivision surfaces taken as their cages")
    if factor != 1:
        found.append(f"the file counts in steps of {factor:g} m: turned into metres")
    if not head["unit_m"]:
        found.append("the file declares no metersPerUnit; USD's own default would be centimetres")
    unknown = [one["name"] for one in head["materials"] if not one["known"]]
    if unknown:
        found.append(f"materials that are no UsdPreviewSurface made grey: {', '.join(unknown[:4])}")
    return found


__all__ = ["read_usd"]
