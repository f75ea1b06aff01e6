"""A room as one picture shows it: the camera that was found, the room, and how sure both are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.spatial.transform import Rotation

from arkit.errors import CheckError
from arkit.frame import Camera, Frame, rays
from arkit.room.manhattan.lens import Lens
from arkit.spaces import pose
from arkit.surface import Measure, Plane, Room

FARTHEST_M = 25.0  # a point this far lies within a degree or two of the horizon: its distance is noise


@dataclass(frozen=True, slots=True)
class RoomView:
    """One picture of a room, understood.

    Attributes:
        frame: the picture with the camera that was found.
        room: the room it shows.
        covariance: (7, 7) of a small rotation (3,) about the camera's axes, log focal length, log camera height, and
            the principal point (2,), right and down, in focal lengths; (5, 5) where that is known. The lines tell the
            horizon's pixels better than they tell rotation and principal point apart, and metres need the horizon:
            so errors of metres are read off all seven together.
        focal_source: "lines", "exif", "given"; "usual" where the view does not tell and a phone's lens is assumed.
        height_m: the camera above the floor.
        lens: how the lens bends straight lines, see `arkit.room.manhattan.lens`; None where it does not.
        warnings: what in the picture contradicts what was said of it, in sentences.
    """

    frame: Frame
    room: Room
    covariance: np.ndarray
    focal_source: str
    height_m: Measure
    lens: Lens | None = None
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.covariance.shape not in ((5, 5), (7, 7)):
            raise CheckError(f"covariance: expected shape (5, 5) or (7, 7), got {self.covariance.shape}")


def room_pose(R_camera_room: np.ndarray, height_m: float) -> np.ndarray:
    """T_camera_room of a camera `height_m` above the floor; the room's origin lies on the floor under it."""
    return pose(R_camera_room, -height_m * R_camera_room[:, 1])


def floor_points(camera: Camera, T_camera_room: np.ndarray, points_px: np.ndarray) -> np.ndarray:
    """Where the rays through pixels (n, 2) meet the floor, room space (n, 3); NaN at and above the horizon."""
    directions = rays(camera, points_px) @ T_camera_room[:3, :3]
    height_m = -float(T_camera_room[:3, 1] @ T_camera_room[:3, 3])
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.where(directions[:, 1] < -1e-6, height_m / -directions[:, 1], np.nan)
    points = directions * reach[:, None]
    points[:, 1] = 0.0 * reach
    return points


def plane_points(camera: Camera, T_camera_room: np.ndarray, plane: Plane, points_px: np.ndarray) -> np.ndarray:
    """Where the rays through pixels (n, 2) meet a plane, room space (n, 3); NaN where they never do."""
    directions = rays(camera, points_px) @ T_camera_room[:3, :3]
    eye = -T_camera_room[:3, 3] @ T_camera_room[:3, :3]
    normal, origin = plane.T_room_plane[:3, 1], plane.T_room_plane[:3, 3]
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = ((origin - eye) @ normal) / (directions @ normal)
    reach = np.where(np.isfinite(reach) & (reach > 1e-6), reach, np.nan)
    points: np.ndarray = eye + directions * reach[:, None]
    return points


def horizon_px(camera: Camera, T_camera_room: np.ndarray) -> tuple[float, float]:
    """v of the horizon at the left and the right edge of the picture."""
    up = T_camera_room[:3, 1]
    edges = np.array([0.0, camera.width])
    right = (edges - camera.cx) / camera.fx
    v = camera.cy + camera.fy * (up[0] * right - up[2]) / up[1]
    return float(v[0]), float(v[1])


def refocused(camera: Camera, log_zoom: float, shift: np.ndarray) -> Camera:
    """The camera with a longer lens and its principal point moved by `shift`, (2,) in focal lengths or none, (0,)."""
    zoom = float(np.exp(np.clip(log_zoom, -2, 2)))
    right, down = camera.fx * shift if len(shift) else (0.0, 0.0)
    center = camera.cx + float(right), camera.cy + float(down)
    return Camera(camera.width, camera.height, camera.fx * zoom, camera.fy * zoom, *center)


def varied(view: RoomView, change: np.ndarray) -> tuple[Camera, np.ndarray]:
    """Camera and T_camera_room after a small `change` (5,) or (7,) in the order of `RoomView.covariance`."""
    camera, T = view.frame.camera, view.room.T_camera_room
    moved = refocused(camera, float(change[3]), change[5:])
    turned = Rotation.from_rotvec(change[:3]).as_matrix() @ T[:3, :3]
    return moved, room_pose(turned, view.height_m.value * float(np.exp(change[4])))


def position_sd_m(view: RoomView, point_px: tuple[float, float]) -> float:
    """Standard deviation, metres, of the place on the floor that a pixel shows (seen from the camera's foot)."""
    jacobian = _slopes(view, lambda camera, T: floor_points(camera, T, np.array([point_px]))[0, [0, 2]])
    return float(np.sqrt(np.trace(jacobian @ view.covariance @ jacobian.T)))


def size_sd(view: RoomView, point_px: tuple[float, float]) -> float:
    """Relative standard deviation of the size at which a product standing at a pixel is drawn (0.02 is 2 %)."""

    def pixels_per_metre(camera: Camera, T: np.ndarray) -> np.ndarray:
        point = T[:3, :3] @ floor_points(camera, T, np.array([point_px]))[0] + T[:3, 3]
        return np.array([np.log(camera.fx / -point[2])])

    jacobian = _slopes(view, pixels_per_metre)
    return float(np.sqrt((jacobian @ view.covariance @ jacobian.T).item()))


def _slopes(view: RoomView, measured: Callable[[Camera, np.ndarray], np.ndarray]) -> np.ndarray:
    """Derivative (m, 5) or (m, 7) of a function of camera and T_camera_room by central differences."""
    step = 1e-4
    columns = []
    for change in np.eye(len(view.covariance)) * step:
        columns.append((measured(*varied(view, change)) - measured(*varied(view, -change))) / (2 * step))
    return np.stack(columns, axis=1)


__all__ = [
    "FARTHEST_M",
    "RoomView",
    "floor_points",
    "horizon_px",
    "plane_points",
    "position_sd_m",
    "refocused",
    "room_pose",
    "size_sd",
    "varied",
]
