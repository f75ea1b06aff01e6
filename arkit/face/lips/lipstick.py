"""The colour of lipstick on lips: mixed in linear light, so that the shade is met and the lips keep their texture.

For a lip pixel with luminance Y, where the lips' median is Y0, full cover gives `target * (Y / Y0) ** depth`: at the
median exactly the shade, darker in creases, lighter on what shines. The finishes (finish.py) differ in depth,
in what becomes of highlights, and in cover. Measured on 60 shades and 4 lips (CIEDE2000 of the median lip): sRGB mixing
at 0.5 5.6, at 0.8 2.1, swapping a* and b* 8.2, this 0.2.

The lips' glare is no relief (glare.py): pigment hides it, and a film that shines mirrors the lamp in its place, added
to the pigment. Multiplied with it, nude satin on the darkest lips was white, 255, 251, 250, where it is 220, 157,
145 so (a shade of 201, 138, 125 under a front lamp; 90th percentile of each code).

Shown as a stated light would show it, a colour too bright for the picture is cut as the sensor cuts what is beside it;
as in the catalogue it loses chroma instead. Against lips truly painted at 3500 K and +1.5 EV the first is 0.3 ΔE00 off,
the second up to 15.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial

import cv2
import numpy as np

from arkit.color import LUMINANCE_RGB, hex_to_srgb, linear_to_srgb, srgb_to_linear
from arkit.errors import CheckError
from arkit.face.lips.border import BREAK_S
from arkit.face.lips.finish import HIGHLIGHT, RECIPES, Recipe, relief, sheen
from arkit.face.lips.glare import followed_share, own_share
from arkit.face.lips.mask import LipMask, LipMemory, lip_mask
from arkit.face.quantile import median as middle
from arkit.frame import Frame
from arkit.look import Makeup

LUMINANCE = LUMINANCE_RGB.astype(np.float32)
MOST = 4.0  # relative luminance beyond which a pixel mirrors the lamp and shows no lip
SETTLE_S = 0.25  # time in which the lips' brightness follows a change of light in a video
TREMBLE, CALM_S = 1.12, 0.5  # a change of the worn lips' mean by up to this factor may be noise: it is followed slowly
SURE = 215  # of the mask, in 255ths: surely lip, or lip beside what may be teeth
JUMP = 1.25  # a change of brightness by more than this factor is followed at once
_STEPS = 4095
_ROUND_IT = np.ones((3, 3), dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class _Light:
    """What lips send, parted; arrays (h, w) float32.

    Attributes:
        total: luminance, and `own` that of it which is no glare.
        median, own_median: of the two.
    """

    total: np.ndarray
    own: np.ndarray
    median: float
    own_median: float


@dataclass(frozen=True, slots=True)
class _Bare:
    """Lips before make-up; all arrays (h, w) cover the mask's box.

    Attributes:
        lips: the mask.
        cover: uint8, the same in 255ths, and `deep` uint8 where it is surely lip.
        linear: (h, w, 3) float32 light of what the mask covers, and `luminance` float32 its luminance.
        seen, median: luminance of the lips in this picture, and as it is followed through a video.
    """

    lips: LipMask
    cover: np.ndarray
    deep: np.ndarray
    linear: np.ndarray
    luminance: np.ndarray
    seen: float
    median: float


def paint_lips(
    frame: Frame,
    landmarks_px: np.ndarray,
    makeup: Makeup,
    *,
    memory: LipMemory | None = None,
    illuminant_linear: np.ndarray | None = None,
    before: Frame | None = None,
) -> tuple[Frame, np.ndarray]:
    """Put lipstick on one face.

    Args:
        frame: the picture.
        landmarks_px: (468 or 478, 2) of this very picture.
        makeup: shade, finish, strength.
        memory: in a video, of this person; edges and brightness then stay calm. It is changed.
        illuminant_linear: (3,) linear light of a white matte sheet held to the mouth, where it is known; the shade is
            then shown as this light would show it. None: as in the catalogue.
        before: the same picture before other make-up, which hides where lips end; they are looked for there.

    Returns:
        The new picture and its mask (h, w) uint8; where the mask is 0 every byte is the old one.
    """
    if makeup.strength == 0:
        return frame, np.zeros(frame.pixels.shape[:2], dtype=np.uint8)
    bare = _bare(before or frame, landmarks_px, memory)
    return _painted(frame, bare, makeup, illuminant_linear, memory)


def paint_shades(
    frame: Frame,
    landmarks_px: np.ndarray,
    makeups: Sequence[Makeup],
    *,
    illuminant_linear: np.ndarray | None = None,
) -> list[tuple[Frame, np.ndarray]]:
    """The same face in several lipsticks, each by itself, as `paint_lips` gives them; the lips are found once."""
    bare = _bare(frame, landmarks_px, None)
    return [_painted(frame, bare, makeup, illuminant_linear) for makeup in makeups]


def lip_color(
    bare: np.ndarray,
    median: float,
    makeup: Makeup,
    sheen_light: np.ndarray | float = 0.0,
    illuminant_linear: np.ndarray | None = None,
    *,
    own: np.ndarray | None = None,
    own_median: float | None = None,
) -> np.ndarray:
    """Fully worn lipstick on lip pixels.

    Args:
        bare: (n, 3) linear light of the bare lips.
        median: the lips' median luminance.
        makeup: shade and finish; its strength is not applied here.
        sheen_light: (n,) 0 to 1, where a wet film would mirror the light; only shining finishes use it.
        illuminant_linear: (3,) light of a white sheet there; None is (1, 1, 1), the catalogue's. Where it is stated,
            what is too bright is cut as a sensor cuts it.
        own: (n,) part of each pixel's light that is the lip's own (glare.py), and `own_median` the median of that
            light; None takes all of it for the lip's own.

    Returns:
        (n, 3) float32 linear light, 0 to 1.
    """
    if not len(bare):
        return np.zeros((0, 3), dtype=np.float32)
    linear = np.ascontiguousarray(bare, dtype=np.float32).reshape(-1, 1, 3)
    film = np.zeros(linear.shape[:2], dtype=np.float32)
    film[:, 0] = sheen_light
    total = _luminance(linear)
    part = total if own is None else total * np.asarray(own, dtype=np.float32).reshape(-1, 1)
    light = _Light(total, part, median, median if own_median is None else own_median)
    return _worn(linear, light, makeup, film, illuminant_linear).reshape(-1, 3)


def _worn(
    linear: np.ndarray, light: _Light, makeup: Makeup, film: np.ndarray | None, illuminant_linear: np.ndarray | None
) -> np.ndarray:
    """The same of a picture: what it sends (h, w, 3), that parted, and (h, w) where a film shines, None for nowhere.

    By OpenCV over the lips' box, not over the touched pixels alone: half of the time for twice as many pixels.
    """
    recipe = RECIPES[makeup.finish]
    shade = _shade(makeup.color)
    white = np.ones(3) if illuminant_linear is None else np.asarray(illuminant_linear, dtype=np.float64)
    relative = light.own * np.float32(1 / max(light.own_median, 1e-4))
    body = cv2.addWeighted(np.minimum(relative, HIGHLIGHT), 1 - recipe.kept, relative, recipe.kept, 0)
    if not recipe.dull:  # under a highlight pale lips look darker than they are, and a film on them grey
        body = cv2.max(body, np.minimum(light.total * np.float32(1 / max(light.median, 1e-4)), 1))
    level = cv2.pow(np.minimum(body, MOST), relief(recipe, light.own_median, float(shade @ LUMINANCE_RGB)))
    colors = np.zeros((3, 2), dtype=np.float32)
    colors[:, 0] = shade * white
    if recipe.dull or film is None:
        worn = cv2.transform(level, colors[:, :1])
    else:
        hue = shade / max(float(shade.max()), 1e-3)
        colors[:, 1] = (1 + recipe.tint * (hue - 1)) * white
        shine = _shine(recipe, light, relative, body, film, max(float(white @ LUMINANCE_RGB), 1e-3))
        worn = cv2.transform(cv2.merge((level, shine)), colors)
    if recipe.cover < 1:
        worn = cv2.addWeighted(linear, 1 - recipe.cover, worn, recipe.cover, 0)
    return _in_gamut(worn) if illuminant_linear is None else np.minimum(worn, 1)


def lip_median(luminance: np.ndarray, alpha: np.ndarray) -> float:
    """Median luminance of the pixels that are surely lip; refused when there is none."""
    core = alpha >= max(0.9 * float(alpha.max()), 1)
    if not core.any():
        raise CheckError("lips: expected at least one covered pixel, got none")
    return middle(luminance[core])


def decode(srgb: np.ndarray) -> np.ndarray:
    """sRGB bytes to linear light, float32 0 to 1."""
    return _decoding()[srgb]


def encode(linear: np.ndarray) -> np.ndarray:
    """Linear light to sRGB bytes, by a table over the square root."""
    places = np.sqrt(np.clip(linear, 0, 1)) * np.float32(_STEPS) + np.float32(0.5)
    return _encoding().take(places.astype(np.uint16))


def luminance_of(linear: np.ndarray) -> np.ndarray:
    """(n,) luminance of (n, 3) linear light; a matrix product would wake every thread for so little."""
    red, green, blue = LUMINANCE
    return np.asarray(linear[:, 0] * red + linear[:, 1] * green + linear[:, 2] * blue)


def _luminance(linear: np.ndarray) -> np.ndarray:
    """(h, w) luminance of linear light (h, w, 3)."""
    return np.asarray(cv2.transform(linear, LUMINANCE[None]))


def _bare(frame: Frame, landmarks_px: np.ndarray, memory: LipMemory | None) -> _Bare:
    share = memory.share(frame.time_s, SETTLE_S) if memory else 1.0
    lips = lip_mask(frame, landmarks_px, memory)
    left, top, right, bottom = lips.box_px
    if not lips.alpha.any():
        nowhere = np.zeros(lips.alpha.shape, np.uint8)
        return _Bare(lips, nowhere, nowhere, lips.alpha, lips.alpha, 1.0, 1.0)
    cover = cv2.convertScaleAbs(lips.alpha, alpha=255)
    linear = cv2.LUT(np.ascontiguousarray(frame.pixels[top:bottom, left:right]), _decoding())
    linear = cv2.copyTo(linear, cover)  # no lip, no light
    luminance = _luminance(linear)
    deep = _deep(cover)
    median = seen = lip_median(luminance, deep)
    if memory:
        last = memory.luminance
        if last and share < 1 and 1 / JUMP < median / last < JUMP:
            median = last * (median / last) ** share
        memory.luminance = median
    return _Bare(lips, cover, deep, linear, luminance, seen, median)


def _parted(bare: _Bare, illuminant_linear: np.ndarray | None, memory: LipMemory | None, time_s: float) -> _Light:
    """The lips' light, glare apart from their own; in a video what parts them is followed slowly."""
    found = partial(own_share, bare.cover, bare.linear, bare.luminance, illuminant_linear)
    share = followed_share(bare.lips, memory, illuminant_linear, found) if memory else found()
    if share is None:
        return _Light(bare.luminance, bare.luminance, bare.median, bare.median)
    own = bare.luminance * share
    part = max(lip_median(own, bare.deep) / max(bare.seen, 1e-6), 1e-3)
    if memory:
        part = memory.follow("own", time_s, part, CALM_S, JUMP)
    return _Light(bare.luminance, own, bare.median, bare.median * part)


