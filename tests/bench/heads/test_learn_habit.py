"""What is learned of a tracker's habit undoes it, and a mouth that opens no longer nods the head."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from arkit.face.canonical import POINTS, canonical_face
from arkit.face.track.habit import Habit
from arkit.face.track.pose import rotation_from_angles
from arkit.frame import project
from arkit.spaces import apply, pose
from bench.heads.learn_habit import Lesson, Pair, errors_deg, learned, lesson, turned_deg, write
from tests.arkit.face.synthetic import camera

SHOWN = (0.7, 1.0, 1.0)  # this tracker shows seven tenths of a nod


def face_lesson(seed: int, angles_deg: np.ndarray, *, open_m: float = 0.0) -> Lesson:
    """A head as a tracker shows it that sees nods too small; the jaw drops by `open_m` below the nose."""
    view, at_m = camera(), np.array([0.0, 0.0, -0.5])
    shown = pose(rotation_from_angles(*np.radians(angles_deg * SHOWN)), at_m)
    truth = pose(rotation_from_angles(*np.radians(angles_deg)), at_m)
    own = 1 + np.random.default_rng(seed).normal(0, 0.03, 3)
    points = canonical_face().positions_m[:POINTS] * own
    points = points - np.outer(np.clip(-0.04 - points[:, 1], 0, None) * open_m / 0.06, (0, 1, 0))
    return lesson(seed, project(view, apply(shown, points)), truth, view)


@pytest.fixture(scope="module")
def taught() -> tuple[list[Lesson], list[Pair]]:
    rng = np.random.default_rng(0)
    lessons = [face_lesson(seed, rng.uniform(-20, 20, 3) * (1, 1, 0.3)) for seed in range(4) for _ in range(12)]
    places = [(seed, rng.uniform(-6, 6, 3)) for seed in range(4) for _ in range(3)]
    return lessons, [(face_lesson(seed, at, open_m=0.02), face_lesson(seed, at)) for seed, at in places]


@pytest.fixture(scope="module")
def found(taught: tuple[list[Lesson], list[Pair]]) -> Habit:
    return learned(*taught)


def test_it_is_undone_and_an_open_mouth_turns_nothing(taught: tuple[list[Lesson], list[Pair]], found: Habit) -> None:
    lessons, pairs = taught
    assert errors_deg(lessons, found).mean() < 0.3 * errors_deg(lessons, None).mean()
    assert turned_deg(pairs, found).mean() < 0.3 * turned_deg(pairs, None).mean()


def test_a_mirror_image_is_treated_as_the_mirror_of_the_face(found: Habit) -> None:
    across = np.array([1.0, -1.0, -1.0])  # a nod stays in a mirror, a turn and a tilt change sides
    even = [0, 1, 3, 5, 6, 8]  # terms with an even power of yaw
    assert np.abs(found.cubic[even][:, across < 0]).max() < 1e-6 * np.abs(found.cubic).max()


def test_the_table_is_written_where_one_says(tmp_path: Path, found: Habit) -> None:
    write(found, tmp_path / "table.json")
    table = json.loads((tmp_path / "table.json").read_text(encoding="utf-8"))
    np.testing.assert_allclose(table["own"], found.own, rtol=1e-4, atol=1e-8)
    assert set(table) == {"about", "cubic", "own", "rest", "place"}
