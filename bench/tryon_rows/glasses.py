"""Glasses on heads whose truth is known: what of them is seen, how wide they come out.

Truth: the same fitted glasses at the same place, hidden by the head that was drawn (with its ears) instead of by ours.
The tracked head may be of another size and so farther away; that is the pupils' row, so the true head is first brought
to the found distance and enlarged alike (seen from the camera nothing moves). "At the true pose" puts our head where
the drawn one is, by the one constant turn and shift per head that suits its pictures best: where a head's axes lie is a
convention.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from arkit.document import Document
from arkit.draw import Item, Occluder, draw
from arkit.face.wear.glasses import Fit, fit_glasses
from arkit.face.wear.temples import find_temples, front_points
from arkit.io import read
from arkit.spaces import apply, inverse, pose
from arkit.surface import Light
from arkit.tryon import hiders
from bench.heads.model import Head, model
from bench.heads.plan import Taken
from bench.heads.rows import Seen, see
from bench.heads.shot import LIGHTS, TONES, Setting
from bench.tryon_rows import Row

TARGETS = {"frontal": 0.95, "25": 0.93, "45": 0.90}
TURNED = (("frontal", 0, 10), ("25", 20, 30), ("45", 40, 50))
YAWS_DEG = (0, 25, -25, 45, -45)
SEEN = 0.5
_LIGHT = Light(np.ones(3), np.zeros(3), np.array([0.0, 0.0, 1.0]))
EYE_CORNERS_M = np.array([0.0, 0.0, 0.007])  # head space: their mean lies before the middles of the eyeballs
_LASHES, _SOCKET = 11, (11248, 13293)
PRODUCTS = Path(__file__).parents[2] / "assets" / "products"


@dataclass(frozen=True, slots=True)
class GlassesFigures:
    """One pair on one picture.

    Attributes:
        yaw_deg: how far the head was turned.
        iou: of the visible glasses, ours against truth, at the tracked pose; iou_posed at the true one.
        temple_iou, temple_iou_posed: the same of the temples alone; NaN where fewer than 12 pixels of them are seen.
        width_ratio: frame width as worn over the file's.
        size_ratio: the found distance over the true one.
    """

    seed: int
    tone: int
    yaw_deg: float
    iou: float
    iou_posed: float
    temple_iou: float
    temple_iou_posed: float
    width_ratio: float
    size_ratio: float


def rows(heads: range) -> Iterable[Row]:
    """What is seen of a thin frame by how far the head is turned, whole and temples alone, and its width as worn."""
    figures = glasses_figures(heads, load("aria-round"))
    for label, low, high in TURNED:
        chosen = [one for one in figures if low <= abs(one.yaw_deg) <= high]
        tones = [one.tone for one in chosen]
        told = f"{len(chosen)} pictures"
        whole, posed = [one.iou for one in chosen], [one.iou_posed for one in chosen]
        yield Row(f"glasses seen, IoU, {label}", whole, TARGETS[label], sense="at least", tones=tones, detail=told)
        yield Row("    at the true pose", posed, TARGETS[label], sense="at least")
        yield Row("    its temples alone", [one.temple_iou for one in chosen], sense="at least")
    widths = [100 * abs(one.width_ratio - 1) for one in figures]
    yield Row("frame width as worn", widths, 1.5, "%", of="worst", detail="against the file's own")


def pictures(heads: Iterable[int], yaws_deg: Sequence[float] = YAWS_DEG) -> Iterable[Taken]:
    """One picture of each head at each yaw; tone and light go round."""
    for seed in heads:
        for place, yaw in enumerate(yaws_deg):
            light = tuple(LIGHTS)[(seed + place) % len(LIGHTS)]
            setting = Setting(seed % len(TONES), light, seed=seed * 100 + place)
            yield Taken(seed, "neutral", (0.0, float(yaw), 0.0), (0.0, 0.0, -0.45), setting)


def glasses_figures(
    heads: Iterable[int], document: Document, yaws_deg: Sequence[float] = YAWS_DEG
) -> list[GlassesFigures]:
    """Fit `document` on every picture of `heads` and compare what is seen of it with the truth."""
    found = []
    for seed in heads:
        seen = [one for one in see(pictures([seed], yaws_deg)) if isinstance(one, Seen)]
        found.extend(_of_head(seen, document) if seen else [])
    return found


def _of_head(pictures_of: list[Seen], document: Document) -> list[GlassesFigures]:
    T_head_face = _mean_pose([_T_head_face(one) for one in pictures_of])
    return [_figures(one, document, T_head_face) for one in pictures_of]


def _size_ratio(one: Seen) -> float:
    """How much farther away, and so larger, the head was found than it stood."""
    corners = apply(one.shot.T_camera_head, EYE_CORNERS_M[None])[0]
    return float(np.linalg.norm(one.face.track.T_camera_face[:3, 3]) / np.linalg.norm(corners))


def _T_head_face(one: Seen) -> np.ndarray:
    """Face to head space (both metres of the found size) as this picture has it."""
    T_camera_head = pose(one.shot.T_camera_head[:3, :3], one.shot.T_camera_head[:3, 3] * _size_ratio(one))
    T = inverse(T_camera_head) @ one.face.track.T_camera_face
    T[:3, 3] /= _size_ratio(one)
    return T


def _mean_pose(poses: list[np.ndarray]) -> np.ndarray:
    u, _, vt = np.linalg.svd(np.mean([one[:3, :3] for one in poses], axis=0))
    turn = u @ np.diag([1, 1, np.linalg.det(u @ vt)]) @ vt
    return pose(turn, np.median([one[:3, 3] for one in poses], axis=0))


def _figures(one: Seen, document: Document, T_head_face: np.ndarray) -> GlassesFigures:
    face, ratio = one.face, _size_ratio(one)
    fit = fit_glasses(document, face)
    T_camera_head = pose(one.shot.T_camera_head[:3, :3], one.shot.T_camera_head[:3, 3] * ratio)
    posed = T_camera_head @ pose(T_head_face[:3, :3], T_head_face[:3, 3] * ratio)
    truth = true_head(one.shot.head, T_camera_head, ratio)
    found = []
    for T_camera_face in (face.track.T_camera_face, posed):
        ours = [Occluder(apply(T_camera_face, positions), triangles) for positions, triangles in hiders(face)]
        T_camera_product = T_camera_face @ fit.placement.T_space_product
        for part in (fit.document, temples_only(fit.document)):
            masks = [_mask(part, T_camera_product, one, occluders) for occluders in (ours, [truth])]
            found.append(_iou(*masks))
    width = _width(fit) / float(np.ptp(front_points(document)[:, 0]))
    return GlassesFigures(
        one.taken.seed,
        one.taken.setting.tone,
        one.taken.angles_deg[1],
        found[0],
        found[2],
        found[1],
        found[3],
        width,
        ratio,
    )


def _width(fit: Fit) -> float:
    """How wide the front is as worn: the temples' turning does not count."""
    placed = apply(fit.placement.T_space_product, front_points(fit.document))
    return float(np.ptp(placed[:, 0]))


