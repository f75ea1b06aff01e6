"""Where lipstick goes: a soft mask of the lips, without teeth and tongue, on the real edge of this picture's lips.

The tracker's loops lie some pixels off. They are the start; the picture's own colours (lip against the skin round it,
lip against what shows between the lips) move the edge where they clearly say so.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from arkit.frame import Frame

OUTER = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185)
INNER = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191)
CORNERS = (61, 291)
FEATHER_PX = 1.8
EDGE = 0.028  # of the mouth's width: how far the loops lie from the true edge, one standard deviation
NEAR = 1.6  # reaches from the inner loop beyond which nothing is taken for teeth: lips shine too
TOUCHING = 0.012  # of the mouth's width: lips nearer than this are closed, and nothing shows between them


@dataclass(frozen=True, slots=True)
class LipMask:
    """The lips in a box of the picture.

    Attributes:
        box_px: left, top, right, bottom; the arrays cover this part of the picture.
        alpha: (h, w) float32, 0 to 1.
        across: (h, w) float32, 0 at the line between the lips, 1 at their outer edge.
        along: (h, w) float32, -1 at one corner of the mouth, 1 at the other.
        lower: (h, w) bool, which lip.
    """

    box_px: tuple[int, int, int, int]
    alpha: np.ndarray
    across: np.ndarray
    along: np.ndarray
    lower: np.ndarray


def lip_mask(frame: Frame, landmarks_px: np.ndarray) -> LipMask:
    """Find the lips of one face.

    Args:
        frame: the picture, before any make-up.
        landmarks_px: (468 or 478, 2) of this very picture.
    """
    outer, inner = landmarks_px[list(OUTER)], landmarks_px[list(INNER)]
    width_px = max(
        float(np.linalg.norm(landmarks_px[CORNERS[1]] - landmarks_px[CORNERS[0]])), float(np.ptp(outer[:, 1])), 4.0
    )
    box = _box(outer, 0.2 * width_px + 3, frame)
    left, top, right, bottom = box
    if right - left < 3 or bottom - top < 3:
        nothing = np.zeros((max(bottom - top, 0), max(right - left, 0)), dtype=np.float32)
        return LipMask(box, nothing, nothing, nothing, nothing > 0)
    corner = np.array([left, top])
    fine = 3 if width_px < 60 else 2 if width_px < 200 else 1
    inside_outer = _signed_distance(outer - corner, (bottom - top, right - left), fine)
    inside_inner = _signed_distance(inner - corner, (bottom - top, right - left), fine)
    lab = _lab(frame.pixels[top:bottom, left:right])
    along, lower = _place(landmarks_px, corner, inside_outer.shape)
    gap = _gap(inner) / width_px
    alpha = np.zeros_like(inside_outer)
    for lip in (lower, ~lower):  # each has its own light: the upper lip mostly lies in shade
        edges = _Edges(lab, inside_outer, inside_inner, lip, EDGE * width_px)
        alpha = np.where(lip, _outer_alpha(edges) * _inner_alpha(edges, gap / TOUCHING), alpha)
    alpha = cv2.GaussianBlur(alpha, (0, 0), 0.6) * (alpha > 0)
    across = np.clip(-inside_inner / np.maximum(inside_outer - inside_inner, 0.5), 0, 1)
    return LipMask(box, alpha.astype(np.float32), across.astype(np.float32), along, lower)


def smooth_loop(points: np.ndarray, steps: int = 8) -> np.ndarray:
    """A closed Catmull-Rom curve (n * steps, 2) through points (n, 2)."""
    before, after, next_but_one = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0), np.roll(points, -2, axis=0)
    t = (np.arange(steps) / steps)[None, :, None]
    p0, p1, p2, p3 = (array[:, None] for array in (before, points, after, next_but_one))
    curve = 2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - 3 * p2 + p3 - p0) * t**3
    return np.asarray(curve.reshape(-1, 2) / 2)


def _box(outer: np.ndarray, margin_px: float, frame: Frame) -> tuple[int, int, int, int]:
    limit = np.array([frame.camera.width, frame.camera.height])
    low = np.clip(np.floor(outer.min(axis=0) - margin_px), 0, limit).astype(int)
    high = np.clip(np.ceil(outer.max(axis=0) + margin_px), low, limit).astype(int)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def _signed_distance(loop: np.ndarray, shape: tuple[int, int], fine: int) -> np.ndarray:
    """Distance (h, w) in pixels to the smooth loop, positive inside, from a drawing `fine` times as large."""
    height, width = shape
    canvas = np.zeros((height * fine, width * fine), dtype=np.uint8)
    curve = np.round((smooth_loop(loop) * fine - 0.5) * 16).astype(np.int32)
    cv2.fillPoly(canvas, [curve], 1, cv2.LINE_8, 4)
    distance = cv2.distanceTransform(canvas, cv2.DIST_L2, 5) - cv2.distanceTransform(1 - canvas, cv2.DIST_L2, 5)
    distance -= np.where(canvas > 0, 0.5, -0.5)
    return np.asarray(cv2.resize(distance, (width, height), interpolation=cv2.INTER_AREA) / fine)


def _lab(pixels: np.ndarray) -> np.ndarray:
    """CIE L*a*b* (h, w, 3) float32 of a lightly blurred picture: edges, not noise."""
    return cv2.cvtColor(cv2.GaussianBlur(pixels, (0, 0), 0.6).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)


@dataclass(frozen=True, slots=True)
class _Edges:
    """One lip in the box: colours, signed distances (h, w) to both loops in pixels, where it is, how far loops err."""

    lab: np.ndarray
    inside_outer: np.ndarray
    inside_inner: np.ndarray
    lip: np.ndarray
    reach_px: float

    def core(self, outer: float, inner: float) -> np.ndarray:
        """Pixels that are surely lip: so many reaches away from the loops."""
        far = (self.inside_outer > outer * self.reach_px) & (self.inside_inner < -inner * self.reach_px)
        return np.asarray(self.lip & far)


def _outer_alpha(edges: _Edges) -> np.ndarray:
    """Soft mask (h, w) inside the outer edge: the loop's own word plus that of the colours beside it."""
    reach, inside = edges.reach_px, edges.inside_outer
    core = edges.core(1.2, 1.0)
    skin = edges.lip & (inside < -2.0 * reach) & (inside > -6.0 * reach)
    shift_px = np.zeros_like(inside)
    if core.sum() > 20 and skin.sum() > 20:
        lean = cv2.GaussianBlur(_leaning(edges.lab, core, skin), (0, 0), max(0.9, 0.5 * reach))
        shift_px = reach * lean * np.clip(1.8 - np.abs(inside) / (1.6 * reach), 0, 1)
    return _soft(0.5 + (inside + shift_px) / FEATHER_PX)


