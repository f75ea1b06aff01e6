"""Fit the border of an iris: a blurred disc under an uneven light, laid over the pixels of an open eye.

An iris in a video is ten pixels wide, so one percent of it is a tenth of a pixel. Three things cost that much. Codes
are not light: half covered by a dark disc, a pixel has more than half the code, and the iris comes out smaller. Blur
draws the border of a small disc inwards. And a lamp mirrored in the eye tilts the brightness under it. So the fit is in
linear light, its disc is blurred as the picture is, and its brightness may slope inside and outside on their own.

Diameter against the true ring, 240 eyes of ten heads, ten skins, four lights, 640x480: middle error (95th percentile)

    edges along rays, in codes, circle through them (what was here)   3.1 % small, (9 %)
    disc, plain inside, plain white on each side                      0.9 %, (7 %), 13 % off where a lamp is mirrored
    disc, sloping inside and outside (this one)                       0.5 %, (3 %)
    disc, and a quadratic light over all                              1.0 %, (12 %): too much freedom for 60 pixels

How far from the border pixels count matters as much: 320 eyes of ten heads within 10 degrees of yaw, mean error (95th
percentile) of both eyes' mean, and of the distance of the pupils from them:

    to 1.45 radii, odd pixels from 2 times the noise on               1.2 % (4.9),   1.2 % (4.9)
    to 1.3 radii: less skin beyond the white                          0.95 % (2.3),  0.92 % (2.2)
    the same with 0.3 pixels less beside the lids, odd from 4 on
    (this one, with arkit.face.size.iris's second look)                    0.83 % (2.0),  0.81 % (2.1)
    weighed by how dark each pixel is                                 1.2 % (4.2) at 1.45 radii
    weighed by the step from iris to white on its side                1.1 % (2.6): dark sides are noisier
    quadratic along the eye, or with a kink under the iris            1.4 to 1.8 % (6 to 9)
    starting 0.15 radii higher, where the tracker errs on renders     0.95 % (2.1), but not on photographs: there the
                                                                      irises then differ by 5 % instead of 2.4 %
    pixels far darker or lighter than the white beside them left out  0.86 % (2.6)

Blur and radius are hardly told apart on ten pixels. A blur held near the usual one makes irises of blurred pictures
(1 and 1.6 pixels) 1.4 and 4.5 % too small, one that may be anything 2.2 and 1.0 % too large and twice as scattered.
arkit.face.size.iris fits both ways, takes the mean where the picture is soft, and doubts it by how far they differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from arkit.color import srgb_to_linear
from arkit.frame import Frame

INNER, OUTER = 0.5, 1.3  # of the radius: the pupil is left out, and so are the eye's corners
FAN = float(np.tan(np.radians(50)))  # above and below it the lids are near
LID_PX = (0.6, 1.6)  # from the lid's line inwards a pixel begins to count, and counts in full
FEWEST = 24  # pixels
BLUR_PX, BLUR_SD_PX = 0.4, 0.1
RADIUS_SD, HEIGHT_SD, SIDE_SD = 0.06, 0.15, 1.0  # of the tracker's radius: how far its circle is trusted
ROUNDS, STEPS, SETTLED_PX = 3, 6, 2e-3
ODD = 4.0  # times the noise: a pixel farther off than this counts less
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


@dataclass(frozen=True, slots=True)
class Disc:
    """An iris's border: centre (2,), radius and its standard deviation in pixels, blur of the picture in pixels.

    `misfit` is how far pixels lie from the model, as a part of the step from iris to white.
    """

    center_px: np.ndarray
    radius_px: float
    sd_px: float
    blur_px: float
    misfit: float


@dataclass(frozen=True, slots=True)
class _Eye:
    """Pixels round an iris: places (n,), light (n,), weight by the lids (n,), and the eye's own axes (2,) each."""

    x: np.ndarray
    y: np.ndarray
    light: np.ndarray
    open: np.ndarray
    along: np.ndarray
    across: np.ndarray


def fit_disc(
    frame: Frame,
    center_px: np.ndarray,
    radius_px: float,
    lids_px: np.ndarray,
    along: np.ndarray,
    radius_sd: float = RADIUS_SD,
    blur_sd_px: float = BLUR_SD_PX,
) -> Disc | None:
    """Fit one iris; None where too little of it shows.

    Args:
        frame: the picture.
        center_px, radius_px: (2,) and a number, the tracker's circle.
        lids_px: (n, 2) the lids' outline.
        along: (2,) the direction from one corner of the eye to the other.
        radius_sd: how far the radius is trusted, as a part of it.
        blur_sd_px: how far the picture's blur is taken to be the usual one.

    Source:
        Gauss-Newton with the linear parameters projected out: Kaufman, "A variable projection method", BIT 1975.
    """
    eye = _eye(frame, center_px, radius_px, lids_px, along / max(float(np.linalg.norm(along)), 1e-9))
    start = np.array([center_px[0], center_px[1], radius_px, BLUR_PX])
    found, spread, misfit = start, 0.0, 0.0
    for _ in range(ROUNDS):
        near = _near(eye, found)
        if np.count_nonzero(near) < FEWEST:
            return None
        part = _Eye(eye.x[near], eye.y[near], eye.light[near], eye.open[near], eye.along, eye.across)
        found, spread, misfit = _settle(part, found, start, (radius_sd, blur_sd_px))
    return Disc(found[:2], float(found[2]), spread, float(found[3]), misfit)


