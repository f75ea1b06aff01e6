"""Show the tracker a dark face brighter: shown as it comes it takes open mouths on the darkest skin for closed.

A gamma brings the median of the face to `WANTED`; every landmark stays where it is. In a video the gamma starts with
the first face and then follows slowly, because landmarks lean a little on brightness; and what is brightened is rid of
noise first, because that is brightened too: it is why dark faces trembled more. A small face by a bilateral filter,
twice, which keeps edges; a large one by a blur, for the tracker scales it down and its noise with it. That takes 1 ms
of a frame for a face 130 pixels wide, of dark faces only; to look whether one is dark 0.05 ms of every frame.

Tried on heads 0 to 9 of bench/heads with the three darkest tones each, 60 photos, overlap of the lip mask with the
truth, and on videos of heads 8, 9 and 19 at rest with noise 4, RMS of the landmarks in pixels:

    way                        lips, tones 7, 8, 9    teeth    rest, heads 8, 9, 19
    as it comes                0.872 0.838 0.799      222 px   0.015 0.033 0.037
    gamma to 0.25              0.876 0.852 0.843      115      0.014 0.054 0.032
    gamma to 0.35 (photos)     0.880 0.874 0.839      138      0.014 0.067 0.047
    gamma to 0.45              0.882 0.864 0.840      116
    codes times a gain         0.889 0.851 0.821      128
    0.35, blurred                                              0.012 0.051 0.031

Noise, as videos are shown: landmarks' trembling frame to frame, px, noise 4, and how far they are from those of the
noiseless picture, on head 0 (darkest, side light), 3 (tone 8) and 6 (darkest, front light):

    as it comes                0.450 0.230 0.239    0.42 0.15 0.16
    blur 3x3                   0.393 0.191 0.214    0.66 0.31 0.38
    blur 5x5                   0.414 0.218 0.242    1.21 0.57 0.99
    median 5x5                 0.421 0.244 0.247    0.72 0.56 0.61
    bilateral 5x5              0.321 0.174 0.191    0.33 0.16 0.19   0.45 ms
    the same twice (this one)  0.276 0.157 0.159    0.35 0.20 0.32   0.9 ms
    bilateral 7x7              0.271 0.151 0.159    0.35 0.20 0.33   1.9 ms

Pose, pupils and ears of the ten tuned heads stay as they were: 0.97 to 0.96 degrees, 1.30 to 1.19 %, 3.1 to 3.2 mm.
Portraits of fair people underexposed by two to five stops gain nothing and lose nothing (landmarks off by 0.2 to 0.5 px
with and without).
"""

from __future__ import annotations

import cv2
import numpy as np

from arkit.face.quantile import median

WANTED = 0.35  # median of the brightened face, sRGB 0 to 1
STRONGEST = 0.35  # the least gamma: beyond, noise is all that is brightened
WORTH = 0.9  # a gamma nearer to 1 is left out
SETTLES_S = 2.0
RIM = 0.1  # of the face's box, left out at each side: hair and background
SMALL_PX = 320  # side of what is looked at, beyond which the tracker sees less than every second pixel
EDGE_CODES, NEAR_PX = (25.0, 20.0), 2.0  # of the bilateral filters: codes that are an edge, and how far they reach
AROUND = 0.8  # of the face's longer side: so far from its middle the tracker looks in the next frame


class Brightness:
    """How a video's frames are brightened, carried from frame to frame."""

    def __init__(self) -> None:
        self._gamma = 1.0
        self._time_s = 0.0
        self._last_px: np.ndarray | None = None

    def shown(self, pixels: np.ndarray) -> np.ndarray:
        """What to show the tracker: the picture, brightened round the face, or everywhere after one was lost."""
        if self._gamma > WORTH or self._last_px is None:
            return brightened(pixels, self._gamma)
        low, high = self._last_px.min(axis=0), self._last_px.max(axis=0)
        reach = AROUND * float((high - low).max())
        limit = np.array(pixels.shape[1::-1])
        left, top = np.clip((low + high) / 2 - reach, 0, limit).astype(int)
        right, bottom = np.clip((low + high) / 2 + reach, 0, limit).astype(int)
        shown = pixels.copy()
        if right > left and bottom > top:
            shown[top:bottom, left:right] = brightened(_calm(pixels[top:bottom, left:right]), self._gamma)
        return shown

    def learn(self, pixels: np.ndarray, time_s: float, landmarks_px: np.ndarray | None) -> bool:
        """Take note of a frame as it came and of its largest face, if any; True where it should be looked at again."""
        first, self._last_px = self._last_px is None, landmarks_px
        if landmarks_px is None:
            return False
        gamma, before = gamma_for(pixels, landmarks_px), self._gamma
        share = 1.0 if first else float(-np.expm1(-max(time_s - self._time_s, 0.0) / SETTLES_S))
        self._gamma, self._time_s = before * (gamma / before) ** share, time_s
        return first and abs(np.log(self._gamma / before)) > -np.log(WORTH)


def gamma_for(pixels: np.ndarray, landmarks_px: np.ndarray) -> float:
    """The gamma that brings a face to an ordinary brightness; 1 where it is bright enough.

    Args:
        pixels: (h, w, 3) uint8 sRGB.
        landmarks_px: (n, 2) of a face in it.
    """
    low, high = landmarks_px.min(axis=0), landmarks_px.max(axis=0)
    rim = RIM * (high - low)
    limit = np.array(pixels.shape[1::-1])
    left, top = np.clip(low + rim, 0, limit - 1).astype(int)
    right, bottom = np.clip(high - rim, 1, limit).astype(int)
    step = max(1, int(min(right - left, bottom - top)) // 40)
    green = pixels[top:bottom:step, left:right:step, 1]  # green is most of luminance
    if not green.size:
        return 1.0
    middle = float(np.clip(median(green) / 255, 0.02, WANTED))
    return max(float(np.log(WANTED) / np.log(middle)), STRONGEST)


def brightened(pixels: np.ndarray, gamma: float) -> np.ndarray:
    """The picture (h, w, 3) uint8 with every code raised to `gamma`; the very same where that changes little."""
    if gamma > WORTH:
        return pixels
    table = np.round(255 * (np.arange(256) / 255) ** gamma).astype(np.uint8)
    return np.asarray(cv2.LUT(pixels, table))


def _calm(pixels: np.ndarray) -> np.ndarray:
    """A picture (h, w, 3) uint8 without most of its noise."""
    if max(pixels.shape[:2]) > SMALL_PX:
        return cv2.blur(pixels, (3, 3))
    for edge_codes in EDGE_CODES:
        pixels = cv2.bilateralFilter(pixels, 5, edge_codes, NEAR_PX)
    return pixels


__all__ = ["WORTH", "Brightness", "brightened", "gamma_for"]