def _mask(document: Document, T_camera_product: np.ndarray, one: Seen, occluders: list[Occluder]) -> np.ndarray:
    drawing = draw([Item(document, T_camera_product)], one.shot.frame.camera, _LIGHT, occluders=occluders)
    return np.asarray(drawing.coverage >= SEEN)


def _iou(ours: np.ndarray, truth: np.ndarray) -> float:
    either = int(np.count_nonzero(ours | truth))
    return float(np.count_nonzero(ours & truth)) / either if either >= 12 else float("nan")


def true_head(head: Head, T_camera_head: np.ndarray, ratio: float) -> Occluder:
    """The drawn head as an occluder, `ratio` times as large; lashes and the inside of the mouth hide nothing."""
    return Occluder(apply(T_camera_head, head.positions_m * ratio), _triangles())


@cache
def _triangles() -> np.ndarray:
    held = model()
    triangles = held["triangles"]
    kept = held["triangle_material"] != _LASHES
    kept &= ~((triangles >= 24591) & (triangles <= 25350)).any(axis=1)
    kept &= ~((triangles >= _SOCKET[0]) & (triangles <= _SOCKET[1])).all(axis=1)
    return np.asarray(triangles[kept], dtype=np.int32)


def temples_only(document: Document) -> Document:
    """The document without what is not a temple."""
    roots = [node for temple in find_temples(document) for node in temple.nodes]
    nodes = [dict(node) for node in document.gltf["nodes"]]
    below = set(roots)
    stack = list(roots)
    while stack:
        for child in nodes[stack.pop()].get("children", []):
            below.add(child)
            stack.append(child)
    for index, node in enumerate(nodes):
        if index not in below:
            node.pop("mesh", None)
    return replace(document, gltf={**document.gltf, "nodes": nodes})


def summary(figures: Sequence[GlassesFigures]) -> dict[str, dict[str, float]]:
    """Mean, worst tenth and worst of each figure, by how far the head is turned."""
    rows: dict[str, dict[str, float]] = {}
    for label, low, high in TURNED:
        chosen = [one for one in figures if low <= abs(one.yaw_deg) <= high]
        for name in ("iou", "iou_posed", "temple_iou", "temple_iou_posed"):
            values = np.array([getattr(one, name) for one in chosen])
            values = values[np.isfinite(values)]
            if len(values):
                rows[f"{label} {name}"] = {
                    "mean": float(values.mean()),
                    "p10": float(np.percentile(values, 10)),
                    "worst": float(values.min()),
                }
    return rows


def load(sku: str) -> Document:
    """One of the assets' glasses as the shop wears them."""
    return read(PRODUCTS / sku / f"{sku}.glb").document


__all__ = [
    "TARGETS",
    "YAWS_DEG",
    "GlassesFigures",
    "glasses_figures",
    "load",
    "pictures",
    "rows",
    "summary",
    "true_head",
]
