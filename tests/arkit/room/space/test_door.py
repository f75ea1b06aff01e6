"""Through the door: known closed forms, motions walked step by step, and proofs that hold where a way exists."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.errors import CheckError
from arkit.room.space.barrier import least_width, never_passes
from arkit.room.space.door import Gate, through
from arkit.room.space.pivot import Wall, Way, find_way, no_way
from arkit.room.space.shadow import best_turn, widths
from arkit.room.space.shape import box_shape, mesh_shape
from arkit.room.space.verdict import Verdict
from arkit.surface import Measure
from tests.arkit.room.space.solid import boxes, corner_sofa


def gate(width: float, height: float = 2.0, sd: float = 0.0, **options: float) -> Gate:
    return Gate(Measure(width, sd), Measure(height, sd), **options)


def slanted(long: float, thick: float, width: float, height: float) -> bool:
    """Whether a plate's edge view, `long` x `thick`, lies slanted in a rectangle: at some angle both sides suffice."""
    angle = np.linspace(0, np.pi / 2, 2_001)
    c, s = np.cos(angle), np.sin(angle)
    return bool(((long * c + thick * s <= height) & (long * s + thick * c <= width)).any())


@pytest.mark.parametrize("thick", [0.1, 0.3, 0.45])
@pytest.mark.parametrize("over", [-0.004, 0.004])
def test_a_plate_taller_than_the_door_is_slanted_and_no_more(thick: float, over: float) -> None:
    tallest = max(long for long in np.arange(2.0, 2.6, 0.002) if slanted(long, thick, 0.9, 2.0))
    plate = box_shape((tallest + over, 3.0, thick), sd_m=0)
    found = through(plate, gate(0.9))
    assert found.passes is (Verdict.YES if over < 0 else Verdict.NO)
    if over < 0:
        held = widths(plate.corners_m, found.rotation[:2])
        assert held[0] <= 0.9 and held[1] <= 2.0
        assert found.rotation @ found.rotation.T == pytest.approx(np.eye(3), abs=1e-9)


def test_a_cube_needs_its_side_and_a_tetrahedron_less_than_its_box() -> None:
    assert through(box_shape((0.8, 0.8, 0.8), sd_m=0), gate(0.801, 0.801)).passes is Verdict.YES
    assert through(box_shape((0.8, 0.8, 0.8), sd_m=0), gate(0.799, 2.0)).passes is Verdict.NO
    corners = np.array([(1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)]) / np.sqrt(8)  # edges of 1 m
    faces = np.array([[0, 1, 2], [0, 3, 1], [0, 2, 3], [1, 3, 2]])
    tetrahedron = mesh_shape(corners, faces, sd_m=0)
    assert least_width(corners) == pytest.approx(1 / np.sqrt(2))  # across two opposite edges
    assert through(tetrahedron, gate(1 / np.sqrt(2) + 0.002, 1.0)).passes is Verdict.YES
    assert through(tetrahedron, gate(1 / np.sqrt(2) - 0.002, 1.0)).passes is Verdict.NO


def test_a_turned_product_has_the_same_play() -> None:
    generator = np.random.default_rng(3)
    frame = np.linalg.qr(generator.normal(size=(3, 3)))[0]
    points = box_shape((2.2, 0.83, 0.91), sd_m=0).corners_m
    straight = mesh_shape(*boxes(((0, 0, 0), (2.2, 0.83, 0.91))), sd_m=0)
    faces = boxes(((0, 0, 0), (1, 1, 1)))[1]
    order = boxes(((-1.1, 0, -0.455), (1.1, 0.83, 0.455)))[0] @ frame.T
    turned = mesh_shape(order, faces if np.linalg.det(frame) > 0 else faces[:, ::-1], sd_m=0)
    assert len(points) == 8
    one, other = (best_turn(shape, 0.85, 0.95).play_m.min() for shape in (straight, turned))
    assert one == pytest.approx(0.02, abs=1e-9) and other == pytest.approx(one, abs=5e-4)


def test_no_proof_against_what_passes() -> None:
    generator = np.random.default_rng(11)
    passed = 0
    for _ in range(25):
        points = generator.normal(size=(12, 3)) * generator.uniform(0.2, 0.8, 3)
        width, height = 0.9, 2.0
        faces = mesh_shape(points, _hull_faces(points), sd_m=0)
        fits = best_turn(faces, width, height).play_m.min() >= 0
        assert not (fits and never_passes(faces.corners_m, width, height))
        passed += fits
    assert 3 <= passed <= 24


