"""The shadow of products on themselves and each other: a depth map seen from the sun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from arkit.draw.scene import Item
from arkit.spaces import apply, pose, rotation_between

if TYPE_CHECKING:
    from arkit.draw.gpu import Gpu

SMALLEST_PX, LARGEST_PX = 256, 1024
_CAST_ENOUGH = 0.5  # what takes less light than this throws no hard shadow


@dataclass(frozen=True, slots=True)
class SunMap:
    """Depth from the sun, and how the shader finds its place in it.

    Attributes:
        texture: depth texture that compares.
        T_map_camera: (4, 4) camera space to the map, 0…1 on each axis.
        texel, texel_m: width of one texel as a part of the map and in metres.
    """

    texture: Any
    T_map_camera: np.ndarray
    texel: float
    texel_m: float


def sun_map(gpu: Gpu, items: Sequence[Item], direction: np.ndarray, drawn_px: int) -> SunMap:
    """Draw the items as the sun sees them.

    Args:
        gpu: where to draw.
        items: what throws shadows.
        direction: (3,) towards the sun, camera space.
        drawn_px: larger side of the picture the map is for; a small picture gets a small map.
    """
    size = int(np.clip(2 ** np.ceil(np.log2(max(drawn_px, 1) * 1.25)), SMALLEST_PX, LARGEST_PX))
    T_sun_camera = pose(rotation_between(direction, np.array([0.0, 0.0, 1.0])))
    points = np.concatenate(
        [apply(T_sun_camera @ item.T_camera_model, gpu.model(item.document).corners_m) for item in items]
    )
    low, high = points.min(axis=0), points.max(axis=0)
    pad = max(float((high - low).max()) * 0.02, 1e-4)
    low, high = low - pad, high + pad
    to_clip = np.eye(4)
    to_clip[(0, 1, 2), (0, 1, 2)] = 2 / (high - low) * (1, 1, -1)
    to_clip[:3, 3] = -(high + low) / (high - low) * (1, 1, -1)
    _draw(gpu, items, to_clip @ T_sun_camera, size)
    half = pose(np.eye(3) * 0.5, np.full(3, 0.5))
    texture = gpu.targets.sun(size).depth_attachment
    return SunMap(texture, half @ to_clip @ T_sun_camera, 1 / size, float((high - low)[:2].max()) / size)


def _draw(gpu: Gpu, items: Sequence[Item], T_clip_camera: np.ndarray, size: int) -> None:
    ctx = gpu.ctx
    program = gpu.programs.depth()
    buffer = gpu.targets.sun(size)
    buffer.use()
    ctx.viewport = (0, 0, size, size)
    buffer.clear(depth=1.0)
    ctx.enable_only(ctx.DEPTH_TEST)
    for item in items:
        model = gpu.model(item.document)
        for part in model.parts:
            if model.surface(part, item.variant).material.cast >= _CAST_ENOUGH:
                matrix = T_clip_camera @ item.T_camera_model @ part.T_document_node
                program["to_clip"].write(matrix.T.astype("f4").tobytes())
                part.array(ctx, program).render()


__all__ = ["LARGEST_PX", "SMALLEST_PX", "SunMap", "sun_map"]
