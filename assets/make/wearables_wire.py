"""Parts of metal glasses: rims of drawn wire, bridges, lugs, hinges, nose pads, thin temples with acetate sleeves."""

from __future__ import annotations

import numpy as np

from assets.make.mesh import Mesh, build, joined, moved, scaled, turned
from assets.make.solids import circle, lathe, rounded_rectangle, sweep, tube
from assets.make.wearables_front import MM, Front, grown, lens_middle_mm, placed
from assets.make.wearables_paths import filleted, smooth_path

KNUCKLE_MM = 1.15  # radius of the hinge's barrel


def rim(front: Front, side: float, *, width_mm: float = 1.5, depth_mm: float = 2.2) -> Mesh:
    """The wire around one lens: a bevelled section whose inner face follows the lens."""
    path = grown(front.outline_mm, width_mm / 2)
    points = placed(front, side * (path[:, 0] + lens_middle_mm(front)), path[:, 1])
    if side < 0:
        points = points[::-1]
    section = rounded_rectangle(width_mm, depth_mm, 0.42 * width_mm, 3) * MM
    return sweep(points, section, closed=True, up=(0.0, 0.0, 1.0), crease_deg=60.0)


def rim_point(front: Front, u: float, v: float, *, width_mm: float = 1.5) -> tuple[float, float]:
    """(u, v) in the middle of the left rim's wire, as near to the given point as the rim comes."""
    path = grown(front.outline_mm, width_mm / 2) + np.array([lens_middle_mm(front), 0.0])
    nearest = path[np.argmin(np.hypot(path[:, 0] - u, path[:, 1] - v))]
    return float(nearest[0]), float(nearest[1])


def bar(front: Front, points: np.ndarray, radius_mm: float, *, flat: float = 1.0) -> Mesh:
    """A wire across the nose: (n, 3) u v w from the left rim to u = 0, and mirrored; `flat` thins it front to back."""
    both = np.vstack([points * (-1, 1, 1), points[-2::-1]])
    line = smooth_path(both, 41)
    section = circle(radius_mm * MM, 16) * (1.0, flat)
    return sweep(placed(front, line[:, 0], line[:, 1], line[:, 2]), section, up=(0.0, 0.0, 1.0), crease_deg=60.0)


def lug(front: Front, pin_mm: tuple[float, float, float], start_u: float, *, thick_mm: float, tall_mm: float) -> Mesh:
    """The left end piece: from the rim outwards, round the corner, back to the hinge pin (u, v, w)."""
    u, v, w = pin_mm
    out = u + KNUCKLE_MM
    flat = filleted(np.array([[start_u, v, 0.0], [out, v, 0.0], [out, v, w + 0.1]]), 3.0)
    points = placed(front, flat[:, 0], flat[:, 1], flat[:, 2])
    share = np.clip((flat[:, 0] - start_u) / (out - start_u - 3.0), 0, 1)
    points[:, 1] = points[0, 1] + share * (placed(front, *pin_mm)[1] - points[0, 1])
    section = rounded_rectangle(thick_mm, tall_mm, 0.4 * thick_mm, 3) * MM
    taper = np.column_stack([np.ones(len(points)), np.linspace(0.8, 1.0, len(points))])
    return sweep(points, section, up=(0.0, 1.0, 0.0), size=taper, crease_deg=60.0)


def knuckle(height_mm: float, y_mm: float) -> Mesh:
    """One barrel of a hinge about the y axis."""
    r, h, c = KNUCKLE_MM, height_mm / 2, 0.15
    profile = np.array([[0, -h], [r - c, -h], [r, c - h], [r, h - c], [r - c, h], [0, h]]) * MM
    return moved(lathe(profile, segments=20), y=y_mm * MM)


def hinge(tall_mm: float) -> tuple[Mesh, Mesh]:
    """Barrels about the origin: the two outer ones (frame) and the middle one (temple)."""
    third = tall_mm / 3
    return joined([knuckle(third - 0.1, third), knuckle(third - 0.1, -third)]), knuckle(third - 0.1, 0.0)


