"""What shows between the lips: teeth, tongue, the dark of the mouth. None of it is to be painted.

Tried and dropped: filling what lies between two rows of teeth, by closing over one reach, took 0.950 to 0.947 on tuned
heads; teeth looked for less far from the line between closed lips (1.3 instead of 2 reaches) gave 0.0002, but painted a
tenth more of a speaking mouth's teeth.
"""

from __future__ import annotations

import cv2
import numpy as np

from arkit.face.lips.edges import DECIDED, Leaning, Rays, edge_px, leaning, ramp
from arkit.face.quantile import median

OWN = 0.7  # part of a highlight's likeness to teeth that is not believed where the lip is expected
SHADED = 3.0  # strays by which a tooth in the lip's shade is paler than the lip
MANY = 300  # so many of the lip's pixels tell its colour
BLUR_PX = 0.8  # so far a tooth's edge is seen before it begins: 0.949 -> 0.951 on heads 0 to 9 of bench/heads
HINTED = 0.45  # of the mask is left out where a tooth is only hinted at
RIM = 0.12  # of the mask is left out near teeth and opening: nothing there is surely lip
# Reaches: the rim is so wide. On 520 pictures of heads 0 to 9 the mask's core held teeth in 18 with a rim of one
# pixel, in 12 with this. Leaving out pale pixels farther off too made that 5, but highlights of real lips stayed bare.
MARGIN, LEAST_RIM_PX = 1.0, 1.5
# A pale line so much lighter than what lies on both sides of it, where lips touch, may be teeth seen through a slit.
LINE_L = 4.0
FAR_PX = np.float32(1e3)  # nothing found is so far away
ALIKE = 0.15  # how surely a sample counts as lip that looks like one where nothing else is seen
LEAST_SD = np.array([4.0, 2.5, 2.5, 1.0, 2.5], dtype=np.float32)  # of each colour: less is noise
OWN_LEFT = (0.7, 0.9)  # part of the lip's own colour that is left: from which a pale pixel may be lip, and is
TOOTH_A, LEAST_OWN = (
    20.0,
    1e3,
)  # a* that a white tooth may well have; least own colour of lips, a* times (L* + 16) squared
CLOSED = 0.12  # how surely a sample counts as lip while the mouth is not known to be open
WHITER_L, WHITE = 8.0, 0.45  # so much lighter than the lip and with so little of its a* a tooth's rim is no lip at all


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
    shine = OWN * ramp((expected - places) / reach_px - 0.2) * (lighter > 0)
    foreign = _behind(foreign * (1 - shine), round(BLUR_PX / rays.step_px))
    says = np.where(seen.lip < 0, seen.lip * (1 - shine), seen.lip)
    says = says * trust[:, None] + CLOSED * (1 - parted)
    says = np.maximum(np.minimum(says - foreign, DECIDED), -DECIDED) * (
        places < expected + np.maximum(0.8 * room, 0.5 * reach_px)
    )
    doubted = np.flatnonzero(seen.trust < 0.5)
    if parted > 0 and len(doubted):
        near = (foreign < 0.1) & (places > expected - reach_px) & (places < expected + room)
        more = (ALIKE * parted) * _alike(rays, seen, doubted) * near[doubted]
        says[doubted] = np.minimum(says[doubted] + more, DECIDED)
    found = edge_px(says, rays, expected_px, reach_px, loose=1.2, gain=5.0)
    return found, np.maximum(trust, 0.7 * np.minimum(foreign.max(axis=1), 1))


def _alike(rays: Rays, seen: Leaning, doubted: np.ndarray) -> np.ndarray:
    """How far (k, m) samples of the rays (k,) look like the lip though they are expected between the lips: 0 to 1.

    A tracker that takes a pout for an open mouth is then not believed: 0.9363 -> 0.9383 on 400 more pictures of heads 0
    to 9 (any expression, turn, tone and light), and 0.9500 -> 0.9505 on the 120; twice as much 0.9375 and 0.949.
    """
    away = np.abs(rays.lab[doubted] - seen.lip_lab[doubted, None]) * (1 / np.maximum(seen.sd, LEAST_SD))
    farthest = np.maximum(np.maximum(away[..., 0], away[..., 1]), np.maximum(away[..., 2], away[..., 3]))
    return ramp(1 - 2 * seen.trust[doubted])[:, None] * ramp(1.5 - farthest / 2.5)


