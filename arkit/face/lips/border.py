"""The two borders of the lips in one picture, or in a video's next frame: towards the skin, and towards the mouth.

The tracker's curves are the start; arkit.face.lips.edges says where colours put the edges instead.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from arkit.face.lips.carry import Kept
from arkit.face.lips.edges import (
    COUNT,
    DECIDED,
    HALF,
    Rays,
    cast,
    edge_px,
    leaning,
    lengths_of,
    normals_of,
    settled,
    smooth_along,
)
from arkit.face.lips.start import carried
from arkit.face.lips.teeth import between_rays
from arkit.face.quantile import median

EDGE = 0.028  # of the mouth's width: how far the loops lie from the true edge, one standard deviation
TOUCHING = 0.012  # of the mouth's width: lips nearer than this are closed, and nothing shows between them
PARTED = (0.03, 0.08)  # of the mouth's width: below, the tracker's gap is no proof of one; above it is
PASSES = ((1.6, 0.13, 3.0, 0.7), (1.0, 0.10, 2.5, 0.15), (0.8, 0.07, 2.0, 0.04))  # skin from, range, loose, stiff
BREAK_S = 0.5  # after so long nothing is known of the last frame
STIFF = (1.0, 0.2)  # of the inner edge in its first and its second search; a video's next frame has but one
PROVEN = 0.12  # of the mouth's width: an opening so wide is the tracker's to tell
BRIGHTER = 4.0  # strays: what is so much lighter than the skin around a mouth is none of it
TIGHT = 0.4  # how much nearer to the tracker's loop an edge must lie where lip and skin look alike
_OPPOSITE = (COUNT - np.arange(COUNT)) % COUNT


@dataclass(slots=True)
class LipMemory:
    """What a video's next frame may know of the last one; hand the same one in for each frame of one person.

    Attributes:
        time_s: of the last frame, None before the first.
        outer, inner: (80,) shifts of the edges against the tracker's, in mouth widths.
        luminance: the lips' median, linear.
        worn: of the lips in each colour and finish: when, and their mean luminance, linear.
        kept: the last search, which is carried until the next one.
        followed: other numbers by name: when, and as they are followed.
    """

    time_s: float | None = None
    outer: np.ndarray | None = None
    inner: np.ndarray | None = None
    luminance: float | None = None
    worn: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
    kept: Kept | None = None
    followed: dict[str, tuple[float, float]] = field(default_factory=dict)

    def share(self, time_s: float, settle_s: float) -> float:
        """How much of a new value counts, 0 to 1; all of it after a break of half a second or a jump back."""
        if self.time_s is None or not 0 <= time_s - self.time_s < BREAK_S:
            return 1.0
        return float(-np.expm1(-(time_s - self.time_s) / settle_s))

    def follow(self, name: str, time_s: float, now: float, settle_s: float, jump: float) -> float:
        """A number above 0 followed slowly; at once where it changes by over the factor `jump`, or after a break."""
        last_s, last = self.followed.get(name, (time_s, now))
        step_s, part = time_s - last_s, 1.0
        if 0 <= step_s < BREAK_S and 1 / jump < now / last < jump:
            part = float(-np.expm1(-step_s / settle_s))
        calm = last * (now / last) ** part
        self.followed[name] = (time_s, calm)
        return calm


@dataclass(frozen=True, slots=True)
class Mouth:
    """One mouth in its box.

    Attributes:
        lab: (h, w, 5) float32, CIE L*a*b*, redness and own colour.
        outer, inner: (80, 2) the curves as expected (arkit.face.lips.start), pixels from the box's corner.
        width_px: the mouth's.
        dim: brightness of the picture against an ordinary one.
        opened: how surely the tracker holds it for open, 0 to 1.
        turn_px: (2,) as arkit.face.lips.start gives it, times `opened`.
    """

    lab: np.ndarray
    outer: np.ndarray
    inner: np.ndarray
    width_px: float
    dim: float
    opened: float
    turn_px: np.ndarray

    @property
    def reach_px(self) -> float:
        return EDGE * self.width_px


def outer_edge(mouth: Mouth, memory: LipMemory | None, share: float) -> np.ndarray:
    """(80, 2) the border between lip and skin (or what lies behind it, in profile)."""
    reach, curve, from_start = mouth.reach_px, mouth.outer, normals_of(mouth.outer)
    nothing = np.zeros(COUNT, dtype=np.float32)
    for skin_from, extent, loose, stiff in PASSES:
        normals = normals_of(curve)
        away = curve - mouth.inner
        thick = np.maximum(np.abs((away * normals).sum(axis=1)), 0.3 * lengths_of(away))[:, None]
        places = _places(-extent * mouth.width_px, extent * mouth.width_px)
        rays = cast(mouth.lab, curve, normals, places)
        lip = (places < -0.5 * reach) & (places > -np.minimum(3.5 * reach, 0.85 * thick))
        skin = (places > skin_from * reach) & (places < (skin_from + 3.2) * reach)
        plain = ~_brighter(rays, skin, reach)
        seen = leaning(rays, (lip & plain).astype(np.float32), (skin & plain).astype(np.float32), mouth.dim)
        weighed = np.where(plain, seen.lip * (places > -0.9 * thick) * seen.trust[:, None], -np.float32(DECIDED))
        found = edge_px(
            weighed, rays, nothing, reach, loose=loose * (TIGHT + (1 - TIGHT) * seen.trust[:, None]), gain=4.0
        )
        curve = curve + normals * settled(found, seen.trust, hold=0.06, stiff=stiff)[:, None]
    if memory is None:
        return np.asarray(curve)
    shift = ((curve - mouth.outer) * from_start).sum(axis=1) / mouth.width_px
    memory.outer = _eased(memory.outer, shift, share)
    return np.asarray(mouth.outer + from_start * (memory.outer * mouth.width_px)[:, None])


def _brighter(rays: Rays, skin: np.ndarray, reach_px: float) -> np.ndarray:
    """Which samples (n, m) are far lighter than the skin: a wall behind a turned face, or glare beside the lip.

    A wall goes on to the ray's end, so its near side may lie within the curve; glare must begin outside it. `skin` (m,)
    says which places show skin. Without this the skin's own narrow strip was lost before a wall: overlap on tuned heads
    0.9505 instead of 0.952, turned by 45 degrees 0.943 instead of 0.946, and the core off the lips twice as large.
    """
    light, places = rays.lab[..., 0], rays.places_px
    there = light[::2, skin]
    middle = median(there)
    bright = light > middle + BRIGHTER * max(1.5 * median(np.abs(there - middle)), 4.0)
    if not bright.any():
        return bright
    wall = np.minimum.accumulate(bright[:, ::-1], axis=1)[:, ::-1] & (places > -3 * reach_px)
    return np.asarray(wall | np.maximum.accumulate(bright & (places > 0.5 * reach_px), axis=1))


def inner_edge(mouth: Mouth, outer: np.ndarray, memory: LipMemory | None, share: float) -> np.ndarray:
    """(80, 2) the border between lip and what shows between the lips, on rays from the outer edge inwards."""
    reach, width, least_px = mouth.reach_px, mouth.width_px, TOUCHING / 2 * mouth.width_px
    inner = carried(mouth.inner, outer - mouth.outer, mouth.turn_px, mouth.opened)
    ways = inner - outer
    lengths = np.maximum(lengths_of(ways), 1e-3)[:, None]
    ways = smooth_along(ways / lengths * np.minimum(lengths, reach), 1.5)
    ways /= np.maximum(lengths_of(ways), 1e-3)[:, None]
    gap = lengths_of(inner - inner[_OPPOSITE])
    widest = float(gap.max())
    parted = float(np.clip((widest / width - PARTED[0]) / (PARTED[1] - PARTED[0]), 0, 1))
    expected = np.maximum(((inner - outer) * ways).sum(axis=1), 0.2 * reach) + (1 - parted) * gap / 2
    room = np.maximum(gap, 0.25 * widest)
    places = _places(0, float(expected.max()) + min(0.8 * widest, 0.12 * width) + 2 * reach)
    rays = cast(mouth.lab, outer, ways, places)
    depth = np.zeros(COUNT)
    for stiff in STIFF if parted > 0.5 else STIFF[:1]:
        now = expected + depth
        found, trust = between_rays(rays, now, room, reach, parted=parted, dim=mouth.dim)
        shut = np.zeros(COUNT)
        if widest < PROVEN * width and stiff == STIFF[0]:  # so narrow a gap counts only where it looks unlike the lips
            shut = parted * float(np.clip(1 - np.median(trust[gap > widest / 2]) / 0.3, 0, 1)) * gap / 2
        depth = np.maximum(depth + shut + settled(found - now - shut, trust, hold=0.1, stiff=stiff), 0.3 - expected)
    if memory is not None:
        memory.inner = _eased(memory.inner, depth / width, share)
        depth = memory.inner * width
    return _closed(outer + ways * np.maximum(expected + depth, 0.3)[:, None], outer, least_px)


def _eased(last: np.ndarray | None, new: np.ndarray, share: float) -> np.ndarray:
    """The last value moved towards the new one by a share of the way."""
    return new if last is None else last + share * (new - last)


def _closed(inner: np.ndarray, outer: np.ndarray, least_px: float) -> np.ndarray:
    """Where the two lips' inner edges meet or cross they become one line, so that no bare one stays between them."""
    down = outer[HALF // 2] - outer[HALF + HALF // 2]
    down = down / max(float(np.linalg.norm(down)), 1e-3)
    lower = np.arange(1, HALF)
    upper = COUNT - lower
    touch = ((inner[lower] - inner[upper]) @ down) < least_px
    middle = (inner[lower] + inner[upper]) / 2
    closed = inner.copy()
    closed[lower[touch]] = closed[upper[touch]] = middle[touch]
    return np.asarray(closed, dtype=np.float32)


def _places(first: float, last: float) -> np.ndarray:
    """Evenly spaced samples, 18 to 40 of them, no finer than 0.45 pixels where there are more."""
    count = int(np.clip((last - first) / 0.45, 18, 40))
    return (first + (np.arange(count) + 0.5) * (last - first) / count).astype(np.float32)


__all__ = ["BREAK_S", "LipMemory", "Mouth", "inner_edge", "outer_edge"]
