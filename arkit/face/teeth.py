"""What shows between the lips: teeth, tongue, the dark of the mouth. None of it is to be painted."""

from __future__ import annotations

import cv2
import numpy as np

from arkit.face.lip_edges import DECIDED, Rays, edge_px, leaning

OWN = 0.7  # part of a highlight's likeness to teeth that is not believed where the lip is expected
SHADED = 3.0  # strays by which a tooth in the lip's shade is paler than the lip
CLOSED = 0.12  # how surely a sample counts as lip while the mouth is not known to be open


def between_rays(
    rays: Rays, expected_px: np.ndarray, room_px: np.ndarray, reach_px: float, *, parted: float, dim: float
) -> tuple[np.ndarray, np.ndarray]:
    """Find where each ray from the outer edge leaves the lip for what lies between the lips.

    Args:
        rays: from the outer edge inwards.
        expected_px, room_px: (n,) where the tracker thinks it happens, and how wide the mouth is open there.
        reach_px: how far that usually errs.
        parted: 0 where the tracker's opening proves nothing, 1 where the mouth is surely open.
        dim: brightness of the picture against an ordinary one.

    Returns:
        Places (n,) in pixels and how far to trust them (n,), 0 to 1.
    """
    places, expected, room = rays.places_px[None], expected_px[:, None], room_px[:, None]
    lip = (places > 0.15 * expected) & (places < np.maximum(expected - 0.6 * reach_px, 0.6 * expected))
    far = np.minimum(0.55 * room, 3 * reach_px)
    between = (places > expected + np.minimum(0.4 * reach_px, 0.2 * room)) & (places < expected + far) & (parted > 0)
    seen = leaning(rays, lip.astype(np.float32), between.astype(np.float32), dim)
    trust = seen.trust * parted
    lighter = (rays.lab[..., 0] - seen.lip_lab[:, None, 0]) / max(float(seen.sd[0]), 4.0)
    paler = (seen.lip_lab[:, None, 1] - rays.lab[..., 1]) / max(float(seen.sd[1]), 2.5)
    foreign = 1.2 * np.maximum(_tooth(lighter, paler), _dark(lighter))
    shine = OWN * np.clip((expected - places) / reach_px - 0.2, 0, 1) * (lighter > 0)
    foreign *= 1 - shine
    says = np.where(seen.lip < 0, seen.lip * (1 - shine), seen.lip)
    says = says * trust[:, None] + CLOSED * (1 - parted)
    says = np.clip(says - foreign, -DECIDED, DECIDED) * (places < expected + np.maximum(0.8 * room, 0.5 * reach_px))
    found = edge_px(says, rays, expected_px, reach_px, loose=1.2, gain=5.0)
    return found, np.maximum(trust, 0.7 * np.minimum(foreign.max(axis=1), 1))


def cut_between(lab: np.ndarray, alpha: np.ndarray, hole: np.ndarray, line: np.ndarray, reach_px: float) -> np.ndarray:
    """Take out of a lip mask what is joined to the mouth's opening and looks like teeth or dark, pixel by pixel.

    A thin row of teeth shows also between lips that count as closed; the dark line between closed lips stays painted.

    Args:
        lab: (h, w, 3) float32 CIE L*a*b*.
        alpha: (h, w) float32 the mask.
        hole: (h, w) float32 the opening as found so far.
        line: (h, w) uint8, 1 on the edge of the opening, or on the line where closed lips touch.
        reach_px: how far from there teeth may lie.
    """
    opening = hole > 0.5
    core = (alpha > 0.95) & ~opening
    apart_px = cv2.distanceTransform(1 - np.maximum(line, opening.astype(np.uint8)), cv2.DIST_L2, 3)
    near = np.clip(2 - apart_px / max(reach_px, 1.0), 0, 1)
    lip = core & (near == 0)
    if np.count_nonzero(lip) < 20:
        lip = core
    if np.count_nonzero(lip) < 20:
        return alpha
    middle = np.median(lab[lip], axis=0)
    stray = 1.5 * np.median(np.abs(lab[lip] - middle), axis=0)
    lighter = (lab[..., 0] - middle[0]) / max(float(stray[0]), 4.0)
    paler = (middle[1] - lab[..., 1]) / max(float(stray[1]), 2.5)
    tooth, dark = _tooth(lighter, paler), _dark(lighter) if opening.any() else np.zeros_like(near)
    sure = np.maximum(
        tooth * _matte(middle[1] - lab[..., 1], tooth * near), dark * _matte(middle[0] - lab[..., 0], dark * near)
    )
    sure *= near
    count, labels = cv2.connectedComponents(((sure > 0.25) | opening).astype(np.uint8), connectivity=4)
    reached = np.zeros(count, dtype=bool)
    reached[labels[opening | (line > 0)]] = True
    reached[0] = False
    return np.asarray(np.minimum(alpha, 1 - sure * reached[labels]), dtype=np.float32)


def _matte(apart: np.ndarray, sure: np.ndarray) -> np.ndarray:
    """(h, w) 0 to 1: how much of a pixel is foreign, when the surely foreign ones are `apart` from the lip."""
    there = apart[sure > 0.6]
    full = float(np.percentile(there, 70)) if len(there) > 2 else 20.0
    return np.asarray(np.clip(apart / max(full, 4.0), 0, 1))


def _tooth(lighter: np.ndarray, paler: np.ndarray) -> np.ndarray:
    """How surely: paler and lighter than the lip; in the lip's shade clearly paler is enough."""
    bright = np.clip(paler - 0.8, 0, 1) * np.clip(lighter - 0.3, 0, 1)
    return np.asarray(np.maximum(bright, np.clip(paler - SHADED, 0, 1) * np.clip((lighter + 4.0) / 2, 0, 1)))


def _dark(lighter: np.ndarray) -> np.ndarray:
    return np.asarray(np.clip((-lighter - 3.0) / 1.5, 0, 1))


__all__ = ["between_rays", "cut_between"]
