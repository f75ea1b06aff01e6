"""Iris colour, as a tinted lens gives it: fibres and a dark rim; pupil and mirrored lamps stay the wearer's own.

What is painted against the drawn irises, IoU on ten heads, yaw 0 to 45 degrees: 0.69 while a lamp was what is brighter
than the skin (an iris is, on deep skin), the pupil always 0.38 of the iris, and the disc found by one search; 0.83 with
the lamp measured by the eye's own white, the pupil looked for, and the disc by two searches. What is missing is hidden
by lids that the tracker sees elsewhere on the far side of a turned head: 0.88 within 20 degrees, 0.76 at 45.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from arkit.errors import CheckError
from arkit.face.makeup.canvas import Box, Canvas
from arkit.face.makeup.eyes import Eye, box_of
from arkit.face.makeup.pigment import linear_color, luminance, smoothstep
from arkit.face.quantile import median, quantile
from arkit.face.size.iris import TRACKER_WIDTH
from arkit.look import Makeup

COVER = 0.72
PUPIL = 0.36  # of the iris's radius, in a room
SURE, PUPIL_SURE = (0.3, 0.06), (0.25, 0.15)  # of the radius: how far place and size stray from what is expected
SEEN = 0.9  # open so far, a pixel shows the eye
LAMP = (0.9, 1.8)  # times what is surely white: where a mirrored lamp begins and is full
TOLD = (0.55, 0.95)  # an iris's luminance over its white's, from which on it is told in full, and no longer
LID_BRIGHTER = 1.8  # times the iris's luminance: so bright, skin is told from it
NEAR_LID = (0.08, 0.2)  # of the iris's radius: how far inside the lids' line skin is looked for
UNDER_LIDS = 0.5  # of the light on the face reaches an iris, behind the cornea and below the brow
SHADE = 0.55  # how far lid and lashes darken the upper edge


def _steps(first: float, last: float, count: int) -> tuple[float, ...]:
    return tuple(np.linspace(first, last, count).tolist())


@dataclass(frozen=True, slots=True)
class Disc:
    """A disc on an eye: its middle (2,) and its radius as high as it appears, pixels."""

    center: np.ndarray
    radius: float


@dataclass(frozen=True, slots=True)
class Tries:
    """Which discs are tried, in the radius of one: sizes, shifts, and how far beside the border is looked.

    `sharp` is how much the best disc outweighs the others; calm is bought with exactness. Painted by 15 in all searches
    the mask changed by 1.7 % from frame to frame under noise 4, by 9 1.0 % with 0.01 less IoU (0.03 at 45 degrees); the
    wide one sharp and the others soft 1.1 %, 0.004 less.
    Of the border only `points` within `fan_deg` of the eye's axis are looked at: above and below are the lids.
    """

    sizes: tuple[float, ...]
    across: tuple[float, ...]
    down: tuple[float, ...]
    beside: float
    fan_deg: float
    points: int
    sharp: float


WIDE = Tries((0.88, 1.0, 1.12), _steps(-0.3, 0.3, 7), _steps(-0.4, 0.3, 8), 0.12, 70.0, 16, 20.0)
FINE = Tries((0.92, 0.96, 1.0, 1.04, 1.08), _steps(-0.1, 0.1, 5), _steps(-0.12, 0.12, 5), 0.12, 70.0, 24, 6.0)
HOLE = Tries((0.75, 0.87, 1.0, 1.13, 1.26), _steps(-0.4, 0.4, 5), _steps(-0.4, 0.4, 5), 0.22, 90.0, 16, 6.0)


@dataclass(frozen=True, slots=True)
class _Look:
    """One iris as it was found.

    Attributes:
        box: of the canvas; all arrays cover it.
        iris, pupil: pixels of the box.
        x, y: (h, w) from the iris's middle along the eye and down, in its radii.
        kept: (h, w) 0 to 1, where neither lids nor mirrored lamps lie.
        middle: luminance of the iris's ring.
        told: 0 to 1, how surely the iris is told from the white: in haze or far away nobody sees its border.
    """

    box: Box
    iris: Disc
    pupil: Disc
    x: np.ndarray
    y: np.ndarray
    kept: np.ndarray
    middle: float
    told: float


def paint(canvas: Canvas, makeup: Makeup) -> None:
    """Colour both irises on a canvas."""
    if any(eye.iris is None for eye in canvas.eyes):
        raise CheckError("iris: expected 478 landmarks, with irises, got 468; track with refined landmarks")
    looks = [_look(canvas, eye) for eye in canvas.eyes]
    told = max((look.told for look in looks if look), default=0.0)  # of both, so that they look alike
    for eye, look in zip(canvas.eyes, looks, strict=True):
        if look and told > 0:
            _paint_iris(canvas, eye, look, makeup, told)


def _look(canvas: Canvas, eye: Eye) -> _Look | None:
    """Find one iris and its pupil; None where it is too small or outside the picture."""
    assert eye.iris is not None
    start_px = float(np.linalg.norm(eye.iris[1:] - eye.iris[0], axis=1).mean()) / TRACKER_WIDTH
    start_px *= eye.narrow**-0.75  # the tracker's circle is nearer to the disc's width than to its height
    box = box_of(eye.iris, 0.6 * start_px + 2, canvas.bare.shape)
    if box is None or start_px < 2:
        return None
    bare, open_here = canvas.bare[box], canvas.opening[box]
    lamp_level = _lamp_level(canvas.level, bare, open_here)
    dull = np.minimum(bare, lamp_level)  # a mirrored lamp's border is no iris's
    iris = _found(dull, open_here, eye, Disc(eye.iris[0] - (box[1].start, box[0].start), start_px))
    x, y = _from(iris, eye, bare.shape)
    out = np.hypot(x, y)
    lids = smoothstep((open_here - 0.6) / 0.4)
    lamp = smoothstep((bare / lamp_level - LAMP[0]) / (LAMP[1] - LAMP[0]))
    middle = _level(bare, (out > 0.45) & (out < 0.95) & (lids > 0.9) & (lamp < 0.1), 1, canvas.level)
    white = _level(dull, (out > 1.05) & (out < 1.35) & (lids > 0.9), 4, lamp_level)
    told = float(smoothstep(np.array((TOLD[1] - middle / max(white, 1e-4)) / (TOLD[1] - TOLD[0]))))
    kept = lids * (1 - lamp) * _not_lid(bare, open_here, out, iris.radius, middle)
    return _Look(box, iris, _pupil(dull, open_here, eye, iris, middle), x, y, kept, middle, told)


def _not_lid(plane: np.ndarray, open_here: np.ndarray, out: np.ndarray, radius: float, iris_level: float) -> np.ndarray:
    """(h, w) 0 on what lies by the lids' line and is as bright as the lids' skin, where that is brighter than the iris.

    The tracker's lids are off by a pixel or three, and colour on a lid is seen at once.
    """
    skin = _level(plane, (open_here < 0.1) & (out < 1.3), 6, 0.0)
    if skin < LID_BRIGHTER * iris_level:
        return np.ones(plane.shape, dtype=np.float32)
    depth = cv2.distanceTransform((open_here > 0.5).view(np.uint8), cv2.DIST_L2, 3) / np.float32(radius)
    near = smoothstep((NEAR_LID[1] - depth) / (NEAR_LID[1] - NEAR_LID[0]))
    return 1 - near * smoothstep((plane - iris_level) / (skin - iris_level) * 2.5 - 0.75)


def _level(plane: np.ndarray, where: np.ndarray, fewest: int, otherwise: float) -> float:
    picked = plane[where]
    return median(picked) if len(picked) >= fewest else otherwise


def _paint_iris(canvas: Canvas, eye: Eye, look: _Look, makeup: Makeup, told: float) -> None:
    bare, out = canvas.bare[look.box], np.hypot(look.x, look.y)
    soft = 1.6 / look.iris.radius
    disc = smoothstep((1.0 - out) / max(soft, 0.10) + 0.5)
    from_pupil = np.hypot(*_from(Disc(look.pupil.center, look.iris.radius), eye, bare.shape))
    hole = smoothstep((look.pupil.radius / look.iris.radius - from_pupil) / max(soft, 0.16) + 0.5)
    cover = COVER * makeup.strength * told * min(1.0, 1.4 * eye.seen)
    detail = np.clip(bare / max(look.middle, 1e-4), 0.25, 2.5) ** 0.5
    shaded = detail * _pattern(look.x, look.y, out) * (1 - SHADE * smoothstep((-look.y - 0.05) / 0.9))
    worn = linear_color(makeup.color) * canvas.white * np.float32(UNDER_LIDS)
    own = luminance(np.ascontiguousarray(canvas.linear[look.box]))[..., None]
    light = np.maximum(shaded[..., None] * worn, 0.5 * own * worn / max(float(worn.max()), 1e-3))
    canvas.cover(look.box, disc * (1 - hole) * look.kept * np.float32(cover), light)


def _lamp_level(skin: float, bare: np.ndarray, open_here: np.ndarray) -> float:
    """Luminance that is surely white here: the skin's, or the eye's own white's, which deep skin is darker than."""
    inside = bare[open_here > 0.9]
    return max(skin, quantile(inside, 0.85) if len(inside) >= 12 else 0.0, 1e-4)