def _deep(cover: np.ndarray) -> np.ndarray:
    """Where the mask (h, w) uint8 is surely lip, as 255 and 0: its core, less thin beside teeth, without its rim.

    A border that errs by a pixel then tells no skin. The mask itself where too little is sure.
    """
    inner = cv2.erode(cv2.inRange(cover, SURE, 255), _ROUND_IT, borderValue=0)
    return inner if cv2.countNonZero(inner) >= 30 else cover


def _painted(
    frame: Frame, bare: _Bare, makeup: Makeup, illuminant_linear: np.ndarray | None, memory: LipMemory | None = None
) -> tuple[Frame, np.ndarray]:
    left, top, right, bottom = bare.lips.box_px
    mask = np.zeros(frame.pixels.shape[:2], dtype=np.uint8)
    cover = cv2.convertScaleAbs(bare.cover, alpha=makeup.strength)
    if not cover.any():
        return frame, mask
    recipe = RECIPES[makeup.finish]
    film = None if recipe.dull else sheen(bare.lips)
    parted = _parted(bare, illuminant_linear, memory, frame.time_s)
    worn = _worn(bare.linear, parted, makeup, film, illuminant_linear)
    if memory:
        worn *= np.float32(_calm(memory, frame.time_s, worn, bare.deep, makeup))
    part = cover * np.float32(1 / 255)
    pixels = frame.pixels.copy()
    here = pixels[top:bottom, left:right]
    below = cv2.LUT(np.ascontiguousarray(here), _decoding())
    cv2.copyTo(encode(below + (worn - below) * cv2.merge((part, part, part))), cover, here)
    mask[top:bottom, left:right] = cover
    return Frame(pixels, frame.time_s, frame.camera), mask


