"""The canonical face: 468 points of an average face, shared with the viewer, and the space they live in.

Face space has its origin between the eyes (the mean of the four eye corners), +x to the wearer's left, +y up,
+z out of the face, metres. The numbers come from the tracker's own face model (Apache-2.0); the build writes them to
`canonical_face.json` beside this file, and the viewer imports the same file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from arkit.errors import MissingError

PATH = Path(__file__).with_name("canonical_face.json")
POINTS = 468
IRIS_POINTS = 478
EYE_CORNERS = (33, 133, 362, 263)
RIGHT_EYE_CORNERS = (33, 133)  # outer, inner; the wearer's right
LEFT_EYE_CORNERS = (263, 362)


@dataclass(frozen=True, slots=True)
class CanonicalFace:
    """An average face.

    Attributes:
        positions_m: (468, 3) float64, face space.
        uv: (468, 2) texture coordinates.
        triangles: (898, 3) int32, counter-clockwise seen from outside; an open plate without ears and skull.
        rigid_ids: (33,) the points that move least with expression.
        rigid_weights: (33,) how much each of them counts.
    """

    positions_m: np.ndarray
    uv: np.ndarray
    triangles: np.ndarray
    rigid_ids: np.ndarray
    rigid_weights: np.ndarray


@cache
def canonical_face() -> CanonicalFace:
    """Load the canonical face once.

    Raises:
        MissingError: the build has not written `canonical_face.json` yet.
    """
    try:
        data = json.loads(PATH.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise MissingError(
            "canonical face: expected canonical_face.json beside arkit/face, found none; run `make setup`"
        ) from error
    positions_m = np.asarray(data["vertices_cm"], dtype=np.float64) / 100
    positions_m -= positions_m[list(EYE_CORNERS)].mean(axis=0)
    basis = np.asarray(data["procrustes"], dtype=np.float64)
    face = CanonicalFace(
        positions_m=positions_m,
        uv=np.asarray(data["uv"], dtype=np.float64),
        triangles=np.asarray(data["triangles"], dtype=np.int32),
        rigid_ids=basis[:, 0].astype(np.int64),
        rigid_weights=basis[:, 1],
    )
    for array in (face.positions_m, face.uv, face.triangles, face.rigid_ids, face.rigid_weights):
        array.setflags(write=False)
    return face


__all__ = [
    "EYE_CORNERS",
    "IRIS_POINTS",
    "LEFT_EYE_CORNERS",
    "PATH",
    "POINTS",
    "RIGHT_EYE_CORNERS",
    "CanonicalFace",
    "canonical_face",
]
