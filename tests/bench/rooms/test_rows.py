"""What the room bench says of a row, and how a room is planned and lit."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.frame import Camera
from bench.room import told_line
from bench.room_rows import Row, at_least, at_most, covered, recall_auc
from bench.rooms.arrange import footprint, overlapping
from bench.rooms.lens import bent_px, straight_px
from bench.rooms.plan import inside
from bench.rooms.scene import furnished


@pytest.mark.parametrize(
    ("row", "met"),
    [
        (Row("", at_most(1.0), 1.0), True),
        (Row("", at_most(1.0), 1.1), False),
        (Row("", at_least(0.87), 0.9), True),
        (Row("", (0.85, 0.95), 0.97), False),
        (Row("", at_most(1.0), float("nan")), False),
        (Row("", None, 3.0), None),
    ],
)
def test_a_target_is_met_within_its_band(row: Row, met: bool | None) -> None:
    assert row.met is met
    assert ("MISSED" in told_line(row)) is (met is False)


def test_recall_counts_a_refusal_as_failure_and_coverage_counts_ninety_of_a_hundred() -> None:
    assert recall_auc([0.0, 5.0, float("nan"), 20.0], 10.0) == pytest.approx(0.375)
    errors = np.random.default_rng(0).normal(0, 2.0, 4000)
    assert covered(errors, np.full(4000, 2.0)) == pytest.approx(0.9, abs=0.015)


@pytest.mark.parametrize("k1", [-0.12, 0.05])
def test_the_lens_undoes_itself(k1: float) -> None:
    camera = Camera(1000, 800, 700.0, 700.0, 503.0, 396.0)
    points = np.random.default_rng(1).uniform((0, 0), (1000, 800), (30000, 2))
    np.testing.assert_allclose(bent_px(camera, k1, straight_px(camera, k1, points)), points, atol=1e-4)


@pytest.mark.parametrize("seed", range(0, 40, 5))
def test_nothing_overlaps_and_doors_stay_free(seed: int) -> None:
    room = furnished(seed)
    standing = [one for one in room.standing if one.on == "floor" and one.piece.label != "rug"]
    feet = [footprint(one.piece, one.T_room_piece) for one in standing]
    for index, quad in enumerate(feet):
        middle = quad.mean(axis=0)
        assert inside(room.plan.outline_m, middle + 0.99 * (quad - middle)).all(), standing[index].piece.label
        assert not any(overlapping(quad, other) for other in feet[index + 1 :]), standing[index].piece.label
    for gate in room.plan.gates:
        if gate.opening.kind == "window":
            continue
        T = gate.opening.T_room_opening
        before = (T[:3, 3] + 0.4 * T[:3, 2])[[0, 2]]
        patch = before + 0.3 * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
        assert not any(overlapping(quad, patch) for quad in feet)
