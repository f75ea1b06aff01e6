"""Draw products in a film of a room: found in its first picture, then followed, so that they stay where they stand.

Frame (first) → room.find_room → RoomView → room.snap → Placement
Frame → room.follow → Seen → draw → Shown, frame by frame; nothing is kept but a second's frames and small key frames
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from arkit.errors import NotFoundError
from arkit.frame import Frame
from arkit.place.along import Along
from arkit.place.arrange import Collide
from arkit.place.before import Occluders
from arkit.place.item import PlacedItem, Standing
from arkit.place.many import PlacedScene, place_all
from arkit.room import Depth, Photo, RoomView, Scale
from arkit.room.follow import Follower, Seen, looked_ahead
from arkit.room.follow.motion import slide_sd_m

log = logging.getLogger(__name__)

Clock = Callable[[], float]
AHEAD_S = 1.0  # looked at before the first frame is drawn


@dataclass(frozen=True, slots=True)
class Shown:
    """One frame of a film with the products.

    Attributes:
        frame: the picture; untouched where the camera is lost.
        mask: (h, w) bool, where it was changed.
        seen: where the camera was.
        slide_sd_m: standard deviation, metres, by which the worst product is shown aside of where it stands; the first
            picture's own error is not in it.
        follow_s, total_s: the clock's seconds for following, and for all of the frame.
    """

    frame: Frame
    mask: np.ndarray
    seen: Seen
    slide_sd_m: float
    follow_s: float
    total_s: float


def place_in_film(
    frames: Iterable[Frame],
    items: Sequence[PlacedItem],
    *,
    scale: Scale | Depth | None = None,
    fov_y_rad: float | None = None,
    occluders: Occluders | None = None,
    collide: Collide = "refuse",
    clock: Clock = lambda: 0.0,
) -> tuple[PlacedScene, Iterator[Shown]]:
    """Stand products in the first picture of a film and draw them in all: `scene, shown = place_in_film(...)`.

    Args:
        frames: in the order of time, all of one size.
        items: the products, their pixels in the first picture.
        scale, fov_y_rad, collide: as in `place_all`.
        occluders: what may stand before them, as in `place_all`, told of the first picture; a depth picture that metres
            come from is taken too. What the first picture's depth did not see hides nothing later.
        clock: seconds, for `follow_s` and `total_s`.

    Returns:
        The first picture with the products, and the frames as they come, the first among them.

    Raises:
        NotFoundError: no frame, or what `place_all` misses in the first one.
        CheckError, UnsupportedError: as in `place_all`; while frames come, one of another size.
    """
    coming = iter(frames)
    first = next(coming, None)
    if first is None:
        raise NotFoundError("film: expected at least one frame, it holds none")
    if occluders is None and isinstance(scale, Depth):
        occluders = scale
    try:
        scene = place_all(
            Photo(first, None), items, scale=scale, fov_y_rad=fov_y_rad, occluders=occluders, collide=collide
        )
    except NotFoundError as error:
        raise NotFoundError(f"in the film's first picture: {error.message}", **error.facts) from error
    whole = itertools.chain([first], coming)
    return scene, show_along(whole, scene.view, scene.items, occluders=occluders, gloss=scene.gloss.value, clock=clock)


def show_along(
    frames: Iterable[Frame],
    view: RoomView,
    standing: Sequence[Standing],
    *,
    occluders: Occluders | None = None,
    gloss: float = 0.0,
    clock: Clock = lambda: 0.0,
) -> Iterator[Shown]:
    """Draw what stands in a room in every frame of a film of it.

    Light and scale are the first picture's; blur and grain are measured there about the products. In frames whose
    camera is lost nothing is drawn: better no sofa than one that swims.

    Args:
        frames: in the order of time, of the size of the view's picture.
        view: the room as one picture of the film shows it, as `place_all` answers it.
        standing: products in the view's room space, as `place_all` answers them.
        occluders: what may stand before them, told of the view's picture, see `place_all`.
        gloss: of the floor.
        clock: seconds.
    """
    follower, along = Follower(view), Along(view, standing, occluders, gloss)
    lost = False
    for frame in looked_ahead(follower, frames, AHEAD_S):
        start_s = clock()
        seen = follower.step(frame)
        follow_s = clock() - start_s
        if seen.lost != lost:
            log.info("lost" if seen.lost else "found again", extra={"time_s": frame.time_s, "why": seen.why})
        lost = seen.lost
        if lost:
            shown = replace(frame, camera=view.frame.camera)
            mask = np.zeros(frame.pixels.shape[:2], dtype=bool)
        else:
            shown, mask = along.drawn_in(frame, seen.T_camera_room)
        places_m = [one.placement.T_space_product[:3, 3] for one in standing]
        slides_m = [slide_sd_m(seen.covariance, seen.T_camera_room, place_m) for place_m in places_m]
        yield Shown(shown, mask, seen, max(slides_m, default=0.0), follow_s, clock() - start_s)


__all__ = ["Clock", "Shown", "place_in_film", "show_along"]
