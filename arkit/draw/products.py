"""The main pass: occluders into depth, opaque products near to far, blended ones far to near.

A blended surface that is not double-sided shows one layer where it is closed and thin: its far wall faces away and is
culled. A double-sided one shows both, the far wall first, as real glass of that opacity would.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from arkit.draw.material import SLOTS
from arkit.draw.programs import (
    MATERIAL_BINDING,
    OCCLUDER_UNIT,
    RADIANCE_UNIT,
    SCENE_BINDING,
    SHADOW_UNIT,
    TABLE_UNIT,
)
from arkit.draw.projection import Box
from arkit.draw.scene import Item, Occluder
from arkit.draw.targets import Target
from arkit.draw.upload import Part, Surface
from arkit.spaces import apply
from arkit.surface import Light

if TYPE_CHECKING:
    from arkit.draw.gpu import Gpu
    from arkit.draw.sun import SunMap

_SAMPLE_LIMIT = 4
_IRRELEVANT = frozenset({"HAS_NORMAL", "HAS_TANGENT", "MAP_NORMAL", "SUN", "SUN_MAP", "MEASURED", "HAS_TEXCOORD_1"})


@dataclass(frozen=True, slots=True)
class View:
    """Where from and in what light: clip matrix of `box`, light in camera space, studio and sun map."""

    clip: np.ndarray
    box: Box
    light: Light
    T_studio_camera: np.ndarray
    sun_map: SunMap | None
    samples: int
    feather_px: float = 0.0


@dataclass(frozen=True, slots=True)
class _Stroke:
    """One part to be drawn: where it stands in the camera and what it is made of."""

    part: Part
    surface: Surface
    T_camera_node: np.ndarray
    depth_m: float
    sun_shaded: bool


def draw_products(gpu: Gpu, items: Sequence[Item], occluders: Sequence[Occluder], view: View) -> Target:
    """Draw into a target of at least the box's size and resolve it; the box lies in its lower left corner."""
    ctx = gpu.ctx
    width, height = view.box[2] - view.box[0], view.box[3] - view.box[1]
    target = gpu.targets.get(width, height, view.samples)
    soft = _occluder_map(gpu, target, occluders, view) if occluders and view.feather_px > 0 else None
    _write_scene(gpu, view, target)
    strokes = _strokes(gpu, items)
    target.drawn.color_mask = ((True,) * 4,) * 2
    target.drawn.use()
    ctx.viewport = (0, 0, width, height)
    target.drawn.clear(0.0, 0.0, 1.0, 1.0, viewport=ctx.viewport)
    ctx.enable_only(ctx.DEPTH_TEST)
    if soft is not None:
        soft.use(OCCLUDER_UNIT)
    elif occluders:
        _draw_occluders(gpu, target, occluders, view)
    opaque = sorted((s for s in strokes if not s.surface.material.blended), key=lambda s: s.depth_m)
    for stroke in opaque:
        _paint(gpu, stroke, view, faces="both" if stroke.surface.material.double_sided else "front")
    _draw_blended(gpu, target, [s for s in strokes if s.surface.material.blended], view)
    if target.resolved is not target.drawn:
        ctx.copy_framebuffer(target.resolved, target.drawn)
    return target


def _strokes(gpu: Gpu, items: Sequence[Item]) -> list[_Stroke]:
    strokes = []
    for item in items:
        model = gpu.model(item.document)
        for part in model.parts:
            middle = apply(item.T_camera_model, part.corners_m).mean(axis=0)
            T_camera_node = item.T_camera_model @ part.T_document_node
            surface = model.surface(part, item.variant)
            strokes.append(_Stroke(part, surface, T_camera_node, float(-middle[2]), item.sun_shaded))
    return strokes


def _draw_occluders(gpu: Gpu, target: Target, occluders: Sequence[Occluder], view: View) -> None:
    """Depth only. The mask must be set before `use`, or it is not applied."""
    target.drawn.color_mask = ((False,) * 4,) * 2
    target.drawn.use()
    gpu.ctx.viewport = (0, 0, view.box[2] - view.box[0], view.box[3] - view.box[1])
    _hide(gpu, occluders, view)
    target.drawn.color_mask = ((True,) * 4,) * 2
    target.drawn.use()
    gpu.ctx.viewport = (0, 0, view.box[2] - view.box[0], view.box[3] - view.box[1])


def _occluder_map(gpu: Gpu, target: Target, occluders: Sequence[Occluder], view: View) -> Any:
    """The occluders' depth as a texture of the target's size, for an edge that is softer than a depth test's."""
    buffer = gpu.targets.depth(target.size_px)
    buffer.use()
    gpu.ctx.viewport = (0, 0, view.box[2] - view.box[0], view.box[3] - view.box[1])
    buffer.clear(depth=1.0)
    gpu.ctx.enable_only(gpu.ctx.DEPTH_TEST)
    _hide(gpu, occluders, view)
    return buffer.depth_attachment


def _hide(gpu: Gpu, occluders: Sequence[Occluder], view: View) -> None:
    ctx = gpu.ctx
    program = gpu.programs.depth()
    program["to_clip"].write(view.clip.T.astype("f4").tobytes())
    counts = np.cumsum([0, *(len(one.positions_m) for one in occluders)])
    points = np.concatenate([one.positions_m for one in occluders]).astype(np.float32)
    triangles = np.concatenate([one.triangles + count for one, count in zip(occluders, counts, strict=False)])
    positions, corners = ctx.buffer(points.tobytes()), ctx.buffer(triangles.astype(np.uint32).tobytes())
    array = ctx.vertex_array(program, [(positions, "3f", "in_position")], corners, index_element_size=4)
    array.render()
    for owned in (array, positions, corners):
        owned.release()


