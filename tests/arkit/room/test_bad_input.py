"""Pictures that people send: from the file's bytes to a room, or to one sentence that says what to do."""

from __future__ import annotations

import io
import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import ExifTags, Image

from arkit.errors import ArkitError, NotFoundError, UnsupportedError
from arkit.frame import project
from arkit.room import CameraHeight, Marker, RoomView, Scale, decode_photo, find_room
from arkit.spaces import apply
from tests.arkit.room import drawn

CAMERA, T = drawn.camera(), drawn.looking(17, -14)
FACES = Path(os.environ.get("ARKIT_TEST_DATA", Path(__file__).parents[4] / "shared" / "data")) / "faces"


def seen(pixels: np.ndarray, scale: Scale | None = None, orientation: int = 1) -> RoomView:
    """The room in a picture, by way of a JPEG file."""
    exif, sink = Image.Exif(), io.BytesIO()
    exif[ExifTags.Base.Orientation] = orientation
    Image.fromarray(pixels).save(sink, "JPEG", quality=92, exif=exif)
    photo = decode_photo(sink.getvalue())
    return find_room(photo.frame, scale=scale or CameraHeight(1.45, 0.02), focal_35mm=photo.focal_35mm)


def tilt_deg(view: RoomView) -> float:
    """Degrees between up and the truth."""
    return float(np.degrees(np.arccos(min(1.0, float(view.room.T_camera_room[:3, 1] @ T[:3, 1])))))


def test_a_ceiling() -> None:
    with pytest.raises(NotFoundError, match=r"expected the floor in view.* hold it level and step back"):
        seen(drawn.picture(CAMERA, drawn.looking(17, 34)))


def test_a_blank_wall() -> None:
    rng = np.random.default_rng(0)
    shade = 180 + 30 * np.linspace(-1, 1, CAMERA.width) + rng.normal(0, 4, (CAMERA.height, CAMERA.width))
    with pytest.raises(NotFoundError, match="straight lines, found 0; take the picture from further back"):
        seen(np.repeat(shade[..., None], 3, axis=2).astype(np.uint8))


@pytest.mark.data
@pytest.mark.parametrize("name", ["obama.jpg", "female.gif", "male.gif"])
def test_a_face_is_refused_or_owned_up_to(name: str) -> None:
    if not (FACES / name).is_file():
        pytest.skip(f"{FACES / name} is absent (test data faces)")
    try:
        view = find_room(decode_photo((FACES / name).read_bytes()).frame)
    except ArkitError as error:
        assert error.code == "not_found" and "take the picture" in error.message
        return
    assert np.degrees(np.sqrt(np.trace(view.covariance[:3, :3]))) > 3, "a room was found in a face"


def test_a_panorama() -> None:
    wide = np.tile(drawn.picture(CAMERA, T), (1, 3, 1))
    with pytest.raises(UnsupportedError, match="got a strip 2880x720; take an ordinary photograph of the room"):
        seen(wide)


def test_a_picture_that_exif_turns() -> None:
    lying = np.ascontiguousarray(np.rot90(drawn.picture(CAMERA, T)))
    assert lying.shape[:2] == (960, 720)
    view = seen(lying, orientation=6)
    assert (view.frame.camera.width, view.frame.camera.height) == (960, 720) and tilt_deg(view) < 0.4


def test_48_million_pixels() -> None:
    large = drawn.marker_picture(CAMERA, T, drawn.square_on_floor(0.2, -2.1, 0.3, 0.4))
    view = seen(cv2.resize(large, (8000, 6000), interpolation=cv2.INTER_CUBIC), Marker(0.3))
    assert view.frame.pixels.shape == (6000, 8000, 3) and tilt_deg(view) < 0.6
    assert view.height_m.value == pytest.approx(1.45, rel=0.01)
    assert view.frame.camera.fx == pytest.approx(CAMERA.fx * 8000 / 960, rel=0.02)


def test_more_pixels_than_any_phone_has() -> None:
    sink = io.BytesIO()
    Image.new("L", (10_000, 6_100)).save(sink, "PNG")
    with pytest.raises(UnsupportedError, match="expected at most 60 million pixels, got 10000x6100"):
        decode_photo(sink.getvalue())


def test_a_marker_half_hidden() -> None:
    corners = drawn.square_on_floor(0.2, -2.1, 0.3, 0.4)
    pixels = drawn.marker_picture(CAMERA, T, corners)
    with pytest.raises(NotFoundError, match=r"marker: expected .*(uncover it|white rim uncovered)"):
        seen(_covered(pixels, corners), Marker(0.3))


def _covered(pixels: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """A grey book over one half of the marker."""
    left = np.stack([corners[0], (corners[0] + corners[1]) / 2, (corners[3] + corners[2]) / 2, corners[3]])
    book = project(CAMERA, apply(T, left + 0.4 * (left - left[[3, 2, 1, 0]]))).astype(np.int32)
    return np.asarray(cv2.fillConvexPoly(pixels.copy(), book, (150, 120, 90)))
