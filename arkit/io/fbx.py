"""Read FBX, binary and text: nodes, materials, pictures inside and beside it, unit and axes as declared.

The parser (ufbx) is C: it runs in a process of its own (`fbx_scene.py`) under the limits of the converter's process,
which the server starts as a limited child, so a file that breaks it gives one sentence. It opens no other file.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from arkit.color import srgb_to_linear
from arkit.errors import ReadError
from arkit.io.assemble import assemble
from arkit.io.files import Files
from arkit.io.found import Found, named_unit, placed, plain_colors, unit_normals
from arkit.io.limits import Limits, hold
from arkit.io.material import Map, Surface
from arkit.io.part import Faces, Part
from arkit.io.texturing import Textures

_PROGRAM = Path(__file__).with_name("fbx_scene.py")
_LONGEST_S = 300
_Arrays = Mapping[str, np.ndarray]
_SIGNS = {"POSITIVE": 1.0, "NEGATIVE": -1.0}


def read_fbx(data: bytes, name: str, files: Files, limits: Limits) -> Found:
    """A document of the visible nodes' triangles, in the unit and axes the file declares."""
    head, arrays = _scene(data, name)
    unit, factor = named_unit(head["unit_m"]) if head["unit_m"] > 0 else ("", 1.0)
    inside, pictures = _pictures(head["pictures"], arrays)
    surfaces = _surfaces(head["materials"], pictures)
    parts = list(_parts(head, arrays, list(surfaces), np.diag([factor, factor, factor, 1.0]), name, limits))
    if not parts:
        raise ReadError(f"{name}: expected an FBX with visible triangles, it has none")
    textures = Textures(
        Files((*inside, *files.names), lambda one: inside[one] if one in inside else files.load(one)),
        limits,
        stem=name.rsplit("/", 1)[-1].rsplit(".", 1)[0],
    )
    document = assemble(parts, surfaces, textures, limits)
    guesses = [*_guesses(head, factor), *textures.guesses]
    return Found(document, unit, _up(head["axes"]), tuple(guesses), plain_colors(surfaces, parts))


def _scene(data: bytes, name: str) -> tuple[dict[str, Any], _Arrays]:
    """The head and arrays of fbx_scene.py."""
    try:
        run = subprocess.run(
            [sys.executable, "-I", str(_PROGRAM)], input=data, capture_output=True, timeout=_LONGEST_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ReadError(f"{name}: expected an FBX that is read within {_LONGEST_S} s, it was not") from error
    if run.returncode:
        raise ReadError(f"{name}: expected an FBX, its parser broke on it (exit {run.returncode})")
    try:
        with np.load(io.BytesIO(run.stdout), allow_pickle=False) as stored:
            arrays = {key: stored[key] for key in stored.files}
    except (ValueError, OSError, zipfile.BadZipFile) as error:
        raise ReadError(f"{name}: expected an FBX, its parser gave nothing whole ({error})") from error
    head = json.loads(arrays.pop("head").tobytes())
    if "error" in head:
        raise ReadError(f"{name}: expected an FBX, it cannot be read ({' '.join(head['error'].split())})")
    return head, arrays


def _pictures(names: list[str], arrays: _Arrays) -> tuple[dict[str, bytes], list[str]]:
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


def _parts(
    head: Mapping[str, Any], arrays: _Arrays, names: list[str], whole: np.ndarray, name: str, limits: Limits
) -> Iterator[Part]:
    triangles = 0
    for piece in head["pieces"]:
        key = f"mesh{piece['mesh']}"
        faces, chosen = arrays[f"{key} faces"], arrays[f"{key} face_material"]
        chosen = chosen if len(chosen) == len(faces) else np.zeros(len(faces), dtype=np.int64)
        matrix = whole @ np.array(piece["matrix"])
        if f"{key} position" not in arrays or not np.isfinite(matrix).all():
            continue
        for material in np.unique(chosen):
            own = faces[(chosen == material) & (faces[:, 1] > 2)]
            triangles += int((own[:, 1] - 2).sum())
            hold(f"{name}: triangles", triangles, limits.triangles)
            slots = piece["materials"]
            place = slots[material] if 0 <= material < len(slots) else -1
            if len(own):
                part = _part(piece["name"], names[place] if place >= 0 else None, arrays, key, own)
                yield placed(part, matrix)


def _part(name: str, material: str | None, arrays: _Arrays, key: str, faces: np.ndarray) -> Part:
    """Corners of some faces (n, 2: first corner, count); those that agree in all attributes become one vertex."""
    corners = np.concatenate([np.arange(first, first + count) for first, count in faces.tolist()])
    kinds = [one for one in ("position", "normal", "uv", "color") if f"{key} {one}" in arrays]
    keys = np.stack([arrays[f"{key} {one} at"][corners] for one in kinds], axis=1)
    unique, inverse = np.unique(keys, axis=0, return_inverse=True)
    own = {one: arrays[f"{key} {one}"][unique[:, column]] for column, one in enumerate(kinds)}
    ends = np.cumsum(faces[:, 1]).tolist()
    index = inverse.reshape(-1).tolist()
    polygons = [index[end - count : end] for end, count in zip(ends, faces[:, 1].tolist(), strict=True)]
    uv = own["uv"] * (1, -1) + (0, 1) if "uv" in own else None
    colors = None
    if "color" in own:
        colors = np.clip(own["color"], 0, 1)
        clear = colors[:, 3:] if (colors[:, 3] < 1).any() else colors[:, :0]
        colors = np.concatenate([srgb_to_linear(colors[:, :3]), clear], axis=1)
    return Part(
        name,
        material,
        own["position"],
        Faces(list(polygons)).triangles(own["position"]),
        unit_normals(own["normal"]) if "normal" in own else None,
        uv if uv is not None and np.isfinite(uv).all() else None,
        colors,
    )


__all__ = ["read_fbx"]
