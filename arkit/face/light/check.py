"""Which light is on a face, how bright, and whether colours can be judged in it at all.

Skin alone cannot tell brown skin from a warm lamp. The whites of the eyes are much alike in all people, so they decide;
skin, teeth and the rest of the picture only lean. All are put together over a grid of temperature and tint, with what
light is usually like as the prior, and the answer's spread is its error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import cv2
import numpy as np

from arkit.color import LUMINANCE_RGB
from arkit.face.light.whites import CLIPPED, Patch, eye_whites, skin_patches, teeth
from arkit.face.lips.lipstick import decode
from arkit.frame import Frame
from arkit.illuminant import white_linear
from arkit.surface import Measure

Verdict = Literal["good", "fair", "dark", "bright", "mixed", "colored", "gray", "unsure"]

# What shows the light, as log red/green and blue/green of its own colour, and how much people differ in it. The whites
# of eyes: 0.055, -0.065 on ten rendered heads, 0.19, -0.11 in four photographs that look balanced; between them.
EYE_WHITE, EYE_WHITE_SD = (0.08, -0.08), (0.06, 0.05)
TEETH, TEETH_SD = (0.10, -0.22), (0.10, 0.12)
SKIN, SKIN_SD = (0.40, -0.48), (0.24, 0.26)
SCENE, SCENE_SD = (0.03, -0.06), (0.16, 0.20)
USUAL_MIRED, USUAL_MIRED_SD = 190.0, 95.0  # most photographs lie between a bulb's and a cloudy sky's white
USUAL_DUV_SD = 0.006  # lamps and daylight keep near the black body; the tail is long, for coloured light
# Luminance of an eye's white and of skin where a white sheet beside it has 1, as powers of two, and their spread. Drawn
# eyes lie at -0.6 ± 0.4 beside the whole face's light and at -0.92 ± 0.11 beside the mouth's, from the front; real ones
# are deeper in the shade of their brows.
EYE_WHITE_EV, EYE_WHITE_EV_SD = -0.9, 0.65
FAIREST = 0.85  # luminance of the fairest skin under a white sheet's light: the first of the Monk scale
SKIN_EV, SKIN_EV_SD = -2.2, 2.2
DAYLIGHT_K = 6504.0
_UNREAD = 0.002  # of the linear scale: noise and rounding below which a channel says little
ADVICE: dict[Verdict, dict[str, str]] = {
    "good": {"zh": "光线合适，颜色可信。", "en": "The light is good; colours can be trusted."},
    "fair": {
        "zh": "颜色大致可信；面向窗户会更准。",
        "en": "Colours are roughly right; face a window to have them more exact.",
    },
    "dark": {
        "zh": "太暗，看不准颜色：请面向窗户或开灯。",
        "en": "Too dark to judge colour: face a window or turn on a lamp.",
    },
    "bright": {
        "zh": "脸部过曝，看不准颜色：请离开直射光或调低曝光。",
        "en": "The face is overexposed: step out of direct light or lower the exposure.",
    },
    "mixed": {
        "zh": "脸的两侧光色不同，看不准颜色：请只留一种光，例如正对窗户并关灯。",
        "en": "Two lights of different colour fall on the face: keep one, for instance face a window with lamps off.",
    },
    "colored": {
        "zh": "光是彩色的，看不准颜色：请换到日光或白灯下。",
        "en": "The light is coloured: move to daylight or a white lamp to judge colour.",
    },
    "gray": {"zh": "照片没有颜色：请换一张彩色照片。", "en": "The picture has no colour: take one in colour."},
    "unsure": {
        "zh": "看不清眼白，光色难以确定：请睁大眼睛、靠近一些、面向窗户。",
        "en": "The whites of the eyes do not show, so the light is a guess: open the eyes, come closer, face a window.",
    },
}


@dataclass(frozen=True, slots=True)
class LightCheck:
    """The light on a face.

    Attributes:
        cct_k: correlated colour temperature, kelvin.
        duv: how greenish (+) or pinkish (-) beside the black body, CIE 1960 u, v.
        exposure_ev: 0 where a white sheet held to the face would just be white in the picture; negative is darker.
        illuminant_linear: (3,) linear RGB of such a sheet, luminance 1; (1, 1, 1) is D65.
        verdict: whether colours can be judged, or what stands against it.
        advice: {"zh", "en"}, one sentence.
    """

    cct_k: Measure
    duv: Measure
    exposure_ev: Measure
    illuminant_linear: np.ndarray
    verdict: Verdict
    advice: Mapping[str, str]

    @property
    def sheet_linear(self) -> np.ndarray:
        """(3,) linear RGB that a white matte sheet held to the face would show: colour and strength together."""
        return np.asarray(self.illuminant_linear * 2.0**self.exposure_ev.value)

    @property
    def trusted(self) -> bool:
        """Whether colours can be judged in this light."""
        return self.verdict in ("good", "fair")


def check_light(frame: Frame, landmarks_px: np.ndarray) -> LightCheck:
    """Estimate colour and strength of the light on one face, and say whether colours can be judged.

    Args:
        frame: the picture before make-up.
        landmarks_px: (478, 2) of this very picture; without irises (468) the eyes cannot help and the error is wide.
    """
    skin = skin_patches(frame, landmarks_px)
    eyes = [patch for patch in eye_whites(frame, landmarks_px) if patch is not None]
    log_odds = _prior() + _scene(frame)
    for patch in eyes:
        log_odds = log_odds + _says(patch, EYE_WHITE, EYE_WHITE_SD) / len(eyes)
    if skin:
        log_odds = log_odds + _says(skin[0], SKIN, SKIN_SD)
    if (bite := teeth(frame, landmarks_px)) is not None and eyes and bite.luminance > 0.3 * eyes[0].luminance:
        log_odds = log_odds + _says(bite, TEETH, TEETH_SD)
    mired, duv = _spread(log_odds)
    kelvin = 1e6 / mired.value
    cct_k = Measure(kelvin, mired.sd * kelvin / mired.value)
    white = white_linear(kelvin, duv.value)
    exposure_ev = _exposure(skin, eyes, white)
    verdict = _verdict(frame, skin, eyes, (cct_k, duv, exposure_ev))
    return LightCheck(cct_k, duv, exposure_ev, white, verdict, ADVICE[verdict])


def other_white(light: LightCheck) -> np.ndarray | None:
    """(3,) the light's white where it is trusted and differs from daylight by more than twice its error; else None."""
    off_mired = abs(1e6 / light.cct_k.value - 1e6 / DAYLIGHT_K)
    sd_mired = 1e6 * light.cct_k.sd / light.cct_k.value**2
    return light.illuminant_linear if light.trusted and off_mired > 2 * sd_mired else None


