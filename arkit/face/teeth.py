"""What shows between the lips: teeth, tongue, the dark of the mouth. None of it is to be painted."""

from __future__ import annotations

import cv2
import numpy as np

from arkit.face.lip_edges import DECIDED, Rays, edge_px, leaning

OWN = 0.7  # part of a highlight's likeness to teeth that is not believed where the lip is expected
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


def cut_between(lab: np.ndarray, alpha: np.ndarray, hole: np.ndarray, reach_px: float) -> np.ndarray:
    """Take out of a lip mask what is joined to the mouth's opening and looks like teeth or dark, pixel by pixel.

    Args:
        lab: (h, w, 3) float32 CIE L*a*b*.
        alpha: (h, w) float32 the mask.
        hole: (h, w) float32 the opening as found so far.
        reach_px: how far from the opening teeth may lie.
    """
    opening = hole > 0.5
    core = (alpha > 0.95) & ~opening
    if not opening.any() or np.count_nonzero(core) < 20:
        return alpha
    near = np.clip(2 - cv2.distanceTransform((~opening).astype(np.uint8), cv2.DIST_L2, 3) / reach_px, 0, 1)
    sample = lab[core & (near == 0)] if np.count_nonzero(core & (near == 0)) > 20 else lab[core]
    middle = np.median(sample, axis=0)
    stray = 1.5 * np.median(np.abs(sample - middle), axis=0)
    lighter = (lab[..., 0] - middle[0]) / max(float(stray[0]), 4.0)
    paler = (middle[1] - lab[..., 1]) / max(float(stray[1]), 2.5)
    low, high = np.percentile(lab[..., 0][opening], (10, 90))
    white = np.clip((lab[..., 0] - middle[0]) / max(float(high - middle[0]), 8.0), 0, 1)
    black = np.clip((middle[0] - lab[..., 0]) / max(float(middle[0] - low), 8.0), 0, 1)
    sure = np.maximum(_tooth(lighter, paler) * white, _dark(lighter) * black) * near
    _, labels = cv2.connectedComponents(((sure > 0.25) | opening).astype(np.uint8), connectivity=4)
    joined = np.isin(labels, np.unique(labels[opening]))
    return np.asarray(np.minimum(alpha, 1 - sure * joined), dtype=np.float32)


def _tooth(lighter: np.ndarray, paler: np.ndarray) -> np.ndarray:
    return np.asarray(np.clip(paler - 0.8, 0, 1) * np.clip(lighter - 0.3, 0, 1))


def _dark(lighter: np.ndarray) -> np.ndarray:
    return np.asarray(np.clip((-lighter - 3.0) / 1.5, 0, 1))


__all__ = ["between_rays", "cut_between"]
