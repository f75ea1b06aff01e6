"""What every pair of glasses shares: clear lenses, soft pads, left and right, temples that turn at their hinge."""

from __future__ import annotations

import numpy as np

from assets.make.mesh import Mesh, joined, moved, scaled
from assets.make.model import Material, Part
from assets.make.wearables_front import Front, lens, lens_middle_mm, placed
from assets.make.wearables_wire import nose_pad, pad_arm, pad_box

BRAND = "Arkit Atelier"
# Clear glass takes a little light away and adds none: a pale colour here would lie on the eyes like a veil.
CLEAR = Material("lens-clear", "#5A6064", roughness=0.03, alpha=0.05, double_sided=True)
SILICONE = Material("nose-pad", "#F0EDE6", roughness=0.35, alpha=0.55)


def mirrored(mesh: Mesh) -> Mesh:
    """The wearer's right of what was drawn for the left."""
    return scaled(mesh, -1.0, 1.0, 1.0)


def both(mesh: Mesh) -> list[Mesh]:
    """The left one and the right one."""
    return [mesh, mirrored(mesh)]


def hinged(name: str, mesh: Mesh, material: Material, pin_m: np.ndarray) -> list[Part]:
    """`name`_left and `name`_right of a left mesh drawn about its hinge pin; each node turns about its own pin."""
    parts = []
    for side, label in ((1.0, "left"), (-1.0, "right")):
        origin = tuple(np.round(pin_m * (side, 1, 1), 6).tolist())
        placed_mesh = moved(mesh if side > 0 else mirrored(mesh), *origin)
        parts.append(Part(f"{name}_{label}", placed_mesh, material, origin_m=origin))
    return parts


def lenses(front: Front, material: Material) -> list[Part]:
    """lens_left and lens_right."""
    return [Part("lens_left", lens(front, 1.0), material), Part("lens_right", lens(front, -1.0), material)]


def nose_rests(front: Front, pad_mm: np.ndarray, angle_deg: float) -> tuple[list[Mesh], list[Mesh]]:
    """Metal (arms, buttons) and soft parts (pads), both sides; the arms leave the rim at `angle_deg` of the lens."""
    index = round(angle_deg / 360 * len(front.outline_mm))
    u, v = front.outline_mm[index]
    start = placed(front, u + lens_middle_mm(front) - 0.5, v, -0.8)
    metal = joined([pad_arm(start, pad_mm), pad_box(pad_mm)])
    return both(metal), both(nose_pad(pad_mm))


__all__ = ["BRAND", "CLEAR", "SILICONE", "both", "hinged", "lenses", "mirrored", "nose_rests"]