def nose_pad(middle_mm: np.ndarray, *, thick_mm: float = 2.2) -> Mesh:
    """The left pad: a soft disc that lies on the nose's flank, 13 by 7 mm."""
    angle = np.linspace(-np.pi / 2, np.pi / 2, 13)
    profile = np.column_stack([np.abs(np.cos(angle)) ** 0.8, np.sin(angle)])
    disc = scaled(lathe(profile, segments=28), 6.6 * MM, thick_mm / 2 * MM, 3.6 * MM)
    return moved(_leaning(disc), *(middle_mm * MM))


def pad_box(middle_mm: np.ndarray) -> Mesh:
    """The metal button at the back of the left pad."""
    profile = np.array([[0, 0.6], [1.5, 0.6], [1.7, 0.8], [1.7, 1.3], [1.3, 1.7], [0, 1.8]]) * MM
    return moved(_leaning(lathe(profile, segments=20)), *(middle_mm * MM))


def pad_arm(start_m: np.ndarray, middle_mm: np.ndarray) -> Mesh:
    """The bent wire from the rim (a point in product space, metres) to the left pad."""
    start, out = start_m / MM, pad_normal()
    end = middle_mm + out * 1.2
    bow = (start + end) / 2 + np.array([1.9, 0.3, -2.6])
    leave, arrive = start + np.array([0.5, 0.1, -2.2]), end + out * 1.3 - np.array([0.0, 0.0, 0.6])
    line = smooth_path(np.array([start, leave, bow, arrive, end]), 28)
    return tube(line * MM, 0.5 * MM, sides=10)


def pad_normal() -> np.ndarray:
    """(3,) the direction out of the nose's left flank, across the pad."""
    return _leaning(build(np.array([[0.0, 1.0, 0.0]]), np.zeros((0, 3)))).positions[0]


def _leaning(mesh: Mesh) -> Mesh:
    """From the y axis to the nose's left flank: splayed 28 degrees to the front, 20 degrees up."""
    return turned(turned(turned(mesh, "z", -np.pi / 2), "z", np.radians(20)), "y", -np.radians(28))


def wire_temple(path_mm: np.ndarray, *, tall_mm: float, thick_mm: float, sleeve_mm: float) -> tuple[Mesh, Mesh]:
    """A left temple along `path_mm` (n, 3) from its hinge: the wire, and the sleeve over its last `sleeve_mm`."""
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path_mm, axis=0), axis=1))])
    begin = along[-1] - sleeve_mm
    wire = along <= begin + 4
    share = np.clip(along[wire] / 40.0, 0, 1)
    size = np.column_stack([np.full(wire.sum(), thick_mm), tall_mm + (1.5 - tall_mm) * share**0.7]) * MM
    metal = sweep(path_mm[wire] * MM, rounded_rectangle(1.0, 1.0, 0.4, 3), up=(0, 1, 0), size=size, crease_deg=60.0)
    near_end = np.array([0.0, 0.3, 0.8, 1.5, 2.4, 3.5])
    place = np.concatenate([begin + near_end, np.linspace(begin + 5, along[-1] - 5, 40), along[-1] - near_end[::-1]])
    line = np.column_stack([np.interp(place, along, path_mm[:, axis]) for axis in range(3)])
    return metal, _sleeve(line, place - begin, sleeve_mm)


def _sleeve(line_mm: np.ndarray, at_mm: np.ndarray, length_mm: float) -> Mesh:
    """Acetate over the end of a temple: slim where it begins, wider behind the ear, round at the tip."""
    share = at_mm / length_mm
    grow = 0.72 + 0.28 * np.clip(share * 1.6, 0, 1)
    nose = np.sqrt(np.clip(1 - (1 - np.clip(at_mm / 1.2, 0, 1)) ** 2, 0.3, 1))
    tip = np.sqrt(np.clip(1 - (1 - np.clip((length_mm - at_mm) / 3.5, 0, 1)) ** 2, 0.0, 1))
    size = np.column_stack([2.5 * grow, (2.7 + 2.4 * share**1.5) * grow]) * np.maximum(nose * tip, 0.05)[:, None] * MM
    return sweep(line_mm * MM, circle(0.5, 18), up=(0, 1, 0), size=size, crease_deg=60.0)


__all__ = [
    "KNUCKLE_MM",
    "bar",
    "hinge",
    "knuckle",
    "lug",
    "nose_pad",
    "pad_arm",
    "pad_box",
    "pad_normal",
    "rim",
    "wire_temple",
]
