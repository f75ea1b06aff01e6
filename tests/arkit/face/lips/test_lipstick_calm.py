"""Worn lipstick in a video: the sensor's trembling is taken out of its mean, a change of light is followed."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np

from arkit.color import delta_e, linear_to_lab
from arkit.face.lips.lipstick import decode, paint_lips
from arkit.face.lips.mask import LipMemory
from arkit.frame import Frame
from arkit.look import Makeup
from tests.arkit.face.synthetic import mouth_picture, mouth_points

RED, LINER = Makeup("lips", "#B0182B"), Makeup("lips", "#5A1020", "satin", 0.5)


def dimmed(frame: Frame, times: float, shake: float = 1.0) -> Frame:
    return Frame(np.clip(frame.pixels * times * shake, 0, 255).astype(np.uint8), frame.time_s, frame.camera)


def worn_means(brightness: list[float], makeups=(RED,), *, shake: float = 0.0, seed: int = 0) -> np.ndarray:
    """(n, 3) mean linear light of the lips in each frame of a video whose brightness is told, trembling by `shake`."""
    points, memory, rng = mouth_points(), LipMemory(), np.random.default_rng(seed)
    means = []
    for number, times in enumerate(brightness):
        frame, lips, _ = mouth_picture(points, noise=2.0, seed=number, time_s=number / 30)
        frame = dimmed(frame, times, 1 + rng.normal(0, shake))
        deep = cv2.erode(lips.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
        for makeup in makeups:
            frame, _ = paint_lips(frame, points, makeup, memory=memory)
        means.append(decode(frame.pixels[deep]).mean(axis=0))
    return np.array(means)


def test_the_mean_of_worn_lips_trembles_less_than_the_sensor() -> None:
    labs = linear_to_lab(worn_means([0.5] * 30, shake=0.01))
    steps = [float(delta_e(one, two)) for one, two in pairwise(labs[5:])]
    assert np.percentile(steps, 95) < 0.15


def test_a_step_of_light_settles_where_a_new_video_would_begin() -> None:
    after = worn_means([0.9] * 5 + [0.5] * 40)[-1]
    fresh = worn_means([0.5] * 3)[-1]
    assert delta_e(linear_to_lab(after), linear_to_lab(fresh)) < 0.5


def test_two_products_on_one_mouth_both_follow() -> None:
    after = worn_means([0.9] * 5 + [0.6] * 40, (RED, LINER))[-1]
    fresh = worn_means([0.6] * 3, (RED, LINER))[-1]
    assert delta_e(linear_to_lab(after), linear_to_lab(fresh)) < 0.7
