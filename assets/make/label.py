"""The paper on the bottle: a front and a back label, drawn and set in Chinese and English."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from assets.make.model import Picture
from assets.make.textures import jpeg, noise, rgb

FONTS = Path("/usr/share/fonts")
SERIF = "opentype/noto/NotoSerifCJK-{weight}.ttc"  # Debian's fonts-noto-cjk, SIL Open Font License
PAPER, INK, WINE, COPPER = "#f3ecdc", "#2b2624", "#6b1f2c", "#b0764a"


@cache
def font(size_px: int, weight: str = "Regular") -> ImageFont.FreeTypeFont:
    """The serif, simplified Chinese face of the collection.

    Raises:
        FileNotFoundError: Debian's fonts-noto-cjk is not installed.
    """
    path = FONTS / SERIF.format(weight=weight)
    if not path.exists():
        raise FileNotFoundError(f"{path}: the label is set in Noto Serif CJK; run apt-get install fonts-noto-cjk")
    return ImageFont.truetype(str(path), size_px, index=2)


def spaced(
    draw: ImageDraw.ImageDraw, center: tuple[float, float], text: str, face: ImageFont.FreeTypeFont, **style: object
) -> None:
    """Centred text with `gap` pixels between the letters, in `fill`."""
    gap, fill = float(str(style.get("gap", 0))), str(style.get("fill", INK))
    widths = [draw.textlength(letter, font=face) for letter in text]
    x = center[0] - (sum(widths) + gap * (len(text) - 1)) / 2
    for letter, width in zip(text, widths, strict=True):
        draw.text((x, center[1]), letter, font=face, fill=fill, anchor="lm")
        x += width + gap


def _paper(width: int, height: int) -> Image.Image:
    """Laid paper."""
    fibres = 0.012 * noise((height, width), 71, scale=(160, 160), falloff=1.2)
    laid = 0.006 * np.cos(np.arange(height) * 2 * np.pi / 7)[:, None]
    tone = rgb(PAPER) * (1 + fibres + laid)[..., None]
    return Image.fromarray(np.round(np.clip(tone, 0, 1) * 255).astype(np.uint8))


def _hills(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int]) -> None:
    """Vineyard rows on three slopes, as an engraver would draw them, under a sun."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    sun = (left + 0.66 * width, top + 0.22 * height, 0.17 * height)
    draw.ellipse([sun[0] - sun[2], sun[1] - sun[2], sun[0] + sun[2], sun[1] + sun[2]], fill=COPPER)
    x = np.linspace(0, 1, 241)
    slopes = [(0.40, 0.16, 3.4, 0.2, 8), (0.60, 0.17, 3.6, 2.4, 10), (0.80, 0.13, 3.3, 4.9, 9)]
    for level, rise, wave, phase, rows in slopes:
        ridge = level - rise * np.sin(wave * x + phase) * (0.6 + 0.4 * x)
        outline = [(left + width * a, top + height * b) for a, b in zip(x, ridge, strict=True)]
        draw.polygon([*outline, (right, bottom), (left, bottom)], fill=PAPER)
        draw.line(outline, fill=WINE, width=10, joint="curve")
        for row in range(1, rows):
            share = (row / rows) ** 1.5
            bend = ridge + share * (1.25 - 0.35 * x - ridge)
            points = [(left + width * a, top + height * b) for a, b in zip(x, bend, strict=True) if b <= 1]
            draw.line(points, fill=WINE, width=3 + (row * 5) // rows, joint="curve")


def _engraving(image: Image.Image, box: tuple[int, int, int, int]) -> None:
    """The hills drawn twice as large and brought down, so that fine lines stay smooth."""
    width, height = box[2] - box[0], box[3] - box[1]
    large = image.crop(box).resize((2 * width, 2 * height), Image.Resampling.BICUBIC)
    _hills(ImageDraw.Draw(large), (0, 0, 2 * width, 2 * height))
    image.paste(large.resize((width, height), Image.Resampling.LANCZOS), box)


def front() -> Picture:
    """The front label, 1024 x 1024 for 100 x 100 mm."""
    image = _paper(1024, 1024)
    draw = ImageDraw.Draw(image)
    draw.rectangle([34, 34, 989, 989], outline=COPPER, width=5)
    draw.rectangle([48, 48, 975, 975], outline=COPPER, width=2)
    _engraving(image, (110, 96, 914, 480))
    draw.rectangle([110, 480, 914, 486], fill=WINE)
    spaced(draw, (512, 586), "红山丘", font(122, "Bold"), gap=34, fill=WINE)
    spaced(draw, (512, 700), "HILLSIDE RED", font(58), gap=15)
    draw.line([(392, 762), (632, 762)], fill=COPPER, width=3)
    spaced(draw, (512, 812), "2021", font(50, "Bold"), gap=16, fill=WINE)
    spaced(draw, (512, 880), "干红葡萄酒  ·  DRY RED WINE", font(33), gap=5)
    spaced(draw, (512, 930), "750 ml    13.5 % vol", font(27), gap=4)
    return Picture("label_front.jpg", jpeg(np.asarray(image) / 255.0, 86))


def back() -> Picture:
    """The back label, 1024 x 1024 for 70 x 70 mm, drawn on 768."""
    image = _paper(768, 768)
    draw = ImageDraw.Draw(image)
    draw.rectangle([26, 26, 741, 741], outline=COPPER, width=3)
    spaced(draw, (384, 104), "红山丘 Hillside Red", font(48, "Bold"), gap=3, fill=WINE)
    lines = [
        "朝南的山坡，手工采收。",
        "樱桃与李子，一点雪松，单宁柔和。",
        "Picked by hand on the slope that faces",
        "south. Cherry, plum, a little cedar.",
        "",
        "适饮温度 16–18 °C  ·  Serve at 16–18 °C",
        "过量饮酒有害健康  ·  Drink in moderation",
    ]
    for index, line in enumerate(lines):
        spaced(draw, (384, 196 + 60 * index), line, font(31), gap=0.5)
    draw.line([(120, 622), (648, 622)], fill=COPPER, width=2)
    spaced(draw, (384, 676), "ARKIT HOME  ·  75 cl", font(28), gap=5)
    image = image.resize((1024, 1024), Image.Resampling.LANCZOS)
    return Picture("label_back.jpg", jpeg(np.asarray(image) / 255.0, 82))


__all__ = ["back", "font", "front", "spaced"]
