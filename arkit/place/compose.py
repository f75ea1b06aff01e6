"""Draw what stands in a room into its photograph: one drawing, one depth, the room's light, its floor, its camera."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from arkit.draw import (
    Drawing,
    Item,
    Receiver,
    Sensor,
    draw,
    hide,
    item_depth,
    measure_sensor,
    over,
    reflection,
    seen_by,
    shade_among,
    turned_light,
)
from arkit.draw.plane_depth import foremost
from arkit.draw.projection import union
from arkit.frame import Camera, Frame
from arkit.place.before import Occluders, depth_before
from arkit.place.collide import FLAT_M
from arkit.place.crop import Crop, crop, photo_pixels
from arkit.place.item import Standing
from arkit.place.lay import filled_box, laid
from arkit.place.surfaces import lies_flat, receivers_of, tops_of
from arkit.room import RoomView
from arkit.surface import Light

MOST_VEIL = 0.012  # of a room's picture: a bright room may hold nothing black, which is no haze
_SENSOR_PX = 1200
_SHADE = 0.5 / 255
_LOOK_PX = 250_000  # fineness at which the hidden part is counted


@dataclass(frozen=True, slots=True)
class Composed:
    """A picture with products.

    Attributes:
        frame: the picture; outside the mask its bytes are the photograph's.
        mask: (h, w) bool, where it was written.
        shadow_darkest, shadow_px: the deepest shadow on the room's surfaces (1 is black), how many pixels have any.
        hidden: of each product the part that something stands before.
        sensor: the camera's blur and grain, as matched.
    """

    frame: Frame
    mask: np.ndarray
    shadow_darkest: float
    shadow_px: int
    hidden: tuple[float, ...]
    sensor: Sensor


def compose(
    view: RoomView, standing: Sequence[Standing], *, occluders: Occluders | None = None, gloss: float = 0.0
) -> Composed:
    """Draw products where they stand; see `place_all` for the arguments."""
    height, width = view.frame.pixels.shape[:2]
    part = crop(view, standing) if standing else None
    if part is None:
        nothing = np.zeros((height, width), dtype=bool)
        return Composed(view.frame, nothing, 0.0, 0, (1.0,) * len(standing), Sensor(0.0, 0.0))
    before = None if occluders is None else depth_before(view, occluders, part)
    items = items_of(view, standing)
    drawing = drawn(view, standing, part.camera, before=before, gloss=gloss, guide=guide_of(view, part, before))
    shadow = drawing.shadow * (1 - drawing.coverage)
    hidden = tuple(_hidden(item, drawing, part.camera) for item in items)
    sensor = sensor_about(view.frame, part)
    drawing = _seen(replace(sensor, blur_px=sensor.blur_px * part.scale), drawing)
    frame, mask = laid(view, drawing, part, sensor)
    counted = int((shadow > _SHADE).sum() / part.scale**2)
    return Composed(frame, mask, float(shadow.max(initial=0.0)), counted, hidden, sensor)


def _seen(sensor: Sensor, drawing: Drawing) -> Drawing:
    """The drawing as the camera sees it; only about the products, for their shadow reaches much farther."""
    seen = seen_by(sensor, replace(drawing, box_px=filled_box(drawing)))
    return replace(seen, box_px=union(seen.box_px, drawing.box_px) or drawing.box_px)


def drawn(
    view: RoomView,
    standing: Sequence[Standing],
    camera: Camera,
    *,
    before: np.ndarray | None = None,
    gloss: float = 0.0,
    guide: np.ndarray | None = None,
) -> Drawing:
    """Draw products for a camera at the photograph's place, without what hides them.

    Args:
        view: the room.
        standing: the products.
        camera: the view's own, or a part of it.
        before: (h, w) metres along -z of what the picture shows, of the camera's size.
        gloss: of the floor.
        guide: (h, w, 3) the picture's pixels for that camera.
    """
    items, light = items_of(view, standing), turned_light(view.room.light, view.room.T_camera_room[:3, :3])
    receivers = receivers_of(view, standing)
    drawing = draw(items, camera, light, receiver=receivers)
    drawing = shade_among(drawing, items, tops_of(view, standing), camera, light)
    mirrored = _mirrored(items, standing, camera, light, receivers, gloss)
    if before is not None:
        touched = [one for one in receivers if one.casters]
        drawing = hide(drawing, camera, before, receivers=touched, guide=guide)
        if mirrored is not None:
            mirrored = hide(mirrored, camera, before, receivers=receivers[:1])
    return over(drawing, mirrored)


def items_of(view: RoomView, standing: Sequence[Standing]) -> list[Item]:
    """The products as the renderer wants them."""
    T = view.room.T_camera_room
    return [
        Item(one.item.document, T @ one.placement.T_space_product, one.item.variant, sun_shaded=not lies_flat(one))
        for one in standing
    ]


def _mirrored(
    items: list[Item],
    standing: Sequence[Standing],
    camera: Camera,
    light: Light,
    receivers: list[Receiver],
    gloss: float,
) -> Drawing | None:
    """What the floor mirrors of the products, where the floor is seen."""
    rising = [item for item, one in zip(items, standing, strict=True) if (one.high_m - one.low_m)[1] > FLAT_M]
    found = reflection(rising, camera, light, receivers[0], gloss)
    if found is None or len(receivers) == 1:
        return found
    left, top, right, bottom = found.box_px
    rgba = found.rgba.copy()
    rgba[top:bottom, left:right] *= foremost(receivers, 0, camera, found.box_px)[..., None]
    return replace(found, rgba=rgba)


def _hidden(item: Item, drawing: Drawing, camera: Camera) -> float:
    """The part of a product's outline in the picture where something else is nearer."""
    step = max(1, round(float(np.sqrt(camera.width * camera.height / _LOOK_PX))))
    small = Camera(
        *(camera.width // step or 1, camera.height // step or 1),
        *(camera.fx / step, camera.fy / step, camera.cx / step, camera.cy / step),
    )
    alone = item_depth(item, small)
    v, u = np.nonzero(np.isfinite(alone))
    if not len(u):
        return 1.0
    across = np.minimum(u * step + step // 2, camera.width - 1), np.minimum(v * step + step // 2, camera.height - 1)
    depth, coverage = drawing.depth_m[across[1], across[0]], drawing.coverage[across[1], across[0]]
    own = alone[v, u]
    with np.errstate(invalid="ignore"):
        seen = np.where(np.abs(depth - own) < 0.05 + 0.03 * own, coverage, 0)
    hidden = 1 - float(seen.mean())
    return 0.0 if hidden < 0.03 else hidden  # an outline's half pixels


def guide_of(view: RoomView, part: Crop, before: np.ndarray | None) -> np.ndarray | None:
    """The photograph's pixels where the part is drawn; only needed where something hides."""
    if before is None:
        return None
    if part.plain:
        left, top, right, bottom = part.box_px
        return view.frame.pixels[top:bottom, left:right]
    at = (photo_pixels(view, part) - 0.5).astype(np.float32)
    return np.asarray(cv2.remap(view.frame.pixels, at[..., 0], at[..., 1], cv2.INTER_LINEAR))


def sensor_about(frame: Frame, part: Crop) -> Sensor:
    """Blur and grain of the photograph about the middle of the part, its veil from all of it."""
    left, top, right, bottom = part.box_px
    half = _SENSOR_PX // 2
    u, v = (left + right) // 2, (top + bottom) // 2
    u, v = min(max(u, half), max(frame.camera.width - half, 0)), min(max(v, half), max(frame.camera.height - half, 0))
    box = (max(u - half, 0), max(v - half, 0), min(u + half, frame.camera.width), min(v + half, frame.camera.height))
    sensor = measure_sensor(frame, box)
    red, green, blue = (min(value, MOST_VEIL) for value in sensor.veil_rgb)
    return replace(sensor, veil_rgb=(red, green, blue))


__all__ = ["Composed", "compose", "drawn", "guide_of", "items_of", "sensor_about"]
