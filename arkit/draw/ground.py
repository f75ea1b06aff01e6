"""The shadow of products on a real plane.

Light comes from everywhere (more from straight above the plane, by the cosine) and from a sun with a soft edge. Both
are sampled: for each sampled direction the products are flattened onto the plane along it, and what they cover loses
that part of the light. So the shadow is dark and sharp where a leg touches and soft and faint where a seat floats, as
in a real room. What takes less than a hundredth of the light fades out: around a sofa that changed 36 pixels in a
hundred, now 24, and was not to be seen. Leaves cut out by an alpha mask throw the shadow of their whole card. It is
drawn in the plane's own space and kept: a moved camera warps it, a moved product draws it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from arkit.draw.projection import Box, pixel_box
from arkit.draw.scene import Item, Receiver
from arkit.frame import Camera
from arkit.spaces import apply, inverse
from arkit.surface import Light

if TYPE_CHECKING:
    from arkit.draw.gpu import Gpu

MAP_PX = 256
SKY_RAYS, SUN_RAYS = 96, 24
_TRIANGLES = 6_000_000  # flattened in all; a heavier product gets fewer directions, never fewer than a third
SUN_RADIUS_RAD = 0.15  # a window or a soft lamp, not the naked sun: rooms have no needle-sharp shadows
_LOWEST_SUN = 0.25  # sine of the height below which a shadow would run out of the picture: held there
_REACH = 1.5  # how far beyond the footprint the map goes, in heights of the product
_SKY_BLUR_PX, _SUN_BLUR_PX = 2.2, 1.0
_FADE = 0.18  # part of the map's half side over which the shadow fades to nothing
_FAINT = 0.04  # of the light: below it a shadow is five of the sky's directions at most, steps that are not to be seen
_ANY_WAY_RAD = 0.35  # from here on the sun's shadow may fall to any side
# Of a bearing's deviation, how much a shadow is spread by. Of the light about boxes at 31 places of the bench's rooms 0
# to 49, drawn by light found in their pictures, with all of it 10.1 points are wrong, with 0.7 9.6, and at the boxes'
# feet neither is darker or lighter than the truth by a point; with 0.5 9.3, but there 2 points too light.
_SPREAD = 0.7
_GUESS = 0.05  # of the sun's light: less known than this is not known
_GOLDEN = 0.6180339887  # multiples of it fill 0 to 1 evenly
_NORMAL = NormalDist()
_KEPT = 8


def ground_shadow(
    gpu: Gpu, items: Sequence[Item], receiver: Receiver, light: Light, camera: Camera, up: np.ndarray | None = None
) -> tuple[np.ndarray, Box] | None:
    """The shadow as the camera sees it: ((h, w) float32, the box of pixels it fills), or None where none is seen.

    `up` (3,), camera space, is what the sun's bearing is measured about; None for the receiver's normal.
    """
    T_plane_camera = inverse(receiver.T_camera_plane)
    placed = [(item, T_plane_camera @ item.T_camera_model) for item in items]
    toward_sun = T_plane_camera[:3, :3] @ np.asarray(light.sun_direction, dtype=np.float64)
    if sun_known(light) > 0:
        light = replace(light, sun_sd_rad=_SPREAD * light.sun_sd_rad)
    light = _evened(light, max(float(toward_sun[1]), 0.0))
    upward = np.array([0.0, 1.0, 0.0]) if up is None else T_plane_camera[:3, :3] @ up
    window = _window(gpu, placed, toward_sun, light, receiver.extent_m)
    if window is None:
        return None
    key = _key(placed, (*toward_sun, *upward), light, receiver)
    shadow = gpu.shadows.get(key)
    if shadow is None:
        shadow = _map(gpu, placed, light, _sun_rays(light, toward_sun, upward), window)
        gpu.shadows[key] = shadow
        gpu.held[key] = [item.document for item, _ in placed]
        while len(gpu.shadows) > _KEPT:
            oldest = next(iter(gpu.shadows))
            del gpu.shadows[oldest], gpu.held[oldest]
    return _seen(shadow, window, receiver.T_camera_plane, camera)


def sun_known(light: Light) -> float:
    """The part of the sun's light, 0 to 1, that throws a shadow of its own: none where its bearing is a guess."""
    known = float(np.exp(-2 * light.sun_sd_rad**2))
    return known if known > _GUESS and np.any(light.sun_rgb) else 0.0


def _evened(light: Light, slant: float) -> Light:
    """The light with that part of the sun of which nobody knows whence it comes coming from everywhere.

    `slant`: the cosine of the sun's light to the plane's normal.
    """
    known, sun = sun_known(light), np.asarray(light.sun_rgb, dtype=np.float64)
    return replace(light, ambient_rgb=light.ambient_rgb + sun * slant * (1 - known), sun_rgb=sun * known)


def _key(placed: list[tuple[Item, np.ndarray]], ways: tuple[float, ...], light: Light, receiver: Receiver) -> Any:
    """What the map depends on, to a hundredth of a millimetre."""
    poses = tuple((id(item.document), item.variant, tuple(np.round(T, 5).reshape(-1))) for item, T in placed)
    lights = (*np.round(ways, 4), *np.round(light.sun_rgb, 4), *np.round(light.ambient_rgb, 4))
    return poses, lights, round(light.sun_sd_rad, 4), receiver.extent_m


