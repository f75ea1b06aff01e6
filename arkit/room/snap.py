"""Put a product on the surface it belongs to at a pixel: floor, wall, ceiling, or a top at some height."""

from __future__ import annotations

import numpy as np

from arkit.errors import CheckError, NotFoundError, UnsupportedError
from arkit.frame import Camera
from arkit.placement import Placement
from arkit.product import Attach
from arkit.room.view import FARTHEST_M, RoomView, floor_points, horizon_px, plane_points, varied
from arkit.spaces import apply, inverse, pose, rotation_y
from arkit.surface import Plane, Room

SLACK_M = 0.15  # a pixel this far beyond a wall's outline still means that wall
TALLEST_M = 6.0
UP = np.array([0.0, 1.0, 0.0])


def floor_point(room: Room, camera: Camera, point_px: tuple[float, float]) -> np.ndarray:
    """The place on the floor that a pixel shows, room space (3,), metres.

    Raises:
        CheckError: the pixel lies outside the picture, above the horizon, or so near it that distance is noise.
    """
    u, v = _inside(camera, point_px)
    point = floor_points(camera, room.T_camera_room, np.array([point_px]))[0]
    left, right = horizon_px(camera, room.T_camera_room)
    line = left + (right - left) * u / camera.width
    if not np.isfinite(point).all() or np.hypot(point[0], point[2]) > FARTHEST_M:
        raise CheckError(
            f"point: expected a pixel on the floor, got {u:.0f},{v:.0f}, at or above the horizon (there at v = "
            f"{line:.0f}) or too near it; choose a point lower in the picture"
        )
    return point


def level_plane(height_m: float, *, kind: str = "table") -> Plane:
    """A table top, shelf or ceiling known by its height above the floor alone.

    Raises:
        CheckError: no height a room has.
    """
    if not 0 < height_m <= TALLEST_M:
        raise CheckError(f"height: expected more than 0 and at most {TALLEST_M:g} m above the floor, got {height_m:g}")
    if kind == "ceiling":
        return Plane("ceiling", pose(np.diag([1.0, -1.0, -1.0]), height_m * UP))
    return Plane("table", pose(translation=height_m * UP))


def wall_through(room: Room, camera: Camera, left_px: tuple[float, float], right_px: tuple[float, float]) -> Plane:
    """The wall that meets the floor along the line through two pixels, where nobody found it for us.

    Raises:
        CheckError: a pixel is not on the floor, or both are the same.
    """
    ends = np.stack([floor_point(room, camera, pixel) for pixel in (left_px, right_px)])
    along = ends[1] - ends[0]
    length = float(np.linalg.norm(along))
    if length < 0.05:
        raise CheckError("wall: expected two points along its foot, got two in one place; mark them further apart")
    normal = np.cross(along / length, UP)
    eye = inverse(room.T_camera_room)[:3, 3]
    return wall_plane(ends.mean(axis=0), normal if normal @ (eye - ends[0]) > 0 else -normal)


def wall_plane(foot_m: np.ndarray, normal: np.ndarray, outline_m: np.ndarray | None = None) -> Plane:
    """The upright plane through a point on the floor; its own x points right as one faces it, its z down."""
    level = np.array([normal[0], 0.0, normal[2]])
    level /= np.linalg.norm(level)
    return Plane("wall", pose(np.stack([np.cross(UP, level), level, -UP], axis=1), foot_m), outline_m)