def _behind(sure: np.ndarray, steps: int) -> np.ndarray:
    """The same (n, m) some samples further on: half mixed a tooth looks like one already, and the edge is not there."""
    return np.asarray(np.concatenate([np.repeat(sure[:, :1], steps, axis=1), sure[:, : sure.shape[1] - steps]], axis=1))


def cut_between(lab: np.ndarray, alpha: np.ndarray, hole: np.ndarray, line: np.ndarray, reach_px: float) -> np.ndarray:
    """Take out of a lip mask what is joined to the mouth's opening and looks like teeth or dark, pixel by pixel.

    A thin row of teeth shows also between lips that count as closed; the dark line between closed lips stays painted.
    Beside that line whatever is less red than the lips without being dark may be a tooth: it is kept out of the mask's
    core, and wholly out only where it is plainly one (cutting it wholly cost 0.005 of the overlap with drawn lips).

    Args:
        lab: (h, w, 5) float32 CIE L*a*b*, redness and own colour.
        alpha: (h, w) float32 the mask.
        hole: (h, w) float32 the opening as found so far.
        line: (h, w) uint8, 1 on the edge of the opening, or on the line where closed lips touch.
        reach_px: how far from there teeth may lie.
    """
    opening = hole > 0.5
    core = (alpha > 0.95) & ~opening
    apart_px = cv2.distanceTransform(1 - np.maximum(line, opening.astype(np.uint8)), cv2.DIST_L2, 3)
    close = apart_px < 2 * max(reach_px, 1.0)
    lip = lab[core & ~close]
    if len(lip) < 20:
        lip = lab[core]
    if len(lip) < 20:
        return alpha
    lip = lip[:: 1 + len(lip) // MANY]
    sure = np.zeros_like(alpha)
    sure[close] = _foreign(lab[close], lip, apart_px[close], reach_px, opened=bool(opening.any()))
    labels = cv2.connectedComponents(((sure > 0.25) | opening).astype(np.uint8), connectivity=8)[1]
    reached = np.zeros(int(labels.max()) + 1, dtype=bool)
    reached[labels[apart_px < 1.0 + 0.5 * reach_px]] = True
    reached[0] = False
    foreign = reached[labels]
    beside_px = np.minimum(cv2.distanceTransform(1 - (foreign | opening).view(np.uint8), cv2.DIST_L2, 3), FAR_PX)
    beside = RIM * ramp(1 + 2 * (MARGIN - beside_px / max(reach_px, LEAST_RIM_PX)))
    beside = np.maximum(beside, RIM * _slit(lab, lip, apart_px, reach_px))
    return np.asarray(np.minimum(alpha, 1 - np.maximum(sure * foreign, beside)), dtype=np.float32)


def _slit(lab: np.ndarray, lip: np.ndarray, apart_px: np.ndarray, reach_px: float) -> np.ndarray:
    """(h, w) uint8: 1 on and beside thin pale lines where the lips meet, unless they surely are glare.

    On the darkest lips glare makes their colours stray so far that a row of teeth a pixel high is not told by its own.
    Heads 0 to 9, 146 open, grinning and smiling mouths of any tone, light and pose: teeth in the core of 3 -> 1.
    """
    across = 2 * round(max(reach_px, 1.0)) + 1
    wide = cv2.morphologyEx(lab[..., 0], cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across)))
    thin = (lab[..., 0] - wide > LINE_L) & (apart_px < 1.5 + 0.5 * reach_px)
    thin[thin] = _glare(lab[thin], lip) < 0.5
    return np.asarray(cv2.dilate(thin.view(np.uint8), np.ones((3, 3), np.uint8)))


