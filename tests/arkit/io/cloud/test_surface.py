from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from arkit.document import bounds, indices, instances, primitive_of, values
from arkit.errors import ReadError
from arkit.io import Source, read

RADIUS_M = 0.3


def ball(count: int) -> np.ndarray:
    points = np.random.default_rng(3).normal(size=(count, 3))
    return RADIUS_M * points / np.linalg.norm(points, axis=1, keepdims=True)


def scan(folder: Path, points: np.ndarray) -> Source:
    """A PLY without faces: the upper half red, the lower half blue."""
    rows = [("x", "<f4"), ("y", "<f4"), ("z", "<f4"), ("red", "u1"), ("green", "u1"), ("blue", "u1")]
    table = np.zeros(len(points), dtype=rows)
    for column, axis in enumerate("xyz"):
        table[axis] = points[:, column]
    table["red"], table["blue"] = np.where(points[:, 1] > 0, 255, 0), np.where(points[:, 1] > 0, 0, 255)
    kinds = "".join(f"property {'uchar' if len(name) > 1 else 'float'} {name}\n" for name, _ in rows)
    head = f"ply\nformat binary_little_endian 1.0\nelement vertex {len(points)}\n{kinds}end_header\n"
    (folder / "scan.ply").write_bytes(head.encode() + table.tobytes())
    return read(folder / "scan.ply")


def test_a_scanned_ball_becomes_a_ball_of_its_size_and_colours(tmp_path: Path) -> None:
    source = scan(tmp_path, ball(4000) + np.array((1, 0, 3)))
    low, high = bounds(source.document)
    assert np.allclose(high - low, 2 * RADIUS_M, atol=0.004)
    assert np.allclose((low + high) / 2, (1, 0, 3), atol=0.003)
    primitive = primitive_of(source.document, next(iter(instances(source.document))))
    corners = values(source.document, primitive["attributes"]["POSITION"]) - (1, 0, 3)
    triangles = corners[indices(source.document, primitive)]
    volume = np.einsum("ij,ij->i", triangles[:, 0], np.cross(triangles[:, 1], triangles[:, 2])).sum() / 6
    assert volume == pytest.approx(4 / 3 * np.pi * RADIUS_M**3, rel=0.02)  # closed, and facing out
    colors = values(source.document, primitive["attributes"]["COLOR_0"])
    assert (colors[corners[:, 1] > 0.05] == (1, 0, 0)).all() and (colors[corners[:, 1] < -0.05] == (0, 0, 1)).all()
    said = next(one for one in source.guesses if "Poisson" in one)
    assert "4,000 points" in said and "median" in said and "95th percentile" in said


def test_open_shapes_stay_open(tmp_path: Path) -> None:
    points = ball(8000)
    source = scan(tmp_path, points[points[:, 1] < 0.15])
    assert bounds(source.document)[1][1] == pytest.approx(0.15, abs=0.03)


def test_points_of_an_obj(tmp_path: Path) -> None:
    (tmp_path / "scan.obj").write_text("".join(f"v {x} {y} {z}\n" for x, y, z in ball(2000)))
    source = read(tmp_path / "scan.obj")
    assert source.format == "obj" and source.triangles > 1000


@pytest.mark.parametrize(
    "points,said",
    [
        (ball(300), "1,000 points"),
        (np.repeat(ball(10), 500, axis=0), "got 10 points"),
        (ball(2000) * (1, 0, 1), "in a plane or a line"),
        (ball(2000) * (1, 0, 0), "in a plane or a line"),
        (np.random.default_rng(0).random((3000, 3)), "misses one in twenty"),
    ],
)
def test_what_no_surface_goes_through_is_refused(tmp_path: Path, points: np.ndarray, said: str) -> None:
    with pytest.raises(ReadError, match=said):
        scan(tmp_path, points)
