"""The tracker on real faces: skimage's public domain portrait, and the data folder's where it is there."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from arkit.errors import NotFoundError
from arkit.face.lips.lipstick import paint_lips
from arkit.face.lips.mask import lip_mask
from arkit.face.track.detect import Tracker
from arkit.face.track.follow import Follower, measure_face
from arkit.face.track.steady import mirror_ids
from arkit.frame import Frame
from arkit.look import Makeup
from tests.arkit.face.synthetic import camera

DATA = Path(os.environ.get("ARKIT_TEST_DATA", Path(__file__).parents[5] / "shared" / "data"))


def framed(pixels: np.ndarray, time_s: float = 0.0) -> Frame:
    return Frame(np.ascontiguousarray(pixels), time_s, camera(pixels.shape[1], pixels.shape[0], 30.0))


@pytest.fixture(scope="module")
def portrait() -> np.ndarray:
    return skimage.data.astronaut()


@pytest.fixture(scope="module")
def photo_tracker():
    with Tracker() as tracker:
        yield tracker


def test_a_real_face_is_found_and_measured(photo_tracker: Tracker, portrait: np.ndarray) -> None:
    raw = photo_tracker.detect(framed(portrait))[0]
    face = measure_face(framed(portrait), raw)
    pd_mm = face.scale.pd_mm
    assert 200 < raw.landmarks_px[:468, 0].mean() < 250
    assert pd_mm.value - 2 * pd_mm.sd < 63 < pd_mm.value + 2 * pd_mm.sd
    assert 0.04 < pd_mm.sd / pd_mm.value < 0.12
    assert 125 < face.scale.face_width_mm.value < 165
    assert face.track.confidence > 0.7


def test_the_mirrored_face_is_the_mirrored_measurement(photo_tracker: Tracker, portrait: np.ndarray) -> None:
    plain = photo_tracker.detect(framed(portrait))[0].landmarks_px
    mirrored = photo_tracker.detect(framed(portrait[:, ::-1]))[0].landmarks_px[mirror_ids()]
    mirrored[:, 0] = portrait.shape[1] - mirrored[:, 0]
    assert np.linalg.norm(plain - mirrored, axis=1).mean() < 1.0


@pytest.mark.parametrize("way", ["grey", "padded", "turned", "small", "dark"])
def test_hard_photos_are_looked_at_again(photo_tracker: Tracker, portrait: np.ndarray, way: str) -> None:
    whole = portrait[:260, 80:380]
    picture = {
        "grey": lambda: np.repeat(cv2.cvtColor(whole, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2),
        "padded": lambda: cv2.copyMakeBorder(whole, 260, 260, 300, 300, cv2.BORDER_CONSTANT, value=(128, 128, 128)),
        "turned": lambda: np.rot90(whole),
        "small": lambda: cv2.copyMakeBorder(
            cv2.resize(whole, None, fx=0.55, fy=0.55, interpolation=cv2.INTER_AREA), 0, 500, 0, 600, cv2.BORDER_CONSTANT
        ),
        "dark": lambda: (whole * 0.12).astype(np.uint8),
    }[way]()
    found = photo_tracker.detect(framed(picture))[0].landmarks_px[:468]
    expected = {"padded": (260 + 124, 300 + 144), "turned": (300 - 144, 124), "small": (68, 79)}.get(way, (124, 144))
    assert np.abs(found.mean(axis=0)[::-1] - expected).max() < 12


def test_no_face_is_one_clear_sentence(photo_tracker: Tracker) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (240, 320, 3), dtype=np.uint8)
    with pytest.raises(NotFoundError, match="no face found"):
        photo_tracker.detect(framed(noise))


def test_a_video_without_a_face_is_empty_not_an_error() -> None:
    with Tracker(video=True) as tracker:
        assert tracker.detect(framed(np.zeros((240, 320, 3), dtype=np.uint8))) == ()


def test_starting_the_tracker_says_nothing(capfd: pytest.CaptureFixture[str], portrait: np.ndarray) -> None:
    with Tracker() as tracker:
        tracker.detect(framed(portrait))
    assert capfd.readouterr().err == ""


def test_a_resting_video_settles_and_a_lost_face_goes(portrait: np.ndarray) -> None:
    rng = np.random.default_rng(1)
    follower, faces = Follower(), []
    with Tracker(video=True) as tracker:
        for index in range(12):
            noisy = np.clip(portrait + rng.normal(0, 4, portrait.shape), 0, 255).astype(np.uint8)
            frame = framed(noisy, index / 30)
            faces.append(follower.step(frame, tracker.detect(frame)))
    turns = np.array([face.track.T_camera_face[:3, :3] for face in faces[6:] if face])
    assert len(turns) == 6
    assert np.abs(turns - turns.mean(axis=0)).max() < 0.01
    blank = np.zeros_like(portrait)
    assert follower.step(framed(blank, 12 / 30), ()) is not None
    assert follower.step(framed(blank, 12 / 30 + 0.4), ()) is None


@pytest.mark.data
@pytest.mark.skipif(not (DATA / "faces" / "obama.jpg").is_file(), reason="shared/data/faces/obama.jpg is absent")
def test_teeth_of_a_smile_stay_byte_for_byte(photo_tracker: Tracker) -> None:
    pixels = cv2.cvtColor(cv2.imread(str(DATA / "faces" / "obama.jpg")), cv2.COLOR_BGR2RGB)
    frame = framed(pixels)
    points = photo_tracker.detect(frame)[0].landmarks_px
    worn, mask = paint_lips(frame, points, Makeup("lips", "#A2253B"))
    left, top, right, bottom = lip_mask(frame, points).box_px
    part = pixels[top:bottom, left:right].astype(int)
    teeth = np.zeros(pixels.shape[:2], dtype=bool)
    teeth[top:bottom, left:right] = (part.min(axis=2) > 165) & (np.ptp(part, axis=2) < 30)
    assert teeth.sum() > 500
    changed = (worn.pixels != pixels).any(axis=2)
    assert (changed & teeth).sum() <= 0.01 * teeth.sum()
    assert (mask[teeth] > 128).sum() == 0
