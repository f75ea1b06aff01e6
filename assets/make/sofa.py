"""hill-sofa-3: a three-seat sofa, 218 x 82 x 92 cm, as a GLB with three covers (KHR_materials_variants)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assets.make.materials import CLOTH_TILE_M, WALNUT, WOOD_TILE_M, brass, timber, velvet, wool
from assets.make.mesh import Mesh, bent, joined, moved, scaled, smooth, tiled, turned
from assets.make.model import Material, Part, fitted
from assets.make.occlusion import occluded
from assets.make.record import gtin, write_record
from assets.make.solids import rounded_box
from assets.make.upholstery import crumple, cushion, leaning, puffed, standing, turned_leg, welt
from assets.make.write_glb import write_glb

SKU = "hill-sofa-3"
SIZE_M = (2.18, 0.82, 0.92)
LEG_M = 0.14
ARM_M = 0.17
SEAT_M = (SIZE_M[0] - 2 * ARM_M) / 3
VARIANTS = ("moss", "camel", "ochre")


def _soft_box(size_m: Sequence[float], radius_m: float, seed: int, flat: Sequence[int], crown_m: float = 0.004) -> Mesh:
    """An upholstered block: a rounded box that is not quite straight."""
    half = np.asarray(size_m) / 2
    bend = puffed(half, crown_m=crown_m, bulge_m=crown_m, seed=seed, crumple_m=0.0012)
    return smooth(bent(rounded_box(size_m, radius_m, flat=flat, arc=4), bend), 60.0)


def _arm() -> Mesh:
    """The right arm: a soft slab with a welt around its front panel, outer side at +x."""
    size = (ARM_M, 0.445, 0.885)
    body = _soft_box(size, 0.058, 3, (2, 6, 12), crown_m=0.009)
    loop = welt((size[0], size[2], size[1]), 0.058, 0.0045, 1.0, steps=6, flat=6)
    front = moved(turned(loop, "x", np.pi / 2), z=0.0)
    half = np.asarray(size) / 2
    front = bent(front, puffed(half, crown_m=0.009, bulge_m=0.009, seed=3, crumple_m=0.0012))
    return joined([body, smooth(front, 60.0)])


def _arms() -> Mesh:
    right = standing(_arm(), SIZE_M[0] / 2 - ARM_M / 2, LEG_M, 0.005)
    return joined([right, scaled(right, -1, 1, 1)])


def _frame() -> Mesh:
    """Seat rail and back."""
    rail = standing(_soft_box((SIZE_M[0] - 0.03, 0.135, 0.80), 0.02, 5, (16, 2, 4)), 0.0, LEG_M, 0.01)
    back = leaning(_soft_box((SIZE_M[0] - 2 * ARM_M + 0.05, 0.555, 0.15), 0.055, 6, (16, 6, 2), 0.006), 0.12)
    return joined([rail, standing(back, 0.0, LEG_M + 0.02, -SIZE_M[2] / 2 + 0.118)])


def _seats() -> Mesh:
    """Three seat cushions, each a little different, as hands leave them."""
    cushions = []
    for index in range(3):
        one = cushion((SEAT_M - 0.012, 0.155, 0.70), radius_m=0.04, crown_m=0.020, bulge_m=0.007, seed=20 + index)
        sagged = bent(one, lambda points: points - np.outer(_dip(points, 0.010), (0.0, 1.0, 0.0)))
        placed = standing(smooth(sagged, 60.0), (index - 1) * SEAT_M, LEG_M + 0.118, 0.115)
        cushions.append(_shifted(placed, index))
    return joined(cushions)


def _dip(points: np.ndarray, depth_m: float) -> np.ndarray:
    """(n,) how far the upper side has sunk where people sit."""
    reach = np.exp(-((points[:, 0] / 0.17) ** 2) - ((points[:, 2] + 0.04) / 0.20) ** 2)
    return depth_m * reach * (points[:, 1] > 0)


def _backs() -> Mesh:
    """Three back cushions leaning on the back, fuller below than above."""
    cushions = []
    for index in range(3):
        one = cushion(
            (SEAT_M - 0.018, 0.165, 0.392),
            radius_m=0.05,
            crown_m=0.045,
            bulge_m=0.014,
            seed=30 + index,
            crumple_m=0.003,
        )
        upright = turned(one, "x", np.pi / 2)
        slumped = bent(upright, lambda points: points + _slump(points, 35))
        leant = turned(smooth(slumped, 60.0), "x", -0.20)
        placed = standing(leant, (index - 1) * SEAT_M, LEG_M + 0.118 + 0.152, -0.195)
        cushions.append(_shifted(placed, index + 3))
    return joined(cushions)


def _slump(points: np.ndarray, seed: int) -> np.ndarray:
    """Feathers sink: the lower half is thicker, the upper edge hangs a little in the middle and crumples."""
    low = np.clip(0.5 - points[:, 1] / 0.40, 0, 1)
    upper = np.clip(points[:, 1] / 0.2, 0, 1)
    offset = crumple(points, seed, 0.003, 0.15) * upper[:, None]
    offset[:, 2] += 0.30 * points[:, 2] * (low - 0.35)
    offset[:, 1] -= 0.014 * upper**2 * np.cos(points[:, 0] / 0.30 * np.pi / 2)
    return offset


def _shifted(mesh: Mesh, index: int) -> Mesh:
    """Cloth cut elsewhere from the bolt."""
    return Mesh(mesh.positions, mesh.triangles, mesh.uvs + np.array([0.137, 0.211]) * index, mesh.normals)


def _legs() -> tuple[Mesh, Mesh]:
    """Four splayed legs and two straight ones under the middle: wood and ferrules."""
    wood, metal = [], []
    x, z = SIZE_M[0] / 2 - 0.15, 0.335
    for side_x, side_z in ((-1, -1), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 1)):
        body, ferrule = turned_leg(LEG_M + 0.01, 0.026, 0.0145, splay_m=(0.035 * side_x, 0.035 * side_z))
        wood.append(moved(body, side_x * x, 0.0, side_z * z))
        metal.append(moved(ferrule, side_x * x, 0.0, side_z * z))
    return joined(wood), joined(metal)


def _covers() -> dict[str, Material]:
    return {
        "moss": velvet("velvet_moss", "#5f6b49", "velvet_moss"),
        "camel": wool("wool_camel", "#b08d6a", "wool_camel"),
        "ochre": velvet("velvet_ochre", "#8f3b2f", "velvet_ochre"),
    }


def parts() -> list[Part]:
    """The sofa's parts, metres, front +z."""
    covers = _covers()
    wood, metal = _legs()
    soft = {"frame": _frame(), "seat_cushions": _seats(), "back_cushions": _backs(), "arms": _arms()}
    made = [Part(name, tiled(mesh, CLOTH_TILE_M), covers["moss"], covers) for name, mesh in soft.items()]
    walnut = timber("walnut_oiled", WALNUT, "walnut")
    made.append(Part("legs", tiled(wood, *WOOD_TILE_M), walnut))
    made.append(Part("ferrules", metal, brass()))
    return occluded(fitted(made, SIZE_M))


