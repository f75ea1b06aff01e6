"""Draw products as one camera sees them in one light.

Only the box of pixels in which products or their shadow can lie is drawn, and a document is uploaded once.

Measured on llvmpipe (Mesa 22.3, two shared cores), 4 samples, sun with its shadow map, medians of 13 frames. CPU time
is of all threads; the wall times below the first row were taken while other work filled both cores.

| scene | picture | wall ms | CPU ms |
|---|---|---|---|
| glasses, 24,576 triangles, two lenses, head occluder of 19,800; box 138 x 60 px | 640 x 480 | 19 | 20 |
| the same, nearer; box 249 x 112 px | 640 x 480 | 51 | 55 |
| sofa with four textures, floor shadow kept; box 403 x 153 px, shadow over 640 x 226 | 640 x 480 | 109 | 75 |

`composite` adds 1 to 3 ms for the glasses. The floor shadow of a moved sofa is drawn anew: about 0.25 s. The first
drawing of a process makes the context and compiles the shaders: about a second.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from arkit.draw.environment import KEY_PANEL
from arkit.draw.ground import ground_shadow, sun_known
from arkit.draw.plane_depth import foremost
from arkit.draw.products import View, draw_products
from arkit.draw.projection import Box, clip_matrix, depth_range, pixel_box, union
from arkit.draw.scene import Drawing, Item, Occluder, Receiver
from arkit.draw.sun import sun_map
from arkit.draw.thread import run
from arkit.draw.turned import turned_light
from arkit.errors import CheckError
from arkit.frame import Camera
from arkit.spaces import apply, pose, rotation_y
from arkit.surface import Light

if TYPE_CHECKING:
    from arkit.draw.gpu import Gpu
    from arkit.draw.targets import Target

SAMPLES = 4
STRIP_PX = 800_000  # drawn at once: with 4 samples a pixel is 160 bytes
SELF_SHADOW_PX = 240  # in measured light, which has no hard sun, a smaller product's shadow on itself is not seen
SEEN_THROUGH = 0.7  # what a tint is assumed to lie before where no picture says so, as a part of the ambient light


def draw(
    items: Sequence[Item],
    camera: Camera,
    light: Light,
    *,
    occluders: Sequence[Occluder] = (),
    receiver: Receiver | Sequence[Receiver] | None = None,
    samples: int = SAMPLES,
    feather_px: float = 0.0,
    mirror: Receiver | None = None,
) -> Drawing:
    """Draw `items` as `camera` sees them.

    Args:
        items: what is drawn; they hide each other and shade each other.
        camera: any principal point; the drawing has its size.
        light: `sun_direction` is in camera space (a room's is turned first: `T_camera_room[:3, :3] @ direction`).
        occluders: what may stand before the items and is in the picture already.
        receiver: the planes that catch the shadow, each where none of the others stands before it; the normal of the
            first also says where up is for the studio's light.
        samples: per pixel at edges, 1 or 4.
        feather_px: how softly occluders cut the items; 0 cuts as hard as the samples do.
        mirror: a plane; what is drawn is then the items' image in it, and they throw no shadow.

    Returns:
        The drawing; where no item is in view it is empty.

    Raises:
        CheckError: `samples` is neither 1 nor 4.
        MissingError: there is no OpenGL to draw with.
    """
    if samples not in (1, SAMPLES):
        raise CheckError(f"samples: expected 1 or {SAMPLES}, got {samples}")
    if not 0 <= feather_px <= 8:
        raise CheckError(f"feather_px: expected 0 to 8, got {feather_px}")
    if not items:
        return _blank(camera, light)
    receivers = (receiver,) if isinstance(receiver, Receiver) else tuple(receiver or ())
    up = mirror or next(iter(receivers), None)
    way = _Way(samples, feather_px, _facing(light) @ studio_rotation(up))
    if mirror is not None:
        items, light, way = _mirrored(items, light, mirror, way)
        receivers = ()
    return run(lambda gpu: _draw(gpu, tuple(items), camera, light, tuple(occluders), receivers, way))


@dataclass(frozen=True, slots=True)
class _Way:
    """How it is drawn: samples, softness where occluders cut, (3, 3) camera space to the studio."""

    samples: int
    feather_px: float
    T_studio_camera: np.ndarray


def _mirrored(items: Sequence[Item], light: Light, mirror: Receiver, way: _Way) -> tuple[list[Item], Light, _Way]:
    """The items and their light as a plane shows them."""
    normal = mirror.T_camera_plane[:3, 1] / np.linalg.norm(mirror.T_camera_plane[:3, 1])
    turn = np.eye(3) - 2 * np.outer(normal, normal)
    T_mirror = pose(turn, 2 * normal * float(normal @ mirror.T_camera_plane[:3, 3]))
    seen = [replace(item, T_camera_model=T_mirror @ item.T_camera_model) for item in items]
    return seen, turned_light(light, turn), replace(way, T_studio_camera=way.T_studio_camera @ turn)


def _draw(
    gpu: Gpu,
    items: tuple[Item, ...],
    camera: Camera,
    light: Light,
    occluders: tuple[Occluder, ...],
    receivers: tuple[Receiver, ...],
    way: _Way,
) -> Drawing:
    drawing = _blank(camera, light)
    points = np.concatenate([apply(item.T_camera_model, gpu.model(item.document).corners_m) for item in items])
    box = pixel_box(camera, points)
    shadow_box: Box | None = None
    for number, receiver in enumerate(receivers):
        casting = items if receiver.casters is None else tuple(items[index] for index in receiver.casters)
        up = receivers[0].T_camera_plane[:3, 1]
        seen = ground_shadow(gpu, casting, receiver, light, camera, up) if casting else None
        if seen is None:
            continue
        part, its_box = seen
        if len(receivers) > 1:
            part = part * foremost(receivers, number, camera, its_box)
        inside = (slice(its_box[1], its_box[3]), slice(its_box[0], its_box[2]))
        drawing.shadow[inside] = 1 - (1 - drawing.shadow[inside]) * (1 - part)
        shadow_box = union(shadow_box, its_box)
    if box is not None:
        hiding = [np.asarray(occluder.positions_m, dtype=np.float64) for occluder in occluders]
        near, far = depth_range(points, np.concatenate(hiding) if hiding else np.zeros((0, 3)))
        drawn_px = max(box[2] - box[0], box[3] - box[1])
        shaded = sun_known(light) > 0 and (light.harmonics is None or drawn_px >= SELF_SHADOW_PX)
        view = View(
            clip=np.eye(4),
            box=box,
            light=light,
            T_studio_camera=way.T_studio_camera,
            sun_map=sun_map(gpu, items, np.asarray(light.sun_direction), drawn_px) if shaded else None,
            samples=way.samples,
            feather_px=way.feather_px if occluders else 0.0,
        )
        for strip in _strips(box):
            view = replace(view, clip=clip_matrix(camera, strip, near, far), box=strip)
            _read(draw_products(gpu, items, occluders, view), strip, drawing)
    whole = union(box, shadow_box) or (0, 0, 0, 0)
    return replace(drawing, box_px=whole)


def _strips(box: Box) -> list[Box]:
    """The box cut into strips of equal height that are drawn one after another: a target of all of it would be huge."""
    left, top, right, bottom = box
    count = -(-(right - left) * (bottom - top) // STRIP_PX)
    edges = np.linspace(top, bottom, count + 1).round().astype(int).tolist()
    return [(left, low, right, high) for low, high in itertools.pairwise(edges)]


def studio_rotation(receiver: Receiver | None) -> np.ndarray:
    """(3, 3) camera space to the studio: up is the receiver's normal where there is one, the viewer stands in front."""
    up = np.array([0.0, 1.0, 0.0]) if receiver is None else receiver.T_camera_plane[:3, 1]
    up = up / np.linalg.norm(up)
    front = np.array([0.0, 0.0, 1.0]) - up * up[2]
    if np.linalg.norm(front) < 1e-3:  # seen from straight above: the top of the picture is away from the viewer
        front = np.array([0.0, -1.0, 0.0]) - up * -up[1]
    front = front / np.linalg.norm(front)
    return np.stack([np.cross(up, front), up, front])


def _facing(light: Light) -> np.ndarray:
    """(3, 3) turn about y that brings the studio's brightest panel to where measured light comes from."""
    if light.harmonics is None:
        return np.eye(3)
    x, _, z = light.sun_direction
    away = float(np.arctan2(KEY_PANEL[0], KEY_PANEL[2]) - np.arctan2(x, max(z, 0.1)))
    return rotation_y(away)


def _read(target: Target, box: Box, drawing: Drawing) -> None:
    """Copy the resolved box into the drawing; OpenGL's first row is the lowest."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    inside = (slice(top, bottom), slice(left, right))
    size = (0, 0, width, height)
    first, second = (
        np.frombuffer(
            target.resolved.read(size, components=4, attachment=number, dtype="f4"), dtype=np.float32
        ).reshape(height, width, 4)[::-1]
        for number in (0, 1)
    )
    through = (first[..., 2], first[..., 3], second[..., 2])
    clear = np.minimum(np.minimum(through[0], through[1]), through[2])
    for channel, light in enumerate((first[..., 0], first[..., 1], second[..., 0])):
        tinted = through[channel] - clear
        drawing.tinted[inside][..., channel] = tinted
        drawing.rgba[inside][..., channel] = light + tinted * drawing.behind_rgb[channel]
    drawing.rgba[inside][..., 3] = 1 - clear
    coverage = 1 - second[..., 3]
    drawing.coverage[inside] = coverage
    covered = coverage > 0
    np.divide(second[..., 1], coverage, out=drawing.depth_m[inside], where=covered)


def _blank(camera: Camera, light: Light) -> Drawing:
    shape = (camera.height, camera.width)
    return Drawing(
        rgba=np.zeros((*shape, 4), dtype=np.float32),
        shadow=np.zeros(shape, dtype=np.float32),
        depth_m=np.full(shape, np.inf, dtype=np.float32),
        coverage=np.zeros(shape, dtype=np.float32),
        box_px=(0, 0, 0, 0),
        tinted=np.zeros((*shape, 3), dtype=np.float32),
        behind_rgb=np.asarray(light.ambient_rgb, dtype=np.float32) * SEEN_THROUGH,
    )


__all__ = ["SAMPLES", "draw", "studio_rotation"]
