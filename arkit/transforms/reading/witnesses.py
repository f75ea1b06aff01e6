"""Who speaks for and against a way to read a file, whatever the product is.

A witness's weight is a log-likelihood ratio in nats: +3 says that what is seen is 20 times likelier if the file is read
this way than if not. Weights are cautious and add up; they were set on the 14 demo products, then tried on six models
of other makers (SheenChair, ChairDamaskPurplegold, GlamVelvetSofa, ToyCar, BoomBoxWithAxes, DiffuseTransmissionPlant).

Mirror images. A file is mirrored when one axis was negated or two were exchanged (y and z, from z up to y up). Then
* faces are inside out, if the exporter left the order of the corners alone: closed parts enclose a positive volume in
  14 of the 20 models; where parts are open, 0.81 (ToyCar) to 1.0 of what rays meet first looks outward in five more.
  Only the hat (0.39: crown and brim turned differently) cannot be told so, and its stated normals tell it still;
* pictures read backwards: the mean of `Solid.handed` is +0.25 to +1 in 16 of the 18 models with texture coordinates,
  about 0 in two (hat, coffee table: their makers mirrored half of the coordinates), and never below -0.04.
Faces alone that are inside out may be nothing but the wrong order of corners: if pictures then read rightly seen from
outside, the order was wrong and nothing was mirrored. Where the thing is its own mirror image both come to the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from arkit.spaces import pose
from arkit.transforms.reading.solid import Solid, cross_columns
from arkit.transforms.reading.standing import FALLING, FIRM, footprint_area, support
from arkit.transforms.reading.ways import View

_TESTS = 2_000_000  # rays times triangles along each axis
_CLOSED = 1e-3  # of a part's area: what its faces leave over when it is closed
_ALONE = 1.2  # what backward pictures weigh in a right-handed format whose faces look outward: a doubt, not a mirror
_OUTWARD = 0.8  # of what is looked at, where faces lie rightly
# What parts are called, and where such parts lie: below, above, behind, in front.
_WORDS: dict[str, tuple[int, int]] = {
    **dict.fromkeys("leg legs foot feet plinth castor castors caster casters ferrule ferrules".split(), (1, -1)),
    **dict.fromkeys("socle pied pieds piètement 腿 脚 底座 椅脚 桌腿".split(), (1, -1)),
    **dict.fromkeys("top tabletop lid cap capsule crown shade hook lampshade 盖 灯罩 桌面 帽 钩".split(), (1, 1)),
    **dict.fromkeys("back backrest rear temple temples 靠背 背板 镜腿".split(), (2, -1)),
    **dict.fromkeys("front lens lenses door drawer drawers 镜片 抽屉 门".split(), (2, 1)),
}


@dataclass(frozen=True, slots=True)
class Witness:
    """What speaks for a reading: who, what it says, and how much it weighs (nats; negative speaks against)."""

    witness: str
    says: str
    weight: float


@dataclass(frozen=True, slots=True)
class Handed:
    """What a file's faces and pictures say of it, whichever way it stands.

    Attributes:
        outward: share of the surface that faces outward; None where there are no faces.
        stored_outward: the same of the normals that the file states; None where it states none.
        reading: -1 pictures read mirrored seen from outside … +1 rightly; 0 where there are none.
    """

    outward: float | None
    stored_outward: float | None
    reading: float

    @property
    def inside_out(self) -> bool:
        """Whether the order of the corners turns faces inward."""
        return self.outward is not None and self.outward < 1 - _OUTWARD

    @property
    def normals_inward(self) -> bool:
        """Whether the normals that the file states look inward."""
        return self.stored_outward is not None and self.stored_outward < 1 - _OUTWARD


def handed_of(solid: Solid) -> Handed:
    """Do faces and stated normals look outward, do pictures read rightly seen from there?"""
    outward = _enclosing(solid)
    if outward is None:
        outward = _outermost(solid)
    along = (solid.normals * solid.stored).sum(axis=1)
    agree = float((along > 0).mean()) if (np.abs(along) > 0).mean() > 0.5 else None
    if agree is not None and (outward is None or 1 - _OUTWARD <= outward <= _OUTWARD):
        outward = agree  # thin or tangled: at least the file's own normals are believed
    side = -1.0 if outward is not None and outward < 1 - _OUTWARD else 1.0
    stored = None if agree is None or outward is None else outward if agree > 0.5 else 1 - outward
    return Handed(outward, stored, float(solid.handed.mean()) * side)


def _enclosing(solid: Solid) -> float | None:
    """Share, by area, of the closed parts whose faces enclose a positive volume; None where little is closed.

    The faces of a closed part cancel: the sum of their area vectors is zero.
    """
    if not len(solid.corners):
        return None
    count, part = len(solid.names), solid.triangle_part
    placed = solid.placed()
    middle = np.stack([np.bincount(part, column, count) for column in placed.mean(axis=0)])
    middle = middle / np.maximum(np.bincount(part, minlength=count), 1)
    a, b, c = placed - middle[:, part]
    faces = cross_columns(b - a, c - a)
    area = np.bincount(part, np.sqrt((faces * faces).sum(axis=0)), count)
    left = np.stack([np.bincount(part, column, count) for column in faces], axis=1)
    volume = np.bincount(part, (a * cross_columns(b, c)).sum(axis=0), count)
    closed = (np.linalg.norm(left, axis=1) < _CLOSED * area) & (np.abs(volume) > 0)
    if area[closed].sum() < 0.5 * area.sum():
        return None
    return float(area[closed & (volume > 0)].sum() / area[closed].sum())


def _outermost(solid: Solid) -> float | None:
    """Share of the outermost faces, met by rays along the three axes, that look outward; None where there are no faces.

    Rays are tried against every triangle: points taken for the surface told the two sides of a hat's felt apart no
    better than a coin (42 % outward).
    """
    if not len(solid.corners):
        return None
    count = int(np.clip(_TESTS // len(solid.corners), 8, 120))
    through = solid.points[:: max(1, len(solid.points) // count)]
    placed, grid, crossed = solid.placed(), *_gridded(solid, through)
    right = total = 0
    for axis in range(3):
        two = [one for one in range(3) if one != axis]
        a = placed[0, two]
        ab, ac = placed[1, two] - a, placed[2, two] - a
        turn = ab[0] * ac[1] - ab[1] * ac[0]
        turn = turn if axis != 1 else -turn  # (x, z) is seen from -y
        safe = np.where(np.abs(turn) > 1e-30, turn if axis != 1 else -turn, np.inf)
        depth = placed[0, axis]
        deep = placed[1:, axis] - depth
        (left, low), (right_end, high) = grid[:, two]
        for ray, (x, y) in zip(through[:, two], crossed[:, two], strict=True):
            near = np.flatnonzero((left <= x) & (x <= right_end) & (low <= y) & (y <= high))
            off = ray[:, None] - a[:, near]
            v = (off[0] * ac[1, near] - off[1] * ac[0, near]) / safe[near]
            w = (ab[0, near] * off[1] - ab[1, near] * off[0]) / safe[near]
            inside = (v >= 0) & (w >= 0) & (v + w <= 1) & np.isfinite(safe[near])
            hit, v, w = near[inside], v[inside], w[inside]
            if len(hit):
                at = depth[hit] + v * deep[0, hit] + w * deep[1, hit]
                right += int(turn[hit[at.argmax()]] > 0) + int(turn[hit[at.argmin()]] < 0)
                total += 2
    return right / total if total else None


def _gridded(solid: Solid, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The least and most (2, 3, m) of each triangle along each axis, and points (n, 3), as whole steps of a fine grid.

    Steps never change places, so that no triangle is missed; two bytes each are compared four times sooner than eight.
    """
    low, high = solid.box()
    per_m = 65_535 / np.maximum(high - low, 1e-30)
    placed = solid.placed()
    ends = np.stack([placed.min(axis=0), placed.max(axis=0)])
    grid = ((ends - low[:, None]) * per_m[:, None]).clip(0, 65_535).astype(np.uint16)
    return grid, ((points - low) * per_m).clip(0, 65_535).astype(np.uint16)


