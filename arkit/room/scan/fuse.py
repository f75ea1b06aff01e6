"""Fuse depth pictures into one surface (Open3D's TSDF), and find their poses where none are known (its odometry).

A truncated signed distance averages the pictures' noise: four noisy views of a wall leave a surface of half the error.
`VoxelBlockGrid` takes 0.25 s CPU for a picture of 640x480; the older `ScalableTSDFVolume` answers with no triangles at
all in Open3D 0.20. Only decoded arrays reach Open3D; files are read by us.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

import numpy as np

from arkit.errors import CheckError, NotFoundError
from arkit.frame import Camera, Frame
from arkit.room.scan.raw import Scan
from arkit.spaces import CV_FLIP, inverse

VOXEL_M = 0.015
TRUNCATION_M = 0.06
FARTHEST_M = 6.0  # a depth camera's error grows with the square of the distance
NEAREST_M = 0.2
BLOCKS = 20_000  # of 16 x 16 x 16 voxels at first; more are made as needed
LEAST_WEIGHT = 0.5  # pictures that must have seen a place
EDGE = 0.08  # a step of depth of this share to the next pixel is an edge, where a sensor invents points


def fuse(
    cameras: Sequence[Camera],
    poses: Sequence[np.ndarray],
    depths: Iterable[np.ndarray],
    *,
    voxel_m: float = VOXEL_M,
    name: str = "frames",
) -> Scan:
    """One surface from depth pictures, in the space of their poses; up is where the cameras' tops point on average.

    Args:
        cameras, poses: of each picture; a pose is T_world_camera.
        depths: (h, w) metres along the viewing axis, 0 where unknown.

    Raises:
        CheckError: another number of poses or another size of picture than its camera's.
        NotFoundError: no surface in reach.
    """
    open3d: Any = import_module("open3d")  # its stubs miss half of what it takes
    core = open3d.core
    grid = open3d.t.geometry.VoxelBlockGrid(
        attr_names=("tsdf", "weight"),
        attr_dtypes=(core.float32, core.float32),
        attr_channels=((1), (1)),
        voxel_size=voxel_m,
        block_resolution=16,
        block_count=BLOCKS,
    )
    if len(cameras) != len(poses):
        raise CheckError(f"{name}: expected a pose for each camera, got {len(poses)} for {len(cameras)}")
    count = 0
    for camera, T_world_camera, depth in zip(cameras, poses, depths, strict=True):
        if depth.shape != (camera.height, camera.width):
            raise CheckError(
                f"{name}: expected depth of {camera.width}x{camera.height}, got {depth.shape[1]}x{depth.shape[0]}"
            )
        trusted = _trusted(depth)
        if not trusted.any():
            continue
        image = open3d.t.geometry.Image(core.Tensor(np.ascontiguousarray(trusted)))
        matrix = core.Tensor(_matrix(camera))
        T_camera_world = core.Tensor(np.ascontiguousarray(inverse(T_world_camera @ CV_FLIP)))
        seen = grid.compute_unique_block_coordinates(image, matrix, T_camera_world, 1.0, FARTHEST_M)
        grid.integrate(seen, image, matrix, T_camera_world, 1.0, FARTHEST_M)
        count += 1
    mesh = grid.extract_triangle_mesh(weight_threshold=LEAST_WEIGHT) if count else None
    if mesh is None or not mesh.triangle.indices.shape[0]:
        raise NotFoundError(f"{name}: expected surfaces within {FARTHEST_M:g} m, found none; come closer")
    positions = mesh.vertex.positions.numpy().astype(np.float64)
    triangles = mesh.triangle.indices.numpy().astype(np.int64)
    return Scan(*_in_order(positions, triangles), unit="m", name=name, toward_up=camera_up(poses))


def _in_order(positions: np.ndarray, triangles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same mesh with its corners and triangles in an order of their own: threads leave another each time."""
    order = np.lexsort(np.round(positions, 5).T)
    place = np.argsort(order)
    moved = place[triangles]
    first = moved.argmin(axis=1)[:, None]
    turned = np.take_along_axis(moved, (first + np.arange(3)) % 3, axis=1)
    return positions[order], turned[np.lexsort(turned.T[::-1])]


def find_poses(frames: Sequence[Frame], depths: Sequence[np.ndarray], *, name: str = "frames") -> list[np.ndarray]:
    """T_world_camera of each frame, each against the one before it; the world is the first camera's space.

    Raises:
        NotFoundError: two frames that follow each other do not show enough of the same.
    """
    open3d: Any = import_module("open3d")
    odometry = open3d.pipelines.odometry
    poses = [np.eye(4)]
    pairs = [_pair(open3d, frame, depth) for frame, depth in zip(frames, depths, strict=True)]
    for place in range(1, len(pairs)):
        camera = frames[place].camera
        worked, T_now_before, _ = odometry.compute_rgbd_odometry(
            pairs[place - 1],
            pairs[place],
            open3d.camera.PinholeCameraIntrinsic(camera.width, camera.height, _matrix(camera)),
            np.eye(4),
            odometry.RGBDOdometryJacobianFromHybridTerm(),
            odometry.OdometryOption(),
        )
        if not worked:
            raise NotFoundError(
                f"{name}: expected frames {place} and {place + 1} to show the same things; give poses or more frames"
            )
        T_now_before = CV_FLIP @ T_now_before @ CV_FLIP
        poses.append(poses[-1] @ inverse(T_now_before))
    return poses


def camera_up(poses: Sequence[np.ndarray]) -> np.ndarray:
    """(3,) where the pictures' tops point on average, in world space: up within the tilt of a hand-held camera."""
    mean = np.mean([one[:3, 1] for one in poses], axis=0)
    length = float(np.linalg.norm(mean))
    return mean / length if length > 0.1 else np.array([0.0, 1.0, 0.0])


def _trusted(depth: np.ndarray) -> np.ndarray:
    """The depth without what is too near, too far or on an edge, where pixels mix two surfaces."""
    kept = depth.astype(np.float32, copy=True)
    kept[~np.isfinite(kept) | (kept < NEAREST_M) | (kept > FARTHEST_M)] = 0
    for axis in (0, 1):
        step = np.abs(np.diff(kept, axis=axis)) > EDGE * np.minimum(
            np.take(kept, range(kept.shape[axis] - 1), axis), np.take(kept, range(1, kept.shape[axis]), axis)
        )
        first, second = ([slice(None)] * 2 for _ in range(2))
        first[axis], second[axis] = slice(0, -1), slice(1, None)
        kept[tuple(first)][step] = 0
        kept[tuple(second)][step] = 0
    return kept


def _matrix(camera: Camera) -> np.ndarray:
    """(3, 3) for Open3D, where the centre of the top left pixel is 0."""
    half = np.array([[0, 0, 0.5], [0, 0, 0.5], [0, 0, 0]])
    return np.ascontiguousarray(camera.matrix_cv - half)


def _pair(open3d: Any, frame: Frame, depth: np.ndarray) -> object:
    image = open3d.geometry.Image
    made: object = open3d.geometry.RGBDImage.create_from_color_and_depth(
        image(np.ascontiguousarray(frame.pixels)), image(_trusted(depth)), depth_scale=1.0, depth_trunc=FARTHEST_M
    )
    return made


__all__ = ["camera_up", "find_poses", "fuse"]