def make(root: Path) -> Path:
    """Write the product's folder below `root`."""
    folder = root / SKU
    folder.mkdir(parents=True, exist_ok=True)
    made = parts()
    write_glb(folder / "hill-sofa-3.glb", made, variants=VARIANTS)
    write_record(folder, made, _fields())
    return folder


def _fields() -> dict[str, object]:
    return {
        "gtin": gtin(10001),
        "title": {"zh": "山丘三人沙发", "en": "Hill three-seat sofa"},
        "kind": "sofa",
        "model": "hill-sofa-3.glb",
        "unit": "",
        "up": "",
        "price": {"CNY": 6480, "USD": 899},
        "description": {
            "zh": "低矮的扶手、羽绒包裹的坐垫与手工滚边，像一段缓坡。三种可拆洗面料，胡桃木车制斜脚配黄铜脚套。",
            "en": "Low arms, feather-wrapped cushions and hand-welted seams, calm as a slope. Three covers that come "
            "off for cleaning, on turned and splayed walnut legs with brass ferrules.",
        },
        "material": {
            "zh": "棉绒或羊毛斜纹面料，羽绒与高回弹海绵，胡桃木，黄铜",
            "en": "cotton velvet or wool twill, feather and high-resilience foam, walnut, brass",
        },
        "color": {"zh": "苔绿", "en": "moss green"},
        "variants": [
            {"name": "moss", "title": {"zh": "苔绿天鹅绒", "en": "Moss green velvet"}, "color": "#5f6b49"},
            {"name": "camel", "title": {"zh": "驼色羊毛", "en": "Camel wool"}, "color": "#b08d6a"},
            {"name": "ochre", "title": {"zh": "赭红天鹅绒", "en": "Ochre red velvet"}, "color": "#8f3b2f"},
        ],
    }


__all__ = ["SKU", "make", "parts"]
