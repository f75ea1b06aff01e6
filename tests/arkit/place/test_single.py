"""A product stands in the picture where mathematics says, at its true size, with a shadow; or one clear sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from arkit.document import bounds
from arkit.errors import CheckError, NotFoundError, UnsupportedError
from arkit.frame import Frame, project
from arkit.place import CameraHeight, Photo, RoomView, compose, find_room, place, read_photo
from arkit.place.item import PlacedItem, Standing
from arkit.placement import Placement
from arkit.product import Product
from arkit.room.layout import look_around
from arkit.spaces import apply
from tests import build
from tests.arkit.room import drawn

pytestmark = pytest.mark.usefixtures("opengl")
CAMERA, T_CAMERA_ROOM = drawn.camera(), drawn.looking(17, -12)
HEIGHT = CameraHeight(1.45, 0.02)
SIZE_M = (1.4, 0.6, 0.7)
SOFA = build.box(*SIZE_M, at=(0.2, 0.3, -0.1), color=(0.2, 0.3, 0.6, 1))
AT_PX = (520.0, 520.0)
RECORD = Product(
    sku="test-sofa", title={"zh": "沙发", "en": "Sofa"}, kind="sofa", size_m=SIZE_M, attach="floor", model="x.glb"
)


@pytest.fixture(scope="module")
def photo() -> Photo:
    return Photo(Frame(drawn.picture(CAMERA, T_CAMERA_ROOM), 0.0, CAMERA), None)


@pytest.fixture(scope="module")
def view(photo: Photo) -> RoomView:
    return find_room(photo.frame, scale=HEIGHT)


def coverage_of(view: RoomView, placement: Placement) -> np.ndarray:
    """(h, w) share of each pixel that the sofa alone covers."""
    low, high = bounds(SOFA)
    standing = Standing(
        item=PlacedItem(SOFA, T_room_product=placement.T_space_product),
        placement=placement,
        plane=view.room.planes[0],
        on=None,
        footprint_px=np.zeros((4, 2)),
        low_m=low,
        high_m=high,
        size_m=high - low,
        position_sd_m=0.0,
        size_sd=0.0,
        gap_m=0.0,
    )
    return compose.drawn(view, [standing], view.frame.camera).coverage


def corners_px(view: RoomView, T_room_product: np.ndarray) -> np.ndarray:
    """(8, 2) where the sofa's corners belong in the picture."""
    half = np.array(SIZE_M) / 2
    signs = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])
    corners = signs * half + (0.2, 0.3, -0.1)
    return project(view.frame.camera, apply(view.room.T_camera_room @ T_room_product, corners))


@pytest.mark.parametrize("yaw_rad", [0.0, 0.6, -1.3])
def test_what_is_drawn_lies_where_its_corners_project(view: RoomView, yaw_rad: float) -> None:
    placed = place(view, SOFA, AT_PX, yaw_rad=yaw_rad)
    covered = coverage_of(view, placed.placement) > 0.5
    v, u = np.nonzero(covered)
    middles = np.stack([u + 0.5, v + 0.5], axis=1)
    corners = corners_px(view, placed.placement.T_space_product)
    for angle in np.linspace(0, 2 * np.pi, 24, endpoint=False):
        way = np.array([np.cos(angle), np.sin(angle)])
        reached = (middles @ way).max() + np.abs(way).sum() / 2  # a pixel is a square around its middle
        assert abs(reached - (corners @ way).max()) < 1.0
    outline = cv2.convexHull(corners.astype(np.float32))
    assert covered.sum() == pytest.approx(cv2.contourArea(outline), rel=0.01)


def test_footprint_is_the_base_and_the_base_is_on_the_floor(view: RoomView) -> None:
    placed = place(replace(view, lens=None), SOFA, AT_PX, yaw_rad=0.4)
    half = np.array([(-0.7, 0, -0.35), (0.7, 0, -0.35), (0.7, 0, 0.35), (-0.7, 0, 0.35)])
    base = apply(placed.placement.T_space_product, half + np.array([0.2, 0, -0.1]))
    assert np.abs(base[:, 1]).max() < 1e-6 and abs(placed.gap_m) < 1e-6
    assert placed.footprint_px == pytest.approx(
        project(view.frame.camera, apply(view.room.T_camera_room, base)), abs=1e-3
    )
    assert cv2.pointPolygonTest(placed.footprint_px.astype(np.float32), AT_PX, False) > 0
    assert placed.size_on_floor_m == pytest.approx(SIZE_M, abs=1e-6)


