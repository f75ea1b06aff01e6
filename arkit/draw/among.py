"""Products shade each other: what stands on a rug or a table takes light from it.

The sun's shadow map does this for the sun; here is the rest, the light from everywhere, without which a vase floats
above its table: the floor's own way of throwing shadows, onto the plane of the lower product's top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from arkit.draw.ground import ground_shadow
from arkit.draw.plane_depth import sight_lines
from arkit.draw.scene import Drawing, Item, Receiver
from arkit.draw.thread import run
from arkit.frame import Camera
from arkit.surface import Light

_ON_M, _OFF_M = 0.012, 0.03  # a pixel so near a top is the top; one so far is not


@dataclass(frozen=True, slots=True)
class Top:
    """The upper side of a product: a plane (camera space, +y its normal), and the items that stand on it."""

    T_camera_plane: np.ndarray
    casters: tuple[int, ...]


def shade_among(drawing: Drawing, items: Sequence[Item], tops: Sequence[Top], camera: Camera, light: Light) -> Drawing:
    """The drawing with the tops shaded by what stands on them."""
    even = replace(light, sun_rgb=np.zeros(3))
    for top in tops:
        casting, receiver = [items[index] for index in top.casters], Receiver(top.T_camera_plane)
        drawing = _shaded(drawing, casting, receiver, camera, even)
    return drawing


def _shaded(drawing: Drawing, casting: list[Item], receiver: Receiver, camera: Camera, even: Light) -> Drawing:
    seen = run(lambda gpu: ground_shadow(gpu, casting, receiver, even, camera))
    if seen is None:
        return drawing
    shadow, box = seen
    inside = (slice(box[1], box[3]), slice(box[0], box[2]))
    depth = drawing.depth_m[inside]
    normal = receiver.T_camera_plane[:3, 1].astype(np.float32)
    known = np.where(np.isfinite(depth), depth, 0)
    raised = (sight_lines(camera, box) @ normal) * known - float(normal @ receiver.T_camera_plane[:3, 3])
    near = np.clip((_OFF_M - np.abs(raised)) / (_OFF_M - _ON_M), 0, 1) * np.isfinite(depth)
    rgba = drawing.rgba.copy()
    rgba[inside][..., :3] *= (1 - shadow * near)[..., None]
    return replace(drawing, rgba=rgba)


__all__ = ["Top", "shade_among"]
