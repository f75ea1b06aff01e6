"""Words in a picture, in Chinese and English, with the fonts that this machine has.

Pillow brings a Latin font. Chinese needs one of the system's (Debian: fonts-noto-cjk); where none is, `can_write` says
so and the caller writes another word rather than boxes.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import cast

from PIL import Image, ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont
# Path and the face in a collection; the first that is there. The bold one stands beside the regular one.
_CHINESE: tuple[tuple[str, str, int], ...] = (
    (
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
        2,
    ),
    (
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc",
        2,
    ),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/System/Library/Fonts/PingFang.ttc", "/System/Library/Fonts/PingFang.ttc", 2),
    ("C:/Windows/Fonts/msyh.ttc", "C:/Windows/Fonts/msyhbd.ttc", 0),
)


def can_write(text: str) -> bool:
    """Whether every letter of a text can be drawn here."""
    return text.isascii() or _chinese(False) is not None or not re.search(r"[^\u0000-\u024f±·–—…Δ≤]", text)


def font(size_px: int, *, bold: bool = False) -> Font:
    """The font for labels: one with Chinese where there is one, else Pillow's own."""
    return _font(size_px, bold)


@cache
def _font(size_px: int, bold: bool) -> Font:
    found = _chinese(bold)
    if found is not None:
        return ImageFont.truetype(str(found[0]), size_px, index=found[1])
    return cast(Font, ImageFont.load_default(size_px))


@cache
def _chinese(bold: bool) -> tuple[Path, int] | None:
    for regular, heavy, index in _CHINESE:
        for name in (heavy, regular) if bold else (regular,):
            if Path(name).exists():
                return Path(name), index
    return None


def shortened(text: str, face: Font, width_px: float) -> str:
    """The text, or as much of its beginning as fits with an ellipsis."""
    if face.getlength(text) <= width_px:
        return text
    for end in range(len(text) - 1, 0, -1):
        tried = text[:end].rstrip() + "…"
        if face.getlength(tried) <= width_px:
            return tried
    return ""


def write(picture: Image.Image, at: tuple[float, float], text: str, face: Font, *, fill: str) -> None:
    """Draw one line from the left end of its baseline. Letters we lack become "?"."""
    if _chinese(False) is None:
        text = text.replace("Δ", "d").encode("latin-1", "replace").decode("latin-1")
    ImageDraw.Draw(picture).text(at, text, font=face, fill=fill, anchor="ls")


__all__ = ["Font", "can_write", "font", "shortened", "write"]
