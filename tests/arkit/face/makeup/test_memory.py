"""What a video remembers of a made-up face: calm in calm light, quick where a lamp is switched on."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.face.makeup.memory import BREAK_S, CARRIED_S, EVERY_S, Cells, MakeupMemory

FPS = 30.0


def _told(memory: MakeupMemory, time_s: float, level: float, value: float) -> float:
    return float(memory.told("white", time_s, level, lambda: np.array(value)))


def test_noise_is_eased_and_most_frames_do_not_look() -> None:
    rng, memory, asked = np.random.default_rng(3), MakeupMemory(), []

    def look() -> np.ndarray:
        asked.append(1)
        return np.array(1 + 0.1 * rng.normal())

    told = [float(memory.told("white", number / FPS, 0.3, look)) for number in range(300)]
    assert len(asked) <= 300 * 2 / (EVERY_S * FPS) / 1.9
    assert np.abs(np.diff(told)).mean() < 0.03


def test_a_lamp_that_goes_on_within_a_second_is_followed_within_half_of_one() -> None:
    memory, now = MakeupMemory(), 0.0
    for number in range(60):
        now = number / FPS
        light = 0.2 + 0.4 * min(max(now - 0.5, 0.0), 1.0)
        told = _told(memory, now, light, light)
        assert abs(told - light) < 0.2 * 0.4 + 0.02
    assert abs(told - 0.6) < 0.01


def test_a_lamp_that_goes_on_at_once_is_followed_at_once() -> None:
    memory = MakeupMemory()
    assert _told(memory, 0.0, 0.2, 0.4) == 0.4
    assert _told(memory, 1 / FPS, 0.3, 0.8) == 0.8


def test_after_a_break_or_a_step_back_nothing_is_known() -> None:
    for later_s in (BREAK_S + 0.1, -0.2):
        memory = MakeupMemory()
        _told(memory, 1.0, 0.2, 0.4)
        assert _told(memory, 1.0 + later_s, 0.2, 0.9) == 0.9


def _face(shift: tuple[float, float] = (0, 0)) -> np.ndarray:
    rng = np.random.default_rng(5)
    return np.asarray(rng.uniform(100, 300, (468, 2)) + shift)


def test_cells_go_along_with_a_face_that_only_moves() -> None:
    cells = Cells(1.0, _face(), (90, 80, 310, 320))
    cells.found["skin"] = 7
    moved = cells.moved(1.03, _face((3.3, -4.6)), 640, 480)
    assert moved is not None
    assert moved.box_px == (93, 75, 313, 315)
    assert moved.found is cells.found


@pytest.mark.parametrize("later_s", [CARRIED_S + 0.01, -0.01])
def test_cells_are_made_anew_in_time(later_s: float) -> None:
    assert Cells(1.0, _face(), (90, 80, 310, 320)).moved(1.0 + later_s, _face(), 640, 480) is None


def test_cells_are_made_anew_where_a_point_moves_alone() -> None:
    bent = _face()
    bent[13] += (0, 3)
    assert Cells(1.0, _face(), (90, 80, 310, 320)).moved(1.03, bent, 640, 480) is None


def test_cells_are_made_anew_at_the_edge_of_the_picture() -> None:
    cells = Cells(1.0, _face(), (90, 80, 310, 320))
    assert cells.moved(1.03, _face((-95, 0)), 640, 480) is None
    assert cells.moved(1.03, _face((0, 165)), 640, 480) is None
