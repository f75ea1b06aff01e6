"""Folders of depth pictures: layouts, poses, a left-handed world, and the room that is fused from them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from arkit.errors import ArkitError, CheckError, NotFoundError, ReadError
from arkit.frame import Camera, rays
from arkit.room.scan import Intrinsics, find_frames, fuse, read_depth_m
from arkit.scan import read_frames, read_scan
from arkit.spaces import apply, inverse, pose, rotation_between, rotation_y
from arkit.surface import Interior

DATA = Path(os.environ.get("ARKIT_TEST_DATA", Path(__file__).resolve().parents[5] / "shared" / "data"))
CAMERA = Camera(160, 120, 100.0, 100.0, 80.0, 60.0)
LOW, HIGH = np.array([-2.0, 0.0, -1.5]), np.array([2.0, 2.5, 1.5])


def poses(count: int = 8) -> list[np.ndarray]:
    """A camera in the middle of the box room that turns around and looks 25 degrees down or up."""
    found = []
    for place in range(count):
        pitch = np.radians(-28 if place % 2 == 0 else 18)
        turn = rotation_y(2 * np.pi * place / count)
        nod = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
        found.append(pose(turn @ nod, np.array([0.0, 1.4, 0.0])))
    return found


def depth_of(T_room_camera: np.ndarray) -> np.ndarray:
    """(h, w) exact metres along the axis to the box room's faces."""
    v, u = np.mgrid[0 : CAMERA.height, 0 : CAMERA.width]
    way = rays(CAMERA, np.stack([u.ravel() + 0.5, v.ravel() + 0.5], axis=1))
    world = way @ T_room_camera[:3, :3].T
    eye = T_room_camera[:3, 3]
    with np.errstate(divide="ignore"):
        reach = np.where(world > 0, (HIGH - eye) / world, (LOW - eye) / world).min(axis=1)
    return (reach * -way[:, 2]).reshape(CAMERA.height, CAMERA.width)


def written(folder: Path, lines: list[str], *, camera: str = "100 100 79.5 59.5 5000") -> Path:
    (folder / "depth").mkdir()
    for place, one in enumerate(poses()):
        steps = np.round(depth_of(one) * 5000).astype(np.uint16)
        Image.fromarray(steps).save(folder / "depth" / f"{place + 1}.png")
    (folder / "camera.txt").write_text(camera)
    (folder / "pose.txt").write_text("\n".join(lines))
    return folder


def quaternion(turn: np.ndarray) -> np.ndarray:
    """x, y, z, w of a rotation that is not near a half turn, or found by its largest part where it is."""
    parts = np.array([turn[0, 0], turn[1, 1], turn[2, 2], turn.trace()])
    which = int(np.argmax(parts))
    if which == 3:
        q = np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1], 1 + turn.trace()])
    else:
        i, j, k = which, (which + 1) % 3, (which + 2) % 3
        q = np.zeros(4)
        q[i], q[j], q[k] = 1 + 2 * turn[i, i] - turn.trace(), turn[j, i] + turn[i, j], turn[k, i] + turn[i, k]
        q[3] = turn[k, j] - turn[j, k]
    return q / np.linalg.norm(q)


def cv_lines(mirror: float = 1.0) -> list[str]:
    """The poses as files have them: camera to world, OpenCV's axes, y mirrored for a left-handed world."""
    flip, side = np.diag([1.0, -1, -1, 1]), np.diag([1.0, mirror, 1, 1])
    lines = []
    for one in poses():
        T = side @ one @ flip @ side
        lines.append(" ".join(f"{value:.9f}" for value in (*T[:3, 3], *quaternion(T[:3, :3]))))
    return lines


def sides(found: Interior) -> np.ndarray:
    outline = found.planes[0].outline_m
    assert outline is not None
    return np.sort(np.linalg.norm(np.roll(outline, -1, axis=0) - outline, axis=1))


def test_a_folder_with_poses_is_a_room(tmp_path: Path) -> None:
    found = read_scan(written(tmp_path, cv_lines()))
    np.testing.assert_allclose(sides(found), [3, 3, 4, 4], atol=0.01)
    ceiling = next(one for one in found.planes if one.kind == "ceiling")
    assert ceiling.T_room_plane[1, 3] == pytest.approx(2.5, abs=0.01)


