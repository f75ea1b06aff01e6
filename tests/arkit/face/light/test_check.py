"""Light is read off a painted face: brown skin is not a warm lamp, and what cannot be judged is said."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from arkit.color import linear_to_srgb
from arkit.face.canonical import POINTS
from arkit.face.light.check import ADVICE, LightCheck, check_light
from arkit.face.light.whites import OVAL, eye_whites, skin_mask
from arkit.face.size.iris import LEFT_LIDS, RIGHT_LIDS
from arkit.frame import Frame
from arkit.illuminant import white_linear
from tests.arkit.face.synthetic import camera, head_pose, landmarks

TONES = {"fair": (0.62, 0.44, 0.36), "brown": (0.25, 0.13, 0.08), "deep": (0.055, 0.03, 0.022)}
WHITE_OF_EYE = (0.60, 0.57, 0.54)


def face(
    tone: str = "brown", light=(1.0, 1.0, 1.0), level: float = 0.8, side=(1.0, 1.0, 1.0)
) -> tuple[Frame, np.ndarray]:
    """A flat face before a grey wall; `side` multiplies the light on the right half of the picture."""
    view = camera(640, 480)
    points = landmarks(view, head_pose(at_m=(0.0, 0.0, -0.32)))
    picture = np.full((480, 640, 3), 0.3)
    cv2.fillPoly(picture, [np.round(points[list(OVAL)] * 16).astype(np.int32)], TONES[tone], cv2.LINE_AA, 4)
    for lids, iris in ((RIGHT_LIDS, 468), (LEFT_LIDS, 473)):
        cv2.fillPoly(picture, [np.round(points[list(lids)] * 16).astype(np.int32)], WHITE_OF_EYE, cv2.LINE_8, 4)
        radius = np.linalg.norm(points[iris + 1] - points[iris])
        cv2.circle(picture, tuple(np.round(points[iris]).astype(int).tolist()), round(radius), (0.03, 0.02, 0.01), -1)
    picture = picture * np.array(light) * level
    picture[:, 320:] *= side
    codes = linear_to_srgb(picture) * 255 + np.random.default_rng(1).normal(0, 1.5, picture.shape)
    return Frame(np.clip(np.round(codes), 0, 255).astype(np.uint8), 0.0, view), points


def found(**how) -> LightCheck:
    return check_light(*face(**how))


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("kelvin", [2700.0, 4000.0, 6500.0, 7500.0])
def test_temperature_within_its_error_on_every_skin(tone: str, kelvin: float) -> None:
    check = found(tone=tone, light=white_linear(kelvin), level=0.5)
    assert abs(check.cct_k.value - kelvin) < 2 * check.cct_k.sd
    assert check.cct_k.sd < 0.12 * kelvin
    assert check.trusted


def test_skin_is_not_taken_for_light() -> None:
    told = [found(tone=tone, level=0.5).cct_k.value for tone in TONES]
    assert max(told) - min(told) < 0.08 * min(told)


def test_the_white_has_the_lights_colour() -> None:
    check = found(light=white_linear(3000), level=0.5)
    np.testing.assert_allclose(np.log(check.illuminant_linear), np.log(white_linear(3000)), atol=0.25)
    assert check.illuminant_linear @ [0.2126729, 0.7151522, 0.0721750] == pytest.approx(1)


@pytest.mark.parametrize("level", [0.15, 0.4, 1.0])
def test_exposure_follows_the_light_and_not_the_skin(level: float) -> None:
    for tone in TONES:
        check = found(tone=tone, level=level)
        assert abs(check.exposure_ev.value - np.log2(level)) < 2 * check.exposure_ev.sd
    steps = [found(tone="deep", level=one).exposure_ev.value for one in (0.2, 0.4, 0.8)]
    assert np.diff(steps) == pytest.approx([1, 1], abs=0.2)


@pytest.mark.parametrize("kelvin", [2700.0, 3500.0])
def test_eyes_too_red_to_read_still_tell_the_light(kelvin: float) -> None:
    check = found(tone="deep", light=white_linear(kelvin), level=1.5)
    assert abs(check.cct_k.value - kelvin) < 2 * check.cct_k.sd
    assert check.cct_k.value == pytest.approx(kelvin, rel=0.15)
    assert check.exposure_ev.value == pytest.approx(found(tone="deep", level=1.0).exposure_ev.value + 0.58, abs=0.2)


def test_deep_skin_is_not_told_less_light() -> None:
    told = [found(tone=tone, level=0.5).exposure_ev.value for tone in TONES]
    assert max(told) - min(told) < 0.1


@pytest.mark.parametrize(
    "how,verdict",
    [
        ({"level": 0.015}, "dark"),
        ({"tone": "fair", "level": 4.0}, "bright"),
        ({"side": (0.6, 1.0, 1.9), "level": 0.4}, "mixed"),
        ({"light": (1.4, 0.35, 1.5), "level": 0.6}, "colored"),
        ({"light": (0.35, 1.2, 0.3), "level": 0.6}, "colored"),
    ],
)
def test_what_cannot_be_judged_is_said(how: dict, verdict: str) -> None:
    check = found(**how)
    assert (check.verdict, check.trusted) == (verdict, False)
    assert check.advice == ADVICE[verdict]


def test_a_picture_without_colour() -> None:
    frame, points = face()
    gray = np.repeat(frame.pixels[..., 1:2], 3, axis=2)
    assert check_light(Frame(gray, 0.0, frame.camera), points).verdict == "gray"


def test_without_eyes_the_error_is_wide_and_said() -> None:
    frame, points = face(level=0.5)
    seen, blind = check_light(frame, points), check_light(frame, points[:POINTS])
    assert blind.verdict == "unsure" and blind.cct_k.sd > 2 * seen.cct_k.sd


def test_a_face_outside_the_picture_is_unsure() -> None:
    frame, points = face()
    check = check_light(frame, points + 5000)
    assert check.verdict == "unsure" and check.cct_k.sd > 800


def test_every_verdict_speaks_both_languages() -> None:
    assert all(set(texts) == {"zh", "en"} and all(texts.values()) for texts in ADVICE.values())


def test_the_white_of_the_eye_is_the_eye() -> None:
    frame, points = face(level=0.5)
    for patch in eye_whites(frame, points):
        assert patch is not None
        np.testing.assert_allclose(patch.rgb, np.array(WHITE_OF_EYE) * 0.5, rtol=0.05)


def test_skin_leaves_out_eyes_and_lips() -> None:
    frame, points = face()
    mask = skin_mask(frame, points)
    places = np.floor(points).astype(int)
    assert mask[places[50, 1], places[50, 0]] and mask[places[280, 1], places[280, 0]]  # cheeks
    for landmark in (13, 468, 473, 107):
        assert not mask[places[landmark, 1], places[landmark, 0]]
