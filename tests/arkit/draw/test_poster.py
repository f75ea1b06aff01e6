"""Pictures for a catalogue page."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from arkit.color import delta_e, srgb_to_lab
from arkit.draw import PosterView, poster
from arkit.errors import CheckError
from tests import build

SIZE = (96, 72)


def solid(picture: np.ndarray) -> np.ndarray:
    """Rows and columns (n, 2) that are opaque."""
    return np.argwhere(picture[..., 3] == 255)


@pytest.mark.parametrize("size_m", [(2.2, 0.8, 0.9), (0.4, 1.8, 0.4), (0.02, 0.03, 0.02)])
def test_every_product_fills_the_picture_up_to_the_margin(size_m: tuple[float, float, float]) -> None:
    picture = poster(build.box(*size_m, at=(3.0, 1.0, -2.0)), SIZE, margin=0.1)
    assert picture.shape == (72, 96, 4) and picture.dtype == np.uint8
    low, high = solid(picture).min(axis=0), solid(picture).max(axis=0) + 1
    assert (low + high) / 2 == pytest.approx([36, 48], abs=1)
    free = np.array([72, 96]) - (high - low)
    assert free.min() == pytest.approx(2 * 0.1 * 72, abs=2.5)


def test_the_background_is_transparent_and_the_shadow_black() -> None:
    picture = poster(build.box(0.5, 0.5, 0.5, color=(0.6, 0.2, 0.1, 1)), SIZE)
    assert not picture[:2].any(axis=0)[:, 3].any() and not picture[-1, :, 3].any()
    shadow = (picture[..., 3] > 8) & (picture[..., 3] < 120) & (picture[..., :3].max(axis=-1) == 0)
    assert shadow.sum() > 100


@pytest.mark.parametrize("view", get_args(PosterView))
def test_only_what_stands_lies_or_hangs_has_a_shadow(view: PosterView) -> None:
    picture = poster(build.box(0.3, 0.3, 0.1), SIZE, view=view)
    partly = (picture[..., 3] > 8) & (picture[..., :3].max(axis=-1) == 0)
    assert (partly.sum() > 30) == (view != "face")


def test_the_camera_stands_to_the_right_of_the_front_and_above() -> None:
    """A box with a red front, a green right side and a blue top shows these three."""
    faces = []
    for size, at, color in (
        ((0.5, 0.5, 0.02), (0, 0, 0.25), (0.7, 0.05, 0.05, 1)),
        ((0.02, 0.5, 0.5), (0.25, 0, 0), (0.05, 0.7, 0.05, 1)),
        ((0.5, 0.02, 0.5), (0, 0.25, 0), (0.05, 0.05, 0.7, 1)),
    ):
        faces.append(build.box(*size, at=at, color=color))
    opaque = poster(build.together(*faces), SIZE)
    pixels = opaque[opaque[..., 3] == 255][:, :3].astype(int)
    share = [float((pixels.argmax(axis=1) == channel).mean()) for channel in range(3)]
    assert share[0] > share[1] > share[2] > 0.08


def test_a_front_keeps_its_colour() -> None:
    color = np.array([0.5, 0.22, 0.12])
    picture = poster(build.box(0.5, 0.5, 0.1, color=(*color, 1)), SIZE, view="face")
    codes = np.median(picture[30:42, 40:52, :3].reshape(-1, 3), axis=0) / 255
    wanted = np.where(color <= 0.0031308, color * 12.92, 1.055 * color ** (1 / 2.4) - 0.055)
    assert delta_e(srgb_to_lab(codes), srgb_to_lab(wanted)) < 5


def test_bad_input_is_refused() -> None:
    box = build.box(1, 1, 1)
    with pytest.raises(CheckError, match="8 to 4096"):
        poster(box, (4, 640))
    with pytest.raises(CheckError, match="margin"):
        poster(box, SIZE, margin=0.5)
    with pytest.raises(CheckError, match='got "above"'):
        poster(box, SIZE, view="above")  # type: ignore[arg-type]
