"""The front of a pair of glasses as an optician measures it: lens outlines, bridge, base curve, wrap and tilt.

A front is drawn flat, in millimetres: u across (the wearer's left is +), v up from the line through both lens centres,
w forward from the lens surface. `placed` bends and tilts it into product space: metres, origin where the rear of the
bridge rests on the nose, y up, front +z.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline

from assets.make.mesh import Mesh
from assets.make.solids import sheet

MM = 1e-3


@dataclass(frozen=True, slots=True)
class Front:
    """How a front is built.

    Attributes:
        outline_mm: (n, 2) the wearer's left lens about its box centre, counter-clockwise; nose at -u.
        bridge_mm: least distance between the lenses.
        rest_mm: (v, w) of the point that touches the nose, at u = 0.
        curve_mm: radius of the lens surface (530 / base curve in dioptres).
        wrap_rad: how far each lens turns towards its temple.
        tilt_rad: pantoscopic: how far the lower rims lean to the cheeks.
        crown_mm: how far the bridge stands before the lens edges beside it.
    """

    outline_mm: np.ndarray
    bridge_mm: float
    rest_mm: tuple[float, float]
    curve_mm: float = 133.0
    wrap_rad: float = np.radians(5.0)
    tilt_rad: float = np.radians(8.0)
    crown_mm: float = 0.0


def lens_middle_mm(front: Front) -> float:
    """u of the left lens' box centre."""
    return front.bridge_mm / 2 - float(front.outline_mm[:, 0].min())


def rounded_outline(width_mm: float, height_mm: float, *, power: float, flare: float, count: int = 128) -> np.ndarray:
    """A lens between a circle (`power` 2) and a box (large), `flare` wider above than below; (count, 2) mm."""
    angle = np.arange(count) * 2 * np.pi / count
    c, s = np.cos(angle), np.sin(angle)
    radius = (np.abs(c) ** power + np.abs(s) ** power) ** (-1 / power)
    u, v = radius * c, radius * s
    return boxed(np.column_stack([u * (1 + flare * v), v]), width_mm, height_mm)


def drawn_outline(points: np.ndarray, width_mm: float, height_mm: float, *, count: int = 128) -> np.ndarray:
    """A lens through hand-drawn points, smooth all round and evenly spaced; (count, 2) mm."""
    closed = np.vstack([points, points[:1]]).astype(np.float64)
    for samples in (2048, count):
        along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
        curve = CubicSpline(along, closed, bc_type="periodic")
        closed = curve(np.linspace(0, along[-1], samples + 1))
        closed[-1] = closed[0]
    return boxed(closed[:-1], width_mm, height_mm)


def boxed(outline: np.ndarray, width_mm: float, height_mm: float) -> np.ndarray:
    """The outline stretched so that its box is `width_mm` by `height_mm` about the origin."""
    low, high = outline.min(axis=0), outline.max(axis=0)
    return (outline - (low + high) / 2) * np.array([width_mm, height_mm]) / (high - low)


def grown(outline: np.ndarray, by_mm: np.ndarray | float) -> np.ndarray:
    """A closed counter-clockwise outline (n, 2) moved outwards by `by_mm`, one number or one per point."""
    along = np.roll(outline, -1, axis=0) - np.roll(outline, 1, axis=0)
    outward = np.column_stack([along[:, 1], -along[:, 0]])
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    return outline + outward * np.reshape(by_mm, (-1, 1))


def surface_mm(front: Front, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """w of the bent front: a sphere in each lens, a smooth saddle between them."""
    middle, edge = lens_middle_mm(front), front.bridge_mm / 2
    across = np.maximum(np.abs(u), edge) - middle
    lens = -np.tan(front.wrap_rad) * across - (across**2 + v**2) / (2 * front.curve_mm)
    slope = -np.tan(front.wrap_rad) + (middle - edge) / front.curve_mm
    share = np.clip(np.abs(u) / edge, 0, 1)
    rise = (2 * share**3 - 3 * share**2 + 1) * (front.crown_mm - slope * edge / 2)
    return lens + rise + (share**3 - share**2) * slope * edge


def placed(front: Front, u: np.ndarray | float, v: np.ndarray | float, w: np.ndarray | float = 0.0) -> np.ndarray:
    """Points of the flat drawing, (..., 3) metres in product space."""
    u, v = np.broadcast_arrays(np.asarray(u, dtype=np.float64), np.asarray(v, dtype=np.float64))
    rest_v, rest_w = front.rest_mm
    base = surface_mm(front, np.zeros(1), np.array([rest_v]))[0] + rest_w
    y, z = v - rest_v, surface_mm(front, u, v) + w - base
    c, s = np.cos(front.tilt_rad), np.sin(front.tilt_rad)
    return np.stack([u, y * c - z * s, y * s + z * c], axis=-1) * MM


def lens(front: Front, side: float, *, seat_mm: float = 0.35, rings: int = 9) -> Mesh:
    """One lens as a thin shell that reaches `seat_mm` into the groove of the rim; UVs are 0…1 over its box.

    Args:
        front: the front it belongs to.
        side: +1 the wearer's left, -1 the right.
        seat_mm: beyond the visible outline.
        rings: of triangles from the middle to the edge.
    """
    edge = grown(front.outline_mm, seat_mm)
    edge = np.vstack([edge, edge[:1]])
    share = np.linspace(1.0, 0.0, rings + 1)[:, None, None]
    flat = edge[None] * share
    u, v = side * (flat[..., 0] + lens_middle_mm(front)), flat[..., 1]
    low, high = edge.min(axis=0), edge.max(axis=0)
    uvs = np.stack([side * flat[..., 0] / (high - low)[0] + 0.5, (flat[..., 1] - low[1]) / (high - low)[1]], axis=-1)
    points = placed(front, u, v)
    if side < 0:
        points, uvs = points[:, ::-1], uvs[:, ::-1]
    return sheet(points, np.clip(uvs, 0.01, 0.99), crease_deg=80.0)


__all__ = [
    "MM",
    "Front",
    "boxed",
    "drawn_outline",
    "grown",
    "lens",
    "lens_middle_mm",
    "placed",
    "rounded_outline",
    "surface_mm",
]