def _window(
    gpu: Gpu, placed: list[tuple[Item, np.ndarray]], toward_sun: np.ndarray, light: Light, extent_m: float
) -> np.ndarray | None:
    """(4,) middle x, middle z, half width, half depth of the part of the plane that can be in shadow, metres."""
    points = np.concatenate([apply(T, gpu.model(item.document).corners_m) for item, T in placed])
    height = max(float(points[:, 1].max()), 0.0)
    flat = points[:, (0, 2)]
    reach = _REACH * height + 0.05 * float(np.ptp(flat, axis=0).max())
    fall = -_held(toward_sun)[[0, 2]] / _held(toward_sun)[1] * height if toward_sun[1] > 0 else np.zeros(2)
    if not np.any(light.sun_rgb):
        fall = np.zeros(2)
    elif light.sun_sd_rad > _ANY_WAY_RAD:
        reach, fall = max(reach, min(float(np.linalg.norm(fall)), 2 * _REACH * height)), np.zeros(2)
    low = np.minimum(flat.min(axis=0), flat.min(axis=0) + fall) - reach
    high = np.maximum(flat.max(axis=0), flat.max(axis=0) + fall) + reach
    low, high = np.maximum(low, -extent_m), np.minimum(high, extent_m)
    if (high <= low).any() or height <= 0:
        return None
    return np.concatenate([(low + high) / 2, (high - low) / 2])


def _held(direction: np.ndarray) -> np.ndarray:
    """The direction, lifted where it comes in too low."""
    lifted = direction.copy()
    lifted[1] = max(lifted[1], _LOWEST_SUN)
    return np.asarray(lifted / np.linalg.norm(lifted))


def _sun_rays(light: Light, toward_sun: np.ndarray, up: np.ndarray) -> np.ndarray:
    """(n, 3) directions towards the sun, plane space, each a part of its light; none where it does not reach."""
    if not np.any(light.sun_rgb) or toward_sun[1] <= 0:
        return np.zeros((0, 3))
    return _disk(_held(toward_sun), _sun_count(light), light.sun_sd_rad, up)


def _sun_count(light: Light) -> int:
    """How many directions stand for the sun."""
    return round(SUN_RAYS * (1 + min(light.sun_sd_rad, 1.0)))


def _map(
    gpu: Gpu, placed: list[tuple[Item, np.ndarray]], light: Light, sun: np.ndarray, window: np.ndarray
) -> np.ndarray:
    """(MAP_PX, MAP_PX) float32 share of light taken, rows along z, faded to nothing at the border."""
    triangles = sum(count for *_, count in _casters(gpu, placed))
    part = float(np.clip(_TRIANGLES / max(triangles * (SKY_RAYS + len(sun)), 1), 1 / 3, 1))
    sky = _sky(round(SKY_RAYS * part))
    sun_power = float(np.mean(light.sun_rgb)) * float(sun[:, 1].sum()) / _sun_count(light)
    sun = sun[:: max(1, round(1 / part))]
    taken = _flatten(gpu, placed, sky, sun, window)
    sky_taken = cv2.GaussianBlur(taken[..., 0], (0, 0), _SKY_BLUR_PX)
    sun_blur_px = _SUN_BLUR_PX + (_SKY_BLUR_PX - _SUN_BLUR_PX) * min(light.sun_sd_rad, 1.0)
    sun_taken = cv2.GaussianBlur(taken[..., 1], (0, 0), sun_blur_px)
    sky_power = float(np.mean(light.ambient_rgb))
    total = max(sky_power + sun_power, 1e-6)
    shadow = (sky_taken * sky_power + sun_taken * sun_power) / total
    fade = _eased((1 - np.abs((np.arange(MAP_PX) + 0.5) / MAP_PX * 2 - 1)) / _FADE)
    return np.asarray(np.clip(shadow, 0, 1) * _eased(shadow / _FAINT) * fade[:, None] * fade[None, :], dtype=np.float32)


def _eased(values: np.ndarray) -> np.ndarray:
    """0 below 0, 1 above 1, and no kink between."""
    inside = np.clip(values, 0, 1)
    return np.asarray(inside * inside * (3 - 2 * inside))


def _sky(count: int) -> np.ndarray:
    """(count, 3) directions above the plane, as dense as the light they bring: by the cosine."""
    ranks = np.arange(count) + 0.5
    radius = np.sqrt(ranks / count)
    turn = ranks * np.pi * (3 - np.sqrt(5))
    return np.stack([radius * np.cos(turn), np.sqrt(1 - radius**2), radius * np.sin(turn)], axis=1)


