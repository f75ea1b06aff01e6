"""What surfaces are covered with: boards, tiles, carpet, brick, wallpaper, cloth, prints. Painted in code, once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np

from assets.make import room_textures
from assets.make.room_textures import hex_rgb

SIZE_PX = 1024


def noise(shape: tuple[int, int], cells: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Smooth noise (h, w) about ±1 with `cells` (rows, columns) of random values; it repeats without a seam."""
    small = rng.normal(0, 1, (max(cells[0], 2), max(cells[1], 2))).astype(np.float32)
    wide = np.pad(small, 3, mode="wrap")
    step = shape[0] / small.shape[0], shape[1] / small.shape[1]
    size = round(wide.shape[1] * step[1]), round(wide.shape[0] * step[0])
    large = cv2.resize(wide, size, interpolation=cv2.INTER_CUBIC)
    top, left = round(3 * step[0]), round(3 * step[1])
    return large[top : top + shape[0], left : left + shape[1]]


def _gray(values: np.ndarray) -> np.ndarray:
    return np.repeat(np.asarray(values, dtype=np.float32)[..., None], 3, axis=2)


def _plain(rng: np.random.Generator) -> np.ndarray:
    return np.ones((SIZE_PX, SIZE_PX, 3), np.float32)


def _plaster(rng: np.random.Generator) -> np.ndarray:
    shape = (SIZE_PX, SIZE_PX)
    fine = cv2.GaussianBlur(rng.normal(0, 1, shape).astype(np.float32), (0, 0), 1.5)
    return _gray(0.97 + 0.004 * noise(shape, (9, 9), rng) + 0.02 * fine)


def _boards(rng: np.random.Generator) -> np.ndarray:
    """Boards along v: 8 across."""
    wide = SIZE_PX // 8
    picture = np.zeros((SIZE_PX, SIZE_PX, 3), np.float32)
    for column in range(8):
        cut = int(rng.uniform(0.1, 0.9) * SIZE_PX)
        for start, end in ((0, cut), (cut, SIZE_PX)):
            picture[start:end, column * wide : (column + 1) * wide] = _wood((end - start, wide), rng)
            picture[start : start + 3, column * wide : (column + 1) * wide] *= 0.45
        picture[:, column * wide : column * wide + 3] *= 0.45
    return picture


