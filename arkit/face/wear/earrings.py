"""Hang earrings: a pair from one model, the hook in the lobe, straight down from there, clear of jaw and neck.

An earring comes with the origin where its hook passes the lobe, y up, +z outwards from the head, metres. The right one
is the left one's mirror image, as pairs are made. Which way is down is the picture's: a camera held level unless told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from arkit.document import Document, bounds, instances, primitive_of, values
from arkit.errors import CheckError
from arkit.face.ears.find import LOBE_OUTWARD, SIDES, Ear, Side, find_ear, lobe_visible, ray_reach
from arkit.face.track.follow import Face
from arkit.face.wear.glasses import Fit
from arkit.face.wear.occluder import head_mesh
from arkit.face.wear.sway import Sway
from arkit.placement import Placement
from arkit.spaces import apply, inverse, pose

DOWN_CAMERA = np.array([0.0, -1.0, 0.0])  # a camera that is held level
SIDES_M = (0.002, 0.16)  # the longest side of an earring
SUNK_M = 0.0005  # the hook lies so far in the skin
BANDS = 6
CLEAR_M = 0.0015  # between an earring and the skin beside it
FREE_M = 0.008  # the first of an earring below the hook touches the lobe as it should
JUST_M = 0.007  # a lobe is so far behind the cheek when its earring may still be seen
WEIGHT = 0.75  # where the weight of an earring is, as a part of its length
MOST_TILT_RAD = float(np.radians(50))


@dataclass(frozen=True, slots=True)
class Hung:
    """One earring in one frame: whose ear, and product space to camera space (a mirror image on the right)."""

    side: Side
    T_camera_product: np.ndarray


def fit_earrings(document: Document, face: Face, sku: str = "") -> Fit:
    """Put a pair of earrings on a measured face.

    Args:
        document: one earring as the module says; it is worn in both ears.
        face: whom to dress.
        sku: for the placements.

    Returns:
        The left one's placement, and the right one's as `other`; in a video `hung` says where they are by now.

    Raises:
        CheckError: too small or large to be an earring in metres.
    """
    low, high = bounds(document)
    longest = float((high - low).max())
    if not SIDES_M[0] < longest < SIDES_M[1]:
        raise CheckError(
            f"{sku or 'earring'}: expected {SIDES_M[0] * 1000:.0f} to {SIDES_M[1] * 1000:.0f} mm on its longest side, "
            f"got {longest * 1000:,.1f} mm; is this an earring? If so, bring it to metres with `arkit convert`"
        )
    T_face_camera = inverse(face.track.T_camera_face)
    skull = head_mesh(face.rest_shape_m, face.scale.factor.value)
    left, right = (
        Placement(sku, "face", T_face_camera @ _hang(document, face, one, side, DOWN_CAMERA, skull).T_camera_product)
        for side, one in ((side, find_ear(face.rest_shape_m, face.scale.factor.value, side)) for side in SIDES)
    )
    return Fit(left, document, 0.0, attach="ear", other=right, width_mm=_mm(high[0] - low[0]))


def hung(
    fit: Fit,
    face: Face,
    *,
    sway: Sway | None = None,
    lobes: Mapping[Side, np.ndarray] | None = None,
    down_camera: np.ndarray = DOWN_CAMERA,
) -> tuple[Hung, ...]:
    """The earrings of a fitted pair that are seen in this frame: their lobes are, or they themselves below the lobe.

    Args:
        fit: as `fit_earrings` gave it.
        face: where the head is now.
        sway: of this person, in a video: hanging things swing. A photo has none.
        lobes: (3,) from each bare lobe's told place to where it is, face space, metres; None where no one looked.
        down_camera: unit vector, camera space.
    """
    skull = head_mesh(face.rest_shape_m, face.scale.factor.value)
    found = []
    for side in SIDES if lobes is None else lobes:
        ear = find_ear(face.rest_shape_m, face.scale.factor.value, side)
        if lobes is not None:
            ear = replace(ear, lobe_m=ear.lobe_m + lobes[side], hook_m=ear.hook_m + lobes[side])
        one = _hang(fit.document, face, ear, side, down_camera, skull, sway)
        if lobe_visible(ear, face.track.T_camera_face, skull) or _dangles(fit.document, ear, face, one, skull):
            found.append(one)
    return tuple(found)


def _dangles(document: Document, ear: Ear, face: Face, one: Hung, skull: tuple[np.ndarray, np.ndarray]) -> bool:
    """Whether the lobe is just behind the cheek while what hangs from it is seen beside the jaw."""
    T_face_camera = inverse(face.track.T_camera_face)
    eye = T_face_camera[:3, 3]
    beside = ear.hook_m + LOBE_OUTWARD * ((1.0 if one.side == "left" else -1.0) * JUST_M, 0.0, 0.0)
    below = np.array([[0.0, WEIGHT * float(bounds(document)[0][1]), 0.0]])
    weight = apply(T_face_camera @ one.T_camera_product, below)[0]
    return ray_reach(eye, beside, *skull) is None and ray_reach(eye, weight, *skull) is None


def _hang(
    document: Document,
    face: Face,
    ear: Ear,
    side: Side,
    down_camera: np.ndarray,
    skull: tuple[np.ndarray, np.ndarray],
    sway: Sway | None = None,
) -> Hung:
    """One earring: from the lobe downwards, or where it swings to, tilted off the skin where it would cut it."""
    T_camera_face = face.track.T_camera_face
    sign = 1.0 if side == "left" else -1.0
    outward = LOBE_OUTWARD * (sign, 1.0, 1.0)
    hook = ear.hook_m - outward * SUNK_M
    pivot = apply(T_camera_face, hook[None])[0]
    profile = _profile(document)
    length_m = float(profile[:, 0].max())
    way = down_camera if sway is None else sway.step(side, face.track.time_s, pivot, 0.6 * length_m, down_camera)
    way_face = way @ T_camera_face[:3, :3]
    way = T_camera_face[:3, :3] @ _cleared(hook, way_face, outward, profile, skull)
    front = T_camera_face[:3, :3] @ outward
    up = -way / np.linalg.norm(way)
    front = front - up * (front @ up)
    front /= np.linalg.norm(front)
    rotation = np.stack([sign * np.cross(up, front), up, front], axis=1)
    return Hung(side, pose(rotation, pivot))


def _profile(document: Document) -> np.ndarray:
    """(n, 2): how far below the hook each band of the earring ends, and how far it reaches about its axis."""
    points = np.concatenate(
        [
            apply(one.T_document_node, values(document, primitive_of(document, one)["attributes"]["POSITION"]))
            for one in instances(document)
        ]
    )
    below = -points[:, 1]
    edges = np.linspace(0, max(float(below.max()), 1e-4), BANDS + 1)
    rows = []
    for low, high in pairwise(edges.tolist()):
        band = points[(below >= low) & (below <= high)]
        rows.append((high, float(np.hypot(band[:, 0], band[:, 2]).max()) if len(band) else 0.0))
    return np.array(rows)


def _cleared(
    hook: np.ndarray,
    way: np.ndarray,
    outward: np.ndarray,
    profile: np.ndarray,
    skull: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    """The direction (3,) nearest to `way`, face space, in which the earring stays off jaw and neck."""
    side = np.array([np.sign(outward[0]), 0.0, 0.0])
    across = side - way * (side @ way)
    across /= max(float(np.linalg.norm(across)), 1e-9)
    positions, triangles = skull
    beside = (positions[:, 0] * side[0] > 0) & (positions[:, 1] < hook[1])
    near = triangles[beside[triangles].any(axis=1)]
    tilt = 0.0
    for below_m, reach_m in profile[profile[:, 0] > FREE_M]:
        point = hook + way * below_m
        far = point + across * 0.12
        hit = ray_reach(far, point - across * 0.06, positions, near)
        if hit is None:
            continue
        cut_m = 0.18 * (1 - hit) - 0.06 + CLEAR_M + reach_m
        tilt = max(tilt, float(np.arctan2(cut_m, below_m)))
    tilt = min(tilt, MOST_TILT_RAD)
    return np.asarray(way * np.cos(tilt) + across * np.sin(tilt))


def _mm(length_m: float) -> float:
    return round(float(length_m) * 1000, 1)


__all__ = ["DOWN_CAMERA", "Hung", "fit_earrings", "hung"]
