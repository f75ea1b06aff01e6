"""A textured room filmed by a camera that is known: floor, two walls, boxes, a printed marker if wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np

from arkit.frame import Camera, Frame, camera_from_fov, project
from arkit.room.view import RoomView, room_pose
from arkit.spaces import apply, pose, rotation_y
from arkit.surface import Light, Measure, Plane, Room

NEAR_M = 0.08
WIDE_M, DEEP_M, HIGH_M = 6.0, 7.0, 2.6
OVER = 2  # pixels drawn for each pixel, both ways


@dataclass(frozen=True)
class Sheet:
    """A rectangle with a picture on it: its corner, the edges along the picture's u and v, both (3,) room space."""

    corner: np.ndarray
    along_u: np.ndarray
    along_v: np.ndarray
    picture: np.ndarray

    def corners(self) -> np.ndarray:
        """(4, 3) room space."""
        return np.array([self.corner, self.corner + self.along_u, self.corner + self.along_u + self.along_v,
                         self.corner + self.along_v])  # fmt: skip


@dataclass
class World:
    """What is filmed; sheets later in the list hide earlier ones, each box is a list of its faces."""

    sheets: list[Sheet]
    boxes: list[list[Sheet]] = field(default_factory=list)


def texture(high: int, wide: int, seed: int, contrast: float = 30.0, middle: float = 140.0) -> np.ndarray:
    """(high, wide) uint8 of stains of every size, like a carpet or stone."""
    rng = np.random.default_rng(seed)
    total = np.zeros((high, wide), dtype=np.float32)
    for octave in range(3, 9):
        side = max(2, min(high, wide) >> (9 - octave))
        coarse = rng.standard_normal((side * high // min(high, wide) + 1, side * wide // min(high, wide) + 1))
        total += cv2.resize(coarse.astype(np.float32), (wide, high), interpolation=cv2.INTER_CUBIC)
    total = total / total.std() * contrast
    return np.clip(total + middle, 0, 255).astype(np.uint8)


def planks(high: int, wide: int, seed: int) -> np.ndarray:
    """(high, wide) uint8 of boards with seams and faint grain."""
    rng = np.random.default_rng(seed)
    grain = cv2.GaussianBlur(rng.standard_normal((high, wide)).astype(np.float32), (0, 0), sigmaX=1, sigmaY=14)
    image = 150 + grain / grain.std() * 5
    board = wide // 40
    for left in range(0, wide, board):
        start = rng.integers(0, high // 4)
        for top in range(-int(start), high, high // 5):
            image[max(top, 0) : top + high // 5, left : left + board] += rng.normal(0, 9)
            image[max(top, 0) : max(top, 0) + 2, left : left + board] -= 45
        image[:, left : left + 2] -= 40
    return np.clip(image, 0, 255).astype(np.uint8)


def room_world(
    seed: int = 0, boxes: int = 6, floor: np.ndarray | None = None, marker_m: float | None = None, wall: float = 12.0
) -> World:
    """A room whose origin lies under the camera: floor, back and left wall, boxes about the middle."""
    rng = np.random.default_rng(seed)
    half, z = WIDE_M / 2, -DEEP_M + 1.5
    if floor is None:
        floor = texture(2300, 2000, seed)
    sheets = [
        Sheet(np.array([-half, 0, z]), np.array([WIDE_M, 0, 0]), np.array([0, 0, DEEP_M]), floor),
        Sheet(np.array([-half, HIGH_M, z]), np.array([WIDE_M, 0, 0]), np.array([0, -HIGH_M, 0]),
              texture(600, 1400, seed + 1, wall, 190)),
        Sheet(np.array([-half, HIGH_M, z + DEEP_M]), np.array([0, 0, -DEEP_M]), np.array([0, -HIGH_M, 0]),
              texture(600, 1600, seed + 2, wall, 175)),
    ]  # fmt: skip
    if marker_m is not None:
        sheets.append(marker_sheet(marker_m))
    return World(sheets, [box(rng, seed + 10 + number) for number in range(boxes)])


def marker_sheet(side_m: float) -> Sheet:
    """ArUco 4x4_50 number 3 on white paper, on the floor."""
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    paper = np.full((600, 600), 235, dtype=np.uint8)
    paper[60:540, 60:540] = np.maximum(cv2.aruco.generateImageMarker(dictionary, 3, 480), 20)
    turn, full = rotation_y(0.3), side_m * 600 / 480
    middle = np.array([0.25, 0, -1.9])
    corner = middle + turn @ np.array([-full / 2, 0, -full / 2])
    return Sheet(corner, turn @ np.array([full, 0, 0]), turn @ np.array([0, 0, full]), paper)


def box(rng: np.random.Generator, seed: int) -> list[Sheet]:
    """Five faces of a textured box on the floor, away from where the camera walks."""
    size = rng.uniform((0.3, 0.25, 0.3), (0.8, 0.9, 0.6))
    x = rng.choice([-1, 1]) * rng.uniform(0.8, 2.3)
    turn = rotation_y(float(rng.uniform(0, np.pi)))
    T = pose(turn, np.array([x, 0, rng.uniform(-5.0, -2.6)]))
    faces = []
    w, h, d = size
    for number, (corner, u, v) in enumerate(
        [((-w / 2, h, d / 2), (w, 0, 0), (0, -h, 0)), ((w / 2, h, -d / 2), (-w, 0, 0), (0, -h, 0)),
         ((w / 2, h, d / 2), (0, 0, -d), (0, -h, 0)), ((-w / 2, h, -d / 2), (0, 0, d), (0, -h, 0)),
         ((-w / 2, h, -d / 2), (w, 0, 0), (0, 0, d))]
    ):  # fmt: skip
        picture = texture(200, 200, seed * 7 + number, 25, float(rng.uniform(70, 190)))
        faces.append(Sheet(apply(T, np.array([corner]))[0], turn @ np.array(u), turn @ np.array(v), picture))
    return faces


def filmed(
    world: World, camera: Camera, T_camera_room: np.ndarray, *, noise: float = 3.0, blur: float = 0.6, seed: int = 0
) -> np.ndarray:
    """(h, w, 3) uint8: what the camera sees."""
    big = Camera(camera.width * OVER, camera.height * OVER, *(v * OVER for v in (camera.fx, camera.fy, camera.cx,
                                                                                   camera.cy)))  # fmt: skip
    image = np.full((big.height, big.width), 205, dtype=np.uint8)
    for sheet in world.sheets:
        _lay(image, sheet, big, T_camera_room)
    eye = -T_camera_room[:3, :3].T @ T_camera_room[:3, 3]

    def far(faces: list[Sheet]) -> float:
        return -float(np.linalg.norm(np.mean([face.corners().mean(axis=0) for face in faces], axis=0) - eye))

    for faces in sorted(world.boxes, key=far):
        for face in faces:
            if np.cross(face.along_v, face.along_u) @ (eye - face.corner) > 0:
                _lay(image, face, big, T_camera_room)
    small = cv2.resize(image, (camera.width, camera.height), interpolation=cv2.INTER_AREA).astype(np.float32)
    if blur > 0:
        small = cv2.GaussianBlur(small, (0, 0), blur)
    noisy = np.random.default_rng(seed).standard_normal(small.shape, dtype=np.float32) * noise + small
    return np.repeat(np.clip(np.rint(noisy), 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def _lay(image: np.ndarray, sheet: Sheet, camera: Camera, T_camera_room: np.ndarray) -> None:
    polygon = _before(apply(T_camera_room, sheet.corners()))
    if len(polygon) < 3:
        return
    outline = np.clip(project(camera, polygon), -16000, 16000)
    left, top = np.maximum(np.floor(outline.min(axis=0)), 0).astype(int)
    right, bottom = np.minimum(np.ceil(outline.max(axis=0)), (camera.width, camera.height)).astype(int)
    if right <= left or bottom <= top:
        return
    part = image[top:bottom, left:right]
    mask = np.zeros(part.shape, dtype=np.uint8)
    cv2.fillConvexPoly(mask, np.rint((outline - (left, top) - 0.5) * 16).astype(np.int32), 255, cv2.LINE_8, 4)
    high, wide = sheet.picture.shape
    R, t = T_camera_room[:3, :3], T_camera_room[:3, 3]
    flip = np.diag([1.0, -1.0, -1.0])
    edges = np.stack([R @ sheet.along_u / wide, R @ sheet.along_v / high, R @ sheet.corner + t], axis=1)
    there = np.array([[1, 0, -left - 0.5], [0, 1, -top - 0.5], [0, 0, 1]])
    H = there @ camera.matrix_cv @ flip @ edges @ np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    size = (int(right - left), int(bottom - top))
    seen = cv2.warpPerspective(sheet.picture, H, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    cv2.copyTo(seen, mask, part)


def _before(points: np.ndarray) -> np.ndarray:
    """The part of a polygon (n, 3) before the camera."""
    kept: list[np.ndarray] = []
    for a, b in zip(points, np.roll(points, -1, axis=0), strict=True):
        inside_a, inside_b = -a[2] > NEAR_M, -b[2] > NEAR_M
        if inside_a:
            kept.append(a)
        if inside_a != inside_b:
            kept.append(a + (b - a) * (-NEAR_M - a[2]) / (b[2] - a[2]))
    return np.array(kept).reshape(-1, 3)


def camera_720p() -> Camera:
    """1280 x 720, 47 degrees high."""
    return camera_from_fov(1280, 720, float(np.radians(47)))


def standing(x: float, z: float, yaw: float, pitch: float, roll: float = 0.0, height_m: float = 1.45) -> np.ndarray:
    """T_camera_room; yaw to the left, pitch up, radians."""
    c, s = np.cos(pitch), np.sin(pitch)
    R = rotation_y(yaw) @ np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    c, s = np.cos(roll), np.sin(roll)
    R = (R @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])).T
    return pose(R, -R @ np.array([x, height_m, z]))


def walk(time_s: float) -> np.ndarray:
    """T_camera_room of somebody who walks about for 10 s, with steps and shaking hands; starts at the origin."""
    t = time_s
    start = 1 - np.exp(-3 * t)
    x = 0.9 * np.sin(0.62 * t) + 0.01 * start * np.sin(11.3 * t)
    z = -0.45 * (1 - np.cos(0.62 * t))
    yaw = 0.28 * np.sin(0.62 * t + 0.2) - 0.28 * np.sin(0.2) + 0.004 * start * np.sin(9.1 * t)
    pitch = -0.42 + 0.05 * np.sin(0.9 * t) + 0.004 * start * np.sin(12.7 * t)
    height = 1.45 + 0.018 * start * np.sin(11.9 * t)
    return standing(x, z, yaw, pitch, 0.01 * np.sin(1.3 * t), height)


def known_view(frame: Frame, T_camera_room: np.ndarray, planes: tuple[Plane, ...] = ()) -> RoomView:
    """The first picture's view as if found without error."""
    height = -float(T_camera_room[:3, 1] @ T_camera_room[:3, 3])
    light = Light(np.full(3, 0.7), np.full(3, 0.4), np.array([0.3, 0.9, 0.3]) / np.sqrt(0.99))
    room = Room(room_pose(T_camera_room[:3, :3], height), (Plane("floor", pose()), *planes), light,
                Measure(1.0, 0.02), "marker", 0.005)  # fmt: skip
    return RoomView(frame, room, np.diag([1e-5, 1e-5, 1e-5, 1e-4, 1e-4]), "given", Measure(height, 0.02))


def film(
    world: World, camera: Camera, path: Callable[[float], np.ndarray], times_s: np.ndarray, noise: float = 3.0
) -> Iterator[Frame]:
    """Frames as they come."""
    for number, time_s in enumerate(times_s):
        yield Frame(filmed(world, camera, path(float(time_s)), noise=noise, seed=number), float(time_s), camera)


__all__ = [
    "Sheet",
    "World",
    "camera_720p",
    "film",
    "filmed",
    "known_view",
    "marker_sheet",
    "planks",
    "room_world",
    "standing",
    "texture",
    "walk",
]
