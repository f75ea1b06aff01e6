"""Products in a room as one frame of a film after another shows them; what does not change is worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from arkit.draw import Occluder, Sensor, seen_by
from arkit.frame import Frame
from arkit.place.before import Occluders, depth_before
from arkit.place.compose import drawn, guide_of, sensor_about
from arkit.place.crop import crop
from arkit.place.fixed import fixed_in_room
from arkit.place.item import Standing
from arkit.place.lay import laid
from arkit.room import RoomView
from arkit.spaces import apply


class Along:
    """Products and what stands before them, both fixed in the room of one picture.

    Args:
        view: the room as one picture shows it; its light, scale, lens, blur and grain are taken for all frames.
        standing: the products.
        occluders: what may stand before them, see `fixed_in_room`.
        gloss: of the floor.
    """

    def __init__(
        self, view: RoomView, standing: Sequence[Standing], occluders: Occluders | None = None, gloss: float = 0.0
    ) -> None:
        self._view, self._standing, self._gloss = view, tuple(standing), gloss
        self._before = fixed_in_room(view, occluders)
        part = crop(view, self._standing)
        self._sensor = Sensor(0.0, 0.0) if part is None else sensor_about(view.frame, part)

    def drawn_in(self, frame: Frame, T_camera_room: np.ndarray) -> tuple[Frame, np.ndarray]:
        """A frame, of the view's size, with the products, and (h, w) bool where it was changed."""
        frame = replace(frame, camera=self._view.frame.camera)
        now = replace(self._view, frame=frame, room=replace(self._view.room, T_camera_room=T_camera_room))
        part = crop(now, self._standing)
        if part is None:
            return frame, np.zeros(frame.pixels.shape[:2], dtype=bool)
        before = None
        if self._before:
            moved = [Occluder(apply(T_camera_room, one.positions_m), one.triangles) for one in self._before]
            before = depth_before(now, moved, part)
        guide = guide_of(now, part, before)
        drawing = drawn(now, self._standing, part.camera, before=before, gloss=self._gloss, guide=guide)
        sensor = self._sensor
        drawing = seen_by(replace(sensor, blur_px=sensor.blur_px * part.scale), drawing)
        return laid(now, drawing, part, sensor)


__all__ = ["Along"]