def _inner_alpha(edges: _Edges, gap: float) -> np.ndarray:
    """Soft mask (h, w) outside the inner edge; closed lips have none, so that no bare line stays between them.

    Args:
        edges: the lip.
        gap: how far the lips are open, as a multiple of what still counts as closed.
    """
    reach, inside = edges.reach_px, edges.inside_inner
    closed = float(np.clip(2 - gap, 0, 1))
    shift_px = np.full_like(inside, closed * reach)
    core = edges.core(1.0, 1.2)
    mouth = inside > max(0.5 * float(inside.max()), 0.5)
    if closed < 1 and core.sum() > 20 and mouth.sum() > 12:
        lean = np.maximum(_leaning(edges.lab, core, mouth), 0) * np.clip(2 - np.abs(inside) / reach, 0, 1)
        shift_px += reach * cv2.GaussianBlur(lean, (0, 0), 0.7)
    return np.asarray(_soft((shift_px - inside) / FEATHER_PX) * (1 - _between(edges, core)))


def _soft(ramp: np.ndarray) -> np.ndarray:
    ramp = np.clip(ramp, 0, 1)
    return np.asarray(ramp * ramp * (3 - 2 * ramp))


def _leaning(lab: np.ndarray, lip: np.ndarray, skin: np.ndarray) -> np.ndarray:
    """How much more a pixel looks like lip than like skin, -1.5 to 1.5 and small where the two look alike."""
    means = [np.median(lab[where], axis=0) for where in (lip, skin)]
    spread = np.vstack([lab[lip] - means[0], lab[skin] - means[1]])
    covariance = np.cov(spread.T) + np.diag([9.0, 2.0, 2.0])
    axis = np.linalg.solve(covariance, means[0] - means[1])
    middle = (means[0] + means[1]) / 2
    apart = float(np.sqrt(max((means[0] - means[1]) @ axis, 0)))
    trust = float(np.clip((apart - 0.7) / 1.5, 0, 1))
    return np.asarray(trust * np.clip((lab - middle) @ axis / 2, -1.5, 1.5), dtype=np.float32)