def mirror_witnesses(handed: Handed, mirror: bool, declared: bool) -> list[Witness]:
    """What speaks for reading a file as it is, or as a mirror image."""
    side = -1.0 if mirror else 1.0
    found = []
    if declared:
        found.append(Witness("format", "says right-handed", 0.3 * side))
    if handed.outward is not None and handed.outward > _OUTWARD:
        found.append(Witness("faces", f"{handed.outward:.0%} look outward", 0.3 * side))
    elif handed.inside_out:
        apart = handed.stored_outward is not None and not handed.normals_inward
        said = "look inward" + (", their normals outward" if apart else "")
        found.append(Witness("faces", f"{1 - (handed.outward or 0):.0%} {said}", (-3.0 if apart else -2.0) * side))
    if abs(handed.reading) > 0.2:
        said = "rightly" if handed.reading > 0 else "mirrored"
        most = 6.0 if handed.reading > 0 or handed.inside_out or not declared else _ALONE
        weight = float(np.clip(12 * handed.reading, -most, most))
        found.append(Witness("pictures", f"read {said} ({handed.reading:+.2f})", weight * side))
    return found


def pose_witnesses(view: View, attach: str) -> list[Witness]:
    """What speaks for the axes of a way: what its parts are called, where the file's origin lies."""
    return _named(view) + _origin(view, attach)


