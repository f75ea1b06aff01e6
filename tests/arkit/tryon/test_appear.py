"""What is worn is drawn into its own part of the picture, calmly, and leaves every other byte alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arkit.draw import Sensor
from arkit.errors import MissingError
from arkit.face.track.follow import Face
from arkit.face.wear.glasses import fit_glasses
from arkit.frame import Frame
from arkit.tryon import hiders
from arkit.tryon.appear import Scenery, appear
from arkit.tryon.dress import in_camera
from tests.arkit.face.synthetic import SKIN
from tests.arkit.face.wear.test_glasses import face
from tests.arkit.test_tryon import solid_glasses


def skin_picture(person: Face, time_s: float = 0.0, noise: float = 0.0, gain: float = 1.0) -> Frame:
    """A picture of nothing but skin."""
    from tests.arkit.face.synthetic import camera

    view = camera()
    pixels = np.full((view.height, view.width, 3), np.array(SKIN) * gain)
    if noise:
        pixels += np.random.default_rng(5).normal(0, noise, pixels.shape)
    return Frame(np.clip(pixels, 0, 255).astype(np.uint8), time_s, view)


def worn(frame: Frame, person: Face, scenery: Scenery) -> tuple[Frame, np.ndarray]:
    fit = fit_glasses(solid_glasses(), person)
    occluders = in_camera(hiders(person), person.track.T_camera_face)
    try:
        return appear(frame, frame, person, [fit], occluders, scenery)
    except MissingError as error:
        pytest.skip(f"no OpenGL: {error.message}")


def test_only_written_bytes_change() -> None:
    person = face()
    before = skin_picture(person, noise=3.0)
    after, written = worn(before, person, Scenery())
    assert 500 < written.sum() < 0.2 * written.size
    np.testing.assert_array_equal(after.pixels[~written], before.pixels[~written])
    assert (after.pixels[written] != before.pixels[written]).any(axis=1).mean() > 0.9


def test_the_same_moment_gives_the_same_bytes_and_another_other_grain() -> None:
    person = face()
    first, _ = worn(skin_picture(person, 0.5, noise=4.0), person, Scenery())
    again, _ = worn(skin_picture(person, 0.5, noise=4.0), person, Scenery())
    later, _ = worn(skin_picture(person, 0.6, noise=4.0), person, Scenery())
    np.testing.assert_array_equal(first.pixels, again.pixels)
    assert (first.pixels != later.pixels).any()


def test_light_moves_calmly() -> None:
    person = face()
    scenery = Scenery()
    light, sensor = scenery.look(skin_picture(person), person)
    assert isinstance(sensor, Sensor)
    levels = [scenery.look(skin_picture(person, gain=0.4), person)[0].ambient_rgb.mean() for _ in range(40)]
    steps = np.abs(np.diff([light.ambient_rgb.mean(), *levels]))
    assert steps.max() < 0.3 * (light.ambient_rgb.mean() - levels[-1])
    dark = Scenery().look(skin_picture(person, gain=0.4), person)[0].ambient_rgb.mean()
    assert levels[-1] == pytest.approx(dark, rel=0.05)


def test_a_face_beside_the_picture_changes_nothing() -> None:
    person = face()
    away = person.track.T_camera_face.copy()
    away[0, 3] += 3.0
    gone = replace(person, track=replace(person.track, T_camera_face=away))
    frame = skin_picture(person)
    after, written = worn(frame, gone, Scenery())
    assert after is frame and not written.any()