def surface_at(
    room: Room,
    camera: Camera,
    point_px: tuple[float, float],
    attach: Attach = "floor",
    *,
    height_m: float | None = None,
) -> tuple[Plane, np.ndarray]:
    """The surface that a product of some kind takes at a pixel, and the place on it (3,), room space.

    Args:
        room, camera: of the same picture; walls, ceiling and tops are looked for among the room's planes.
        point_px: a pixel that shows the surface. For what hangs from a ceiling a pixel on the floor does too: it then
            hangs straight above.
        attach: "floor", "wall", "ceiling" or "table".
        height_m: of a ceiling or a top above the floor, where it is known better than the picture tells.

    Raises:
        NotFoundError: no such surface was found there.
        CheckError: the pixel lies outside the picture or cannot show such a surface.
        UnsupportedError: the product does not belong in a room.
    """
    _inside(camera, point_px)
    if attach == "floor":
        return room.planes[0], floor_point(room, camera, point_px)
    if attach == "ceiling":
        return _ceiling(room, camera, point_px, height_m)
    if attach == "wall":
        return _nearest(room, camera, point_px, [plane for plane in room.planes if plane.kind == "wall"], "wall")
    if attach == "table":
        tops = [plane for plane in room.planes if plane.kind == "table"]
        return _nearest(room, camera, point_px, tops if height_m is None else [level_plane(height_m)], "table")
    raise UnsupportedError(f"attach: expected what stands or hangs in a room, got a product for the {attach}")


def snap(
    room: Room,
    camera: Camera,
    point_px: tuple[float, float],
    bounds: tuple[np.ndarray, np.ndarray],
    *,
    yaw_rad: float = 0.0,
    sku: str = "",
    attach: Attach = "floor",
    height_m: float | None = None,
) -> Placement:
    """Put a product on the surface it belongs to: the middle of the side it rests on at a pixel.

    Rugs, sofas and what stands on a table rest on the middle of their base; a picture has the middle of its back on
    the wall, upright and facing the room; a lamp hangs by the middle of its top.

    Args:
        room, camera: from `find_room`; for walls and ceiling with the planes of `find_layout`.
        point_px: the pixel.
        bounds: lowest and highest corner (3,) of the product in its own space, metres.
        yaw_rad: turn about the surface's outward normal (about up for a ceiling), counter-clockwise as seen from its
            tip; at 0 the front of what stands faces along the room's +z, towards the camera.
        sku: of the product.
        attach: what it rests on.
        height_m: of a table top or ceiling above the floor, where it is known.

    Raises:
        As `surface_at`.
    """
    plane, point = surface_at(room, camera, point_px, attach, height_m=height_m)
    return rest(plane, point, bounds, yaw_rad=yaw_rad, sku=sku)


def rest(
    plane: Plane, point_m: np.ndarray, bounds: tuple[np.ndarray, np.ndarray], *, yaw_rad: float = 0.0, sku: str = ""
) -> Placement:
    """The same where plane and place are known already."""
    low, high = bounds
    middle = (np.asarray(low, dtype=np.float64) + high) / 2
    turn = rotation_y(yaw_rad)
    if plane.kind == "wall":
        base = np.array([middle[0], middle[1], low[2]])
        turn = _facing(plane.T_room_plane[:3, 1], yaw_rad)
    elif plane.kind == "ceiling":
        base = np.array([middle[0], high[1], middle[2]])
    else:
        base = np.array([middle[0], low[1], middle[2]])
    return Placement(sku, "room", pose(turn, point_m - turn @ base))


def snap_sd_m(view: RoomView, point_px: tuple[float, float], plane: Plane) -> float:
    """Standard deviation, metres, of the place on a plane that a pixel shows: camera, scale and the plane's own."""
    pixel = np.array([point_px])

    def there(camera: Camera, T: np.ndarray) -> np.ndarray:
        return np.asarray(plane_points(camera, T, plane, pixel)[0])

    step = 1e-4
    slopes = []
    for change in np.eye(len(view.covariance)) * step:
        slopes.append((there(*varied(view, change)) - there(*varied(view, -change))) / (2 * step))
    jacobian = np.stack(slopes, axis=1)
    spread = float(np.trace(jacobian @ view.covariance @ jacobian.T))
    point = there(view.frame.camera, view.room.T_camera_room)
    eye = inverse(view.room.T_camera_room)[:3, 3]
    normal = plane.T_room_plane[:3, 1]
    slant = abs(float((eye - point) @ normal)) / max(float(np.linalg.norm(eye - point)), 1e-9)
    away = float(np.linalg.norm(point - plane.T_room_plane[:3, 3]))
    own = (plane.offset_sd_m or 0.0) ** 2 + ((plane.tilt_sd_rad or 0.0) * away) ** 2
    return float(np.sqrt(spread + own / max(slant, 0.05) ** 2))


