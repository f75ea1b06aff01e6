"""Laying a drawing over a picture changes what it must and not one byte more."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.color import linear_to_srgb, srgb_to_linear
from arkit.draw import Drawing, Item, Receiver, composite, draw
from arkit.errors import CheckError
from arkit.frame import Frame, camera_from_fov
from arkit.spaces import pose
from arkit.surface import Light
from tests import build


def one_pixel(rgba: tuple[float, ...], shadow: float) -> Drawing:
    """A 4 x 4 drawing with something at row 1, column 2."""
    full, dark = np.zeros((4, 4, 4), dtype=np.float32), np.zeros((4, 4), dtype=np.float32)
    full[1, 2], dark[1, 2] = rgba, shadow
    far, clear = np.full((4, 4), np.inf, dtype=np.float32), np.zeros((4, 4, 3), dtype=np.float32)
    return Drawing(full, dark, far, full[..., 3], (1, 1, 4, 3), clear, np.zeros(3, dtype=np.float32))


def grey(code: int) -> Frame:
    return Frame(np.full((4, 4, 3), code, dtype=np.uint8), 0.0, camera_from_fov(4, 4, 1.0))


@pytest.mark.parametrize("code", [0, 17, 128, 255])
@pytest.mark.parametrize(
    ("rgba", "shadow"), [((0.1, 0.2, 0.3, 0.5), 0.0), ((0, 0, 0, 0), 0.3), ((0.2, 0.1, 0, 0.4), 0.6)]
)
def test_light_is_blended_not_codes(code: int, rgba: tuple[float, ...], shadow: float) -> None:
    new, mask = composite(grey(code), one_pixel(rgba, shadow))
    light = np.array(rgba[:3]) + srgb_to_linear(np.array(code / 255)) * (1 - rgba[3]) * (1 - shadow)
    assert new.pixels[1, 2] == pytest.approx(linear_to_srgb(light) * 255, abs=0.56)
    assert mask.sum() == 1 and mask[1, 2]


def test_shadow_alone_darkens_each_code_as_light_does() -> None:
    codes, depth = np.meshgrid(np.arange(256), np.linspace(0, 1, 400))
    frame = Frame(np.repeat(codes.astype(np.uint8)[..., None], 3, axis=2), 0.0, camera_from_fov(256, 400, 1.0))
    dark = depth.astype(np.float32)
    none, clear = np.zeros((400, 256, 4), dtype=np.float32), np.zeros((400, 256, 3), dtype=np.float32)
    layer = Drawing(none, dark, dark, none[..., 3], (0, 0, 256, 400), clear, np.zeros(3, dtype=np.float32))
    new, mask = composite(frame, layer)
    expected = linear_to_srgb(srgb_to_linear(codes / 255) * (1 - depth)) * 255
    assert np.abs(new.pixels - expected[..., None])[mask].max() < 1.0
    assert (new.pixels == frame.pixels)[~mask].all()


def test_the_old_frame_is_untouched() -> None:
    frame = grey(90)
    new, _ = composite(frame, one_pixel((0.5, 0.5, 0.5, 1.0), 0))
    assert (frame.pixels == 90).all() and new.camera == frame.camera


def test_what_cannot_be_seen_is_not_written() -> None:
    new, mask = composite(grey(200), one_pixel((1e-5, 1e-5, 1e-5, 1e-5), 1e-3))
    assert not mask.any() and (new.pixels == 200).all()


def test_bytes_outside_the_mask_are_the_frames() -> None:
    noise = np.random.default_rng(5).integers(0, 256, (96, 128, 3)).astype(np.uint8)
    frame = Frame(noise, 0.0, camera_from_fov(128, 96, 0.8))
    standing = pose(None, np.array([0, -0.2, -1.5]))
    light = Light(np.full(3, 0.7), np.full(3, 0.6), np.array([0.3, 1.0, 0.3]))
    box = Item(build.box(0.2, 0.2, 0.2, at=(0, 0.1, 0)), standing)
    new, mask = composite(frame, draw([box], frame.camera, light, receiver=Receiver(standing)))
    assert 300 < mask.sum() < mask.size
    assert np.array_equal(new.pixels[~mask], noise[~mask])
    assert (new.pixels[mask] != noise[mask]).any(axis=1).mean() > 0.9


def test_another_size_is_refused() -> None:
    with pytest.raises(CheckError, match="expected the frame's 64x48, got 4x4"):
        composite(build.frame(64, 48), one_pixel((0, 0, 0, 1), 0))