@cache
def _grid() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mired (m, 1) and Duv (1, d) of the lights that are held for possible, and their log chroma (m, d, 2)."""
    mired, duv = np.arange(84.0, 600.0, 4.0), np.linspace(-0.05, 0.05, 51)
    white = white_linear(1e6 / mired[:, None], duv[None])
    return mired[:, None], duv[None], np.log(white[..., (0, 2)] / white[..., 1:2])


def _prior() -> np.ndarray:
    mired, duv, _ = _grid()
    return -0.5 * ((mired - USUAL_MIRED) / USUAL_MIRED_SD) ** 2 - 1.5 * np.log1p((duv / USUAL_DUV_SD) ** 2 / 2)


def _says(patch: Patch, own: tuple[float, float], sd: tuple[float, float]) -> np.ndarray:
    """Log likelihood (m, d) of each light given what a patch shows; long tails, so that one bad cue cannot rule."""
    unread = _UNREAD / np.maximum(patch.rgb, 1e-4)
    clipped = 0.0 if any(patch.least) else patch.clipped
    spread = np.sqrt(np.array(sd) ** 2 + unread[[0, 2]] ** 2 + unread[1] ** 2 + clipped**2)
    apart = patch.chroma - np.array(own) - _grid()[2]
    apart = np.where(patch.least, np.maximum(apart, 0), apart) / spread
    return np.asarray(-2.5 * np.log1p((apart**2).sum(axis=-1) / 4))


def _scene(frame: Frame) -> np.ndarray:
    """The picture as a whole is grey on average, a little: its mean and its edges (van de Weijer 2007) halfway."""
    small = cv2.resize(frame.pixels, (96, 72), interpolation=cv2.INTER_AREA)
    linear = decode(small)
    readable = (small < CLIPPED).all(axis=2)
    if readable.sum() < 200:
        return np.zeros(1)
    steep = np.hypot(cv2.Sobel(linear, -1, 1, 0), cv2.Sobel(linear, -1, 0, 1))
    steep[~readable] = 0
    edges = Patch((steep.reshape(-1, 3) ** 5).mean(axis=0) ** 0.2, 0.0, 0.0)
    mean = Patch(linear[readable].mean(axis=0), 0.0, 0.0)
    return np.asarray((_says(edges, SCENE, SCENE_SD) + _says(mean, SCENE, SCENE_SD)) / 2)


def _spread(log_odds: np.ndarray) -> tuple[Measure, Measure]:
    """Mean and standard deviation of mired and Duv."""
    mired, duv, _ = _grid()
    weight = np.exp(log_odds - log_odds.max())
    weight /= weight.sum()
    found = []
    for axis in (mired, duv):
        mean = float((weight * axis).sum())
        found.append(Measure(mean, float(np.sqrt((weight * (axis - mean) ** 2).sum()))))
    return found[0], found[1]


def _filled(eye: Patch, white: np.ndarray) -> float:
    """Luminance of an eye's white whose unread channels are what they would be in the light that was found."""
    expected = eye.rgb[1] * white / white[1] * np.exp([EYE_WHITE[0], 0, EYE_WHITE[1]])
    missing = np.maximum(expected - eye.rgb, 0) * (eye.least[0], 0, eye.least[1])
    return eye.luminance + float(missing @ LUMINANCE_RGB)


