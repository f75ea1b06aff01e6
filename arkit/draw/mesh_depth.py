"""How far away surfaces are at each pixel, as a depth camera would see them: a scan's mesh, boxes, or products."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from arkit.draw.projection import clip_matrix
from arkit.draw.scene import Item, Occluder
from arkit.draw.thread import run
from arkit.frame import Camera

if TYPE_CHECKING:
    from arkit.draw.gpu import Gpu

NEAR_M, FAR_M = 0.05, 60.0


def mesh_depth(occluders: Sequence[Occluder], camera: Camera) -> np.ndarray:
    """(h, w) float32 metres along -z of the nearest surface; infinite where there is none."""
    meshes = [one for one in occluders if len(one.triangles)]
    if not meshes:
        return np.full((camera.height, camera.width), np.inf, dtype=np.float32)

    def render(gpu: Gpu, program: Any, T_clip_camera: np.ndarray) -> None:
        program["to_clip"].write(T_clip_camera.T.astype("f4").tobytes())
        for one in meshes:
            positions = gpu.ctx.buffer(np.ascontiguousarray(one.positions_m, dtype=np.float32).tobytes())
            corners = gpu.ctx.buffer(np.ascontiguousarray(one.triangles, dtype=np.uint32).tobytes())
            array = gpu.ctx.vertex_array(program, [(positions, "3f", "in_position")], corners, index_element_size=4)
            array.render()
            for owned in (array, positions, corners):
                owned.release()

    return run(lambda gpu: _depth(gpu, camera, render))


def item_depth(item: Item, camera: Camera) -> np.ndarray:
    """The same of a product."""

    def render(gpu: Gpu, program: Any, T_clip_camera: np.ndarray) -> None:
        for part in gpu.model(item.document).parts:
            matrix = T_clip_camera @ item.T_camera_model @ part.T_document_node
            program["to_clip"].write(matrix.T.astype("f4").tobytes())
            part.array(gpu.ctx, program).render()

    return run(lambda gpu: _depth(gpu, camera, render))


def _depth(gpu: Gpu, camera: Camera, render: Callable[[Gpu, Any, np.ndarray], None]) -> np.ndarray:
    size = (camera.width, camera.height)
    buffer = gpu.targets.depth(size)
    buffer.use()
    gpu.ctx.viewport = (0, 0, *size)
    buffer.clear(depth=1.0)
    gpu.ctx.enable_only(gpu.ctx.DEPTH_TEST)
    render(gpu, gpu.programs.depth(), clip_matrix(camera, (0, 0, *size), NEAR_M, FAR_M))
    data = np.frombuffer(buffer.depth_attachment.read(alignment=1), dtype=np.float32)
    drawn = data.reshape(camera.height, camera.width)[::-1] * 2.0 - 1.0
    depth = 2 * NEAR_M * FAR_M / (FAR_M + NEAR_M - drawn * (FAR_M - NEAR_M))
    return np.asarray(np.where(drawn < 1, depth, np.inf), dtype=np.float32)


__all__ = ["FAR_M", "NEAR_M", "item_depth", "mesh_depth"]