def _inside(camera: Camera, point_px: tuple[float, float]) -> tuple[float, float]:
    u, v = point_px
    if not (0 <= u <= camera.width and 0 <= v <= camera.height):
        raise CheckError(
            f"point: expected a pixel inside the picture of {camera.width}x{camera.height}, got {u:g},{v:g}"
        )
    return u, v


def _ceiling(
    room: Room, camera: Camera, point_px: tuple[float, float], height_m: float | None
) -> tuple[Plane, np.ndarray]:
    """The ceiling, and the place on it that a pixel shows or that lies above the floor it shows."""
    known = [plane for plane in room.planes if plane.kind == "ceiling"]
    if height_m is not None:
        known = [level_plane(height_m, kind="ceiling")]
    if not known:
        raise NotFoundError(
            "ceiling: expected one in the picture, found none; give the height of the room, or take the picture so "
            "that the ceiling is in view"
        )
    seen = plane_points(camera, room.T_camera_room, known[0], np.array([point_px]))[0]
    if np.isfinite(seen).all() and np.hypot(seen[0], seen[2]) < FARTHEST_M:
        return known[0], seen
    below = floor_point(room, camera, point_px)
    return known[0], np.array([below[0], known[0].T_room_plane[1, 3], below[2]])


def _nearest(
    room: Room, camera: Camera, point_px: tuple[float, float], planes: list[Plane], kind: str
) -> tuple[Plane, np.ndarray]:
    """The nearest of some planes whose outline holds the pixel, and the place on it."""
    eye = inverse(room.T_camera_room)[:3, 3]
    hits = []
    for plane in planes:
        point = plane_points(camera, room.T_camera_room, plane, np.array([point_px]))[0]
        if np.isfinite(point).all() and _holds(plane, point):
            hits.append((float(np.linalg.norm(point - eye)), plane, point))
    if not hits:
        u, v = point_px
        raise NotFoundError(f"{kind}: {_missing(kind, len(planes), u, v)}")
    _, plane, point = min(hits, key=lambda hit: hit[0])
    if np.hypot(point[0], point[2]) > FARTHEST_M:
        raise CheckError(f"point: expected a {kind} within {FARTHEST_M:g} m, choose a point that is nearer")
    return plane, point


def _missing(kind: str, count: int, u: float, v: float) -> str:
    if kind == "wall":
        return (
            f"expected one at {u:.0f},{v:.0f}, found {count} walls in the picture, none of them there; choose a point "
            "on a wall whose foot is in view, or mark two points along the foot of the wall"
        )
    return (
        f"expected a table top or shelf at {u:.0f},{v:.0f}, found none; give the height of the top above the floor, or "
        "a depth picture"
    )


def _holds(plane: Plane, point_m: np.ndarray) -> bool:
    """Whether a point on a plane lies within its outline, or nearly."""
    if plane.outline_m is None:
        return True
    x, _, z = apply(inverse(plane.T_room_plane), point_m[None])[0]
    low, high = plane.outline_m.min(axis=0) - SLACK_M, plane.outline_m.max(axis=0) + SLACK_M
    return bool(low[0] <= x <= high[0] and low[1] <= z <= high[1])


def _facing(normal: np.ndarray, turn_rad: float) -> np.ndarray:
    """Rotation (3, 3) of a picture on a wall: its +z is the wall's normal, its +y as upright as the wall allows."""
    up = UP - normal * float(normal @ UP)
    up /= np.linalg.norm(up)
    upright = np.stack([np.cross(up, normal), up, normal], axis=1)
    c, s = np.cos(turn_rad), np.sin(turn_rad)
    return upright @ np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


__all__ = ["floor_point", "level_plane", "rest", "snap", "snap_sd_m", "surface_at", "wall_plane", "wall_through"]