def _exposure(skin: tuple[Patch, ...], eyes: list[Patch], white: np.ndarray) -> Measure:
    """Powers of two: what the eyes say; where none is seen, what skin usually is, its own lightness being unknown.

    Skin, and what light usually is like, once leaned on the eyes' word by a tenth. That told deep skin too little
    light: a lipstick in the light so told was 2.6 ΔE00 off (95 % within 6.4) on ten heads, five lamps and exposures,
    4.3 on the deepest tone; by the eyes alone it is 1.2 (2.5) and 1.4. No skin is fairer than the fairest, though.

    Eyes that clip are filled up from the channels that can be read: at 3500 K and +1.5 EV the light was told 0.2 EV too
    weak and 17 % too cold, now within 0.1 and 6 %. On 80 pictures of heads 0 to 9 in a front light the strength at the
    mouth is told to -0.03 ± 0.08 EV. Two other readings: the median of the eye's pixels and the brighter eye, ± 0.06 in
    front and ± 0.74 instead of 0.26 from the side; the eyes' light carried to the mouth by the skin beside each, ± 0.10
    to 0.25 in front, for glare lies on both.
    """
    least = float(np.log2(max(skin[0].luminance, 1e-4) / FAIREST)) if skin else -np.inf
    if eyes:
        bright = float(np.mean([np.log2(max(_filled(eye, white), 1e-4)) for eye in eyes]))
        spread = EYE_WHITE_EV_SD + max(eye.clipped for eye in eyes)
        return Measure(max(bright - EYE_WHITE_EV, least), spread)
    said = [(-1.0, 2.5)]
    if skin:
        said.append((np.log2(max(skin[0].luminance, 1e-4)) - SKIN_EV, SKIN_EV_SD))
    values, spreads = np.array(said).T
    weight = 1 / spreads**2
    return Measure(max(float((values * weight).sum() / weight.sum()), least), float(weight.sum() ** -0.5))


def _verdict(
    frame: Frame, skin: tuple[Patch, ...], eyes: list[Patch], found: tuple[Measure, Measure, Measure]
) -> Verdict:
    """The first thing that stands against judging colours; else how well the light is known."""
    cct_k, duv, exposure_ev = found
    if int(np.ptp(frame.pixels[::4, ::4].astype(np.int16), axis=2).max()) <= 2:
        return "gray"
    if not skin or skin[0].clipped > 0.3:
        return "bright" if skin else "unsure"
    if exposure_ev.value < -3.2 or skin[0].luminance < 0.002:
        return "dark"
    if abs(duv.value) > 0.014 + duv.sd:
        return "colored"
    if np.abs(skin[1].chroma - skin[2].chroma).max() > 0.32:
        return "mixed"
    if not eyes:
        return "unsure"
    well = cct_k.sd < 0.12 * cct_k.value and -2.2 < exposure_ev.value < 0.8 and skin[0].clipped < 0.05
    return "good" if well else "fair"


__all__ = ["ADVICE", "DAYLIGHT_K", "LightCheck", "Verdict", "check_light", "other_white"]