def _from(disc: Disc, eye: Eye, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """(h, w) float32 each: how far pixels lie from a disc's middle along the eye and down, in its radii."""
    x = ((np.arange(shape[1]) + 0.5 - disc.center[0]) / disc.radius).astype(np.float32)[None]
    y = ((np.arange(shape[0]) + 0.5 - disc.center[1]) / disc.radius).astype(np.float32)[:, None]
    axis, up = eye.axis.astype(np.float32), eye.up.astype(np.float32)
    return (x * axis[0] + y * axis[1]) / np.float32(eye.narrow), -x * up[0] - y * up[1]


def _found(plane: np.ndarray, open_here: np.ndarray, eye: Eye, first: Disc) -> Disc:
    """The iris near where the tracker saw it, in pixels of the plane: a wide search, then a fine one.

    On ten heads, yaw 0 to 45 degrees, overlap (IoU) of the disc with the drawn one where the eye is open, and CPU of an
    eye: the tracker's circle 0.79; one search over a fifth of the radius, all round, 0.87, 0.42 ms; this one 0.93, 0.35
    ms; measure_irises 0.92, 5.3 ms, as at 45 degrees it loses the far eye.
    """
    wide = _settled(plane, open_here, eye, first, first, WIDE, SURE)
    return _settled(plane, open_here, eye, wide, first, FINE, SURE)


def _pupil(plane: np.ndarray, open_here: np.ndarray, eye: Eye, iris: Disc, iris_level: float) -> Disc:
    """The pupil, where it is told from the iris; in brown eyes the usual one.

    Seen from the side it stands before the iris's middle, as the cornea does.
    """
    usual = Disc(iris.center, PUPIL * iris.radius)
    return _settled(plane, open_here, eye, usual, usual, HOLE, PUPIL_SURE, 0.4 * iris_level)


def _settled(
    plane: np.ndarray,
    open_here: np.ndarray,
    eye: Eye,
    around: Disc,
    first: Disc,
    tries: Tries,
    sure: tuple[float, float],
    least_step: float = 1e-6,
) -> Disc:
    """A dark disc: the mean of all that are tried, by how much brighter it is just outside each than just inside.

    Only where the lids leave both in sight. A mean moves smoothly from frame to frame, where the best would jump.

    Args:
        plane, open_here: (h, w) luminance, and how much of each pixel is eye.
        around: what `tries` move and resize.
        first: what was expected, and `sure` how far a shift and a size may stray from it, in its radius.
        least_step: in luminance; where no disc stands out so much, what was expected counts more.
    """
    moved, sizes, along, down = _grid(tries)
    narrow = np.float32(eye.narrow)
    axis, up, radius = eye.axis.astype(np.float32), eye.up.astype(np.float32), np.float32(around.radius)
    x = (along * (axis[0] * narrow * radius) - down * (up[0] * radius)) + (
        moved[:, 0, None] * radius + np.float32(around.center[0])
    )
    y = (along * (axis[1] * narrow * radius) - down * (up[1] * radius)) + (
        moved[:, 1, None] * radius + np.float32(around.center[1])
    )
    height, width = plane.shape
    places = np.clip(y, 0, height - 1).astype(np.int32) * width + np.clip(x, 0, width - 1).astype(np.int32)
    light, seen = plane.ravel().take(places), (open_here > SEEN).ravel().take(places)
    half = light.shape[1] // 2
    both = seen[:, :half] & seen[:, half:]
    count = both.sum(axis=1)
    step = ((light[:, half:] - light[:, :half]) * both).sum(axis=1) / np.maximum(count, 0.3 * half)
    strayed = (moved * radius + (around.center - first.center).astype(np.float32)) / np.float32(first.radius)
    grown = np.log(sizes * np.float32(around.radius / first.radius))
    odds = tries.sharp * step / max(float(np.ptp(step)), least_step)
    odds -= 0.5 * ((strayed**2).sum(axis=1) / sure[0] ** 2 + (grown / sure[1]) ** 2)
    weight = np.exp(odds - odds.max()) * (count >= 0.2 * half)
    total = float(weight.sum())
    if total <= 0:
        return around
    return Disc(around.center + around.radius * (weight @ moved) / total, around.radius * float(weight @ sizes) / total)


@cache
def _grid(tries: Tries) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """All tries, float32: shifts (n, 2), sizes (n,), and of each the points inside and outside its border.

    These are (n, 2 k), along the eye and down, in the radius; the first k lie inside.
    """
    size, dx, dy = (grid.ravel() for grid in np.meshgrid(tries.sizes, tries.across, tries.down, indexing="ij"))
    turn = np.radians(np.linspace(-tries.fan_deg, tries.fan_deg, tries.points // 2))
    turn = np.concatenate([turn, np.pi + turn])
    border = np.outer(size, np.repeat((1 - tries.beside, 1 + tries.beside), len(turn)))
    along, down = border * np.tile(np.cos(turn), 2), border * np.tile(np.sin(turn), 2)
    moved = np.stack([dx, dy], axis=1)
    return moved.astype(np.float32), size.astype(np.float32), along.astype(np.float32), down.astype(np.float32)


def _pattern(x: np.ndarray, y: np.ndarray, out: np.ndarray) -> np.ndarray:
    """(h, w) factors on the shade: bright fibres round the pupil, a dark ring at the rim."""
    turn = ((np.arctan2(y, x) / (2 * np.pi)) % 1.0).astype(np.float32)
    fibres = _fibres()
    height, width = fibres.shape
    laid = cv2.remap(
        fibres, turn * width, np.clip(out, 0, 1) * (height - 1), cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP
    )
    collar = 0.35 * np.exp(-(((out - 0.52) / 0.12) ** 2))
    rim = 1 - 0.72 * smoothstep((out - 0.74) / 0.22)
    return np.asarray((0.72 + 0.5 * laid + collar) * rim, dtype=np.float32)


@cache
def _fibres() -> np.ndarray:
    """(32, 256) 0 to 1, radius by angle: strands that wander a little; the same every time."""
    rng = np.random.default_rng(17)
    noise = rng.random((32, 256)).astype(np.float32)
    wrapped = np.concatenate([noise] * 3, axis=1)
    soft = cv2.GaussianBlur(wrapped, (0, 0), sigmaX=1.6, sigmaY=7)[:, 256:512]
    return np.asarray(np.clip((soft - soft.mean()) / (5 * soft.std()) + 0.5, 0, 1), dtype=np.float32)


__all__ = ["paint"]
