"""Hide products behind what really stands before them, as a depth picture of the room tells it.

A depth camera is off by a percent and its edges lie some pixels beside the picture's. So what hides must be nearer by
more than that; a surface never hides what lies, stands or hangs on it, however thin that is; and the cut is drawn
along the edges of the picture itself (guided filter: He, Sun, Tang, TPAMI 2013).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from arkit.draw.plane_depth import plane_depth, sight_lines
from arkit.draw.scene import Drawing, Receiver
from arkit.errors import CheckError
from arkit.frame import Camera

BIAS_M, BIAS = 0.015, 0.012  # nearer by less than this, absolute plus a part of the distance, is the sensor's error
SOFT = 0.6  # of the bias: over so much more an edge goes from open to hidden
ON_SURFACE_M = 0.03  # what rises less than this above a receiver, and the bias, is the receiver itself
EDGE_PX = 4  # half width of the guided filter, for a picture of 1000 pixels
_EPS = 6.0**2  # code values squared: contrasts below this do not guide


def filled(depth_m: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """A depth picture (0 unknown) at another size, its holes filled from around them with what is farther.

    Holes lie beside what stands before (the sensor's shadow) and on what mirrors or swallows: taken as far, they hide
    nothing that is known to be hidden by nobody.
    """
    known = depth_m > 0
    if not known.any():
        return np.full(shape, np.inf, dtype=np.float32)
    depth = np.where(known, depth_m, 0).astype(np.float32)
    while not known.all():
        grown = cv2.dilate(depth, np.ones((5, 5), dtype=np.uint8))
        depth = np.where(known, depth, grown)
        known = depth > 0
    if depth.shape == shape:
        return depth
    return np.asarray(cv2.resize(depth, shape[::-1], interpolation=cv2.INTER_LINEAR))


def hide(
    drawing: Drawing,
    camera: Camera,
    depth_m: np.ndarray,
    *,
    receivers: Sequence[Receiver] = (),
    guide: np.ndarray | None = None,
) -> Drawing:
    """The drawing without what lies behind the real room.

    Args:
        drawing: of this camera.
        camera: as drawn with.
        depth_m: (h, w) metres along -z of what is in the picture, of the drawing's size, infinite where unknown.
        receivers: surfaces that the products touch: they hide nothing, and their shadow stays on them.
        guide: (h, w, 3) uint8, the picture, whose edges the cut follows.

    Raises:
        CheckError: the depth picture has another size.
    """
    if depth_m.shape != drawing.shadow.shape:
        raise CheckError(f"depth: expected the drawing's shape {drawing.shadow.shape}, got {depth_m.shape}")
    left, top, right, bottom = box = drawing.box_px
    if right <= left or bottom <= top:
        return drawing
    inside = (slice(top, bottom), slice(left, right))
    lines = sight_lines(camera, box)
    depth = depth_m[inside].astype(np.float32)
    bias = BIAS_M + BIAS * np.where(np.isfinite(depth), depth, 0)
    on_surface = np.zeros(depth.shape, dtype=bool)
    for one in receivers:
        normal = one.T_camera_plane[:3, 1].astype(np.float32)
        raised = (lines @ normal) * depth - float(normal @ one.T_camera_plane[:3, 3])
        on_surface |= np.abs(raised) < ON_SURFACE_M + bias * 0.5
    depth = np.where(on_surface, np.inf, depth)
    nearer = np.where(np.isfinite(drawing.depth_m[inside]), drawing.depth_m[inside], 0) - depth
    open_ = 1 - _smooth((nearer - bias) / (SOFT * bias))
    shown = _fitted(open_, drawing.coverage[inside] > 0, guide[inside] if guide is not None else None, camera)
    return _dimmed(drawing, inside, shown, _lit(lines, depth, bias, receivers))


def _lit(lines: np.ndarray, depth: np.ndarray, bias: np.ndarray, receivers: Sequence[Receiver]) -> np.ndarray:
    """(h, w) 0…1: how much of a shadow on the receivers is to be seen: they are what the picture shows there."""
    if not receivers:
        return np.ones_like(depth)
    surface = np.min([plane_depth(one.T_camera_plane, lines) for one in receivers], axis=0)
    with np.errstate(invalid="ignore"):
        before = np.where(np.isfinite(depth), np.abs(surface - depth), 0)
    return np.asarray(1 - _smooth((before - bias) / bias))


def _dimmed(drawing: Drawing, inside: tuple[slice, slice], shown: np.ndarray, lit: np.ndarray) -> Drawing:
    rgba, tinted = drawing.rgba.copy(), drawing.tinted.copy()
    coverage, shadow = drawing.coverage.copy(), drawing.shadow.copy()
    rgba[inside] *= shown[..., None]
    tinted[inside] *= shown[..., None]
    coverage[inside] *= shown
    shadow[inside] *= lit
    depth = np.where(coverage > 0, drawing.depth_m, np.inf).astype(np.float32)
    return replace(drawing, rgba=rgba, tinted=tinted, coverage=coverage, shadow=shadow, depth_m=depth)


def _fitted(open_: np.ndarray, drawn: np.ndarray, guide: np.ndarray | None, camera: Camera) -> np.ndarray:
    """The mask with its border moved onto the picture's edges; far from a border it stays as it is."""
    if guide is None or not drawn.any() or open_[drawn].min() > 0.999:
        return open_.astype(np.float32)
    radius = max(2, round(EDGE_PX * max(camera.width, camera.height) / 1000))
    gray = cv2.cvtColor(guide, cv2.COLOR_RGB2GRAY).astype(np.float32)
    window = (2 * radius + 1, 2 * radius + 1)
    square = np.ones(window, np.uint8)
    own = open_.astype(np.float32)
    around = cv2.dilate(np.where(drawn, own, 0), square) - cv2.erode(np.where(drawn, own, 1), square)
    share = cv2.blur(drawn.astype(np.float32), window)  # beyond the products' outline the mask goes on as it ends there
    mask = np.where(drawn, own, cv2.blur(own * drawn, window) / np.maximum(share, 1e-3))
    mean_g, mean_m = cv2.blur(gray, window), cv2.blur(mask, window)
    slope = (cv2.blur(gray * mask, window) - mean_g * mean_m) / (cv2.blur(gray * gray, window) - mean_g**2 + _EPS)
    base = mean_m - slope * mean_g
    fitted = np.clip(cv2.blur(slope, window) * gray + cv2.blur(base, window), 0, 1)
    fitted = _smooth(np.clip((fitted - 0.2) / 0.6, 0, 1))  # the filter leaves a haze on either side
    return np.asarray(np.where(drawn & (around > 0.05), fitted, own), dtype=np.float32)


def _smooth(values: np.ndarray) -> np.ndarray:
    inside = np.clip(values, 0, 1)
    return np.asarray(inside * inside * (3 - 2 * inside))


__all__ = ["BIAS", "BIAS_M", "ON_SURFACE_M", "filled", "hide"]
