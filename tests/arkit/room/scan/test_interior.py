"""Rooms with known truth from noisy points: what is found, how true it is, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arkit.errors import AmbiguousError, ArkitError, CheckError, NotFoundError
from arkit.room.scan import Scan, find_interior
from arkit.spaces import apply, pose, rotation_between, rotation_y
from arkit.surface import Interior, Plane
from tests.arkit.room.scan.scanned import FURNISHED, L_SHAPED, Box, Hole, Plan, mesh, scan_points


def tilted(points: np.ndarray, degrees: float, yaw: float = 0.6) -> np.ndarray:
    lean = np.array([np.sin(np.radians(degrees)), np.cos(np.radians(degrees)), 0.0])
    turn = rotation_between(np.array([0.0, 1.0, 0.0]), lean) @ rotation_y(yaw)
    return apply(pose(turn, np.array([3.0, -1.0, 2.0])), points)


def walls(interior: Interior) -> list[Plane]:
    return [one for one in interior.planes if one.kind == "wall"]


def lengths(interior: Interior) -> np.ndarray:
    outline = interior.planes[0].outline_m
    assert outline is not None
    return np.linalg.norm(np.roll(outline, -1, axis=0) - outline, axis=1)


def volume(interior: Interior) -> float:
    outline = interior.planes[0].outline_m
    assert outline is not None
    x, z = outline.T
    return abs(float(x @ np.roll(z, -1) - z @ np.roll(x, -1))) / 2


@pytest.fixture(scope="module")
def points() -> np.ndarray:
    return scan_points(FURNISHED, np.random.default_rng(5), per_m2=500)


@pytest.fixture(scope="module")
def found(points: np.ndarray) -> Interior:
    return find_interior(Scan(tilted(points, 6.0), unit="m", name="room"))


def test_the_outline_is_the_room_s(found: Interior) -> None:
    np.testing.assert_allclose(np.sort(lengths(found)), [4, 4, 5, 5], atol=0.01)
    ceiling = next(one for one in found.planes if one.kind == "ceiling")
    assert ceiling.T_room_plane[1, 3] == pytest.approx(2.6, abs=0.01)
    assert ceiling.T_room_plane[1, 1] < -0.999
    assert len(walls(found)) == 4


def test_a_tilted_scan_is_levelled(found: Interior) -> None:
    floor = found.positions_m[np.abs(found.positions_m[:, 1]) < 0.03]
    a = np.stack([floor[:, 0], floor[:, 2], np.ones(len(floor))], axis=1)
    slope = np.linalg.lstsq(a, floor[:, 1], rcond=None)[0]
    assert np.degrees(np.hypot(slope[0], slope[1])) < 0.1
    assert abs(float(np.median(floor[:, 1]))) < 0.002
    assert 0 < found.gravity_sd_rad < np.radians(0.2)


def test_walls_face_the_room_and_stand_where_they_are(found: Interior) -> None:
    middle = np.mean(found.planes[0].outline_m, axis=0)
    for wall in walls(found):
        toward = np.array([middle[0], 1.0, middle[1]]) - wall.T_room_plane[:3, 3]
        assert toward @ wall.T_room_plane[:3, 1] > 1
        np.testing.assert_allclose(wall.T_room_plane[:3, 2], (0, 1, 0), atol=1e-9)
        assert np.linalg.det(wall.T_room_plane[:3, :3]) == pytest.approx(1)
        assert wall.outline_m is not None and wall.offset_sd_m is not None and 0 < wall.offset_sd_m < 0.01
        on = apply(np.linalg.inv(wall.T_room_plane), found.positions_m)
        low, high = wall.outline_m.min(axis=0), wall.outline_m.max(axis=0)
        inside = (on[:, [0, 2]] > low).all(axis=1) & (on[:, [0, 2]] < high).all(axis=1)
        near = on[inside & (np.abs(on[:, 1]) < 0.03), 1]
        assert abs(float(np.median(near))) < 0.003


def test_door_and_window_are_measured_with_their_error(found: Interior) -> None:
    sizes = {one.kind: one for one in found.openings}
    assert set(sizes) == {"door", "window"}
    for kind, width, height, sill in (("door", 0.9, 2.05, 0.0), ("window", 1.6, 1.3, 0.9)):
        one = sizes[kind]
        assert abs(one.width_m.value - width) < 4 * one.width_m.sd < 0.12
        assert abs(one.height_m.value - height) < 4 * one.height_m.sd < 0.12
        assert one.T_room_opening[1, 3] == pytest.approx(sill, abs=0.04)
        inward = one.T_room_opening[:3, 2]
        middle = np.mean(found.planes[0].outline_m, axis=0)
        assert inward @ (np.array([middle[0], 0, middle[1]]) - one.T_room_opening[:3, 3]) > 1


def test_furniture_gets_boxes_of_its_size(found: Interior) -> None:
    assert len(found.furniture) == 3
    for true in FURNISHED.boxes:
        w, h, d = true.size_m
        near = min(found.furniture, key=lambda one: abs(one.size_m.prod() - w * h * d))
        np.testing.assert_allclose(np.sort(near.size_m[[0, 2]]), np.sort([w, d]), atol=0.12)
        assert near.size_m[1] == pytest.approx(h, abs=0.06)
        assert near.T_room_box[1, 3] == 0.0


def test_an_l_has_six_corners() -> None:
    points = scan_points(L_SHAPED, np.random.default_rng(2), per_m2=400)
    found = find_interior(Scan(points, unit="m", up="y"))
    np.testing.assert_allclose(np.sort(lengths(found)), [2, 2, 2.5, 3, 4.5, 5], atol=0.02)
    assert volume(found) == pytest.approx(18.5, abs=0.1)


def test_z_up_millimetres_without_a_word_of_it(points: np.ndarray) -> None:
    found = find_interior(Scan(1000 * points[:, [2, 0, 1]], name="scan"))
    np.testing.assert_allclose(np.sort(lengths(found)), [4, 4, 5, 5], atol=0.01)


def test_a_mesh_of_few_triangles_counts_by_its_area() -> None:
    found = find_interior(Scan(*mesh(FURNISHED), unit="m", up="y"))
    np.testing.assert_allclose(np.sort(lengths(found)), [4, 4, 5, 5], atol=0.002)
    assert len(found.openings) == 2 and len(found.furniture) == 3


def test_without_a_ceiling_there_is_none() -> None:
    points = scan_points(replace(FURNISHED, ceiling=False), np.random.default_rng(3), per_m2=400)
    found = find_interior(Scan(points, unit="m", up="y"))
    assert [one.kind for one in found.planes] == ["floor", "wall", "wall", "wall", "wall"]


def test_a_cupboard_s_front_is_not_the_wall() -> None:
    plan = Plan(boxes=(Box(2.0, 3.7, 0.0, (2.4, 2.5, 0.6)),))
    points = scan_points(plan, np.random.default_rng(4), per_m2=400)
    found = find_interior(Scan(points, unit="m", up="y"))
    np.testing.assert_allclose(np.sort(lengths(found)), [4, 4, 5, 5], atol=0.02)


def test_a_wide_window_s_pane_is_not_the_wall() -> None:
    plan = Plan(holes=(Hole(0, 0.3, 0.04, 4.4, 2.1, 0.14),), height_m=2.4)
    found = find_interior(Scan(scan_points(plan, np.random.default_rng(3), per_m2=400), unit="m", up="y", name="glass"))
    np.testing.assert_allclose(np.sort(lengths(found)), [4, 4, 5, 5], atol=0.02)


def test_windows_and_a_clean_ceiling_tell_up_in_a_room_nearly_bare() -> None:
    holes = (Hole(0, 0.8, 0.9, 1.4, 1.2), Hole(1, 1.2, 0.0, 0.9, 2.05), Hole(2, 1.5, 0.9, 1.6, 1.2))
    plan = Plan(holes=holes, boxes=(Box(4.0, 3.5, 0.1, (0.8, 0.9, 0.4)),))
    points = scan_points(plan, np.random.default_rng(2), per_m2=400)
    for up in (np.eye(3), np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]])):
        found = find_interior(Scan(tilted(points, 4.0) @ up, unit="m", name="bare"))
        ceiling = next(one for one in found.planes if one.kind == "ceiling")
        assert ceiling.T_room_plane[1, 3] == pytest.approx(2.6, abs=0.01)


def test_an_edge_that_something_hides_is_told_less_surely() -> None:
    plan = Plan(holes=(Hole(2, 1.5, 0.9, 1.6, 1.3),))  # from x = 3.5 to 1.9 in the wall z = 4
    points = scan_points(plan, np.random.default_rng(4), per_m2=400)
    beside = (np.abs(points[:, 2] - 4) < 0.03) & (points[:, 0] > 3.5) & (points[:, 0] < 3.8) & (points[:, 1] < 2.3)
    front = np.array([3.45, 0.0, 3.5]) + np.random.default_rng(5).random((600, 3)) * (0.4, 2.3, 0.004)
    seen = {}
    for name, kept in (("bare", points), ("hidden", np.concatenate([points[~beside], front]))):
        room = find_interior(Scan(kept, unit="m", up="y", name=name))
        seen[name] = next(one.width_m for one in room.openings)
        assert abs(seen[name].value - 1.6) < 2.5 * seen[name].sd
    assert seen["hidden"].sd > 3 * seen["bare"].sd


def test_sds_hold_the_truth_as_often_as_they_say() -> None:
    z = []
    for seed in range(12):
        found = find_interior(Scan(scan_points(Plan(), np.random.default_rng(seed), per_m2=250), unit="m", up="y"))
        ones = walls(found)
        for one, other in ((ones[0], ones[2]), (ones[1], ones[3])):
            apart = abs(float((one.T_room_plane[:3, 3] - other.T_room_plane[:3, 3]) @ one.T_room_plane[:3, 1]))
            sd = float(np.hypot(one.offset_sd_m or 0, other.offset_sd_m or 0))
            z.append((apart - round(apart)) / sd)
    inside = float((np.abs(z) < 1.645).mean())
    assert 0.7 <= inside and np.sqrt(np.mean(np.square(z))) < 1.6 and np.abs(z).max() > 0.3


def without(points: np.ndarray, kept: np.ndarray) -> Scan:
    return Scan(points[kept], unit="m", up="y", name="scan.ply")


def test_refused_with_what_to_do(points: np.ndarray) -> None:
    y = points[:, 1]
    for scan, error, words in (
        (Scan(np.zeros((0, 3)), name="scan.ply"), NotFoundError, "empty"),
        (without(points, (y > 0.3) & (y < 2.4)), NotFoundError, "scan the floor too"),
        (without(points, np.abs(points[:, 2]) < 0.03), NotFoundError, "floor"),
        (Scan(points[y > 0.3], unit="m", name="scan.ply"), NotFoundError, "only with the room upside down"),
        (without(points, y > 2.4), NotFoundError, "floor"),
        (Scan(points * 37, name="scan.ply"), AmbiguousError, "say its unit"),
        (Scan(points * 1000, unit="m", up="y"), AmbiguousError, "true unit"),
    ):
        with pytest.raises(error) as caught:
            find_interior(scan)
        assert words in caught.value.message and "\n" not in caught.value.message
    for wrong in ({"up": "w"}, {"unit": "yard"}):
        with pytest.raises(CheckError):
            find_interior(Scan(points, name="scan"), **wrong)


@pytest.mark.parametrize("seed", range(6))
def test_rubbish_is_refused_or_answered_never_a_crash(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(int(rng.integers(1, 3000)), 3)) * rng.uniform(0.01, 5, 3)
    triangles = rng.integers(0, len(points), (int(rng.integers(0, 50)), 3))
    try:
        found = find_interior(Scan(points, triangles, unit="m"))
    except ArkitError as error:
        assert len(error.message) > 20
    else:
        assert found.planes[0].kind == "floor"