def _calm(memory: LipMemory, time_s: float, worn: np.ndarray, where: np.ndarray, makeup: Makeup) -> float:
    """What worn lips (h, w, 3) are multiplied by, so that their mean where `where` is 1 trembles less than the sensor.

    Flicker of heads at rest under noise 4, ΔE00 mean / 95th percentile, tones 6, 8, 9: without 0.04 / 0.12, 0.10 / 0.18
    and 0.12 / 0.29, with it 0.03 / 0.06, 0.07 / 0.15 and 0.08 / 0.15; a calm ratio of median to mean instead of a calm
    median made it 0.08 / 0.17, 0.15 / 0.37 and 0.17 / 0.48.
    Lips without their glare tremble more: under a side light the darkest of head 0 flickers by 0.16 / 0.33, by 0.13 /
    0.29 since changes up to 12 % instead of 6 count as noise and are followed over half a second instead of a quarter.
    By the mask above 0.9 instead of its core without a rim, it takes noise of skin beside the lips for theirs: head
    2, tone 9 under a front lamp, 0.073 / 0.151 became 0.058 / 0.110; by more than that, above 0.5, it was worse.
    """
    if not cv2.countNonZero(where):
        return 1.0
    red, green, blue, _ = cv2.mean(worn, where)
    now, worn_as = max(float(LUMINANCE_RGB @ (red, green, blue)), 1e-6), (makeup.color, makeup.finish)
    last_s, last = memory.worn.get(worn_as, (time_s, now))
    followed = -np.expm1(-(time_s - last_s) / CALM_S) if 0 <= time_s - last_s < BREAK_S else 1.0
    calm = last * (now / last) ** float(followed)
    memory.worn[worn_as] = (time_s, calm)
    return float(np.clip(calm / now, 1 / TREMBLE, TREMBLE))


