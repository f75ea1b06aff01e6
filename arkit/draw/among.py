"""Products shade each other: what stands on a rug or a table takes light from it.

The sun's shadow map does this for the sun; here is the rest, the light from everywhere, without which a vase floats
above its table: the floor's own way of throwing shadows, onto the plane of the lower product's top. A rug takes the
sun's shadow that way too: by the map it was a table's crisp outline, whose soft shadow on the floor ended at the rug.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from arkit.draw.ground import ground_shadow
from arkit.draw.plane_depth import sight_lines
from arkit.draw.scene import Drawing, Item, Receiver
from arkit.draw.thread import run
from arkit.frame import Camera
from arkit.surface import Light

_ON_M, _OFF_M = 0.012, 0.03  # a pixel so near a top is the top; one so far is not
_UNDER_M = 0.002  # no leg reaches lower, but a rug's fringe does
_FLAT, _STEEP = 0.35, 0.65  # of a pixel's size: what rises so little from pixel to pixel is the top, so much a leg


@dataclass(frozen=True, slots=True)
class Top:
    """The upper side of a product.

    Attributes:
        T_camera_plane: camera space, its own +y is its normal.
        casters: numbers of the items that stand on it.
        sunny: whether the sun's shadow falls here too, as soft as on the floor: of a rug, which is not `sun_shaded`.
    """

    T_camera_plane: np.ndarray
    casters: tuple[int, ...]
    sunny: bool = False


def shade_among(drawing: Drawing, items: Sequence[Item], tops: Sequence[Top], camera: Camera, light: Light) -> Drawing:
    """The drawing with the tops shaded by what stands on them."""
    even = replace(light, sun_rgb=np.zeros(3))
    for top in tops:
        casting, receiver = [items[index] for index in top.casters], Receiver(top.T_camera_plane)
        drawing = _shaded(drawing, casting, receiver, camera, light if top.sunny else even)
    return drawing


def _shaded(drawing: Drawing, casting: list[Item], receiver: Receiver, camera: Camera, light: Light) -> Drawing:
    seen = run(lambda gpu: ground_shadow(gpu, casting, receiver, light, camera))
    if seen is None:
        return drawing
    shadow, box = seen
    inside = (slice(box[1], box[3]), slice(box[0], box[2]))
    depth = drawing.depth_m[inside]
    normal = receiver.T_camera_plane[:3, 1].astype(np.float32)
    known = np.where(np.isfinite(depth), depth, 0)
    raised = (sight_lines(camera, box) @ normal) * known - float(normal @ receiver.T_camera_plane[:3, 3])
    near = np.clip((_OFF_M - np.abs(raised)) / (_OFF_M - _ON_M), 0, 1) * np.isfinite(depth)
    level = (_STEEP - _rise(raised) * camera.fx / np.maximum(known, 1e-6)) / (_STEEP - _FLAT)
    near *= np.where(raised > _UNDER_M, np.clip(level, 0, 1), 1)
    rgba = drawing.rgba.copy()
    rgba[inside][..., :3] *= (1 - _to_the_rim(shadow * near, near))[..., None]
    return replace(drawing, rgba=rgba)


def _rise(raised: np.ndarray) -> np.ndarray:
    """How much (h, w) the height over a top changes from pixel to pixel, beside an edge on the side that is even."""
    down, right = np.abs(np.diff(raised, axis=0)), np.abs(np.diff(raised, axis=1))
    rows = np.pad(down, ((1, 1), (0, 0)), constant_values=np.inf)
    columns = np.pad(right, ((0, 0), (1, 1)), constant_values=np.inf)
    least = np.minimum(rows[:-1], rows[1:]), np.minimum(columns[:, :-1], columns[:, 1:])
    return np.asarray(np.nan_to_num(np.maximum(*least), posinf=0.0))


def _to_the_rim(shade: np.ndarray, near: np.ndarray) -> np.ndarray:
    """The shade (h, w) also on pixels that a top shares with what stands before it: by half, as on average they do."""
    beside = cv2.dilate(shade.astype(np.float32), np.ones((3, 3), dtype=np.uint8))
    return np.asarray(np.where(near < 0.5, np.maximum(shade, 0.5 * beside), shade))


__all__ = ["Top", "shade_among"]
