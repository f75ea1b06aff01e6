"""One picture of a room with everything that is true of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from arkit.frame import Camera, Frame, rays
from arkit.room import Photo
from arkit.spaces import apply, inverse, pose
from arkit.surface import Interior, Light
from bench.rooms.develop import Sensor
from bench.rooms.glow import direct, lamps
from bench.rooms.lens import seen_px, straight_px
from bench.rooms.plan import Plan
from bench.rooms.printed import (
    Printed,
)

TEST_BOX = 249  # id of the box that `Shot.with_box` adds
FILM_DIAGONAL_MM = 43.27


@dataclass(frozen=True, slots=True)
class Extras:
    """What is added to a room for one picture.

    Attributes:
        marker: "4x4_50", "36h11" or "".
        marker_side_m: of its black square.
        hide: part of the marker is cut off by the picture's edge.
        sheet, card: an A4 sheet, a bank card on the floor.
        box: (T_room_box, size_m) of a plain grey box, as `surface.Furniture` has it.
    """

    marker: str = ""
    marker_side_m: float = 0.2
    hide: bool = False
    sheet: bool = False
    card: bool = False
    box: tuple[np.ndarray, np.ndarray] | None = None


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of room `seed` and its truth. Room space: the plan's, metres, y up, the floor at y = 0.

    Attributes:
        frame: what an algorithm gets: pixels, and a camera of which nothing is known (a usual phone's).
        camera, k1: the true pinhole, and the lens's first radial term (0: straight; see bench.rooms.lens).
        T_camera_room: true pose; `T_view_room` maps the same room to arkit's room space of this view.
        focal_35mm: what EXIF says, rounded as phones do; None where there is no EXIF.
        frontal: it was meant to look straight at a wall.
        depth_m: (h, w) float32 along the viewing axis, 0 where there is nothing.
        ids: (h, w) uint8: 1 floor, 2 ceiling, 3 to 8 walls, 15 skirting, 16 behind a door, 20 on doors and windows,
            40 on furniture, 249 the test box, 250 marker, 251 sheet, 252 card.
        interior: floor, ceiling and walls with outlines, openings, boxes of the furniture: all exact.
        wall_ids, furniture_ids: the id of each wall plane of `interior` (from its third plane on) and of each box.
        printed: marker, sheet and card where they lie.
        plan, extras, sensor, exposure, seed: how it was made.
        light: (h, w, 3) float32 linear light before lens blur and noise, unscaled.
    """

    seed: int
    frame: Frame
    camera: Camera
    k1: float
    T_camera_room: np.ndarray
    focal_35mm: float | None
    frontal: bool
    depth_m: np.ndarray
    ids: np.ndarray
    interior: Interior
    wall_ids: tuple[int, ...]
    furniture_ids: tuple[int, ...]
    printed: tuple[Printed, ...]
    plan: Plan
    extras: Extras
    sensor: Sensor
    exposure: float
    light: np.ndarray

    @property
    def photo(self) -> Photo:
        """The picture as `arkit.room.read_photo` would give it."""
        return Photo(self.frame, self.focal_35mm)

    @property
    def height_m(self) -> float:
        """The camera above the floor."""
        return float(self.eye_m[1])

    @property
    def eye_m(self) -> np.ndarray:
        """(3,) where the camera is, room space."""
        return np.asarray(inverse(self.T_camera_room)[:3, 3])

    @property
    def up_camera(self) -> np.ndarray:
        """(3,) up in camera space."""
        return np.asarray(self.T_camera_room[:3, 1])

    @property
    def T_view_room(self) -> np.ndarray:
        """The plan's space to arkit's room space of this view: origin under the camera, -z where it looks."""
        back = self.T_camera_room[2, :3] * (1, 0, 1)
        if np.linalg.norm(back) < 1e-6:
            back = -self.T_camera_room[1, :3] * (1, 0, 1)
        back = back / np.linalg.norm(back)
        up = np.array([0.0, 1.0, 0.0])
        R = np.stack([np.cross(up, back), up, back])
        return pose(R, -R @ (self.eye_m * (1, 0, 1)))

    def px(self, points_room_m: np.ndarray) -> np.ndarray:
        """Where the picture shows points (n, 3) of the room, through the true lens; NaN behind the camera."""
        return seen_px(self.camera, self.k1, apply(self.T_camera_room, points_room_m))

    def floor_m(self, points_px: np.ndarray) -> np.ndarray:
        """(n, 3) where the rays through pixels meet the floor, room space; NaN above the horizon."""
        straight = straight_px(self.camera, self.k1, np.asarray(points_px, dtype=np.float64))
        toward = rays(self.camera, straight) @ self.T_camera_room[:3, :3]
        with np.errstate(divide="ignore"):
            reach = np.where(toward[:, 1] < -1e-6, -self.eye_m[1] / toward[:, 1], np.nan)
        return np.asarray(self.eye_m + toward * reach[:, None])

    def floor_points(self, count: int = 12, *, margin_px: int = 8) -> tuple[np.ndarray, np.ndarray]:
        """Pixels (n, 2) that show bare floor, spread over the picture, and the same points (n, 3) in room space."""
        import cv2

        near = cv2.erode((self.ids == 1).astype(np.uint8), np.ones((2 * margin_px + 1,) * 2, np.uint8), borderValue=0)
        rows, columns = np.nonzero(near)
        if not len(rows):
            return np.zeros((0, 2)), np.zeros((0, 3))
        rng = np.random.default_rng([self.seed, 9])
        picked = [int(rng.integers(len(rows)))]
        away = np.full(len(rows), np.inf)
        while len(picked) < min(count, len(rows)):
            away = np.minimum(away, np.hypot(rows - rows[picked[-1]], columns - columns[picked[-1]]))
            picked.append(int(away.argmax()))
        points = np.stack([columns[picked], rows[picked]], 1) + 0.5
        return points, self.floor_m(points)

    def light_at(self, point_room_m: np.ndarray, normal: np.ndarray | None = None) -> Light:
        """The true light at a point: bulb and sun and windows that reach it as one sun, the rest as ambient.

        The direction is that of the vector sum of all that comes straight from windows, bulb and sun: where a
        shadow falls away from. `ambient_rgb` and `sun_rgb` are in the picture's own exposure: 1 lights white to white.
        """
        return light_at(self, np.asarray(point_room_m, dtype=np.float64), normal)

    def with_box(self, T_room_box: np.ndarray, size_m: np.ndarray) -> Shot:
        """The same picture with a plain grey box in the room: same exposure, same noise, its shadow cast."""
        from bench.rooms.make import taken_again

        return taken_again(self, replace(self.extras, box=(T_room_box, np.asarray(size_m, dtype=np.float64))))

    def shadow_of(self, T_room_box: np.ndarray, size_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How a box darkens the picture (h, w) float32: 1 no light is left, 0 none is lost; and its own mask (h, w)."""
        boxed = self.with_box(T_room_box, size_m)
        mask = boxed.ids == TEST_BOX
        with np.errstate(divide="ignore", invalid="ignore"):
            lost = 1 - boxed.light.mean(axis=2) / np.maximum(self.light.mean(axis=2), 1e-6)
        return np.where(mask, 0, np.clip(lost, 0, 1)).astype(np.float32), mask


def light_at(shot: Shot, point: np.ndarray, normal: np.ndarray | None) -> Light:
    """See Shot.light_at."""
    from bench.rooms.glow import window_points
    from bench.rooms.make import stage

    up = np.array([0.0, 1.0, 0.0]) if normal is None else np.asarray(normal, dtype=np.float64)
    rays_ = stage(shot.seed).rays
    origin, lamp = (point + 0.01 * up)[None], shot.plan.lamp
    vector, straight = np.zeros(3), np.zeros(3)
    for samples, inward, share_m2 in window_points(shot.plan):
        away = samples - origin
        far = np.linalg.norm(away, axis=1)
        away /= far[:, None]
        clear = ~rays_.blocked(np.repeat(origin, len(away), 0), away, far - 0.02)
        strength = np.maximum(-away @ inward, 0) * share_m2 / far**2 * clear * (away @ up > 0)
        vector += strength @ away * lamp.sky_rgb.mean()
        straight += strength.sum() * lamp.sky_rgb
    for toward, far, irradiance in lamps(shot.plan, origin):
        if toward[0] @ up > 0 and not rays_.blocked(origin, np.ascontiguousarray(toward), far)[0]:
            vector += toward[0] * irradiance[0].mean()
            straight += irradiance[0]
    length = float(np.linalg.norm(vector))
    scale = shot.exposure * 2.0**shot.sensor.stops * np.array(shot.sensor.white)
    held = stage(shot.seed)
    nearest = np.argsort(((held.soup.positions_m - point) ** 2).sum(axis=1) + 10.0 * (held.soup.normals @ up < 0.9))[:4]
    windows, _ = direct(shot.plan, rays_, held.soup.positions_m[nearest], held.soup.normals[nearest])
    ambient = np.maximum(held.light[nearest] - windows, 0).mean(axis=0)
    direction = vector / length if length > 0 else up
    return Light(ambient * scale, straight / np.pi * scale, direction)


__all__ = ["FILM_DIAGONAL_MM", "TEST_BOX", "Extras", "Shot"]