def _draw_blended(gpu: Gpu, target: Target, strokes: list[_Stroke], view: View) -> None:
    """Far to near over what is there: each first takes from the light behind it, by colour, then adds its own.

    They hide nothing.
    """
    ctx = gpu.ctx
    ctx.enable_only(ctx.DEPTH_TEST | ctx.BLEND)
    target.drawn.depth_mask = False
    target.drawn.use()
    ctx.viewport = (0, 0, view.box[2] - view.box[0], view.box[3] - view.box[1])
    for stroke in sorted(strokes, key=lambda s: -s.depth_m):
        both = stroke.surface.material.double_sided and "GLASS" not in stroke.surface.material.features
        for faces in ("back", "front") if both else ("front",):
            ctx.blend_func = ctx.ZERO, ctx.SRC_COLOR
            _paint(gpu, stroke, view, faces=faces, step="FILTER")
            ctx.blend_func = ctx.ONE, ctx.ONE
            _paint(gpu, stroke, view, faces=faces, step="OVER")
    target.drawn.depth_mask = True


def _paint(gpu: Gpu, stroke: _Stroke, view: View, *, faces: str, step: str | None = None) -> None:
    ctx = gpu.ctx
    program = gpu.programs.surface(_features(stroke, view) | ({step} if step else set()))
    program["T_camera_node"].write(stroke.T_camera_node.T.astype("f4").tobytes())
    upright, mirrored = _normal_matrix(stroke.T_camera_node[:3, :3])
    if "normal_matrix" in program:
        program["normal_matrix"].write(upright.T.astype("f4").tobytes())
    gpu.scene.bind_to_uniform_block(SCENE_BINDING)
    stroke.surface.block.bind_to_uniform_block(MATERIAL_BINDING)
    _use_textures(gpu, stroke.surface, view)
    if faces == "both":
        ctx.disable(ctx.CULL_FACE)
    else:
        ctx.enable(ctx.CULL_FACE)
        ctx.cull_face = "back" if faces == "front" else "front"
    ctx.front_face = "cw" if mirrored else "ccw"
    stroke.part.array(ctx, program).render()


def _normal_matrix(linear: np.ndarray) -> tuple[np.ndarray, bool]:
    """(3, 3) that turns normals as `linear` turns surfaces, up to a length, and whether it mirrors.

    By cofactors: numpy's inverse wakes its threads for three unknowns, 0.6 ms each where two cores are busy.
    """
    a, b, c = linear
    cofactors = np.array([_cross(b, c), _cross(c, a), _cross(a, b)])
    mirrored = float(a @ cofactors[0]) < 0
    return (-cofactors if mirrored else cofactors), mirrored


def _cross(a: np.ndarray, b: np.ndarray) -> tuple[float, float, float]:
    (ax, ay, az), (bx, by, bz) = a.tolist(), b.tolist()
    return ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx


def _features(stroke: _Stroke, view: View) -> frozenset[str]:
    features = stroke.surface.material.features | stroke.part.features
    if view.feather_px > 0:
        features |= {"SOFT"}
    if view.light.harmonics is not None:
        features |= {"MEASURED"}
    if "HAS_TEXCOORD_0" not in features and "HAS_TEXCOORD_1" not in features:
        features = frozenset(name for name in features if not name.startswith("MAP_"))
    if "UNLIT" in features:
        return features - _IRRELEVANT | (features & {"HAS_TEXCOORD_1"})
    if "MAP_NORMAL" not in features:
        features -= {"HAS_TANGENT"}
    if np.any(view.light.sun_rgb) and "GLASS" not in features:  # a coated lens mirrors the room, hardly the sun
        features |= {"SUN"} | ({"SUN_MAP"} if view.sun_map and stroke.sun_shaded else set())
    return features


def _use_textures(gpu: Gpu, surface: Surface, view: View) -> None:
    for unit, slot in enumerate(SLOTS):
        if slot in surface.textures:
            surface.textures[slot].use(unit)
    gpu.radiance.use(RADIANCE_UNIT)
    gpu.table.use(TABLE_UNIT)
    if view.sun_map:
        view.sun_map.texture.use(SHADOW_UNIT)


def _write_scene(gpu: Gpu, view: View, target: Target) -> None:
    """Fill the shader's Scene block (std140)."""
    sun_map = view.sun_map
    direction = np.asarray(view.light.sun_direction, dtype=np.float64)
    length = np.linalg.norm(direction)
    rows = np.zeros((18, 4), dtype=np.float32)
    rows[0:4] = view.clip.T
    rows[4:8] = (sun_map.T_map_camera if sun_map else np.eye(4)).T
    rows[8:11, :3] = view.T_studio_camera
    rows[11:14].reshape(-1)[:9] = gpu.harmonics if view.light.harmonics is None else view.light.harmonics
    rows[14, :3] = view.light.ambient_rgb
    rows[15] = (*view.light.sun_rgb, sun_map.texel_m if sun_map else 0.0)
    rows[16] = (*(direction / length if length > 0 else direction), sun_map.texel if sun_map else 0.0)
    wide, high = target.size_px
    rows[17] = (min(view.samples, _SAMPLE_LIMIT), view.feather_px / 2, 1 / wide, 1 / high)
    gpu.scene.write(rows.tobytes())


__all__ = ["View", "draw_products"]
