"""terra-coffee-table: an oval elm table on three fluted columns, as a zip whose MTL names no texture; cm, z up."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import numpy as np

from assets.make.materials import timber
from assets.make.mesh import Mesh, bent, build, joined, moved, smooth, turned
from assets.make.model import Material, Part, fitted
from assets.make.record import gtin, write_record
from assets.make.solids import disc, lathe, sheet
from assets.make.write_obj import write_obj

SKU = "terra-coffee-table"
SIZE_M = (1.20, 0.36, 0.72)
TOP_M = 0.032
TILE_M = (1.25, 0.78)  # one picture covers the whole top, so no grain repeats where one looks
TERRA = ("#b98962", "#a06f49", "#7a4e31", "#4a2d1b")


def _oval(share: float | np.ndarray, angle: np.ndarray) -> np.ndarray:
    """(…, 2) x and z of a superellipse at `share` of the half sides: rounder than a board, calmer than an egg."""
    cos, sin = np.cos(angle), np.sin(angle)
    power = 2 / 2.35
    return np.stack(
        [
            share * np.sign(cos) * np.abs(cos) ** power * SIZE_M[0] / 2,
            share * np.sign(sin) * np.abs(sin) ** power * SIZE_M[2] / 2,
        ],
        axis=-1,
    )


def _top() -> Mesh:
    """The top: an oval board, softly rounded above, with a long chamfer below that makes it look thin."""
    angle = -np.linspace(0, 2 * np.pi, 129)
    inset = [0.14, 0.055, 0.012, 0.0035, 0.0008, 0.0, 0.0006, 0.003, 0.007, 0.016]
    height = [0.0, 0.004, 0.0165, 0.0205, 0.0228, 0.025, 0.0278, 0.0305, 0.0318, 0.032]
    rings = []
    edge = _oval(1.0, angle)
    inward = -edge / np.linalg.norm(edge, axis=1, keepdims=True)
    for back, level in zip(inset, height, strict=True):
        flat = edge + inward * back
        rings.append(np.column_stack([flat[:, 0], np.full(len(flat), level), flat[:, 1]]))
    points = np.stack(rings)
    points[:, -1] = points[:, 0]
    skin = sheet(points, points[..., [0, 2]] * (1, -1), crease_deg=35)
    upper, lower = points[-1, :-1], points[0, -2::-1]
    return smooth(joined([skin, disc(upper, upper[:, [0, 2]] * (1, -1)), disc(lower, lower[:, [0, 2]])]), 35.0)


def _leg(radius_m: float, height_m: float) -> Mesh:
    """A thick fluted column on y = 0, a little waisted, as if thrown on a wheel."""
    levels = np.linspace(0, 1, 13)
    waist = radius_m * (1 - 0.10 * np.sin(np.pi * levels))
    profile = [(0.0, 0.0), (radius_m - 0.006, 0.0), (radius_m - 0.002, 0.0015)]
    profile += [(w, 0.006 + level * (height_m - 0.006)) for w, level in zip(waist, levels, strict=True)]
    profile += [(0.0, height_m)]
    column = lathe(np.array(profile), segments=112, crease_deg=50)
    flutes = 14

    def fluted(points: np.ndarray) -> np.ndarray:
        turn = np.arctan2(points[:, 0], points[:, 2])
        depth = 0.085 * np.abs(np.sin(turn * flutes / 2)) ** 0.7 - 0.085
        return points * np.column_stack([1 + depth, np.ones(len(points)), 1 + depth])

    upright = build(column.positions, column.triangles, column.uvs[:, ::-1])
    return smooth(bent(upright, fluted), 38.0)


def _legs() -> Mesh:
    """Three columns: two behind each other's shoulder, one opposite."""
    height = SIZE_M[1] - TOP_M + 0.001
    places = [(-0.29, 0.0, 0.105), (0.245, -0.105, 0.082), (0.245, 0.125, 0.082)]
    legs = [
        moved(turned(_leg(radius, height), "y", 0.3 * index), x, 0.0, z) for index, (x, z, radius) in enumerate(places)
    ]
    return joined(legs)


def _shared(mesh: Mesh, width_m: float, height_m: float) -> Mesh:
    """UVs in metres about the middle, as 0…1 of one picture."""
    return Mesh(mesh.positions, mesh.triangles, mesh.uvs / np.array([width_m, height_m]) + 0.5, mesh.normals)


def _timber() -> Material:
    return timber("terra_wood", TERRA, "terra", seed=57, size=(1024, 2048), size_m=TILE_M, boards=7)


def parts() -> list[Part]:
    """The table's parts, metres, front +z."""
    wood = _timber()
    top = moved(_top(), y=SIZE_M[1] - TOP_M)
    made = [Part("top", _shared(top, *TILE_M), wood), Part("legs", _shared(_legs(), *TILE_M), wood)]
    return fitted(made, SIZE_M)


def make(root: Path) -> Path:
    """Write the product's folder below `root`."""
    folder = root / SKU
    folder.mkdir(parents=True, exist_ok=True)
    made = parts()
    with tempfile.TemporaryDirectory() as name:
        loose = Path(name)
        written = write_obj(
            loose,
            "terra",
            made,
            unit_m=0.01,
            up="z",
            comment="terra coffee table",
            unnamed=[picture.name for picture in (made[0].material.base, made[0].material.normal) if picture],
        )
        _pack(folder / "terra-coffee-table.zip", loose, sorted(written))
    write_record(folder, made, _fields())
    return folder


def _pack(path: Path, folder: Path, names: list[str]) -> None:
    """Zip the named files below terra/, all with the same old date so that the bytes stay the same."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in names:
            entry = zipfile.ZipInfo(f"terra/{name}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, (folder / name).read_bytes())


def _fields() -> dict[str, object]:
    return {
        "gtin": gtin(10003),
        "title": {"zh": "大地椭圆茶几", "en": "Terra oval coffee table"},
        "kind": "table",
        "model": "terra-coffee-table.zip",
        "unit": "",
        "up": "",
        "price": {"CNY": 2180, "USD": 319},
        "description": {
            "zh": "三根凹槽圆柱托起一片椭圆实木，边缘向下斜削，看上去轻而薄。表面为硬蜡油。",
            "en": "Three fluted columns carry one oval board, undercut so that it looks thin. "
            "Finished in hard-wax oil.",
        },
        "material": {"zh": "实心榆木，硬蜡油", "en": "solid elm, hard-wax oil"},
        "color": {"zh": "赤陶棕", "en": "terracotta brown"},
    }


__all__ = ["SKU", "make", "parts"]