def test_a_left_handed_world_is_mirrored_back(tmp_path: Path) -> None:
    """The corner points of a fused surface lie where they are, not where a mirror would show them."""
    folder = written(tmp_path, cv_lines(-1.0), camera="100 -100 79.5 59.5")
    frames = find_frames(folder)
    assert frames.T_world_camera is not None
    np.testing.assert_allclose(np.linalg.det(frames.T_world_camera[:, :3, :3]), 1)
    for one, other in zip(frames.T_world_camera, poses(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)
    np.testing.assert_allclose(sides(read_scan(folder)), [3, 3, 4, 4], atol=0.01)


def test_times_join_poses_to_pictures(tmp_path: Path) -> None:
    folder = written(tmp_path, [])
    for place in range(8):
        (folder / "depth" / f"{place + 1}.png").rename(folder / "depth" / f"{100 + place * 0.5:.4f}.png")
    lines = [f"{100 + place * 0.5 + 0.01:.4f} {line}" for place, line in enumerate(cv_lines()) if place != 3]
    (folder / "pose.txt").write_text("# time tx ty tz qx qy qz qw\n" + "\n".join(reversed(lines)))
    frames = find_frames(folder)
    assert frames.T_world_camera is not None and len(frames.depths) == 7
    np.testing.assert_allclose(frames.T_world_camera[4], poses()[5], atol=1e-6)


def test_fused_noise_is_less_than_one_picture_s() -> None:
    rng = np.random.default_rng(1)
    true = pose(rotation_between(np.array([0.0, 1, 0]), np.array([0.0, 1, 0.3])), np.array([0.0, 1.4, 0.5]))
    depth = depth_of(true)

    def off(count: int) -> float:
        noisy = [depth + rng.normal(size=depth.shape) * 0.01 for _ in range(count)]
        scan = fuse([CAMERA] * count, [true] * count, noisy, voxel_m=0.03)
        x, y, z = scan.positions.T
        wall = scan.positions[(np.abs(z - LOW[2]) < 0.05) & (np.abs(x) < 1) & (y > 1.2) & (y < 2.2)]
        return float(np.std(wall[:, 2]))

    assert off(6) < 0.65 * off(1)


@pytest.mark.parametrize(
    "poses_text,camera,error,words",
    [
        ("1 2 3", "100 100 79.5 59.5", ReadError, "tx ty tz"),
        ("a b", "100 100 79.5 59.5", ReadError, "numbers"),
        ("0 0 0 0 0 0 1", "100 100 79.5 59.5", ReadError, "a pose for each"),
        ("0 0 0 0 0 0 1", "100 100", ReadError, "fx fy cx cy"),
        ("0 0 0 0 0 0 1", "0 100 1 1", CheckError, "fx, fy"),
        ("nan 0 0 0 0 0 1", "100 100 79.5 59.5", ReadError, "finite"),
    ],
)
def test_broken_folders(tmp_path: Path, poses_text: str, camera: str, error: type[ArkitError], words: str) -> None:
    folder = written(tmp_path, [poses_text], camera=camera)
    with pytest.raises(error) as caught:
        find_frames(folder)
    assert words in caught.value.message


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"camera\.txt"):
        folder = written(tmp_path, cv_lines())
        (folder / "camera.txt").unlink()
        find_frames(folder)
    (tmp_path / "camera.txt").write_text("100 100 79.5 59.5")
    (tmp_path / "pose.txt").unlink()
    with pytest.raises(NotFoundError, match=r"pose\.txt"):
        read_frames(tmp_path)
    with pytest.raises(CheckError, match="expected depth of 160x120"):
        fuse([CAMERA], [np.eye(4)], [np.ones((60, 80))])
    Image.new("RGB", (8, 8)).save(tmp_path / "grey.png")
    with pytest.raises(ReadError, match="16 bit"):
        read_depth_m(tmp_path / "grey.png", 5000)


def real(name: str) -> Path:
    path = DATA / "rooms" / name
    if not path.exists():
        pytest.skip(f"rooms/{name} is not there: set ARKIT_TEST_DATA")
    return path


@pytest.mark.data
def test_icl_nuim_s_planes_are_square() -> None:
    found = read_scan(real("icl_nuim"), intrinsics=Intrinsics(481.2, -480.0, 319.5, 239.5))
    walls = [one.T_room_plane[:3, 1] for one in found.planes if one.kind == "wall"]
    assert len(walls) >= 3
    angles = np.degrees(np.arccos(np.clip([abs(a @ b) for a in walls for b in walls], 0, 1)))
    assert (np.minimum(angles, 90 - angles) < 1).all()
    ceiling = next(one.T_room_plane[:3, 1] for one in found.planes if one.kind == "ceiling")
    assert np.degrees(np.arccos(-ceiling[1])) < 1


@pytest.mark.data
def test_a_pair_without_poses_finds_desk_and_floor() -> None:
    found = read_scan(real("tum_fr1"), intrinsics=Intrinsics(517.3, 516.5, 318.6, 255.3))
    top = max(found.furniture, key=lambda one: one.size_m[0] * one.size_m[2])
    points = apply(inverse(top.T_room_box), found.positions_m)
    over = (np.abs(points[:, [0, 2]]) < top.size_m[[0, 2]] / 2).all(axis=1) & (found.positions_m[:, 1] > 0.3)
    level = found.positions_m[over, 1]
    assert 0.6 < float(np.median(level)) < 0.9