def _wood(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Wood with its grain along v, mean about 0.9."""
    _v, u = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    wave = 10 * noise(shape, (4, 2), rng)
    rings = np.sin((u + wave) * rng.uniform(0.25, 0.6) + rng.uniform(0, 6))
    grain = noise(shape, (max(shape[0] // 80, 2), max(shape[1] // 2, 2)), rng)
    tone = 0.88 * (1 + 0.07 * rng.normal())
    light = tone * (1 + 0.028 * rings + 0.05 * grain)
    return np.clip(light[..., None] * np.array([1.0, 0.97, 0.93]), 0, 1).astype(np.float32)


def _herringbone(rng: np.random.Generator) -> np.ndarray:
    """Parquet in a zigzag of 1 : 4 blocks, 8 widths a side of the picture."""
    wide = SIZE_PX // 8
    long = wide * 4
    tall = [_wood((long, wide), rng) for _ in range(12)]
    for piece in tall:
        piece[:2], piece[-2:], piece[:, :2], piece[:, -2:] = (
            0.4 * edge for edge in (piece[:2], piece[-2:], piece[:, :2], piece[:, -2:])
        )
    picture = np.zeros((SIZE_PX, SIZE_PX, 3), np.float32)
    for step in range(-8, 16):
        for line in range(-2, 3):
            y, x = step * wide, step * wide + line * 2 * long
            for piece, top, left in (
                (tall[rng.integers(12)], y, x),
                (tall[rng.integers(12)].transpose(1, 0, 2), y, x + wide),
            ):
                rows = (np.arange(piece.shape[0]) + top) % SIZE_PX
                columns = (np.arange(piece.shape[1]) + left) % SIZE_PX
                picture[np.ix_(rows, columns)] = piece
    return picture


def _tiles(rng: np.random.Generator) -> np.ndarray:
    """Four tiles a side with joints."""
    wide = SIZE_PX // 4
    picture = np.zeros((SIZE_PX, SIZE_PX, 3), np.float32)
    for row in range(4):
        for column in range(4):
            tone = 0.9 + 0.025 * rng.normal() + 0.02 * noise((wide, wide), (6, 6), rng)
            tone[:5], tone[:, :5] = 0.55, 0.55
            picture[row * wide : (row + 1) * wide, column * wide : (column + 1) * wide] = _gray(tone)
    return np.clip(picture, 0, 1)


def _checker(rng: np.random.Generator) -> np.ndarray:
    """Four tiles a side, light and dark in turn."""
    tiles = _tiles(rng)
    v, u = np.mgrid[:SIZE_PX, :SIZE_PX] // (SIZE_PX // 4)
    return np.asarray(tiles * np.where((u + v) % 2 == 0, 1.0, 0.28)[..., None], dtype=np.float32)


def _carpet(rng: np.random.Generator) -> np.ndarray:
    shape = (SIZE_PX, SIZE_PX)
    pile = cv2.GaussianBlur(rng.normal(0, 1, shape).astype(np.float32), (0, 0), 1.0)
    return _gray(np.clip(0.85 + 0.16 * pile + 0.02 * noise(shape, (12, 12), rng), 0, 1))


def _concrete(rng: np.random.Generator) -> np.ndarray:
    shape = (SIZE_PX, SIZE_PX)
    cloud = noise(shape, (5, 5), rng) + 0.6 * noise(shape, (20, 20), rng) + 0.4 * noise(shape, (120, 120), rng)
    return _gray(np.clip(0.85 + 0.045 * cloud, 0, 1))


def _terrazzo(rng: np.random.Generator) -> np.ndarray:
    picture = np.full((SIZE_PX, SIZE_PX, 3), 0.85, np.float32)
    for x, y, size, turn, tone in rng.uniform(size=(1500, 5)):
        color = np.array([0.35, 0.33, 0.3]) + 0.6 * tone * np.array([1, 0.95, 0.85])
        axes = (int(3 + 11 * size), int(2 + 5 * size))
        cv2.ellipse(picture, (int(x * SIZE_PX), int(y * SIZE_PX)), axes, turn * 180, 0, 360, color.tolist(), -1)
    return np.clip(picture, 0, 1)


def _brick(rng: np.random.Generator) -> np.ndarray:
    """Twelve courses of four bricks, sRGB colours of its own."""
    picture = np.ones((SIZE_PX, SIZE_PX, 3), np.float32) * hex_rgb("#B8AFA4").astype(np.float32)
    tall, wide = SIZE_PX / 12, SIZE_PX / 4
    for row in range(12):
        for column in range(4):
            x0 = int((column + 0.5 * (row % 2)) * wide)
            height, width = int(tall - 9), int(wide - 9)
            color = hex_rgb("#A5583F") * (1 + 0.13 * rng.normal()) + 0.02 * rng.normal(size=3)
            face = color * (1 + 0.09 * noise((height, width), (8, 20), rng)[..., None])
            columns = (np.arange(width) + x0) % SIZE_PX
            picture[int(row * tall) : int(row * tall) + height, columns] = face
    return np.clip(picture, 0, 1)


def _stripes(rng: np.random.Generator) -> np.ndarray:
    """Wallpaper with upright stripes."""
    u = np.arange(SIZE_PX) / SIZE_PX * 8 % 1
    line = np.where((u > 0.5) & (u < 0.93), 0.82, 0.97) - 0.1 * ((u > 0.46) & (u < 0.5))
    return _gray(np.broadcast_to(line, (SIZE_PX, SIZE_PX))) + 0.008 * rng.normal(size=(SIZE_PX, SIZE_PX, 1)).astype(
        "f4"
    )


def _flowers(rng: np.random.Generator) -> np.ndarray:
    """Wallpaper with sprigs in a half-drop repeat."""
    picture = np.full((SIZE_PX, SIZE_PX, 3), 0.96, np.float32)
    leafy, bloom = np.array([0.55, 0.66, 0.55]), np.array([0.78, 0.5, 0.48])
    for row in range(8):
        for column in range(8):
            x, y = int((column + 0.5 * (row % 2)) * 128), int((row + 0.5) * 128)
            for angle in np.arange(5) * 2 * np.pi / 5 + rng.uniform(0, 6):
                for reach, size, color in ((30, 13, leafy), (15, 9, bloom)):
                    at = (int(x + reach * np.cos(angle)) % SIZE_PX, int(y + reach * np.sin(angle)) % SIZE_PX)
                    cv2.ellipse(picture, at, (size, 5), np.degrees(angle), 0, 360, color.tolist(), -1, cv2.LINE_AA)
    return picture


def _cloth(rng: np.random.Generator) -> np.ndarray:
    v, u = np.mgrid[:SIZE_PX, :SIZE_PX].astype(np.float32)
    weave = np.sin(u * np.pi / 4) * np.sin(v * np.pi / 4)
    return _gray(np.clip(0.9 + 0.05 * weave + 0.03 * rng.normal(size=u.shape), 0, 1))


def _checked(rng: np.random.Generator) -> np.ndarray:
    """Cloth with crossing bands."""
    u = np.arange(SIZE_PX) / SIZE_PX * 6 % 1
    band = np.where(u < 0.4, 0.72, 0.97) * np.where(np.abs(u - 0.7) < 0.04, 0.6, 1.0)
    return _gray(np.clip(np.outer(band, band) + 0.03 * rng.normal(size=(SIZE_PX, SIZE_PX)), 0, 1))


def _rug_diamonds(rng: np.random.Generator) -> np.ndarray:
    picture = room_textures.rug(rng)
    return cv2.resize(picture.astype(np.float32), (SIZE_PX, SIZE_PX), interpolation=cv2.INTER_AREA)


def _rug_persian(rng: np.random.Generator) -> np.ndarray:
    """A border within a border around a medallion."""
    v, u = (np.mgrid[:SIZE_PX, :SIZE_PX] / (SIZE_PX / 2) - 1).astype(np.float32)
    edge = np.maximum(np.abs(u), np.abs(v))
    angle, radius = np.arctan2(v, u), np.hypot(u, v)
    picture = np.ones((SIZE_PX, SIZE_PX, 3)) * hex_rgb("#7E2B2B")
    motif = np.sin(24 * u) * np.sin(24 * v)
    picture[motif > 0.55] = hex_rgb("#C9A66B")
    picture[radius < 0.36 + 0.06 * np.cos(8 * angle)] = hex_rgb("#26344F")
    picture[radius < 0.2 + 0.04 * np.cos(8 * angle)] = hex_rgb("#B98A5A")
    picture[edge > 0.72] = hex_rgb("#26344F")
    picture[(edge > 0.74) & (np.sin(30 * (u + v)) * np.sin(30 * (u - v)) > 0.3)] = hex_rgb("#B05A45")
    for low, high, color in ((0.70, 0.72, "#D8C49A"), (0.93, 0.95, "#D8C49A"), (0.97, 1.1, "#5E2020")):
        picture[(edge > low) & (edge < high)] = hex_rgb(color)
    return np.clip(picture * (1 + 0.06 * rng.normal(size=(SIZE_PX, SIZE_PX, 1))), 0, 1).astype(np.float32)


def _rug_stripes(rng: np.random.Generator) -> np.ndarray:
    colors = [hex_rgb(color) for color in ("#E5DCCB", "#8C9A8F", "#E5DCCB", "#C98B5E", "#E5DCCB", "#4F5D66")]
    edges = np.sort(rng.integers(0, SIZE_PX, 17))
    bands = np.searchsorted(edges, np.arange(SIZE_PX)) % len(colors)
    picture = np.array(colors)[bands][:, None] * np.ones((1, SIZE_PX, 1))
    return np.clip(picture * (1 + 0.06 * rng.normal(size=(SIZE_PX, SIZE_PX, 1))), 0, 1).astype(np.float32)


def _art(kind: int) -> Callable[[np.random.Generator], np.ndarray]:
    def painted(rng: np.random.Generator) -> np.ndarray:
        picture = room_textures.art(kind, rng).astype(np.float32)
        return cv2.resize(picture, (SIZE_PX, SIZE_PX), interpolation=cv2.INTER_AREA)

    return painted


def _abstract(rng: np.random.Generator) -> np.ndarray:
    """Blocks of colour on canvas."""
    picture = np.full((SIZE_PX, SIZE_PX, 3), 0.9, np.float32)
    for color in ("#27405E", "#D9A441", "#B5472F", "#DAD3C6", "#55776B", "#1E1E22"):
        x0, y0, x1, y1 = rng.integers(40, SIZE_PX - 40, 4)
        cv2.rectangle(picture, (int(x0), int(y0)), (int(x1), int(y1)), hex_rgb(color).tolist(), -1)
    return np.clip(picture * (1 + 0.04 * rng.normal(size=(SIZE_PX, SIZE_PX, 1))), 0, 1).astype(np.float32)


def _photo(rng: np.random.Generator) -> np.ndarray:
    """A mountain lake, all waves and ridges: a picture without straight lines."""
    v, _u = (np.mgrid[:SIZE_PX, :SIZE_PX] / SIZE_PX).astype(np.float32)
    picture = (1 - v[..., None]) * hex_rgb("#88AED0") + v[..., None] * hex_rgb("#F1E3CC")
    for level, color in ((0.38, "#8796A8"), (0.48, "#5F7280"), (0.58, "#3D5148")):
        ridge = level + 0.09 * noise((1, SIZE_PX), (2, 12), rng)[0] + 0.02 * noise((1, SIZE_PX), (2, 60), rng)[0]
        picture[v > ridge] = hex_rgb(color)
    lake = v > 0.68
    picture[lake] = (hex_rgb("#6F93A6") * (1 + 0.08 * np.sin(200 * v + 6 * noise(v.shape, (30, 6), rng))[..., None]))[
        lake
    ]
    return np.clip(picture, 0, 1).astype(np.float32)


def _garden(rng: np.random.Generator) -> np.ndarray:
    picture = room_textures.garden(rng).astype(np.float32)
    return cv2.resize(picture, (SIZE_PX, SIZE_PX), interpolation=cv2.INTER_AREA)


def _city(rng: np.random.Generator) -> np.ndarray:
    """The house across the street under a grey sky, out of focus."""
    picture = np.ones((SIZE_PX, SIZE_PX, 3), np.float32) * hex_rgb("#E4E9EE").astype(np.float32)
    picture[380:] = hex_rgb("#C7B9A6")
    for row in range(420, 960, 180):
        for column in range(60, 980, 150):
            picture[row : row + 110, column : column + 70] = hex_rgb("#7C8794")
    return cv2.GaussianBlur(picture, (0, 0), 6)


# Name: painter, metres that the picture covers (0: the picture spans the mesh's uv 0…1).
TEXTURES: dict[str, tuple[Callable[[np.random.Generator], np.ndarray], float]] = {
    "plain": (_plain, 1.0),
    "plaster": (_plaster, 2.0),
    "boards": (_boards, 1.2),
    "herringbone": (_herringbone, 0.9),
    "tiles": (_tiles, 1.6),
    "checker": (_checker, 1.6),
    "carpet": (_carpet, 1.0),
    "concrete": (_concrete, 2.5),
    "terrazzo": (_terrazzo, 1.0),
    "brick": (_brick, 1.0),
    "stripes": (_stripes, 1.0),
    "flowers": (_flowers, 1.1),
    "wood": (lambda rng: _wood((SIZE_PX, SIZE_PX), rng), 1.0),
    "cloth": (_cloth, 0.5),
    "checked": (_checked, 0.9),
    "rug diamonds": (_rug_diamonds, 0.0),
    "rug persian": (_rug_persian, 0.0),
    "rug stripes": (_rug_stripes, 0.0),
    "hills": (_art(0), 0.0),
    "arches": (_art(1), 0.0),
    "abstract": (_abstract, 0.0),
    "lake": (_photo, 0.0),
    "garden": (_garden, 0.0),
    "city": (_city, 0.0),
}
PRINTED = ("marker", "sheet", "card")  # layers that a shot fills with what it lays on the floor
LAYERS = (*TEXTURES, *PRINTED)


@lru_cache(maxsize=1)
def painted() -> np.ndarray:
    """(n, SIZE_PX, SIZE_PX, 3) uint8 sRGB: every texture, in the order of LAYERS; the printed ones are white."""
    rng = np.random.default_rng(2024)
    pictures = [painter(rng) for painter, _ in TEXTURES.values()] + [_plain(rng)] * len(PRINTED)
    return np.stack([np.clip(picture * 255 + 0.5, 0, 255).astype(np.uint8) for picture in pictures])


def repeat_m(texture: str) -> float:
    """Metres that one picture covers; 0 where it spans the mesh once."""
    return TEXTURES[texture][1] if texture in TEXTURES else 0.0


__all__ = ["LAYERS", "PRINTED", "SIZE_PX", "TEXTURES", "painted", "repeat_m"]