def standing_witnesses(view: View, attach: str, footprints: dict[str, float]) -> list[Witness]:
    """What speaks for the axis up of a way: how it stands, whichever way it faces.

    `footprints` keeps the area seen along each axis, for the way that stands on its other end.
    """
    if attach not in ("", "floor", "table", "lips"):
        return []
    matrix, axis = pose(view.turn), view.way.up[-1]
    if axis not in footprints:
        footprints[axis] = footprint_area(view.solid.points, matrix)
    rests = support(view.solid.points, matrix, whole=footprints[axis])
    if rests >= FIRM:
        return [Witness("standing", f"stands on {rests:.0%} of its footprint", 1.5)]
    if rests <= FALLING:
        return [Witness("standing", "falls over", -1.5)]
    return []


def _named(view: View) -> list[Witness]:
    part = view.solid.part[view.chosen]
    votes: dict[tuple[int, int], list[int]] = {}
    for place, name in enumerate(view.solid.names):
        words = set(re.findall(r"[^\W\d_]+", name))
        for word, where in _WORDS.items():
            if word in words or (word > "\u2fff" and word in name):
                votes.setdefault(where, []).append(place)
    found = []
    for (axis, sign), places in votes.items():
        named = np.isin(part, places)
        if not named.any() or named.all():
            continue
        off = float(view.places[named, axis].mean() - view.places[~named, axis].mean()) * sign
        side = {(1, -1): "below", (1, 1): "above", (2, -1): "behind", (2, 1): "in front"}[axis, sign]
        names = ", ".join(sorted({view.solid.names[one].split(" ")[0] for one in places})[:3])
        weight = 2.5 * float(np.clip(off / 0.25, -1, 1))
        found.append(Witness("names", f"{names} {'lie' if off > 0 else 'do not lie'} {side}", weight))
    return found


def _origin(view: View, attach: str) -> list[Witness]:
    """An author puts the origin where the thing rests; one that lies at another end speaks against."""
    axis, end = {"wall": (2, 0.0), "ceiling": (1, 1.0)}.get(attach, (1, 0.0))
    if attach in ("nose", "head", "ear"):
        return []
    inside = all(0.2 < view.origin[other] < 0.8 for other in range(3) if other != axis)
    if not inside or abs(view.origin[axis] - end) > 0.01:
        return []
    return [Witness("origin", "the file's origin is where it rests", 1.5)]


__all__ = ["Handed", "Witness", "handed_of", "mirror_witnesses", "pose_witnesses", "standing_witnesses"]
