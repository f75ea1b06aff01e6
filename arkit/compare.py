"""The story of choosing a shade: wear many on one photo, say how each looks in its light, lay them side by side."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from arkit.color import delta_e, hex_to_srgb, srgb_to_lab
from arkit.draw.lettering import can_write
from arkit.draw.sheet import MOST, Tile, sheet
from arkit.draw.split import split
from arkit.errors import CheckError
from arkit.face.light.check import LightCheck, check_light, other_white
from arkit.face.light.relight import relight
from arkit.face.light.whites import OVAL
from arkit.face.lips.bare import bare_lips
from arkit.face.lips.lipstick import paint_shades
from arkit.face.lips.worn import WornRange, worn_range
from arkit.face.track.detect import Tracker
from arkit.frame import Frame
from arkit.illuminant import D65_LINEAR
from arkit.look import Finish, Makeup
from arkit.product import Shade
from arkit.shade import shade_labs, shade_name
from arkit.spectrum import Lamp

log = logging.getLogger(__name__)
FINISH_WORDS: dict[str, dict[str, str]] = {
    "zh": {"matte": "哑光", "satin": "缎光", "gloss": "镜光", "sheer": "薄透", "metallic": "金属"},
    "en": {"matte": "matte", "satin": "satin", "gloss": "gloss", "sheer": "sheer", "metallic": "metallic"},
}
_CLOSE = (0.96, 0.76)  # width of a close-up in face widths, and its height in its own widths
_UP = 0.01  # of the face's height: the close-up's middle lies so far above the mouth's


@dataclass(frozen=True, slots=True)
class Sitter:
    """A photo with one face in it, ready to wear shades.

    Attributes:
        frame: the photo.
        landmarks_px: (478, 2).
        light: on the face, as the photo shows it.
    """

    frame: Frame
    landmarks_px: np.ndarray
    light: LightCheck


@dataclass(frozen=True, slots=True)
class Comparison:
    """Shades worn side by side.

    Attributes:
        page: (h, w, 3) uint8 sRGB.
        frames: the whole photo in each shade.
        worn: the colours as worn.
        wanted_delta_e: (n,) ΔE00 of each worn colour from the wanted one, or from its own swatch where none was.
    """

    page: np.ndarray
    frames: tuple[Frame, ...]
    worn: WornRange
    wanted_delta_e: np.ndarray


def sit(frame: Frame) -> Sitter:
    """Find the largest face of a photo and the light on it.

    Raises:
        NotFoundError: the photo shows no face.
    """
    with Tracker(video=False) as tracker:
        landmarks_px = tracker.detect(frame)[0].landmarks_px
    return Sitter(frame, landmarks_px, check_light(frame, landmarks_px))


def wear_range(sitter: Sitter, shades: Sequence[Shade], *, strength: float = 1.0) -> WornRange:
    """The colours that shades have on this face in its light; in daylight where the light cannot be judged."""
    light = sitter.light if sitter.light.trusted else None
    return worn_range(bare_lips(sitter.frame, sitter.landmarks_px), shades, light, strength=strength)


def compare(
    sitter: Sitter,
    shades: Sequence[Shade],
    *,
    wanted: str = "",
    strength: float = 1.0,
    language: str = "zh",
    heading: str = "",
    whole: bool = False,
    narrow: bool = False,
) -> Comparison:
    """Wear up to twelve shades on one photo and lay them out with name, hex and ΔE.

    Args:
        sitter: from `sit`.
        shades: 1 to 12.
        wanted: "#RRGGBB" that each is held against; "" holds each against its own swatch.
        strength: as of Makeup.
        language: of the labels, "zh" or "en".
        heading: a line above all.
        whole: whether tiles show the whole photo instead of a close-up of the mouth.
        narrow: whether the page is for a phone.
    """
    if not 1 <= len(shades) <= MOST:
        raise CheckError(f"shades: expected 1 to {MOST} to compare, got {len(shades)}; choose some by id")
    makeup = [Makeup("lips", shade.color, cast(Finish, shade.finish), strength) for shade in shades]
    painted = paint_shades(sitter.frame, sitter.landmarks_px, makeup, illuminant_linear=other_white(sitter.light))
    frames = tuple(frame for frame, _ in painted)
    worn = wear_range(sitter, shades, strength=strength)
    targets = srgb_to_lab(hex_to_srgb(wanted))[None] if wanted else shade_labs(shades)
    apart = delta_e(worn.typical_lab, targets)
    spread = np.hypot(delta_e(worn.drawn_lab, targets).std(axis=0, ddof=1), 0.15)
    box = (0, 0, sitter.frame.camera.width, sitter.frame.camera.height) if whole else close_up(sitter)
    tiles = [
        Tile(
            frame.pixels[box[1] : box[3], box[0] : box[2]],
            _title(shade, language),
            _lines(shade, (float(value), float(sd)), language, bool(wanted)),
            shade.color,
        )
        for frame, shade, value, sd in zip(frames, shades, apart, spread, strict=True)
    ]
    log.info("compared", extra={"shades": len(shades)})
    return Comparison(sheet(tiles, heading=heading, narrow=narrow), frames, worn, apart)


def before_after(sitter: Sitter, worn: Frame, *, at: float | None = None, language: str = "zh") -> np.ndarray:
    """Bare on the left of a thin line, worn on its right, (h, w, 3) uint8; the line goes down the face if not told."""
    if at is None:
        at = float(np.clip(sitter.landmarks_px[[168, 4, 13]].mean(axis=0)[0] / sitter.frame.camera.width, 0.05, 0.95))
    return split(sitter.frame.pixels, worn.pixels, at=at, language=language)


def in_lamplight(worn: Frame, light: LightCheck | None, lamp: Lamp) -> Frame:
    """A dressed picture as it would look under a lamp; a light not surely other than daylight is taken for daylight.

    Every pixel changes, so this comes after what changed outside the mask has been counted.
    """
    white = None if light is None else other_white(light)
    return relight(worn, lamp, D65_LINEAR if white is None else white)


def close_up(sitter: Sitter) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the part of the photo round the mouth, about as wide as the face."""
    oval = sitter.landmarks_px[list(OVAL)]
    across_px, along_px = np.ptp(oval, axis=0)
    limit = (sitter.frame.camera.width, sitter.frame.camera.height)
    width = min(max(_CLOSE[0] * across_px, 0.72 * along_px), limit[0], limit[1] / _CLOSE[1])
    size = (round(width), round(width * _CLOSE[1]))
    mouth = sitter.landmarks_px[[13, 14, 61, 291]].mean(axis=0)
    middle = ((mouth[0] + oval[:, 0].mean()) / 2, mouth[1] - _UP * along_px)
    low = [round(min(max(middle[axis] - size[axis] / 2, 0), limit[axis] - size[axis])) for axis in (0, 1)]
    return low[0], low[1], low[0] + size[0], low[1] + size[1]


def _title(shade: Shade, language: str) -> str:
    name = shade_name(shade, language)
    number = shade.id if shade.id and shade.id != name else ""
    for title in (f"{number} {name}".strip(), shade_name(shade, "en"), shade.id):
        if can_write(title):
            return title
    return shade.color


def _lines(shade: Shade, apart: tuple[float, float], language: str, wanted: bool) -> tuple[str, str]:
    words = FINISH_WORDS[language if can_write("质") else "en"]
    value = f"ΔE {apart[0]:.1f} ± {apart[1]:.1f}"
    if words is FINISH_WORDS["zh"]:
        told = f"{value} 与想要的颜色" if wanted else f"{value} 上唇与色卡"
    else:
        told = f"{value} to wanted" if wanted else f"{value} to swatch"
    return f"{shade.color} · {words.get(shade.finish, shade.finish)}", told


__all__ = [
    "FINISH_WORDS",
    "Comparison",
    "Sitter",
    "before_after",
    "close_up",
    "compare",
    "in_lamplight",
    "sit",
    "wear_range",
]
