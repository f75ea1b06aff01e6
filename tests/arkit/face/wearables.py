"""Things to wear made in code: a hat of known girth, an earring of known length."""

from __future__ import annotations

import numpy as np

from arkit.document import Document

AROUND = 96


def hat(girth_m: float = 0.58, brim_m: float = 0.06, crown_m: float = 0.12, long: float = 1.2) -> Document:
    """A crown over an oval opening at the origin, y up, and a flat brim; front +z. Without a brim where it is 0."""
    total = 3 * (1 + long) - np.sqrt((3 + long) * (1 + 3 * long))
    half = girth_m / (np.pi * total)
    turn = np.arange(AROUND) / AROUND * 2 * np.pi
    oval = np.stack([half * np.cos(turn), half * long * np.sin(turn)], axis=1)
    wider = np.stack([(half + brim_m) * np.cos(turn), (half * long + brim_m) * np.sin(turn)], axis=1)
    rings = [(wider, 0.0), (oval, 0.0), (oval, crown_m), (oval * 0.01, crown_m)]
    points = np.concatenate([np.insert(ring, 1, height, axis=1) for ring, height in rings]).astype(np.float32)
    return _mesh(points, len(rings))


def earring(length_m: float = 0.03, radius_m: float = 0.004) -> Document:
    """A rod that hangs down from the origin."""
    turn = np.arange(AROUND) / AROUND * 2 * np.pi
    ring = np.stack([np.cos(turn), np.sin(turn)], axis=1) * radius_m
    levels = np.linspace(0, -length_m, 5)
    points = np.concatenate([np.insert(ring, 1, level, axis=1) for level in levels]).astype(np.float32)
    return _mesh(points, len(levels))


def _mesh(points: np.ndarray, rings: int) -> Document:
    here = np.arange(AROUND)
    after = (here + 1) % AROUND
    bands = []
    for ring in range(rings - 1):
        low, high = ring * AROUND, (ring + 1) * AROUND
        bands.append(np.stack([low + here, high + here, low + after], axis=1))
        bands.append(np.stack([low + after, high + here, high + after], axis=1))
    corners = np.concatenate(bands).astype(np.uint16)
    gltf = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "accessors": [
            {"componentType": 5126, "count": len(points), "type": "VEC3"},
            {"componentType": 5123, "count": corners.size, "type": "SCALAR"},
        ],
    }
    return Document(gltf, (points, corners.reshape(-1, 1)))