def _between(edges: _Edges, core: np.ndarray) -> np.ndarray:
    """How surely a pixel near the inner loop shows teeth or the dark of the mouth, 0 to 1."""
    lab, inside = edges.lab, edges.inside_inner
    if core.sum() < 20:
        return np.zeros(inside.shape)
    lightness, red, _ = np.median(lab[core], axis=0)
    sd = np.maximum(1.5 * np.median(np.abs(lab[core] - (lightness, red, 0)), axis=0), (4.0, 2.5, 1.0))
    paler = (red - lab[..., 1]) / sd[1]
    lighter = (lab[..., 0] - lightness) / sd[0]
    teeth = np.clip((paler - 0.8) / 1.0, 0, 1) * np.clip((lighter - 0.3) / 1.0, 0, 1)
    dark = np.clip((-lighter - 3.0) / 1.5, 0, 1)
    near = np.clip(NEAR + inside / edges.reach_px, 0, 1)
    sure = (np.maximum(teeth, dark) * near).astype(np.float32)
    sure *= _joined_to(sure > 0.25, inside > -1.5)
    return np.asarray(sure)


def _joined_to(parts: np.ndarray, seed: np.ndarray) -> np.ndarray:
    """Those parts (h, w) that reach the seed: what shines on the lip alone is no tooth."""
    _, labels = cv2.connectedComponents(parts.astype(np.uint8), connectivity=4)
    reached = np.unique(labels[seed & parts])
    return np.asarray(np.isin(labels, reached[reached > 0]))


def _gap(inner: np.ndarray) -> float:
    """Widest opening between the lips, pixels: opposite points of the inner loop."""
    return float(np.linalg.norm(inner[1:10] - inner[:10:-1], axis=1).max())


def _place(landmarks_px: np.ndarray, corner: np.ndarray, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Along the mouth (-1 to 1) and whether below the line between its inner corners."""
    start, end = landmarks_px[78] - corner, landmarks_px[308] - corner
    way = end - start
    length = max(float(np.linalg.norm(way)), 1e-6)
    y, x = np.mgrid[: shape[0], : shape[1]] + 0.5
    from_middle_x, from_middle_y = x - (start + end)[0] / 2, y - (start + end)[1] / 2
    along = (from_middle_x * way[0] + from_middle_y * way[1]) / length**2 * 2
    center = (landmarks_px[13] + landmarks_px[14]) / 2 - corner
    normal = np.array([-way[1], way[0]]) / length
    if normal @ (landmarks_px[17] - landmarks_px[0]) < 0:
        normal = -normal
    bow = (center - (start + end) / 2) @ normal
    height = from_middle_x * normal[0] + from_middle_y * normal[1]
    return along.astype(np.float32), np.asarray(height > bow * (1 - np.clip(along, -1, 1) ** 2))


__all__ = ["LipMask", "lip_mask", "smooth_loop"]
