"""Several products: clear of each other, on each other, hidden and shaded by each other and by the room."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arkit.errors import CheckError, NotFoundError
from arkit.frame import Camera, Frame, project
from arkit.place import CameraHeight, Depth, PlacedItem, RoomView, arrange, find_room, place_all
from arkit.place.surfaces import receivers_of
from arkit.room import rest, wall_through
from arkit.spaces import apply, pose
from tests import build
from tests.arkit.room import drawn

pytestmark = pytest.mark.usefixtures("opengl")
CAMERA, T_CAMERA_ROOM = drawn.camera(), drawn.looking(17, -12)
CUBE = build.box(0.5, 0.5, 0.5, at=(0, 0.25, 0), color=(0.7, 0.3, 0.2, 1))
TABLE = build.box(1.2, 0.4, 0.8, at=(0, 0.2, 0), color=(0.6, 0.6, 0.6, 1))
RUG = build.box(2.0, 0.012, 1.5, at=(0, 0.006, 0), color=(0.6, 0.6, 0.6, 1))
VASE = build.box(0.12, 0.3, 0.12, at=(0, 0.15, 0), color=(0.1, 0.3, 0.8, 1))
SPOT = (480.0, 560.0)


@pytest.fixture(scope="module")
def view() -> RoomView:
    return find_room(Frame(drawn.picture(CAMERA, T_CAMERA_ROOM), 0.0, CAMERA), scale=CameraHeight(1.45, 0.02))


def test_nothing_asked_for_is_the_photograph(view: RoomView) -> None:
    scene = place_all(view, [])
    assert scene.frame.pixels is view.frame.pixels and not scene.mask.any() and scene.items == ()


def test_two_in_one_place_are_refused_by_name_and_centimetres(view: RoomView) -> None:
    items = [PlacedItem(CUBE, SPOT, name="one"), PlacedItem(CUBE, SPOT, name="two")]
    with pytest.raises(CheckError, match="two and one stand in each other by 50 cm; move one of them"):
        place_all(view, items)
    allowed = place_all(view, items, collide="allow").items
    assert (allowed[0].placement.T_space_product == allowed[1].placement.T_space_product).all()


def test_pushed_apart_they_touch_and_say_so(view: RoomView) -> None:
    spot = (SPOT[0] + 20, SPOT[1])
    items = [PlacedItem(CUBE, SPOT, name="one"), PlacedItem(CUBE, spot, name="two")]
    one, two = place_all(view, items, collide="push").items
    between = (two.placement.T_space_product - one.placement.T_space_product)[:3, 3]
    assert np.abs(between).max() == pytest.approx(0.505, abs=1e-3)
    assert len(two.warnings) == 1 and "moved two by" in two.warnings[0] and not one.warnings


def test_a_rug_is_stood_on_and_darkened(view: RoomView) -> None:
    bare = place_all(view, [PlacedItem(RUG, SPOT, name="rug")])
    both = place_all(view, [PlacedItem(RUG, SPOT, name="rug"), PlacedItem(CUBE, SPOT, name="cube")])
    assert not both.items[1].warnings
    foot = both.items[1].footprint_px
    beside = np.round(foot[3] + (foot[3] - foot[2]) * 0.08).astype(int)  # on the rug, a few centimetres from the cube
    before, after = (scene.frame.pixels[beside[1], beside[0]].astype(int).sum() for scene in (bare, both))
    assert after < before - 30


def test_a_vase_stands_on_the_table_that_was_placed(view: RoomView) -> None:
    table = PlacedItem(TABLE, SPOT, name="table")
    middle = place_all(view, [table, PlacedItem(VASE, on="table", name="vase")]).items[1]
    assert middle.placement.T_space_product[1, 3] == pytest.approx(0.4) and middle.on == 0
    corner = np.array([[0.3, 0.4, 0.2]])
    T = view.room.T_camera_room @ place_all(view, [table]).items[0].placement.T_space_product
    pixel = project(view.frame.camera, apply(T, corner))[0]
    aimed = place_all(view, [table, PlacedItem(VASE, (pixel[0], pixel[1]), on="table", name="vase")]).items[1]
    base = aimed.placement.T_space_product @ np.array([0, 0, 0, 1])
    assert apply(view.room.T_camera_room, base[None, :3])[0] == pytest.approx(apply(T, corner)[0], abs=1e-3)


def test_what_it_cannot_stand_on(view: RoomView) -> None:
    table, far = PlacedItem(TABLE, SPOT, name="table"), (80.0, 700.0)
    with pytest.raises(CheckError, match="expected a level place on top of table for vase, found none at 80,700"):
        place_all(view, [table, PlacedItem(VASE, far, on="table", name="vase")])
    with pytest.raises(NotFoundError, match="expected something placed before it to stand on, got 'shelf'; table is"):
        place_all(view, [table, PlacedItem(VASE, on="shelf", name="vase")])
    with pytest.raises(CheckError, match="expected a pixel to stand at"):
        PlacedItem(VASE, name="vase")


def test_the_nearer_hides_the_farther_whatever_their_order(view: RoomView) -> None:
    back, front = PlacedItem(CUBE, (480.0, 500.0), name="back"), PlacedItem(CUBE, (480.0, 590.0), name="front")
    first, second = place_all(view, [back, front]), place_all(view, [front, back])
    assert first.items[0].hidden > 0.1 and first.items[1].hidden == 0
    assert (first.frame.pixels != second.frame.pixels).any(axis=2).mean() < 0.002  # but for a shared edge's samples


def room_depth(view: RoomView, wall_m: float, left: float) -> np.ndarray:
    """(h/2, w/2) metres: the floor, and a wall across the picture from column `left` on at that distance."""
    camera = view.frame.camera
    u, v = np.meshgrid(np.arange(camera.width // 2) * 2 + 1.0, np.arange(camera.height // 2) * 2 + 1.0)
    ways = np.stack([(u - camera.cx) / camera.fx, -(v - camera.cy) / camera.fy, -np.ones_like(u)], axis=-1)
    up = view.room.T_camera_room[:3, 1]
    slant = ways @ up
    floor = np.where(slant < -1e-3, -view.height_m.value / np.minimum(slant, -1e-3), 20.0)
    return np.where((u >= left) & (floor > wall_m), wall_m, np.minimum(floor, 20.0))


def test_what_stands_before_it_hides_it_and_its_own_floor_does_not(view: RoomView) -> None:
    free = place_all(view, [PlacedItem(CUBE, SPOT, name="cube")], gloss=0.0)
    distance = -float((view.room.T_camera_room @ free.items[0].placement.T_space_product)[2, 3])
    middle = float(free.items[0].footprint_px[:, 0].mean())
    depth = Depth(room_depth(view, distance - 0.8, middle))
    behind = place_all(view, [PlacedItem(CUBE, SPOT, name="cube")], occluders=depth, gloss=0.0)
    assert 0.3 < behind.items[0].hidden < 0.7
    right = slice(round(middle) + 25, None)
    rows = slice(0, round(float(free.items[0].footprint_px[:, 1].min())) - 60)  # above where the wall meets the floor
    assert (behind.frame.pixels[rows, right] == view.frame.pixels[rows, right]).all()
    far = Depth(room_depth(view, distance + 3, middle) * (1 + np.random.default_rng(3).normal(0, 0.008)))
    rug = place_all(view, [PlacedItem(RUG, SPOT, name="rug")], occluders=far, gloss=0.0)
    assert rug.items[0].hidden < 0.02


def test_a_depth_picture_of_other_proportions_is_refused(view: RoomView) -> None:
    with pytest.raises(CheckError, match="expected the proportions of the photograph's 960x720, got 100x100"):
        place_all(view, [PlacedItem(CUBE, SPOT, name="cube")], occluders=Depth(np.ones((100, 100))))


def test_a_model_without_a_size(view: RoomView) -> None:
    inches = build.box(55, 30, 40, at=(0, 15, 0))
    with pytest.raises(CheckError, match=r"chair: expected a model of 1 cm to 12 m, got 55 m; it was never given"):
        place_all(view, [PlacedItem(inches, SPOT, name="chair")])


def test_a_glossy_floor_mirrors_and_a_carpet_does_not(view: RoomView) -> None:
    cube = [PlacedItem(CUBE, SPOT, name="cube")]
    dull, bright = (place_all(view, cube, gloss=gloss) for gloss in (0.0, 1.0))
    front = bright.items[0].footprint_px[2:].mean(axis=0)
    below = (slice(round(front[1]) + 4, round(front[1]) + 24), slice(round(front[0]) - 20, round(front[0]) + 20))
    change = bright.frame.pixels[below].astype(int) - dull.frame.pixels[below]
    assert np.abs(change).mean() > 1.5
    red = change[..., 0].mean() - change[..., 2].mean()  # the cube is red: so is its image
    assert red > 1
    with pytest.raises(CheckError, match="gloss: expected 0"):
        place_all(view, cube, gloss=1.5)


def test_a_large_photograph_is_drawn_in_parts(view: RoomView) -> None:
    # The same room as 24 megapixels: less would not exceed what is drawn at once.
    camera = view.frame.camera
    large = Camera(5760, 4320, camera.fx * 6, camera.fy * 6, camera.cx * 6, camera.cy * 6)
    pixels = np.repeat(np.repeat(view.frame.pixels, 6, axis=0), 6, axis=1)
    view = replace(view, lens=None)
    big = replace(view, frame=Frame(pixels, 0.0, large))
    small = place_all(view, [PlacedItem(CUBE, SPOT, name="cube")], gloss=0.0)
    scene = place_all(big, [PlacedItem(CUBE, (SPOT[0] * 6, SPOT[1] * 6), name="cube")], gloss=0.0)
    assert scene.items[0].footprint_px == pytest.approx(small.items[0].footprint_px * 6, abs=0.01)
    assert (scene.frame.pixels == pixels)[~scene.mask].all()
    share = scene.mask.sum() / 36 / small.mask.sum()
    assert 0.9 < share < 1.1


def test_a_given_pose_is_kept(view: RoomView) -> None:
    plane = view.room.planes[0]
    T = rest(plane, np.array([0.1, 0, -3.0]), (np.array([-0.25, 0, -0.25]), np.full(3, 0.25))).T_space_product
    one = place_all(view, [PlacedItem(CUBE, T_room_product=T @ pose(), name="cube")]).items[0]
    assert (one.placement.T_space_product == T).all() and one.gap_m == pytest.approx(0)


def test_a_wall_that_may_be_anywhere_is_said_aloud(view: RoomView) -> None:
    print_ = build.box(0.5, 0.7, 0.03, at=(0, 0, 0.015))
    foot = wall_through(view.room, CAMERA, (380.0, 480.0), (580.0, 480.0))
    said = {}
    for sd_m in (0.02, 2.0):
        wall = replace(foot, offset_sd_m=sd_m)
        seen = replace(view, room=replace(view.room, planes=(*view.room.planes, wall)))
        (one,) = place_all(seen, [PlacedItem(print_, (480.0, 330.0), attach="wall", name="print")]).items
        said[sd_m] = one.warnings
    assert said[0.02] == ()
    assert len(said[2.0]) == 1 and "print: how far away its wall is can hardly be seen" in said[2.0][0]


def test_light_from_nowhere_known_darkens_the_floor_all_round(view: RoomView) -> None:
    spot = project(CAMERA, apply(T_CAMERA_ROOM, np.array([[0.0, 0.0, -2.5]])))[0]
    side = {}
    for sd_rad in (0.0, 1.3):
        light = replace(view.room.light, sun_direction=np.array([-0.8, 0.6, 0.0]), sun_sd_rad=sd_rad)
        lit = replace(view, room=replace(view.room, light=light))
        scene = place_all(lit, [PlacedItem(CUBE, (float(spot[0]), float(spot[1])))])
        foot = scene.items[0].placement.T_space_product[:3, 3]
        beside = foot + np.array([[-0.45, 0, 0.1], [0.45, 0, 0.1]])
        u, v = project(view.frame.camera, apply(view.room.T_camera_room, beside)).astype(int).T
        before, after = (frame.pixels[v, u].mean(axis=1).astype(float) for frame in (view.frame, scene.frame))
        side[sd_rad] = (before - after) / before
    assert side[0.0][1] > 1.5 * side[0.0][0]
    assert abs(side[1.3][1] - side[1.3][0]) < 0.5 * side[1.3].mean() and side[1.3].min() > 0


def test_a_wall_that_may_be_elsewhere_shows_no_shadow_but_of_what_hangs_on_it(view: RoomView) -> None:
    unsure = replace(wall_through(view.room, view.frame.camera, (330.0, 420.0), (640.0, 420.0)), offset_sd_m=0.6)
    there = replace(view, room=replace(view.room, planes=(*view.room.planes, unsure)))
    standing = arrange(there, [PlacedItem(CUBE, SPOT, name="cube")])
    assert len(receivers_of(there, standing)) == len(receivers_of(view, standing))
    sure = replace(there, room=replace(there.room, planes=(*view.room.planes, replace(unsure, offset_sd_m=0.1))))
    assert len(receivers_of(sure, standing)) == len(receivers_of(view, standing)) + 1
    hung = arrange(there, [PlacedItem(VASE, (480.0, 330.0), attach="wall", name="print")])
    assert len(receivers_of(there, hung)) == len(receivers_of(view, standing)) + 1
