"""Glasses in one piece: no node tells the temples apart, so they are found by where they are and bent like springs.

What lies far out at the sides and well behind the front is a temple; it turns about a line just behind the front,
over a centimetre, so that nothing tears. A mesh that is used twice (one temple, mirrored) cannot be bent on its own:
such glasses stay as they are.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from arkit.document import Document, instances, primitive_of, values
from arkit.face.wear.temples import Temple, front_points
from arkit.spaces import apply, inverse, pose

BEHIND_M = 0.025  # the front, with its curve, is no deeper than this
LEAST_LONG_M = 0.06  # a temple is at least so long
OUTSIDE = 0.6  # of half the width: what lies farther out is a temple's side
SPRING_M = 0.010


def find_grown_temples(document: Document) -> tuple[Temple, ...]:
    """Temples of glasses in one piece, the wearer's left (+x) first: no nodes, a hinge line, their points."""
    points = front_points(document)
    if not len(points):
        return ()
    half, foremost = float(np.abs(points[:, 0]).max()), float(points[:, 2].max())
    found = []
    for side in (1.0, -1.0):
        own = points[(points[:, 0] * side > OUTSIDE * half) & (points[:, 2] < foremost - BEHIND_M)]
        if not len(own) or np.ptp(own[:, 2]) < LEAST_LONG_M:
            return ()
        start_z = float(own[:, 2].max())
        root = own[own[:, 2] > start_z - SPRING_M]
        found.append(Temple((), np.array([*np.median(root[:, :2], axis=0), start_z]), own))
    return tuple(found)


def bent(document: Document, temple: Temple, rotation: np.ndarray) -> Document:
    """The document with one grown temple turned by `rotation` (3, 3), document space; shared meshes stay."""
    uses = Counter(primitive_of(document, one)["attributes"]["POSITION"] for one in instances(document))
    gltf_accessors, arrays = list(document.gltf["accessors"]), list(document.accessors)
    for one in instances(document):
        index = primitive_of(document, one)["attributes"]["POSITION"]
        positions = apply(one.T_document_node, values(document, index))
        part = _part(positions, temple)
        if not part.any():
            continue
        if uses[index] > 1:
            return document
        turned = (positions - temple.hinge_m) @ rotation.T + temple.hinge_m
        moved = positions + (turned - positions) * part[:, None]
        arrays[index] = apply(inverse(one.T_document_node), moved).astype(np.float32)
        low, high = arrays[index].min(axis=0).tolist(), arrays[index].max(axis=0).tolist()
        entry = {key: value for key, value in gltf_accessors[index].items() if key != "normalized"}
        gltf_accessors[index] = {**entry, "componentType": 5126, "min": low, "max": high}
        normal = primitive_of(document, one)["attributes"].get("NORMAL")
        if normal is not None and gltf_accessors[normal]["componentType"] == 5126:
            linear = one.T_document_node[:3, :3]
            in_node = inverse(pose(linear))[:3, :3] @ rotation @ linear
            with_it = part[:, None] > 0.5
            arrays[normal] = np.where(with_it, arrays[normal] @ in_node.T, arrays[normal]).astype(np.float32)
    return replace(document, gltf={**document.gltf, "accessors": gltf_accessors}, accessors=tuple(arrays))


def _part(positions: np.ndarray, temple: Temple) -> np.ndarray:
    """(n,) 0…1: how far each point goes with the temple."""
    side, behind = np.sign(temple.hinge_m[0]), temple.hinge_m[2] - positions[:, 2]
    outside = positions[:, 0] * side > OUTSIDE * abs(temple.hinge_m[0])
    return np.asarray(np.clip(behind / SPRING_M, 0, 1) * outside)


__all__ = ["bent", "find_grown_temples"]
