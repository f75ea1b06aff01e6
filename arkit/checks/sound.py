"""What a validator asks of the numbers of a glTF: finite, in range, of unit length, and as the JSON says they are.

Each rule answers how often it is broken. The names of the validator's own codes stand beside the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from arkit.check import Check
from arkit.document import Document, values

_SOURCE = "glTF 2.0"
_UNIT = 0.00674  # how far from 1 a length may be: the Khronos validator's bound for float normals
_UNIT_BYTE = 0.01  # and for normalised integers
_WEIGHTS = 2e-3  # times the number of influences: the same for sums of skin weights


def sound(document: Document) -> tuple[Check, ...]:
    """Checks of every accessor and attribute, skin weights and animation samplers."""
    primitives = [one for mesh in document.gltf.get("meshes", []) for one in mesh["primitives"]]
    return (
        _none("numbers that are not finite", _not_finite(document)),  # ACCESSOR_INVALID_FLOAT
        _none("minima and maxima that are not the data's", _wrong_range(document)),  # ACCESSOR_MIN_MISMATCH …
        _none("positions without minimum and maximum", _unbounded(document, primitives)),  # …_POSITION_…_BOUNDS
        _none("faces that ask for missing vertices", _beyond(document, primitives)),  # ACCESSOR_INDEX_OOB
        _none("attributes of unequal length", sum(_unequal(document, one) for one in primitives)),
        _none("normals not of unit length", _not_unit(document, primitives, "NORMAL")),  # ACCESSOR_VECTOR3_NON_UNIT
        _none("tangents not of unit length or sign", _not_unit(document, primitives, "TANGENT")),
        _none("skin weights that do not sum to 1", _bad_weights(document, primitives)),  # ACCESSOR_WEIGHTS_NON_…
        _none("joints that the skin has not", _bad_joints(document)),  # ACCESSOR_JOINTS_INDEX_OOB
        _none("animation samplers out of order or length", _bad_samplers(document)),  # ACCESSOR_ANIMATION_INPUT_…
    )


def _none(rule: str, count: int) -> Check:
    return Check(rule, 0, count, count == 0, _SOURCE)


def _not_finite(document: Document) -> int:
    floats = [array for array in document.accessors if array.dtype.kind == "f"]
    return sum(int((~np.isfinite(array)).sum()) for array in floats)


def _wrong_range(document: Document) -> int:
    """Accessors whose stated minimum or maximum is not their data's; a float may differ by float32's rounding."""
    wrong = 0
    for entry, array in zip(document.gltf.get("accessors", []), document.accessors, strict=True):
        for key, end in (("min", np.min), ("max", np.max)):
            if key in entry:
                found = end(array.T.copy(), axis=1)  # of a row ten times sooner than of a column
                stated = np.asarray(entry[key], dtype=np.float64).reshape(-1)
                alike = stated.shape == found.shape and np.allclose(stated, found, rtol=1e-6, atol=1e-9)
                wrong += not alike
    return wrong


def _unbounded(document: Document, primitives: list[Mapping[str, Any]]) -> int:
    used = {one["attributes"]["POSITION"] for one in primitives if "POSITION" in one.get("attributes", {})}
    entries = [document.gltf["accessors"][place] for place in used]
    return sum("min" not in entry or "max" not in entry for entry in entries)


def _beyond(document: Document, primitives: list[Mapping[str, Any]]) -> int:
    count = 0
    for one in primitives:
        if "indices" in one and "POSITION" in one["attributes"]:
            vertices = len(document.accessors[one["attributes"]["POSITION"]])
            corners = document.accessors[one["indices"]]
            count += int((corners >= vertices).sum())
    return count


def _unequal(document: Document, primitive: Mapping[str, Any]) -> bool:
    targets = primitive.get("targets", [])
    groups = [primitive["attributes"], *targets]
    return len({len(document.accessors[place]) for group in groups for place in group.values()}) > 1


def _not_unit(document: Document, primitives: list[Mapping[str, Any]], name: str) -> int:
    count = 0
    for place in {one["attributes"][name] for one in primitives if name in one["attributes"]}:
        found = values(document, place)
        most = _UNIT if document.accessors[place].dtype.kind == "f" else _UNIT_BYTE
        wrong = np.abs(np.einsum("ij,ij->i", found[:, :3], found[:, :3]) - 1) > 2 * most
        if name == "TANGENT":
            wrong |= np.abs(np.abs(found[:, 3]) - 1) > most
        count += int(wrong.sum())
    return count


def _bad_weights(document: Document, primitives: list[Mapping[str, Any]]) -> int:
    count = 0
    for one in primitives:
        sets = sorted(key for key in one["attributes"] if key.startswith("WEIGHTS_"))
        if sets:
            weights = np.concatenate([values(document, one["attributes"][key]) for key in sets], axis=1)
            most = _WEIGHTS * np.maximum((weights > 0).sum(axis=1), 1)
            count += int(((np.abs(weights.sum(axis=1) - 1) > most) | (weights < 0).any(axis=1)).sum())
    return count


def _bad_joints(document: Document) -> int:
    """Vertices that name a joint beyond their node's skin."""
    count = 0
    gltf = document.gltf
    for node in gltf.get("nodes", []):
        if "skin" not in node or "mesh" not in node:
            continue
        joints = len(gltf["skins"][node["skin"]].get("joints", []))
        for one in gltf["meshes"][node["mesh"]]["primitives"]:
            named = [place for key, place in one["attributes"].items() if key.startswith("JOINTS_")]
            count += sum(int((document.accessors[place] >= joints).any(axis=1).sum()) for place in named)
    return count


def _bad_samplers(document: Document) -> int:
    """Samplers whose times do not rise from 0 up, or whose values are not one (cubic: three) for each time."""
    count = 0
    for sampler, values_each in _samplers(document):
        times = document.accessors[sampler["input"]][:, 0]
        rows = len(document.accessors[sampler["output"]])
        cubic = 3 if sampler.get("interpolation") == "CUBICSPLINE" else 1
        ordered = bool(times[0] >= 0) and bool((np.diff(times) > 0).all())
        count += not ordered or rows != len(times) * cubic * values_each
    return count


def _samplers(document: Document) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Every animation sampler that a channel uses and how many rows it has for one time (morph weights: targets)."""
    gltf = document.gltf
    for animation in gltf.get("animations", []):
        for one in animation.get("channels", []):
            target = one.get("target", {})
            each = 1
            if target.get("path") == "weights" and "mesh" in gltf["nodes"][target.get("node", 0)]:
                mesh = gltf["meshes"][gltf["nodes"][target["node"]]["mesh"]]
                each = len(mesh["primitives"][0].get("targets", [])) or 1
            if target.get("path") in ("translation", "rotation", "scale", "weights"):
                yield animation["samplers"][one["sampler"]], each


__all__ = ["sound"]