def test_the_size_is_true_against_the_rooms_own_edges(photo: Photo) -> None:
    # The drawn room's door is 0.85 m wide in the back wall: a box as wide, standing in it, covers it.
    door = np.array([[0.6, 0, -drawn.DEPTH_M], [1.45, 0, -drawn.DEPTH_M]])
    foot = project(CAMERA, apply(T_CAMERA_ROOM, door))
    box = build.box(0.85, 2.04, 0.02, at=(0, 1.02, 0))
    middle = project(CAMERA, apply(T_CAMERA_ROOM, door.mean(axis=0, keepdims=True)))[0]
    placed = place(photo, box, (float(middle[0]), float(middle[1])), scale=HEIGHT)
    assert placed.footprint_px[:2].mean(axis=0) == pytest.approx(placed.footprint_px.mean(axis=0), abs=4)
    assert np.linalg.norm(np.subtract(*placed.footprint_px[2:])) == pytest.approx(
        np.linalg.norm(foot[1] - foot[0]), rel=0.02
    )


def test_only_the_mask_changes_and_the_floor_gets_a_shadow(photo: Photo, view: RoomView) -> None:
    before = photo.frame.pixels.copy()
    placed = place(view, SOFA, AT_PX)
    assert (photo.frame.pixels == before).all()
    changed = (placed.frame.pixels != before).any(axis=2)
    assert changed.any() and not (changed & ~placed.mask).any()
    coverage = coverage_of(view, placed.placement)
    covered = cv2.dilate(coverage, np.ones((9, 9), np.uint8)) > 0  # and the blur of its edge
    darker = (placed.frame.pixels.astype(int) - before).mean(axis=2)[changed & ~covered]
    assert placed.shadow_darkest > 0.3 and placed.shadow_px > 500
    assert darker.mean() < -2 and darker.max() <= 0


def test_errors_are_told_and_grow_with_distance(view: RoomView) -> None:
    near, far = place(view, SOFA, (480.0, 600.0)), place(view, SOFA, (480.0, 420.0))
    assert 0 < near.position_sd_m < far.position_sd_m < 0.5
    assert near.size_sd >= 0.9 * HEIGHT.sd_m / HEIGHT.height_m


def test_a_photo_and_a_room_already_found_give_the_same(photo: Photo, view: RoomView) -> None:
    first, second = place(photo, SOFA, AT_PX, scale=HEIGHT), place(look_around(view), SOFA, AT_PX)
    assert (first.frame.pixels == second.frame.pixels).all()


def test_a_record_is_held_against_the_model(view: RoomView) -> None:
    assert place(view, SOFA, AT_PX, product=RECORD).placement.sku == "test-sofa"
    with pytest.raises(CheckError, match=r"test-sofa: expected a model of 200 x 60 x 70 cm, got 140 x 60 x 70 cm"):
        place(view, SOFA, AT_PX, product=replace(RECORD, size_m=(2.0, 0.6, 0.7)))
    with pytest.raises(NotFoundError, match=r"wall: expected one at 520,520, found [0-9] wall"):
        place(view, SOFA, AT_PX, product=replace(RECORD, attach="wall"))
    with pytest.raises(UnsupportedError, match="stands or hangs in a room, this one is for the nose"):
        place(view, SOFA, AT_PX, product=replace(RECORD, attach="nose"))


def test_where_nothing_can_stand(view: RoomView) -> None:
    with pytest.raises(CheckError, match="expected a pixel on the floor"):
        place(view, SOFA, (480.0, 60.0))
    with pytest.raises(CheckError, match="expected the whole product before the camera"):
        place(view, build.box(1, 1, 4, at=(0, 0.5, 0)), (480.0, 715.0))


def test_a_picture_without_lines() -> None:
    with pytest.raises(NotFoundError, match="expected at least 8 straight lines, found 0"):
        place(Photo(build.frame(320, 240), None), SOFA, (100.0, 200.0))


def test_the_shipped_room_with_a_sofa() -> None:
    loft = Path(__file__).parents[3] / "assets" / "rooms" / "loft" / "room.jpg"
    placed = place(read_photo(loft), SOFA, (600.0, 640.0), scale=CameraHeight(1.45, 0.02))
    width_px = np.linalg.norm(placed.footprint_px[2] - placed.footprint_px[3])
    assert 250 < width_px < 500 and placed.position_sd_m < 0.15
