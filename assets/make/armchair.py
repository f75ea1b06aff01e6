"""cove-armchair: a barrel armchair in bouclé, as OBJ and MTL in millimetres, z up, Latin-1 names."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assets.make.materials import BOUCLE_TILE_M, OAK, WOOD_TILE_M, boucle, timber
from assets.make.mesh import Mesh, bent, joined, moved, smooth, tiled
from assets.make.model import Part, fitted
from assets.make.record import gtin, write_record
from assets.make.solids import lathe, sheet, tube
from assets.make.upholstery import crumple, turned_leg
from assets.make.write_obj import write_obj

SKU = "cove-armchair"
SIZE_M = (0.80, 0.73, 0.76)
LEG_M = 0.16
SEAT_M = 0.42


def _ring(angle: np.ndarray, depth: float = 1.0) -> np.ndarray:
    """(n, 2) points x, z of the shell's middle line: a circle that opens to the front. Angle 0 is the back."""
    return np.column_stack([0.315 * np.sin(angle), -0.305 * np.cos(angle) * depth])


def _shell() -> Mesh:
    """The wrap-around back and arms: one thick soft wall, high behind, falling in a curve to the arms."""
    reach = np.radians(128)
    closing = 0.90 + 0.10 * np.sin(np.linspace(0, np.pi / 2, 9)[1:])
    angle = reach * np.concatenate([-closing[::-1], np.linspace(-0.90, 0.90, 53), closing])
    share = np.abs(angle) / reach
    top = 0.735 - 0.19 * np.clip((share - 0.22) / 0.78, 0, 1) ** 1.5
    middle = _ring(angle)
    outward = np.column_stack([np.sin(angle), -np.cos(angle)])
    turn = np.linspace(0, 2 * np.pi, 41)
    end = np.sqrt(np.clip(1 - np.clip((share - 0.90) / 0.10, 0, 1) ** 2, 0.0, 1))  # both ends close like a thumb
    rows = []
    for at in turn:
        across, up = np.cos(at), np.sin(at)
        wide = np.sign(across) * np.abs(across) ** 0.75
        tall = np.sign(up) * np.abs(up) ** 0.42
        low = LEG_M + 0.005
        half = (top - low) / 2
        height = (top + low) / 2 + tall * half * (0.80 + 0.20 * end)
        thick = 0.064 * end * (1 + 0.16 * (1 - tall**2)) * (1.04 - 0.10 * tall)
        flare = 0.022 * (height - low) / 0.5
        point = middle + outward * (wide * thick + flare)[:, None]
        rows.append(np.column_stack([point[:, 0], height, point[:, 1]]))
    points = np.stack(rows)
    points[-1] = points[0]
    steps = np.hypot(np.linalg.norm(np.diff(middle, axis=0), axis=1), 0.064 * np.diff(end))
    along = -np.concatenate([[0], np.cumsum(steps)])  # runs to -x behind, so that no UV is mirrored
    around = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points[:, len(angle) // 2], axis=0), axis=1))])
    u, v = np.meshgrid(along, around)
    shell = sheet(points[::-1], np.stack([u, v], axis=-1)[::-1], crease_deg=70)
    return smooth(bent(shell, lambda p: p + crumple(p, 7, 0.0012, 0.25)), 70.0)


def _round_cushion(radius_m: float, thick_m: float, rim_m: float, crown_m: float) -> Mesh:
    """A round seat cushion standing on y = 0, with a welt around its upper and its lower seam."""
    arc = np.linspace(0, np.pi / 2, 6)
    lower = [(radius_m - rim_m + rim_m * np.sin(a), rim_m - rim_m * np.cos(a)) for a in arc]
    upper = [(radius_m - rim_m + rim_m * np.cos(a), thick_m - rim_m + rim_m * np.sin(a)) for a in arc]
    inner = np.linspace(radius_m - rim_m, 0, 9)[1:]
    crown = [(r, thick_m + crown_m * (1 - (r / (radius_m - rim_m)) ** 2) ** 1.2) for r in inner]
    body = lathe(np.array([(0.0, 0.0), *lower, *upper, *crown]), segments=64, crease_deg=60)
    flat = body.positions[:, 1] > thick_m - rim_m * 0.35
    body.uvs[flat] = body.positions[flat][:, [0, 2]] * (1, -1)
    turn = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    inset = rim_m * 0.29
    welts = [
        tube(
            np.column_stack([(radius_m - inset) * np.sin(turn), np.full(72, y), (radius_m - inset) * np.cos(turn)]),
            0.005,
            sides=7,
            closed=True,
        )
        for y in (inset, thick_m - inset)
    ]
    return joined([body, *welts])


def _seat() -> Mesh:
    """The seat cushion, pulled forward to the opening of the shell."""

    def shaped(points: np.ndarray) -> np.ndarray:
        shaped = points.copy()
        shaped[:, 2] *= np.where(points[:, 2] > 0, 1.16, 1.0)
        return shaped + crumple(points, 9, 0.0018, 0.25)

    return moved(smooth(bent(_round_cushion(0.294, 0.135, 0.04, 0.022), shaped), 60.0), y=SEAT_M - 0.145, z=0.02)


def _base() -> Mesh:
    """The drum below the cushion."""
    profile = [
        (0.0, 0.0),
        (0.27, 0.0),
        (0.285, 0.004),
        (0.295, 0.018),
        (0.298, 0.07),
        (0.29, 0.115),
        (0.27, 0.13),
        (0.0, 0.13),
    ]
    drum = lathe(np.array(profile), segments=64, crease_deg=60)
    return moved(
        smooth(bent(drum, lambda p: p * np.where(p[:, 2:] > 0, (1.0, 1.0, 1.14), (1.0, 1.0, 1.0))), 60.0),
        y=LEG_M,
        z=0.02,
    )


def _legs() -> Mesh:
    """Four oak legs, ferrules left out: a chair of one wood."""
    legs = []
    for x in (-1, 1):
        for z in (-1, 1):
            body, foot = turned_leg(LEG_M + 0.02, 0.024, 0.013, splay_m=(0.03 * x, 0.03 * z))
            legs += [moved(mesh, 0.195 * x, 0.0, 0.015 + 0.185 * z) for mesh in (body, foot)]
    return joined(legs)


def parts() -> list[Part]:
    """The armchair's parts, metres, front +z."""
    cloth = boucle("bouclé_crème", "#e6ddcb", "boucle")
    oak = timber("chêne_huilé", OAK, "oak", seed=43)
    soft = {"coque": _shell(), "assise": _seat(), "socle": _base()}
    made = [Part(name, tiled(mesh, BOUCLE_TILE_M), cloth) for name, mesh in soft.items()]
    made.append(Part("piètement", tiled(_legs(), *WOOD_TILE_M), oak))
    return fitted(made, SIZE_M)


def make(root: Path) -> Path:
    """Write the product's folder below `root`."""
    folder = root / SKU
    folder.mkdir(parents=True, exist_ok=True)
    made = parts()
    comment = "Fauteuil Cove © 2026 Arkit Home – modèle d'atelier".replace("–", "-")
    write_obj(folder, "cove-armchair", made, unit_m=0.001, up="z", encoding="latin-1", comment=comment)
    write_record(folder, made, _fields())
    return folder


def _fields() -> dict[str, object]:
    return {
        "gtin": gtin(10002),
        "title": {"zh": "湾环抱扶手椅", "en": "Cove armchair"},
        "kind": "armchair",
        "model": "cove-armchair.obj",
        "unit": "",
        "up": "",
        "price": {"CNY": 2980, "USD": 429},
        "description": {
            "zh": "一整圈柔软的靠背从肩后绕到手边，奶油色圈圈绒，圆坐垫双道滚边，橡木斜脚。",
            "en": "One soft wall that runs from behind the shoulders to the hands, in cream bouclé, with a round "
            "welted seat on splayed oak legs.",
        },
        "material": {"zh": "羊毛混纺圈圈绒，高回弹海绵，橡木", "en": "wool-blend bouclé, high-resilience foam, oak"},
        "color": {"zh": "奶油白", "en": "cream"},
    }


__all__ = ["SKU", "make", "parts"]