def _disk(direction: np.ndarray, count: int, sd_rad: float, up: np.ndarray) -> np.ndarray:
    """(count, 3) unit directions spread over a disk of SUN_RADIUS_RAD around `direction`, and as far as it is unsure.

    So the shadow is the mean of what may be true: the less sure, the softer.
    """
    ranks = np.arange(count) + 0.5
    radius, turn = SUN_RADIUS_RAD * np.sqrt(ranks / count), ranks * np.pi * (3 - np.sqrt(5))
    side = np.cross(direction, (1.0, 0.0, 0.0) if abs(direction[0]) < 0.7 else (0.0, 0.0, 1.0))
    side /= np.linalg.norm(side)
    other = np.cross(direction, side)
    spread = direction + (radius * np.cos(turn))[:, None] * side + (radius * np.sin(turn))[:, None] * other
    bearings = sd_rad * np.array([_NORMAL.inv_cdf(rank % 1) for rank in ranks * _GOLDEN])[:, None]
    level = np.cross(up, spread)
    spread = spread * np.cos(bearings) + level * np.sin(bearings) + (spread @ up)[:, None] * up * (1 - np.cos(bearings))
    if sd_rad > 0:
        spread = spread[spread[:, 1] > 0.05]  # what would come from behind a wall does not come
    spread[:, 1] = np.maximum(spread[:, 1], 0.05)
    return np.asarray(spread / np.linalg.norm(spread, axis=1, keepdims=True))


def _flatten(
    gpu: Gpu, placed: list[tuple[Item, np.ndarray]], sky: np.ndarray, sun: np.ndarray, window: np.ndarray
) -> np.ndarray:
    """(MAP_PX, MAP_PX, 2) share of sky and of sun taken at each place."""
    ctx = gpu.ctx
    program = gpu.programs.cast()
    buffer = gpu.targets.ground(MAP_PX)
    buffer.use()
    ctx.viewport = (0, 0, MAP_PX, MAP_PX)
    buffer.clear(0.0, 0.0, 0.0, 0.0, depth=1.0)
    ctx.enable_only(ctx.DEPTH_TEST | ctx.BLEND)
    ctx.blend_func = ctx.ONE, ctx.ONE
    program["window"].value = tuple(window)
    casters = _casters(gpu, placed)
    count = len(sky) + len(sun)
    for layer, towards in enumerate(np.concatenate([sky, sun])):
        program["towards"].value = tuple(towards)
        program["layer"].value = 1 - 2 * (layer + 1) / (count + 1)
        for array, matrix, cast, _ in casters:
            program["T_plane_model"].write(matrix)
            program["share"].value = (cast / len(sky), 0.0) if layer < len(sky) else (0.0, cast / len(sun))
            array.render()
    data = np.frombuffer(buffer.read(components=2, dtype="f4"), dtype=np.float32)
    return data.reshape(MAP_PX, MAP_PX, 2)


def _casters(gpu: Gpu, placed: list[tuple[Item, np.ndarray]]) -> list[tuple[Any, bytes, float, int]]:
    """Vertex array, matrix, strength, triangles of all parts, the strongest first: it is the first that takes light."""
    program = gpu.programs.cast()
    casters = []
    for item, T_plane_model in placed:
        model = gpu.model(item.document)
        for part in model.parts:
            matrix = (T_plane_model @ part.T_document_node).T.astype("f4").tobytes()
            cast = model.surface(part, item.variant).material.cast
            array, count = model.casters.array(part, program)
            casters.append((array, matrix, cast, count))
    return sorted(casters, key=lambda caster: -caster[2])


def _seen(
    shadow: np.ndarray, window: np.ndarray, T_camera_plane: np.ndarray, camera: Camera
) -> tuple[np.ndarray, Box] | None:
    """Warp the map into the picture; the plane's part behind the camera stays out of it."""
    x, z, half_x, half_z = window
    square = np.array([[x + i * half_x, 0, z + j * half_z] for i in (-1, 1) for j in (-1, 1)])
    box = pixel_box(camera, apply(T_camera_plane, square))
    if box is None or apply(inverse(T_camera_plane), np.zeros((1, 3)))[0, 1] <= 0:
        return None
    # (u w, v w, w) of a texel (s, t): texel → plane → camera → pixel
    texel = np.array([[2 * half_x / MAP_PX, 0, x - half_x], [0, 0, 0], [0, 2 * half_z / MAP_PX, z - half_z], [0, 0, 1]])
    to_camera = (T_camera_plane @ texel)[:3]
    intrinsic = np.array([[camera.fx, 0, -camera.cx + box[0]], [0, -camera.fy, -camera.cy + box[1]], [0, 0, -1]])
    edges = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])  # cv2 counts from pixel centres, we from their corners
    pixel_from_texel = np.linalg.inv(edges) @ intrinsic @ to_camera @ edges
    width, height = box[2] - box[0], box[3] - box[1]
    seen = cv2.warpPerspective(shadow, pixel_from_texel, (width, height), flags=cv2.INTER_LINEAR)
    row = np.linalg.inv(pixel_from_texel)[2] * np.sign(np.linalg.det(pixel_from_texel))
    ahead = row[0] * np.arange(width)[None, :] + row[1] * np.arange(height)[:, None] + row[2]
    return np.where(ahead > 0, seen, 0).astype(np.float32), box


__all__ = ["MAP_PX", "SKY_RAYS", "SUN_RADIUS_RAD", "SUN_RAYS", "ground_shadow", "sun_known"]
