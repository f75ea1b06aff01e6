"""Normals of 3D Studio's smoothing groups: at a shared corner, faces that share a group look like one surface."""

from __future__ import annotations

import numpy as np

_MOST_MASKS = 256  # different sets of groups in one mesh; files with more get their normals by crease angle


def smooth_corners(
    positions: np.ndarray, faces: np.ndarray, smoothing: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray | None]:
    """Which of the (3 m) face corners look alike, and their normals.

    Args:
        faces: (m, 3) corners; smoothing: (m,) bit masks of groups, 0 for flat, or None for a file without groups.

    Returns:
        (m, 3) indices of face corners, each the first of those that are one vertex, and the (3 m, 3) unit normals
        of all face corners (None without groups: then corners are alike where their vertex is).
    """
    flat = faces.reshape(-1)
    masks = np.unique(smoothing) if smoothing is not None else np.zeros(0)
    if smoothing is None or not len(faces) or len(masks) > _MOST_MASKS:
        return _firsts(flat.reshape(-1, 1)).reshape(-1, 3), None
    corners = positions[faces]
    area = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.repeat(area, 3, axis=0)
    own = np.repeat(smoothing, 3)
    for mask in masks[masks > 0]:
        joined = (smoothing & mask) > 0
        sums = np.zeros_like(positions)
        for column in range(3):
            np.add.at(sums, faces[joined, column], area[joined])
        normals[own == mask] = sums[flat[own == mask]]
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    if (lengths <= 1e-30).any():
        return _firsts(flat.reshape(-1, 1)).reshape(-1, 3), None
    face = np.where(own > 0, -1, np.arange(len(flat)) // 3)
    return _firsts(np.stack([flat, own.astype(np.int64), face], axis=1)).reshape(-1, 3), normals / lengths


def _firsts(keys: np.ndarray) -> np.ndarray:
    """Of each row the index of the first row equal to it."""
    _, first, inverse = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return first[inverse.reshape(-1)]


__all__ = ["smooth_corners"]