def test_within_its_error_it_is_unknown() -> None:
    sofa = box_shape((2.2, 0.83, 0.91), sd_m=0.003)
    found = through(sofa, gate(0.84, sd=0.005))
    assert found.passes is Verdict.UNKNOWN and found.clearance_m.value == pytest.approx(0.01, abs=1e-6)
    assert found.clearance_m.sd == pytest.approx(np.hypot(0.003, 0.005))
    assert "measure" in found.reason["en"] and "误差" in found.reason["zh"]
    assert through(sofa, gate(0.86, sd=0.005)).passes is Verdict.YES
    assert through(sofa, gate(0.81, sd=0.005)).passes is Verdict.NO


def test_base_down_it_may_not_be_laid_over() -> None:
    wardrobe = box_shape((1.0, 2.2, 0.6), sd_m=0)
    assert through(wardrobe, gate(0.8)).passes is Verdict.YES
    held = through(wardrobe, gate(0.8), upright=True)
    assert held.passes is Verdict.NO and "upright" in held.reason["en"]
    assert through(wardrobe, gate(0.61, 2.21), upright=True).passes is Verdict.YES
    assert through(wardrobe, gate(0.59, 2.21), upright=True).passes is Verdict.NO


def test_a_corner_sofa_is_turned_about_the_jamb() -> None:
    sofa = mesh_shape(*corner_sofa(), sd_m=0)
    narrow, wide = (through(sofa, gate(width, 0.75), upright=True) for width in (0.7, 1.3))
    assert narrow.passes is Verdict.NO  # either arm alone is 80 cm deep
    assert wide.passes is Verdict.YES and wide.how == "pivot" and wide.way is not None
    assert wide.clearance_m.value < -0.5  # its hull does not pass at all
    assert deepest_in_wall(sofa.rim_m, wide.way, 1.3, 0.10) <= 0


def test_a_sofa_on_its_end_is_threaded_round_the_jamb() -> None:
    seat, back = ((0, 0, 0), (1.6, 0.38, 0.9)), ((0, 0, 0), (1.6, 0.9, 0.22))
    sofa = mesh_shape(*boxes(seat, back), sd_m=0)
    width = 0.62  # its parcel needs 0.68 even askew
    assert best_turn(sofa, width, 2.0).play_m.min() < -0.05
    found = through(sofa, gate(width))
    assert found.passes is Verdict.YES and found.how == "pivot" and found.way is not None
    assert "end" in found.reason["en"]
    held = sofa.surface_m @ found.rotation.T
    assert np.ptp(held[:, 1]) == pytest.approx(1.6)
    assert deepest_in_wall(held[:, [0, 2]], found.way, width, 0.10) <= 0
    assert through(sofa, gate(width), upright=True).passes is not Verdict.YES
    assert through(sofa, gate(width, 1.5)).passes is not Verdict.YES  # too low for it on end


def test_a_corner_sofa_is_tilted_under_the_lintel() -> None:
    """Two arms of 2.2 m, 70 cm thick and 60 cm high: too large as a parcel; on edge it turns."""
    sofa = mesh_shape(*boxes(((0, 0, 0), (2.2, 0.6, 0.7)), ((0, 0, 0.7), (0.7, 0.6, 2.2))), sd_m=0)
    found = through(sofa, gate(0.7, ceiling_m=2.6))
    assert found.passes is Verdict.YES and found.way is not None and found.way.about == "across"
    assert "260 cm" in found.reason["en"] and found.clearance_m.value < -0.04
    held = sofa.surface_m @ found.rotation.T
    assert np.ptp(held[:, 0]) == pytest.approx(0.6)
    low, high = lowest_and_highest(held[:, [1, 2]], found.way, gap=2.0, thickness=0.10)
    assert low >= 0 and high <= 2.6
    assert through(sofa, gate(0.7, ceiling_m=2.1)).passes is not Verdict.YES, "there is no room to stand it up"
    assert through(sofa, gate(0.55)).passes is Verdict.NO


def test_a_sofa_with_hollows_too_thick_for_the_door_is_proven_stuck() -> None:
    seat, back = ((0, 0, 0), (2.1, 0.45, 1.0)), ((0, 0.45, 0), (2.1, 0.95, 0.35))
    sofa = mesh_shape(*boxes(seat, back), sd_m=0.003)
    found = through(sofa, gate(0.52, 2.0, 0.005))
    assert found.passes is Verdict.NO and "hollows" in found.reason["en"] and "空隙" in found.reason["zh"]


