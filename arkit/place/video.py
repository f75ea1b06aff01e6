"""Draw products in a film of a room: found in its first picture, then followed, so that they stay where they stand.

Frame (first) → room.find_room → RoomView → room.snap → Placement
Frame → room.follow → Seen → draw → Shown, frame by frame; nothing is kept but the follower's small key frames
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from arkit.document import Document, bounds
from arkit.draw import Drawing, Sensor, composite, grain, measure_sensor, seen_by
from arkit.errors import NotFoundError
from arkit.frame import Frame, project
from arkit.place.single import Placed, draw_placed, place
from arkit.placement import Placement
from arkit.room import Depth, Photo, RoomView, Scale
from arkit.room.follow import Follower, Seen
from arkit.spaces import apply

log = logging.getLogger(__name__)

Clock = Callable[[], float]
Standing = tuple[Document, Placement, str | None]  # a model, where it stands, which colourway
SENSOR_REACH = 0.5  # of the product's size in the picture, about it: there blur and grain are measured
SENSOR_LEAST_PX = 96
NEAREST_M = 0.1


@dataclass(frozen=True, slots=True)
class Shown:
    """One frame of a film with the products.

    Attributes:
        frame: the picture; untouched where the camera is lost.
        mask: (h, w) bool, where it was changed.
        seen: where the camera was.
        follow_s, total_s: the clock's seconds for following, and for all of the frame.
    """

    frame: Frame
    mask: np.ndarray
    seen: Seen
    follow_s: float
    total_s: float


def place_in_film(
    frames: Iterable[Frame],
    document: Document,
    at_px: tuple[float, float],
    *,
    yaw_rad: float = 0.0,
    scale: Scale | Depth | None = None,
    fov_y_rad: float | None = None,
    variant: str | None = None,
    clock: Clock = lambda: 0.0,
) -> tuple[Placed, Iterator[Shown]]:
    """Stand a product on the floor of the first picture and draw it in all: `placed, shown = place_in_film(...)`.

    Args:
        frames: in the order of time, all of one size.
        document: the product's model, metres.
        at_px: the pixel of the first picture where the middle of its base stands.
        yaw_rad, scale, fov_y_rad, variant: as in `place`.
        clock: seconds, for `follow_s` and `total_s`.

    Returns:
        The first picture with the product, and the frames as they come, the first among them.

    Raises:
        NotFoundError: no frame, or what `find_room` misses in the first one.
        CheckError: as in `place`; while frames come, one of another size.
    """
    coming = iter(frames)
    first = next(coming, None)
    if first is None:
        raise NotFoundError("film: expected at least one frame, it holds none")
    try:
        placed = place(
            Photo(first, None), document, at_px, yaw_rad=yaw_rad, scale=scale, fov_y_rad=fov_y_rad, variant=variant
        )
    except NotFoundError as error:
        raise NotFoundError(f"in the film's first picture: {error.message}", **error.facts) from error
    standing = [(document, placed.placement, variant)]
    return placed, show_along(itertools.chain([first], coming), placed.view, standing, clock=clock)


def show_along(
    frames: Iterable[Frame], view: RoomView, standing: Sequence[Standing], *, clock: Clock = lambda: 0.0
) -> Iterator[Shown]:
    """Draw what stands in a room in every frame of a film of it.

    Light and scale are the first picture's; blur and grain are measured there about the products. In frames whose
    camera is lost nothing is drawn: better no sofa than one that swims.

    Args:
        frames: in the order of time, of the size of the view's picture.
        view: the room as one picture of the film shows it.
        standing: models with their places in the view's room space.
        clock: seconds.
    """
    follower = Follower(view)
    sensor = measure_sensor(view.frame, _about(view, standing))
    lost = False
    for frame in frames:
        start_s = clock()
        seen = follower.step(frame)
        follow_s = clock() - start_s
        if seen.lost != lost:
            log.info("lost" if seen.lost else "found again", extra={"time_s": frame.time_s, "why": seen.why})
        lost = seen.lost
        frame = replace(frame, camera=view.frame.camera)
        now = replace(view, frame=frame, room=replace(view.room, T_camera_room=seen.T_camera_room))
        before = [one for one in standing if _before_camera(now, one)]
        if lost or not before:
            shown, mask = frame, np.zeros(frame.pixels.shape[:2], dtype=bool)
        else:
            shown, mask = _laid(frame, draw_placed(now, before), sensor)
        yield Shown(shown, mask, seen, follow_s, clock() - start_s)


def _laid(frame: Frame, drawing: Drawing, sensor: Sensor) -> tuple[Frame, np.ndarray]:
    """The drawing over the frame, as blurred and as grainy as the frame is."""
    drawing = seen_by(sensor, drawing)
    left, top, right, bottom = drawing.box_px
    return composite(frame, drawing, grain(sensor, (max(bottom - top, 0), max(right - left, 0)), frame.time_s))


def _corners(view: RoomView, one: Standing) -> np.ndarray:
    """(8, 3) corners of a product's box, camera space."""
    document, placement, _ = one
    box = np.stack(bounds(document))
    corners = np.array([(box[i, 0], box[j, 1], box[k, 2]) for i, j, k in itertools.product((0, 1), repeat=3)])
    return apply(view.room.T_camera_room @ placement.T_space_product, corners)


def _before_camera(view: RoomView, one: Standing) -> bool:
    return bool((_corners(view, one)[:, 2] < -NEAREST_M).all())


def _about(view: RoomView, standing: Sequence[Standing]) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) of the products and their surroundings in the view's picture."""
    camera = view.frame.camera
    seen = project(camera, np.concatenate([_corners(view, one) for one in standing]))
    seen = seen[np.isfinite(seen).all(axis=1)]
    size = np.array([camera.width, camera.height])
    low, high = (seen.min(axis=0), seen.max(axis=0)) if len(seen) else (np.zeros(2), size)
    reach = np.maximum(SENSOR_REACH * (high - low), SENSOR_LEAST_PX / 2)
    left, top = np.clip(low - reach, 0, size - 1).astype(int).tolist()
    right, bottom = np.clip(np.ceil(high + reach), 1, size).astype(int).tolist()
    return left, top, right, bottom


__all__ = ["Clock", "Shown", "Standing", "place_in_film", "show_along"]