def _foreign(near: np.ndarray, lip: np.ndarray, apart_px: np.ndarray, reach_px: float, *, opened: bool) -> np.ndarray:
    """How much (n,) of each pixel near the opening is no lip, from its colours (n, 5) and the lip's (m, 5)."""
    middle = np.median(lip, axis=0)
    stray = 1.5 * np.median(np.abs(lip - middle), axis=0)
    lost = middle - near
    lighter, paler = lost[:, 0] / -max(float(stray[0]), 4.0), lost[:, 1] / max(float(stray[1]), 2.5)
    weight = ramp(2 - apart_px / max(reach_px, 1.0))
    tooth = _tooth(lighter, paler) * weight
    sure = tooth * _matte(lost[:, 1], tooth)
    if opened:
        dark = _dark(lighter) * weight
        sure = np.maximum(sure, dark * _matte(lost[:, 0], dark))
    seam = ramp(2 - apart_px / (1.5 + 0.3 * reach_px))
    beside = seam > 0
    strays, share = lost[beside, 3] / max(float(stray[3]), 0.5), lost[beside, 3] / max(float(middle[3]), 2.0)
    sure[beside] = np.maximum(sure[beside], _pale(lighter[beside], strays, share, opened=opened) * seam[beside])
    sure *= 1 - _glare(near, lip)
    white = (lost[:, 0] < -WHITER_L) & (near[:, 1] < WHITE * middle[1])
    sure[white] = ramp((sure[white] - 0.2) / 0.35)
    return np.asarray(sure)


def _glare(near: np.ndarray, lip: np.ndarray) -> np.ndarray:
    """How surely (n,) a pale pixel (n, 5) is lip with a lamp mirrored on it: glare takes no colour away.

    Red light less green, in linear light, is what glare leaves as it is: a* times the square of lightness. A tooth has
    hardly any, but beside lips so dark that even a tooth has as much nothing is told.
    """
    light = near[:, 0] + 16
    own = max(median(lip[:, 1] * (lip[:, 0] + 16) ** 2), LEAST_OWN)
    told = ramp(2 - (TOOTH_A / 116 / own) * light**3)
    return ramp((near[:, 1] * light**2 / own - OWN_LEFT[0]) / (OWN_LEFT[1] - OWN_LEFT[0])) * told


def _pale(lighter: np.ndarray, strays: np.ndarray, share: np.ndarray, *, opened: bool) -> np.ndarray:
    """How much (n,) to leave out for lost redness: half on a hint, all on a plain tooth.

    Args:
        lighter: than the lip, in strays.
        strays, share: by how many strays, and by which part of the lip's, a pixel is less red.
        opened: whether an opening was found; beside it a wet edge of the lip is light and pale too.
    """
    hint = np.maximum(ramp(strays - 2.5) * ramp(lighter + 2), ramp((share - 0.25) / 0.2) * ramp(lighter - 0.8))
    plain = ramp(strays - 6) * ramp(2 * lighter - 0.6)
    if not opened:
        plain = np.maximum(plain, ramp((share - 0.3) / 0.2) * ramp(lighter - 2))
    return np.asarray(np.maximum(HINTED * hint, plain * _matte(share, plain, least=0.3)))


def _matte(apart: np.ndarray, sure: np.ndarray, least: float = 4.0) -> np.ndarray:
    """(n,) 0 to 1: how much of a pixel is foreign, when the surely foreign ones are `apart` from the lip."""
    there = apart[sure > 0.6]
    at = int(0.7 * (len(there) - 1) + 0.5)
    full = float(np.partition(there, at)[at]) if len(there) > 2 else 5 * least
    return ramp(apart / max(full, least))


def _tooth(lighter: np.ndarray, paler: np.ndarray) -> np.ndarray:
    """How surely: paler and lighter than the lip; in the lip's shade clearly paler is enough."""
    bright = ramp(paler - 0.8) * ramp(lighter - 0.3)
    return np.asarray(np.maximum(bright, ramp(paler - SHADED) * ramp(lighter / 2 + 2)))


def _dark(lighter: np.ndarray) -> np.ndarray:
    return ramp((-lighter - 3.0) / 1.5)


__all__ = ["between_rays", "cut_between"]
