"""The ear that hides a temple: a relief as seen from the side, laid between an ear's top and its lobe.

Measured on the twenty ears of ten mixed heads (`bench/heads/measure_ear.py`): how far ear and head stand out, on a grid
along the line from lobe to top and back from it, in parts of the ear's height.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np

from arkit.face.ears.find import Ear, Side

PATH = Path(__file__).with_name("relief.json")
ALONG = tuple(round(-1.1 + 0.1 * step, 2) for step in range(14))  # -1 is the lobe, 0 the top
BACK = tuple(round(-0.5 + 0.1 * step, 2) for step in range(13))
SHRINK_M = 0.001
STANDS_OUT = 0.07  # of the ear's height: what stands out less over the plane of the head beside it is no ear
SUNK = 0.06  # the head beside the ear is the skull's business: here it lies deeper, so that it hides nothing


def ear_relief(ear: Ear, side: Side) -> tuple[np.ndarray, np.ndarray]:
    """The relief of one ear in face space: positions (n, 3) metres and triangles (m, 3)."""
    sign = 1.0 if side == "left" else -1.0
    mirror = np.array([sign, 1.0, 1.0])
    top, lobe = ear.top_m * mirror, ear.lobe_m * mirror
    up = (top - lobe) * (0.0, 1.0, 1.0)
    height = float(np.linalg.norm(up))
    up = up / height
    back = np.array([0.0, up[2], -up[1]])
    along, behind = np.array(ALONG)[:, None, None] * height, np.array(BACK)[None, :, None] * height
    lower = np.clip(-np.array(ALONG), 0, 1)[:, None]
    own_lobe = lobe[0] - top[0] - _lobe() * height  # how much farther out this lobe is than the relief's
    points = top + along * up + behind * back
    points[..., 0] = top[0] + _relief() * height + lower * own_lobe - SHRINK_M
    return (points * mirror).reshape(-1, 3), _grid_triangles()


@cache
def _relief() -> np.ndarray:
    """(along, back) how far out beside the top, as parts of the ear's height."""
    out = np.array(json.loads(PATH.read_text(encoding="utf-8"))["out"], dtype=np.float64)
    along, behind = np.meshgrid(ALONG, BACK, indexing="ij")
    plane = np.stack([along, behind, np.ones_like(along)], axis=-1)
    border = np.ones(out.shape, dtype=bool)
    border[1:-1, 1:-1] = False
    skull = plane @ np.linalg.lstsq(plane[border], out[border], rcond=None)[0]
    out = np.where(out - skull > STANDS_OUT, out, np.minimum(out, skull) - SUNK)
    out.setflags(write=False)
    return out


@cache
def _lobe() -> float:
    """How far out the lobe is in the relief, as a part of the ear's height."""
    return float(np.interp(0.0, BACK, _relief()[ALONG.index(-1.0)]))


@cache
def _grid_triangles() -> np.ndarray:
    rows, columns = len(ALONG), len(BACK)
    ids = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = ids[:-1, :-1], ids[:-1, 1:], ids[1:, :-1], ids[1:, 1:]
    return np.concatenate([np.stack(one, axis=-1).reshape(-1, 3) for one in ((a, b, c), (b, d, c))]).astype(np.int32)


__all__ = ["ALONG", "BACK", "PATH", "ear_relief"]
