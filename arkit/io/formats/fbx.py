"""Read FBX, binary and text: nodes, materials, pictures inside and beside it, unit and axes as declared.

The parser (ufbx) is C: it runs shut in, in a process of its own (`foreign.py`, `fbx_scene.py`), after `fbx_check.py`
has looked at the records, so a file that breaks it gives one sentence. It opens no other file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from arkit.color import srgb_to_linear
from arkit.errors import ReadError
from arkit.io.files import Files
from arkit.io.formats.fbx_check import check_fbx
from arkit.io.guard.foreign import Arrays, take_apart
from arkit.io.limits import Limits
from arkit.io.parts.assemble import assemble
from arkit.io.parts.found import Found, named_unit, plain_colors
from arkit.io.parts.material import Map, Surface
from arkit.io.parts.pieces import parts_of, places_of
from arkit.io.parts.texturing import Textures

_PARSER = Path(__file__).with_name("fbx_scene.py")
_SIGNS = {"POSITIVE": 1.0, "NEGATIVE": -1.0}


def read_fbx(data: bytes, name: str, files: Files, limits: Limits) -> Found:
    """A document of the visible nodes' triangles, in the unit and axes the file declares."""
    check_fbx(data, name, limits)
    head, arrays = take_apart(_PARSER, data, what="an FBX", name=name)
    unit, factor = named_unit(head["unit_m"]) if head["unit_m"] > 0 else ("", 1.0)
    inside, pictures = _pictures(head["pictures"], arrays)
    surfaces = _surfaces(head["materials"], pictures)
    whole = np.diag([factor, factor, factor, 1.0])
    parts = list(parts_of(head, arrays, list(surfaces), whole, (name, limits, srgb_to_linear)))
    if not parts:
        raise ReadError(f"{name}: expected an FBX with visible triangles, it has none")
    textures = Textures(
        Files((*inside, *files.names), lambda one: inside[one] if one in inside else files.load(one)),
        limits,
        stem=name.rsplit("/", 1)[-1].rsplit(".", 1)[0],
    )
    document = assemble(parts, surfaces, textures, limits, places_of(head, factor, limits))
    guesses = [*_guesses(head, factor), *textures.guesses]
    return Found(document, unit, _up(head["axes"]), tuple(guesses), plain_colors(surfaces, parts))


def _pictures(names: list[str], arrays: Arrays) -> tuple[dict[str, bytes], list[str]]:
    """The pictures inside the file by a name of their own, and of every picture the name to look for."""
    inside, wanted = {}, []
    for place, name in enumerate(names):
        if f"picture{place}" in arrays:
            base = name.replace("\\", "/").rsplit("/", 1)[-1]
            inside[f"inside/{place}/{base}"] = arrays[f"picture{place}"].tobytes()
            name = f"inside/{place}/{base}"
        wanted.append(name)
    return inside, wanted


def _guesses(head: Mapping[str, Any], factor: float) -> list[str]:
    found = []
    if head["hidden"]:
        found.append(f"{head['hidden']} hidden nodes left out")
    if head["skinned"]:
        found.append("skinned meshes taken in the pose the file stands in")
    if factor != 1:
        found.append(f"the file counts in steps of {factor:g} m: turned into metres")
    axes = [_axis(one) for one in head["axes"]]
    if all(one is not None for one in axes) and np.linalg.det(np.array(axes)) < 0:
        found.append("the file declares left-handed axes, read as right-handed: exchange left and right with --mirror")
    return found


def _axis(name: str) -> list[float] | None:
    sign, _, letter = name.partition("_")
    return [_SIGNS[sign] * (one == letter) for one in "XYZ"] if sign in _SIGNS else None


def _up(axes: list[str]) -> str:
    sign, _, letter = axes[1].partition("_")
    return ("-" if sign == "NEGATIVE" else "") + letter.lower() if sign in _SIGNS else ""


def _surfaces(materials: list[dict[str, Any]], pictures: list[str]) -> dict[str, Surface]:
    """Surfaces in the file's order, by names of their own. Colours are taken as sRGB, as modelling tools show them."""
    found: dict[str, Surface] = {}
    for place, one in enumerate(materials):
        name = one["name"] or f"material {place}"
        name = name if name not in found else f"{name} {place}"
        maps = {
            slot: Map(pictures[held["picture"]], tuple(held["scale"]), tuple(held["offset"]))
            for slot, held in one["maps"].items()
            if pictures[held["picture"]]
        }
        plain = (1.0, 1.0, 1.0) if "base" in maps else (0.8, 0.8, 0.8)
        color = plain if "base" in maps else tuple(one.get("color", plain))
        alpha = float(one.get("alpha", 1.0))
        found[name] = Surface(
            name,
            color_srgb=color,
            emissive_srgb=tuple(one.get("emission", (0.0, 0.0, 0.0))),
            alpha=alpha if 0 < alpha <= 1 and "opacity" not in maps else 1.0,
            roughness=None if "roughness" in maps else one.get("roughness"),
            metallic=None if "metallic" in maps else one.get("metallic"),
            maps=maps,
        )
    return found


__all__ = ["read_fbx"]
