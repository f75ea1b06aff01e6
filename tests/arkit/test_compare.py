"""A portrait in several shades: one page, each worn colour told, nothing but the lips changed."""

from __future__ import annotations

import numpy as np
import pytest
from skimage import data

from arkit.color import delta_e, hex_to_srgb, linear_to_srgb, srgb_to_lab, srgb_to_linear
from arkit.compare import Sitter, before_after, close_up, compare, in_lamplight, sit, wear_range
from arkit.errors import CheckError, NotFoundError
from arkit.face.track.pose import FOV_Y_RAD
from arkit.frame import Frame, camera_from_fov
from arkit.illuminant import white_linear
from arkit.product import Shade

SHADES = (
    Shade("0", {"zh": "酒红", "en": "Wine"}, "#A2253B", "matte"),
    Shade("1", {"zh": "豆沙", "en": "Bean"}, "#C98A7D", "satin"),
    Shade("2", {"zh": "黑莓", "en": "Berry"}, "#4A1030", "sheer"),
)


@pytest.fixture(scope="module")
def sitter() -> Sitter:
    pixels = data.astronaut()
    return sit(Frame(pixels, 0.0, camera_from_fov(pixels.shape[1], pixels.shape[0], FOV_Y_RAD)))


def test_each_shade_is_worn_on_the_lips_alone(sitter: Sitter) -> None:
    done = compare(sitter, SHADES)
    left, top, right, bottom = close_up(sitter)
    outside = np.ones(sitter.frame.pixels.shape[:2], dtype=bool)
    outside[top:bottom, left:right] = False
    for frame in done.frames:
        np.testing.assert_array_equal(frame.pixels[outside], sitter.frame.pixels[outside])
        assert (frame.pixels != sitter.frame.pixels).any()
    assert done.page.ndim == 3 and done.page.shape[1] > 900


def test_told_difference_is_small_where_the_shade_covers(sitter: Sitter) -> None:
    done = compare(sitter, SHADES)
    assert done.wanted_delta_e[0] < 0.5  # matte
    assert done.wanted_delta_e[1] < 2  # satin mirrors the room besides
    assert done.wanted_delta_e[2] > 5  # sheer: the lip shows through
    wanted = compare(sitter, SHADES, wanted="#A2253B", language="en")
    assert int(wanted.wanted_delta_e.argmin()) == 0


def test_the_light_of_a_studio_portrait_is_trusted(sitter: Sitter) -> None:
    assert sitter.light.trusted and 4800 < sitter.light.cct_k.value < 8000


def test_before_and_after_meet_on_the_face(sitter: Sitter) -> None:
    done = compare(sitter, SHADES[:1])
    joined = before_after(sitter, done.frames[0], language="")
    nose = round(float(sitter.landmarks_px[4, 0]))
    assert (joined[20, nose - 8 : nose + 9] == 255).all(axis=1).any()
    changed = (joined != sitter.frame.pixels).any(axis=2)
    assert not changed[:300, : nose - 20].any() and changed[:300, nose + 10 :].any()


def test_a_close_up_lies_in_the_photo_and_holds_the_mouth(sitter: Sitter) -> None:
    left, top, right, bottom = close_up(sitter)
    mouth = sitter.landmarks_px[[61, 291, 0, 17]]
    assert ((mouth > (left, top)) & (mouth < (right, bottom))).all()
    assert left >= 0 and top >= 0 and right <= 512 and bottom <= 512


def test_too_many_and_none_are_refused(sitter: Sitter) -> None:
    for shades in ((), SHADES * 5):
        with pytest.raises(CheckError):
            compare(sitter, shades)


def test_a_photo_without_a_face() -> None:
    blank = np.full((200, 200, 3), 128, dtype=np.uint8)
    with pytest.raises(NotFoundError):
        sit(Frame(blank, 0.0, camera_from_fov(200, 200, FOV_Y_RAD)))


def test_under_a_lamp_a_shade_takes_its_colour_and_daylight_gives_it_back(sitter: Sitter) -> None:
    cast = srgb_to_linear(sitter.frame.pixels / 255) * white_linear(3000) * 0.6
    lamplit = sit(Frame(np.rint(linear_to_srgb(cast) * 255).astype(np.uint8), 0.0, sitter.frame.camera))
    done = compare(lamplit, SHADES[:1])
    lips = (done.frames[0].pixels != lamplit.frame.pixels).any(axis=2)
    colors = []
    for frame in (done.frames[0], in_lamplight(done.frames[0], lamplit.light, "daylight")):
        colors.append(srgb_to_lab(np.median(frame.pixels[lips], axis=0) / 255))
    swatch = srgb_to_lab(hex_to_srgb(SHADES[0].color))
    assert colors[0][2] > swatch[2] + 8  # yellower under the lamp
    assert np.abs(colors[1] - swatch)[1:].max() < 8 and delta_e(colors[1], swatch) < delta_e(colors[0], swatch) / 2


def test_candle_light_is_dim_and_warm(sitter: Sitter) -> None:
    candle = in_lamplight(sitter.frame, sitter.light, "candle").pixels.mean(axis=(0, 1))
    daylight = in_lamplight(sitter.frame, None, "daylight").pixels.mean(axis=(0, 1))
    assert candle.mean() < 0.9 * daylight.mean() and candle[0] / candle[2] > 1.4 * daylight[0] / daylight[2]


def test_a_light_that_cannot_be_judged_is_taken_for_daylight(sitter: Sitter) -> None:
    pixels = np.clip(sitter.frame.pixels * np.array([1.0, 0.45, 1.0]), 0, 255).astype(np.uint8)
    pink = sit(Frame(pixels, 0.0, sitter.frame.camera))
    assert not pink.light.trusted
    assert len(wear_range(pink, SHADES).shades) == 3
