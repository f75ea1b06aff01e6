"""Dark faces as the tracker is shown them: as bright as wanted, calm from frame to frame, bright ones untouched."""

from __future__ import annotations

import numpy as np
import pytest
import skimage.data

from arkit.color import linear_to_srgb, srgb_to_linear
from arkit.face.track.brighten import SETTLES_S, WANTED, Brightness, brightened, gamma_for
from arkit.face.track.detect import Tracker
from arkit.frame import Frame
from tests.arkit.face.synthetic import camera

BOX = np.array([[60.0, 40.0], [139.0, 40.0], [139.0, 139.0], [60.0, 139.0]])


def face_of(code: int, around: int = 200) -> np.ndarray:
    """A face of one code in a picture of another."""
    pixels = np.full((180, 200, 3), around, dtype=np.uint8)
    pixels[40:140, 60:140] = code
    return pixels


@pytest.mark.parametrize("code", [30, 45, 60])
def test_a_dark_face_gets_the_wanted_brightness_whatever_is_round_it(code: int) -> None:
    for around in (0, 255):
        pixels = face_of(code, around)
        shown = brightened(pixels, gamma_for(pixels, BOX))
        assert abs(float(np.median(shown[40:140, 60:140])) / 255 - WANTED) < 0.01
        assert (shown[0, 0] == around).all()


def test_an_ordinary_face_stays_the_very_same_picture() -> None:
    pixels = face_of(140)
    assert gamma_for(pixels, BOX) == 1
    assert brightened(pixels, gamma_for(pixels, BOX)) is pixels
    watching = Brightness()
    assert not watching.learn(pixels, 0.0, BOX)
    assert watching.shown(pixels) is pixels


def test_black_and_places_outside_the_picture_do_no_harm() -> None:
    black = face_of(0, 0)
    assert 0.2 < gamma_for(black, BOX) < 1
    assert gamma_for(black, BOX + 1000) > 0
    watching = Brightness()
    watching.learn(black, 0.0, BOX + 1000)
    assert watching.shown(black).shape == black.shape


def test_a_video_starts_at_once_and_then_follows_slowly() -> None:
    watching = Brightness()
    assert watching.learn(face_of(40), 0.0, BOX)  # the first dark face is looked at again
    first = watching.shown(face_of(40))[90, 100, 0]
    assert abs(int(first) - round(255 * WANTED)) <= 2
    assert not watching.learn(face_of(60), 1 / 30, BOX)
    soon = watching.shown(face_of(40))[90, 100, 0]
    assert 0 <= int(first) - int(soon) <= 2
    watching.learn(face_of(60), 5 * SETTLES_S, BOX)
    assert abs(int(watching.shown(face_of(60))[90, 100, 0]) - round(255 * WANTED)) <= 3


def test_only_what_lies_round_the_face_is_brightened_and_all_of_it_when_the_face_is_lost() -> None:
    wide = np.full((400, 600, 3), 40, dtype=np.uint8)
    watching = Brightness()
    watching.learn(wide, 0.0, BOX)
    assert watching.shown(wide)[399, 599, 0] == 40
    assert not watching.learn(wide, 0.1, None)
    assert watching.shown(wide)[399, 599, 0] > 60


def test_a_dark_face_is_rid_of_noise_and_keeps_its_edges() -> None:
    dark = face_of(30, 30)
    dark[:, 100:] = 70
    noisy = np.clip(dark + np.random.default_rng(2).normal(0, 4, dark.shape), 0, 255).astype(np.uint8)
    watching = Brightness()
    watching.learn(noisy, 0.0, BOX)
    shown, plain = watching.shown(noisy).astype(float), brightened(noisy, gamma_for(noisy, BOX)).astype(float)
    assert shown[60:120, 70:95].std() < 0.4 * plain[60:120, 70:95].std()
    step = plain[60:120, 102:110].mean() - plain[60:120, 90:98].mean()
    assert shown[60:120, 100].mean() - shown[60:120, 99].mean() > 0.8 * step  # a blur leaves a third


@pytest.mark.parametrize("video", [False, True])
def test_landmarks_of_a_darkened_portrait_stay_where_they_were(video: bool) -> None:
    portrait = skimage.data.astronaut()
    dark = np.round(linear_to_srgb(srgb_to_linear(portrait / 255) / 12) * 255).astype(np.uint8)
    found = []
    for pixels in (portrait, dark):
        with Tracker(video=video) as tracker:
            for step in range(3):
                frame = Frame(pixels, step / 30, camera(pixels.shape[1], pixels.shape[0], 30.0))
                landmarks_px = tracker.detect(frame)[0].landmarks_px
        found.append(landmarks_px)
    eyes_px = np.linalg.norm(found[0][33] - found[0][263])
    assert np.linalg.norm(found[0] - found[1], axis=1).mean() < 0.02 * eyes_px