def test_a_long_sofa_in_a_narrow_corridor() -> None:
    sofa = box_shape((2.2, 0.83, 0.91), sd_m=0)
    tight = through(sofa, gate(1.0, corridor_m=1.0), upright=True)
    assert tight.passes is Verdict.NO and "corridor" not in tight.reason["en"] and "100 cm" in tight.reason["en"]
    assert through(sofa, gate(1.0, corridor_m=2.3), upright=True).how == "straight"
    turned = through(sofa, gate(1.3, corridor_m=2.0), upright=True)
    assert turned.passes is Verdict.YES and turned.how == "pivot" and turned.way is not None
    assert deepest_in_wall(sofa.rim_m, turned.way, 1.3, 0.10, corridor=2.0) <= 0


def test_the_two_maps_bracket_a_rod() -> None:
    line = np.stack([np.linspace(-1, 1, 201), np.zeros(201)], axis=1)
    assert find_way(line, Wall(0.3, 0.1), slack_m=0.005) is not None
    assert no_way(line, Wall(0.3, 0.1), slack_m=0.005) is False
    wide = np.concatenate([line + np.array([0.0, shift]) for shift in np.linspace(-0.3, 0.3, 61)])
    assert find_way(wide, Wall(0.55, 0.2), slack_m=0.005) is None
    assert no_way(wide, Wall(0.45, 0.2), slack_m=0.005) is True


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"width": 0.08}, "10 cm to 10 m, got 8 cm"),
        ({"width": 0.9, "thickness_m": -1.0}, "wall"),
        ({"width": 0.9, "corridor_m": 0.0}, "corridor"),
    ],
)
def test_openings_that_are_none(options: dict[str, float], words: str) -> None:
    with pytest.raises(CheckError, match=words):
        gate(**options)


def lowest_and_highest(points: np.ndarray, way: Way, gap: float, thickness: float) -> tuple[float, float]:
    """Of points (height, depth) over a whole way on edge; they must be in the gap wherever they are in the wall."""
    low, high = np.inf, -np.inf
    steps = zip(way.yaw_rad, way.across_m, way.depth_m, strict=True)
    for yaw, up, deep in steps:
        c, s = np.cos(yaw), np.sin(yaw)
        height, depth = c * points[:, 0] + s * points[:, 1] + up, c * points[:, 1] - s * points[:, 0] + deep
        assert height[(depth > -thickness) & (depth < 0)].max(initial=0.0) <= gap
        low, high = min(low, height.min()), max(high, height.max())
    assert way.depth_m[0] < way.depth_m[-1]
    return low, high


def deepest_in_wall(rim: np.ndarray, way: Way, width: float, thickness: float, corridor: float = 99.0) -> float:
    """How deep any point of a rim comes into the wall, in small steps along a way."""
    deepest = -np.inf
    for place in range(len(way.yaw_rad) - 1):
        for part in np.linspace(0, 1, 6):
            yaw, x, z = (
                (1 - part) * row[place] + part * row[place + 1] for row in (way.yaw_rad, way.across_m, way.depth_m)
            )
            px = np.cos(yaw) * rim[:, 0] + np.sin(yaw) * rim[:, 1] + x
            pz = np.cos(yaw) * rim[:, 1] - np.sin(yaw) * rim[:, 0] + z
            inside = np.minimum(-pz, pz + thickness)
            deepest = max(deepest, float(np.minimum(inside, np.abs(px) - width / 2).max()))
            deepest = max(deepest, float((-thickness - corridor - pz).max()))
            if place == 0 and part == 0:
                assert pz.max() < -thickness
    assert pz.min() > 0
    return deepest


def _hull_faces(points: np.ndarray) -> np.ndarray:
    from scipy.spatial import ConvexHull

    hull = ConvexHull(points)
    middle = points.mean(axis=0)
    outward = np.einsum("ij,ij->i", hull.equations[:, :3], points[hull.simplices[:, 0]] - middle) > 0
    a, b, c = (points[hull.simplices[:, corner]] for corner in range(3))
    right = (np.einsum("ij,ij->i", np.cross(b - a, c - a), hull.equations[:, :3]) > 0) == outward
    return np.where(right[:, None], hull.simplices, hull.simplices[:, ::-1])
