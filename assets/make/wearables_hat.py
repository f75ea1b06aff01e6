"""field-hat: a felt hat with a creased crown, a ribbon and a stitched brim; OBJ in millimetres, z up.

The origin is the middle of the crown in the plane of the head band. `angle` runs round the head from the wearer's left
(+x) to the front (+z).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assets.make.mesh import Mesh, build, joined, smooth, tiled
from assets.make.model import Material, Part, Picture
from assets.make.record import gtin, write_record
from assets.make.solids import sheet
from assets.make.textures import grid, jpeg, noise, rgb
from assets.make.wearables_glasses import BRAND
from assets.make.wearables_paths import smooth_path
from assets.make.write_obj import write_obj

SKU = "field-hat"
MM = 1e-3
ROUND_MM = 575.0  # inside of the head band: a hat of size 57.5 cm
LONG = 1.22  # head length over head width
FELT_MM = 2.2
COLUMNS = 72
BRIM_MM = 61.0
SEAMS = ((0.85, 170), (0.91, 176))  # on the brim: place 0 crown … 1 edge, stitches
PATCH_M = 0.12  # the felt picture shows this much
# Share of the head band's radius and height (mm) of the crown, from the band to the middle of the top.
CROWN = np.array(
    [[1.0, 0], [0.99, 25], [0.972, 55], [0.945, 82], [0.9, 99], [0.8, 110], [0.6, 116], [0.3, 118], [0.0, 118]]
)


def head_band_mm() -> tuple[float, float]:
    """Half axes (x, z) of the oval whose circumference is ROUND_MM (Ramanujan's formula)."""
    total = 3 * (1 + LONG) - np.sqrt((3 + LONG) * (1 + 3 * LONG))
    half = ROUND_MM / (np.pi * total)
    return float(half), float(half * LONG)


def crown(angle: np.ndarray, share: np.ndarray, out_mm: float) -> np.ndarray:
    """Points (..., 3) mm of the crown, `share` 0 at the band … 1 amid the top, `out_mm` beyond the lining."""
    profile = smooth_path(CROWN * (100, 1), 200) / (100, 1)
    at = np.linspace(0, 1, 200)
    radius, height = (np.interp(share, at, profile[:, column]) for column in range(2))
    half_x, half_z = head_band_mm()
    x, z = (half_x + out_mm) * radius * np.cos(angle), (half_z + out_mm) * radius * np.sin(angle)
    rise = np.clip((height - 45) / 65, 0, 1) ** 2 * (3 - 2 * np.clip((height - 45) / 65, 0, 1))
    pinch = 0.30 * np.exp(-(((z - 62) / 26) ** 2)) * rise
    narrow = 0.10 * np.clip(z / 100, -0.3, 1) * rise
    top = 1 - np.clip(radius, 0, 1) ** 5
    deep = 21 - 5 * np.clip(-z / 100, 0, 1)
    y = height * (1 + 0.03 * z / 100) - deep * np.exp(-((x / 21) ** 2)) * top + out_mm * np.clip(share * 2 - 1, 0, 1)
    return np.stack([x * (1 - pinch - narrow), y, z], axis=-1)


def felt() -> list[Mesh]:
    """Outside and lining of the crown."""
    angle, share = np.meshgrid(_round(), np.linspace(0, 1, 31))
    outer = sheet(crown(-angle, share, FELT_MM) * MM, _cloth(angle, share), crease_deg=80)
    angle, share = np.meshgrid(_round()[::2], np.linspace(0, 1, 16))
    inner = sheet(crown(-angle, share, 0.0)[::-1] * MM, _cloth(angle, share)[::-1], crease_deg=80)
    return [outer, inner]


def brim(out: np.ndarray, angle: np.ndarray) -> np.ndarray:
    """Middle of the brim, (..., 3) mm, `out` 0 at the crown … 1 at the edge: low in front, up behind and beside."""
    half_x, half_z = head_band_mm()
    reach = FELT_MM / 2 + BRIM_MM * out
    lift = 13 * np.cos(angle) ** 2 - 9 * np.sin(angle) + 3.0
    y = lift * out**1.7 + 1.4 * (1 - np.clip(out * 8, 0, 1)) ** 2
    return np.stack([(half_x + reach * 0.93) * np.cos(angle), y, (half_z + reach) * np.sin(angle)], axis=-1)


def brim_mesh() -> Mesh:
    """The brim as one thick sheet with a round edge and two stitched grooves."""
    out = np.concatenate([[0, 0.06, 0.14, 0.3, 0.5, 0.68], np.linspace(0.78, 0.985, 13)])
    groove = sum(0.35 * np.exp(-(((out - at) * BRIM_MM / 0.9) ** 2)) for at, _ in SEAMS)
    half = FELT_MM / 2
    edge = np.linspace(np.pi / 2, -np.pi / 2, 6)[1:-1]
    reach = np.concatenate([out, 0.985 + half / BRIM_MM * np.cos(edge), out[::-1]])
    depth = np.concatenate([half - groove, half * np.sin(edge), np.full(len(out), -half)])
    angle, outward = np.meshgrid(-_round(), reach)
    points = brim(outward, angle)
    points[..., 1] += depth[:, None]
    uvs = np.stack([angle * 0.12, outward * BRIM_MM * MM], axis=-1)
    return sheet(points[::-1] * MM, uvs[::-1], crease_deg=80)


def stitches() -> Mesh:
    """Two rows of stitches on the brim: each a thread of 3 mm, sunk a little."""
    rows = []
    for at, count in SEAMS:
        angle = (np.arange(count) + 0.5) / count * 2 * np.pi
        rows.append(_threads(angle, at, 3.0))
    return smooth(joined(rows), 80)


def _threads(angle: np.ndarray, at: float, length_mm: float) -> Mesh:
    """Octahedra stretched along the brim."""
    middle = brim(np.full_like(angle, at), angle) + np.array([0.0, FELT_MM / 2 - 0.05, 0.0])
    along = brim(np.full_like(angle, at), angle + 0.01) - brim(np.full_like(angle, at), angle - 0.01)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    up = np.broadcast_to([0.0, 1.0, 0.0], along.shape)
    across = np.cross(along, up)
    reach = [along * length_mm / 2, across * 0.45, up * 0.4]
    corners = np.stack([middle + sign * axis for axis in reach for sign in (1, -1)], axis=1)
    eight = np.array([[0, 4, 2], [2, 4, 1], [1, 4, 3], [3, 4, 0], [2, 5, 0], [1, 5, 2], [3, 5, 1], [0, 5, 3]])
    triangles = (np.arange(len(angle))[:, None, None] * 6 + eight).reshape(-1, 3)
    return build(corners.reshape(-1, 3) * MM, triangles)


def ribbon() -> Mesh:
    """A grosgrain band round the crown with a flat bow at the wearer's left."""
    share = np.concatenate([[0.012, 0.012], np.linspace(0.016, 0.225, 8), [0.229, 0.229]])
    out = FELT_MM + np.concatenate([[-0.5, 0.6], np.full(8, 1.0), [0.6, -0.5]])
    band = _wrapped(_round(), share, out[:, None])
    return joined([band, _patch(0.20, 0.02, 0.215, 3.0, 0.7), _patch(0.052, 0.008, 0.232, 4.6, 0.0)])


def _patch(half_angle: float, low: float, high: float, out_mm: float, waist: float) -> Mesh:
    """A cushion on the ribbon about the wearer's left, narrower in its middle by `waist`: one part of the bow."""
    angle, share = np.meshgrid(np.linspace(-half_angle, half_angle, 22), np.linspace(low, high, 12))
    across, along = (share - low) / (high - low) * 2 - 1, angle / half_angle
    squeeze = 1 - waist * 0.35 * np.exp(-((along / 0.35) ** 2))
    share = (low + high) / 2 + (high - low) / 2 * across * squeeze
    swell = (1 - np.abs(along) ** 8) * (1 - np.abs(across) ** 8)
    return _wrapped(angle[0], share, FELT_MM + 0.6 + out_mm * swell - 0.6 * (1 - swell))


def _wrapped(angle: np.ndarray, share: np.ndarray, out_mm: np.ndarray) -> Mesh:
    """A strip (rows of `share`, columns of `angle`) that lies `out_mm` beyond the lining of the crown."""
    turn, up = np.meshgrid(angle, share) if share.ndim == 1 else (np.broadcast_to(angle, share.shape), share)
    points = crown(-turn, up, 0.0)
    outward = crown(-turn, up, 1.0) - points
    outward[..., 1] = 0.0
    outward /= np.linalg.norm(outward, axis=-1, keepdims=True)
    points = points + outward * np.broadcast_to(out_mm, turn.shape)[..., None]
    return sheet(points * MM, _cloth(turn, up), crease_deg=80)


def sweatband() -> Mesh:
    """Leather inside, where the hat meets the head."""
    angle, share = np.meshgrid(_round(), np.array([0.005, 0.02, 0.1, 0.17, 0.175]))
    points = crown(-angle, share, 0.0)
    inward = np.array([0.2, 0.9, 0.9, 0.7, 0.1])[:, None]
    points[..., 0] -= inward * np.cos(angle)
    points[..., 2] += inward * np.sin(angle)
    return sheet(points[::-1] * MM, _cloth(angle, share)[::-1], crease_deg=80)


def _round() -> np.ndarray:
    return np.linspace(0, 2 * np.pi, COLUMNS + 1)


def _cloth(angle: np.ndarray, share: np.ndarray) -> np.ndarray:
    """UVs in metres round and up the crown."""
    return np.stack([angle * 0.09, share * 0.2], axis=-1)


def felt_picture(color: str) -> Picture:
    """Brushed wool: short fibres in every direction, a little cloudy; tiles."""
    fibre = noise(512, 31, scale=(90, 26), falloff=1.3) + noise(512, 32, scale=(26, 90), falloff=1.3)
    cloud = noise(512, 33, scale=5, falloff=2.4)
    return Picture("felt.jpg", jpeg(rgb(color) * (1 + 0.035 * fibre + 0.02 * cloud)[..., None], 80))


def grosgrain_picture(color: str) -> Picture:
    """Ribbed ribbon: fine upright cords; tiles."""
    u, _ = grid(128)
    return Picture("grosgrain.jpg", jpeg(rgb(color) * (0.86 + 0.14 * np.sin(u * 2 * np.pi * 32))[..., None], 85))


def parts() -> list[Part]:
    """Camel felt, dark ribbon, size 57.5 cm."""
    wool = Material("felt", roughness=0.96, base=felt_picture("#A98259"), double_sided=True)
    band = Material("grosgrain", roughness=0.7, base=grosgrain_picture("#3A2B22"))
    return [
        Part("felt", tiled(joined([*felt(), brim_mesh()]), PATCH_M), wool),
        Part("stitches", stitches(), Material("thread", "#6E5234", roughness=0.9)),
        Part("ribbon", tiled(ribbon(), 0.04), band),
        Part("sweatband", sweatband(), Material("leather", "#4A2F1D", roughness=0.55)),
    ]


def make(root: Path) -> Path:
    """Write the product's folder below `root`."""
    folder = root / SKU
    folder.mkdir(parents=True, exist_ok=True)
    made = parts()
    write_obj(folder, SKU, made, unit_m=MM, up="z", comment="field-hat, millimetres, z up")
    write_record(folder, made, _fields(), brand=BRAND)
    return folder


def _fields() -> dict[str, object]:
    return {
        "gtin": gtin(20004),
        "title": {"zh": "原野毡帽", "en": "Field felt hat"},
        "kind": "hat",
        "model": "field-hat.obj",
        "unit": "mm",
        "up": "z",
        "price": {"CNY": 980, "USD": 139},
        "description": {
            "zh": "整块羊毛毡蒸汽定型，帽顶一道深褶，帽檐两道车线，前低后高。罗缎饰带与皮质吸汗带。帽围 57.5 厘米。",
            "en": "One piece of wool felt, steamed over a block: a deep crease, a stitched brim, low in front. "
            "57.5 cm.",
        },
        "material": {"zh": "羊毛毡，罗缎，牛皮", "en": "wool felt, grosgrain, leather"},
        "color": {"zh": "驼色", "en": "camel"},
    }


__all__ = ["ROUND_MM", "SKU", "head_band_mm", "make", "parts"]
