"""A head from the modes of ../shared/data/heads: vertices in metres, and the truth that can be told from them.

Head space is glTF's: y up, the face looks along +z, +x is the subject's left; the origin lies between the pupils.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

HEADS = 30
_EYES = ((23021, 24591), (21451, 23021))  # subject's right, left: the shells' vertices
_EARS = (6706, 9409)  # vertices of neck, ears and temples in the face's mesh
_RIM_X_CM, _LOBE_X_CM = 8.2, 7.4  # nothing but the ear's rim, and nothing but the ear above the neck, lies so far out
OUTER_LIPS = (5708, 5695, 2081, 0, 4275, 6200, 6213, 6346, 6461, 5518, 5957, 5841)  # iBUG 49 to 60
INNER_LIPS = (5702, 5711, 5533, 6216, 6207, 6470, 5517, 5966)  # iBUG 61 to 68
_EXPRESSIONS = {"neutral": {}, "open": {"jawOpen": 0.7}, "smile": {"mouthSmile_L": 0.8, "mouthSmile_R": 0.8}}
_EXPRESSIONS |= {"pout": {"mouthPucker": 0.8}, "grin": {"jawOpen": 0.25, "mouthSmile_L": 1.0, "mouthSmile_R": 1.0}}
_EXPRESSIONS |= {"brows": {"browInnerUp_L": 1.0}}
EXPRESSIONS = tuple(_EXPRESSIONS)  # the tracker's habit is learned from these; lids that hang are not among them
_EXPRESSIONS |= {f"lids {share}": {"eyeBlink_L": share, "eyeBlink_R": share} for share in (0.25, 0.4, 0.6)}


@dataclass(frozen=True, slots=True)
class Head:
    """One head.

    Attributes:
        positions_m: (26719, 3) head space.
        pupils_m: (2, 3) middles of the eyeballs, subject's right first; their distance is the true PD.
        ear_tops_m, ear_lobes_m: (2, 3), subject's right first.
        iris_m: diameter of the painted iris.
    """

    positions_m: np.ndarray
    pupils_m: np.ndarray
    ear_tops_m: np.ndarray
    ear_lobes_m: np.ndarray
    iris_m: float

    @property
    def pd_m(self) -> float:
        """Distance between the middles of the eyes."""
        return float(np.linalg.norm(self.pupils_m[1] - self.pupils_m[0]))


def data_folder() -> Path:
    """Where the measured data lies: ARKIT_TEST_DATA, or shared/data beside the repository."""
    return Path(os.environ.get("ARKIT_TEST_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))


@cache
def model() -> dict[str, Any]:
    """The head model's arrays; FileNotFoundError where the data is absent."""
    with np.load(data_folder() / "heads" / "ict_heads.npz") as stored:
        return {key: stored[key] for key in stored.files}


def make_head(seed: int, expression: str = "neutral", *, iris_m: float = 0.0117) -> Head:
    """Head number `seed`: its modes have weights of -2 to 2 drawn by that number, so it is always the same person."""
    held = model()
    weights = np.random.default_rng(1000 + seed).uniform(-2, 2, len(held["identity_ids"]))
    points = held["vertices_cm"] + np.tensordot(weights, held["identity_delta_cm"].astype(np.float32), axes=1)
    tops, lobes = _ears(points)
    names = held["expression_names"].tolist()
    for name, amount in _EXPRESSIONS[expression].items():
        points = points + amount * held["expression_delta_cm"][names.index(name)].astype(np.float32)
    pupils = np.array([(points[a:b].min(axis=0) + points[a:b].max(axis=0)) / 2 for a, b in _EYES])
    middle = pupils.mean(axis=0)
    return Head(*((one - middle) / 100 for one in (points, pupils, tops, lobes)), iris_m)


def _ears(points_cm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Top of the ear's root and lobe's lowest point, (2, 3) each, right first."""
    tops, lobes = ear_ids()
    return points_cm[list(tops)], points_cm[list(lobes)]


@cache
def ear_ids() -> tuple[tuple[int, int], tuple[int, int]]:
    """Vertex ids (right, left) of the ear's highest point and of the lobe's lowest, on the neutral head."""
    points = model()["vertices_cm"]
    ids = np.arange(*_EARS)
    tops, lobes = [], []
    for sign in (-1, 1):
        x, y = points[ids, 0] * sign, points[ids, 1]
        tops.append(int(ids[np.argmax(np.where((x > _RIM_X_CM) & (y < 5), y, -np.inf))]))
        lobes.append(int(ids[np.argmin(np.where((x > _LOBE_X_CM) & (y > -5), y, np.inf))]))
    return (tops[0], tops[1]), (lobes[0], lobes[1])


__all__ = ["EXPRESSIONS", "HEADS", "INNER_LIPS", "OUTER_LIPS", "Head", "data_folder", "ear_ids", "make_head", "model"]
