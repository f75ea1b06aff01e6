"""What a video remembers of a made-up face: calm in calm light, quick where a lamp is switched on."""

from __future__ import annotations

import numpy as np

from arkit.face.makeup.memory import BREAK_S, EVERY_S, MakeupMemory

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
