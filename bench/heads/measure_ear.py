"""Measure the shape of ears on the ten tuned heads, for the ear that hides temples: arkit/face/ears/relief.json.

python -m bench.heads.measure_ear

Seen from the side, how far ear and head stand out beside the top of the ear, on a grid that goes with it, along the
line from lobe to top and back from it, as parts of the ear's height. Medians of twenty ears.
"""

from __future__ import annotations

import json

import numpy as np

from arkit.face.ears.relief import ALONG, BACK, PATH
from bench.heads.model import make_head, model
from bench.heads.plan import TUNED

_INNER_M = 0.055  # what lies nearer to the middle than this is no side of a head
_RADIUS = 0.045  # of the ear's height: a vertex that near a grid's ray counts


def measured() -> np.ndarray:
    """(along, back) how far out, as parts of the ear's height from the top's own place; NaN where nothing is."""
    grids = []
    for seed in TUNED:
        head = make_head(seed)
        points = _dense(head.positions_m)
        for side, sign in ((0, -1.0), (1, 1.0)):
            mirror = np.array([sign, 1.0, 1.0])
            top, lobe = head.ear_tops_m[side] * mirror, head.ear_lobes_m[side] * mirror
            grids.append(_grid(points * mirror, top, lobe))
    return np.asarray(np.nanmedian(np.array(grids), axis=0))


def _dense(positions_m: np.ndarray) -> np.ndarray:
    """Points all over the skin: corners, middles of edges and of triangles."""
    triangles = model()["triangles"]
    near = (triangles < 11248).all(axis=1)
    corners = positions_m[triangles[near]]
    middles = (corners + np.roll(corners, 1, axis=1)) / 2
    return np.concatenate([corners.reshape(-1, 3), middles.reshape(-1, 3), corners.mean(axis=1)])


def _grid(points_m: np.ndarray, top: np.ndarray, lobe: np.ndarray) -> np.ndarray:
    up = (top - lobe) * (0, 1, 1)
    height = float(np.linalg.norm(up))
    up = up / height
    back = np.array([0.0, -up[2], up[1]]) * -1.0
    points_m = points_m[points_m[:, 0] > _INNER_M]
    local = points_m - top
    places = np.stack([local @ up, local @ back], axis=1) / height
    grid = np.full((len(ALONG), len(BACK)), np.nan)
    for row, along in enumerate(ALONG):
        for column, behind in enumerate(BACK):
            near = np.hypot(places[:, 0] - along, places[:, 1] - behind) < _RADIUS
            if near.any():
                grid[row, column] = local[near, 0].max() / height
    return grid


if __name__ == "__main__":
    found = measured()
    PATH.write_text(json.dumps({"out": np.round(found, 3).tolist()}) + "\n", encoding="utf-8")
    print(np.round(found * 60).astype(int))
