"""Before and after in one picture: bare on the left of a thin line, worn on its right."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw

from arkit.draw.lettering import can_write, font, write
from arkit.errors import CheckError

WORDS = {"zh": ("素颜", "上妆"), "en": ("before", "after")}
_GRIP = 0.028  # of the shorter side: half the width of the handle on the line


def split(
    before: np.ndarray, after: np.ndarray, *, at: float = 0.5, language: str = "", handle: bool = True
) -> np.ndarray:
    """Join two pictures of one size.

    Args:
        before, after: (h, w, 3) uint8 sRGB.
        at: where the line stands, 0 (all worn) to 1 (all bare); at either end there is no line.
        language: "zh" or "en" writes what is what in the upper corners, "" writes nothing.
        handle: whether the line has a slider's handle.

    Returns:
        (h, w, 3) uint8. Off the line, the handle and the words, each byte is one of the two pictures'.
    """
    if before.shape != after.shape:
        raise CheckError(f"after: expected the size of before, {before.shape}, got {after.shape}")
    if not 0 <= at <= 1:
        raise CheckError(f"at: expected 0 to 1, got {at}")
    width = before.shape[1]
    column = round(width * at)
    joined = after.copy()
    joined[:, :column] = before[:, :column]
    if 0 < column < width:
        _line(joined, column, handle)
    if language:
        joined = _worded(joined, column, WORDS.get(language, WORDS["en"]))
    return joined


def _line(pixels: np.ndarray, column: int, handle: bool) -> None:
    height, width = pixels.shape[:2]
    thick = max(2, round(min(height, width) / 300))
    left = min(max(column - thick // 2, 0), width - thick)
    pixels[:, left : left + thick] = 255
    if not handle:
        return
    radius = max(8, round(_GRIP * min(height, width)))
    middle = (column, round(height * 0.82))
    cv2.circle(pixels, middle, radius, (255, 255, 255), -1, cv2.LINE_AA)
    ink, reach = (70, 66, 63), round(radius * 0.45)
    for side in (-1, 1):
        tip, back = middle[0] + side * round(radius * 0.68), middle[0] + side * round(radius * 0.28)
        points = np.array([[back, middle[1] - reach], [tip, middle[1]], [back, middle[1] + reach]], np.int32)
        cv2.polylines(pixels, [points], False, ink, max(1, radius // 8), cv2.LINE_AA)


def _worded(pixels: np.ndarray, column: int, words: tuple[str, str]) -> np.ndarray:
    height, width = pixels.shape[:2]
    size = max(13, round(min(height, width) * 0.034))
    face, page = font(size, bold=True), Image.fromarray(pixels)
    words = words if can_write("".join(words)) else WORDS["en"]
    pad, top = round(size * 0.7), round(size * 0.7)
    ends = ((pad, "left"), (width - pad, "right"))
    for word, (x, side), room in zip(words, ends, (column, width - column), strict=True):
        wide = face.getlength(word) + 2 * pad
        if wide + pad > room:
            continue
        low = x if side == "left" else x - wide
        box = (round(low), top, round(low + wide), top + round(size * 1.9))
        page.paste(_shade(page.crop(box)), box[:2])
        write(page, (low + pad, top + size * 1.32), word, face, fill="#FFFFFF")
    return np.asarray(page)


def _shade(part: Image.Image) -> Image.Image:
    """The picture darkened in a round-ended box, so that white words can be read on anything."""
    mask = Image.new("L", (part.width * 4, part.height * 4), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), mask.height // 2, fill=140)
    return Image.composite(Image.new("RGB", part.size, "#161412"), part, mask.resize(part.size, Image.Resampling.BOX))


__all__ = ["WORDS", "split"]
