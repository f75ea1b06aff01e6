"""Put glasses on: the bridge on the nose, the temples on the ears, nothing inside the face, and true size kept.

A pair of glasses comes with the origin where its bridge meets the nose, the front towards +z, temples to -z, metres.
The face is in metres of the person (from the iris), so a frame 140 mm wide is 140 mm wide on the face; what error the
picture leaves is that of the person's own size, `FaceScale.factor.sd`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import LinearNDInterpolator

from arkit.document import Document, bounds
from arkit.errors import CheckError
from arkit.face.ears.find import SIDES, find_ear
from arkit.face.track.follow import Face
from arkit.face.wear.bend import bent, find_grown_temples
from arkit.face.wear.glass import with_glass
from arkit.face.wear.opening import Opening
from arkit.face.wear.temples import Temple, find_temples, front_points, turned
from arkit.placement import Placement
from arkit.product import Attach
from arkit.spaces import apply, pose, rotation_y

BRIDGE = {168: 0.15, 6: 0.70, 197: 0.15}  # landmarks on the ridge of the nose between the eyes, and their weights
TILT_MOST_RAD = float(np.radians(6))  # glasses tip about the nose until the temples lie on the ears, but no farther
YAW_MOST_RAD = float(np.radians(14))  # hinges spring open so far
NOD_MOST_RAD = float(np.radians(4))  # temples bend up or down so far
TOUCH_M = 0.0015  # pads press this far into skin
PUSH_MOST_M = 0.010
BESIDE_M = 0.008  # skin so far above or below a temple's line is beside it
WIDTHS_M = (0.08, 0.22)  # glasses for dolls, and for nobody
BAND_M = 0.008  # the part of a temple that lies at the ear


@dataclass(frozen=True, slots=True)
class Fit:
    """A product on one face.

    Attributes:
        placement: product space to face space.
        document: the product as it is worn: glasses with their temples turned.
        pushed_m: how far a frame had to stand off the nose so as not to cut the face.
        attach: what it rests on: "nose", "head" or "ear".
        other: of a pair, the second one's placement: the right ear's.
        width_mm: its width along x, as worn.
        notes: what one should know of it, one sentence each.
        opening: of a hat, where the head goes in.
    """

    placement: Placement
    document: Document
    pushed_m: float
    attach: Attach = "nose"
    other: Placement | None = None
    width_mm: float = 0.0
    notes: tuple[str, ...] = ()
    opening: Opening | None = None


def fit_glasses(document: Document, face: Face, sku: str = "") -> Fit:
    """Put a pair of glasses on a measured face.

    Args:
        document: glasses as the module says; temples are the nodes `temple_left` and `temple_right`, their origin the
            hinge. Glasses in one piece are bent behind the front (arkit.face.wear.bend).
        face: whom to dress.
        sku: for the placement.

    Raises:
        CheckError: the glasses are too small or large to be glasses in metres.
    """
    document = with_glass(document)
    low, high = bounds(document)
    if not WIDTHS_M[0] < high[0] - low[0] < WIDTHS_M[1]:
        raise CheckError(
            f"{sku or 'glasses'}: expected {WIDTHS_M[0] * 100:.0f} to {WIDTHS_M[1] * 100:.0f} cm of width along x, got "
            f"{(high[0] - low[0]) * 100:.3g} cm; are these glasses? If so, bring it to metres with `arkit convert`"
        )
    shape_m, factor = face.rest_shape_m, face.scale.factor.value
    bridge_m = sum((shape_m[point] * weight for point, weight in BRIDGE.items()), np.zeros(3))
    bridge_m = bridge_m * (0.0, 1.0, 1.0) + (float(shape_m[[168, 6, 197], 0].mean()), 0.0, 0.0)
    temples = find_temples(document) or find_grown_temples(document)
    rests = [find_ear(shape_m, factor, side).rest_m for side in SIDES]
    tilt_rad = _tilt(temples, [rest - bridge_m for rest in rests])
    rotation = _nod(tilt_rad)
    pushed_m = _push(apply(pose(rotation, bridge_m), front_points(document)), shape_m)
    T_face_product = pose(rotation, bridge_m + np.array([0.0, 0.0, pushed_m]))
    for temple in temples:
        rest = min(rests, key=lambda place: abs(place[0] - temple.hinge_m[0]))
        target = (rest - T_face_product[:3, 3]) @ rotation
        skin = (shape_m - T_face_product[:3, 3]) @ rotation
        turn = turned if temple.nodes else bent
        document = turn(document, temple, _opening(temple, target, skin))
    return Fit(Placement(sku, "face", T_face_product), document, pushed_m)


def _tilt(temples: tuple[Temple, ...], targets: list[np.ndarray]) -> float:
    """Angle about x (radians) that brings the undersides of the temples to the height of the ears."""
    angles = []
    for temple in temples:
        target = min(targets, key=lambda place: abs(place[0] - temple.hinge_m[0]))
        under = _at_depth(temple, float(target[2]))
        angles.append(np.arctan2(target[1], -target[2]) - np.arctan2(under[1], -under[2]))
    return float(np.clip(np.mean(angles), -TILT_MOST_RAD, TILT_MOST_RAD)) if angles else 0.0


def _opening(temple: Temple, target: np.ndarray, skin: np.ndarray) -> np.ndarray:
    """Rotation (3, 3) at the hinge that leads the temple past the side of the head and over the ear's fold.

    Args:
        temple: in document space, as everything here.
        target: (3,) the ear's fold.
        skin: (468, 3) the face plate.
    """
    from_hinge = target - temple.hinge_m
    rest = _at_depth(temple, float(target[2])) - temple.hinge_m
    side = np.sign(temple.hinge_m[0])
    beside = skin - temple.hinge_m
    line_y = beside[:, 2] / from_hinge[2] * from_hinge[1]
    near = (np.abs(beside[:, 1] - line_y) < BESIDE_M) & (skin[:, 0] * side > 0)
    near &= (beside[:, 2] < -0.015) & (beside[:, 2] > from_hinge[2])
    ways = [from_hinge, *(beside[near] - (side * TOUCH_M, 0.0, 0.0))]
    wanted = max(side * np.arctan2(way[0], -way[2]) for way in ways)
    yaw = np.arctan2(rest[0], -rest[2]) - side * wanted
    nod = np.arctan2(from_hinge[1], -from_hinge[2]) - np.arctan2(rest[1], -rest[2])
    yaw, nod = np.clip(yaw, -YAW_MOST_RAD, YAW_MOST_RAD), np.clip(nod, -NOD_MOST_RAD, NOD_MOST_RAD)
    return rotation_y(float(yaw)) @ _nod(float(nod))


def _at_depth(temple: Temple, z_m: float) -> np.ndarray:
    """The temple's inner side and underside where it passes the ear's depth: (x, y, z) in document space."""
    points = temple.points_m
    z_m = max(z_m, float(points[:, 2].min()) + BAND_M)
    band = points[np.abs(points[:, 2] - z_m) < BAND_M]
    if not len(band):
        band = points[np.argsort(np.abs(points[:, 2] - z_m))[:8]]
    inner_x = band[np.abs(band[:, 0]).argmin(), 0]
    return np.array([inner_x, band[:, 1].min(), z_m])


def _push(points_m: np.ndarray, shape_m: np.ndarray) -> float:
    """How far (m) the front has to come forward so that none of it lies deeper in the face than skin gives way."""
    if not len(points_m):
        return 0.0
    surface = LinearNDInterpolator(shape_m[:, :2], shape_m[:, 2])
    step = max(1, len(points_m) // 4000)
    sample = points_m[::step]
    depth = surface(sample[:, :2]) - sample[:, 2]
    depth = depth[np.isfinite(depth) & (depth < 0.03)]
    if not len(depth):
        return 0.0
    return float(np.clip(np.percentile(depth, 99.5) - TOUCH_M, 0, PUSH_MOST_M))


def _nod(angle_rad: float) -> np.ndarray:
    """(3, 3) rotation about x; a positive angle lifts what lies at -z."""
    c, s = np.cos(angle_rad), np.sin(angle_rad)
    return np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])


__all__ = ["Fit", "fit_glasses"]