def _shine(
    recipe: Recipe, light: _Light, relative: np.ndarray, body: np.ndarray, film: np.ndarray, sheet: float
) -> np.ndarray:
    """(h, w) what a film mirrors, as a part of a white sheet's light.

    The lamp as bare lips mirror it, brighter than at their median (a swatch holds that much haze), or as a film does.

    Args:
        recipe: the finish's.
        light: what the lips send.
        relative, body: (h, w) their own light against its median, all of it and what stays relief.
        film: (h, w) 0 to 1, where a film shines.
        sheet: luminance of a white sheet there.
    """
    gain = recipe.mirror / sheet
    haze = max(light.median - light.own_median, 0.0)
    glare = cv2.addWeighted(light.total, gain, body, -light.own_median * gain, -haze * gain)
    lit = np.clip(relative, 0.4, HIGHLIGHT)
    return cv2.max(glare, film * (lit * lit) * np.float32(recipe.lobe))


def _in_gamut(linear: np.ndarray) -> np.ndarray:
    """Colours (h, w, 3) too bright for the screen lose chroma, not hue: each is mixed with its luminance as grey."""
    if float(linear.max()) <= 1:
        return linear
    red, green, blue = cv2.split(linear)
    peak = cv2.max(cv2.max(red, green), blue)  # ten times as fast as along an axis of three
    high = peak > 1
    bright = linear[high]
    grey = np.minimum(luminance_of(bright), 1)[:, None]
    keep = np.clip((1 - grey) / np.maximum(peak[high][:, None] - grey, 1e-6), 0, 1)
    linear[high] = np.clip(grey + (bright - grey) * keep, 0, 1)
    return linear


@cache
def _shade(color: str) -> np.ndarray:
    """(3,) linear light of "#RRGGBB"."""
    return np.asarray(srgb_to_linear(hex_to_srgb(color)))


@cache
def _decoding() -> np.ndarray:
    """(256,) float32 linear light of each sRGB code."""
    return srgb_to_linear(np.arange(256) / 255).astype(np.float32)


@cache
def _encoding() -> np.ndarray:
    """sRGB code of each step of the square root of linear light."""
    return np.rint(linear_to_srgb((np.arange(_STEPS + 1) / _STEPS) ** 2) * 255).astype(np.uint8)


__all__ = ["decode", "encode", "lip_color", "lip_median", "luminance_of", "paint_lips", "paint_shades", "sheen"]