def _eye(frame: Frame, center: np.ndarray, radius: float, lids_px: np.ndarray, along: np.ndarray) -> _Eye:
    limit = np.array([frame.camera.width, frame.camera.height])
    low = np.clip(np.floor(center - 1.6 * radius - 3), 0, limit - 1).astype(int)
    high = np.clip(np.ceil(center + 1.6 * radius + 3), low + 1, limit).astype(int)
    part = frame.pixels[low[1] : high[1], low[0] : high[0]]
    light = srgb_to_linear(part / 255.0) @ LUMINANCE
    y, x = np.mgrid[low[1] : high[1], low[0] : high[0]] + 0.5  # landmarks count from the corner of a pixel
    outline = lids_px.astype(np.float32)
    inside = np.array([cv2.pointPolygonTest(outline, at, True) for at in zip(x.flat, y.flat, strict=True)])
    weight = np.clip((inside - LID_PX[0]) / (LID_PX[1] - LID_PX[0]), 0, 1)
    kept = weight > 0.05
    across = np.array([-along[1], along[0]])
    return _Eye(x.ravel()[kept], y.ravel()[kept], light.ravel()[kept], weight[kept], along, across)


def _near(eye: _Eye, disc: np.ndarray) -> np.ndarray:
    """Which pixels lie about the border, left and right of the iris."""
    dx, dy = eye.x - disc[0], eye.y - disc[1]
    away = np.hypot(dx, dy)
    flat = np.abs(dx * eye.across[0] + dy * eye.across[1]) < FAN * np.abs(dx * eye.along[0] + dy * eye.along[1])
    return np.asarray((away > INNER * disc[2]) & (away < OUTER * disc[2] + 0.3) & flat)


def _settle(
    eye: _Eye, first: np.ndarray, start: np.ndarray, sds: tuple[float, float]
) -> tuple[np.ndarray, float, float]:
    """Gauss-Newton on (x, y, radius, blur) with robust weights: the disc, its radius's deviation, its misfit."""
    disc, robust = first, np.ones(len(eye.x))
    for _ in range(STEPS):
        weight = np.sqrt(eye.open) * robust
        residual, slope, contrast = _model(eye, disc, weight)
        noise = max(1.4826 * float(np.median(np.abs(residual))), 1e-4)
        robust = 1 / np.sqrt(1 + (residual / (ODD * max(noise, 0.02 * contrast))) ** 2)
        weight = np.sqrt(eye.open) * robust
        trust = noise * _trust(eye, start[2], *sds)
        matrix = np.vstack([slope * weight[:, None], trust])
        right = np.concatenate([residual * weight, trust @ (start - disc)])
        step = np.clip(np.linalg.lstsq(matrix, right, rcond=None)[0], -0.6, 0.6)
        disc = disc + step
        disc[2] = np.clip(disc[2], 0.6 * start[2], 1.5 * start[2])
        disc[3] = np.clip(disc[3], 0.25, 1.6)
        if np.abs(step).max() < SETTLED_PX:
            break
    free = max(float((weight**2).sum()) - 10, 4.0)
    left = float(((residual * weight) ** 2).sum())
    spread = np.linalg.pinv(matrix.T @ matrix) * left / free
    misfit = float(np.sqrt(left / max(float((weight**2).sum()), 1e-9))) / max(contrast, 1e-4)
    return disc, float(np.sqrt(spread[2, 2])), misfit


def _model(eye: _Eye, disc: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """What is left (n,) of the light, how the model changes with the disc (n, 4), and iris against white."""
    x, y, radius, blur = disc
    dx, dy = eye.x - x, eye.y - y
    away = np.maximum(np.hypot(dx, dy), 1e-6)
    depth = (radius - away) / blur - blur / (2 * radius)  # blur draws a round border inwards
    covered = _normal_below(depth)
    u, v = (dx * eye.along[0] + dy * eye.along[1]) / radius, (dx * eye.across[0] + dy * eye.across[1]) / radius
    parts = np.stack([covered, np.ones_like(u), u, v, covered * u, covered * v], axis=1)
    basis, upper = np.linalg.qr(parts * weight[:, None])
    amounts = np.linalg.lstsq(upper, basis.T @ (eye.light * weight), rcond=None)[0]
    residual = eye.light - parts @ amounts
    steep = (amounts[0] + amounts[4] * u + amounts[5] * v) * np.exp(-(depth**2) / 2) / np.sqrt(2 * np.pi)
    moves = (dx / away / blur, dy / away / blur, 1 / blur + blur / (2 * radius**2), -depth / blur - 1 / radius)
    slope = steep[:, None] * np.stack([np.broadcast_to(move, u.shape) for move in moves], axis=1)
    hidden = basis @ (basis.T @ (slope * weight[:, None]))  # what the linear part would make up for
    return residual, slope - hidden / weight[:, None], abs(float(amounts[0]))


def _trust(eye: _Eye, radius: float, radius_sd: float, blur_sd_px: float) -> np.ndarray:
    """(4, 4) how much the start counts: along the eye hardly, across it more (the lids hide the border there)."""
    rows = np.zeros((4, 4))
    rows[0, :2] = eye.along / (SIDE_SD * radius)
    rows[1, :2] = eye.across / (HEIGHT_SD * radius)
    rows[2, 2] = 1 / (radius_sd * radius)
    rows[3, 3] = 1 / blur_sd_px
    return rows


def _normal_below(values: np.ndarray) -> np.ndarray:
    """The normal distribution's cumulative function, to 0.0003: Page, Applied Statistics 26, 1977."""
    clear = np.clip(values, -5, 5)
    return np.asarray(0.5 * (1 + np.tanh(np.sqrt(2 / np.pi) * (clear + 0.044715 * clear**3))))


__all__ = ["Disc", "fit_disc"]
