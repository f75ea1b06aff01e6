"""Products in a film: they stay, and hide behind what stands before them wherever the camera goes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arkit.draw import Occluder
from arkit.draw.thread import run
from arkit.errors import MissingError, NotFoundError
from arkit.frame import Frame, camera_from_fov, project
from arkit.place import Marker, PlacedItem
from arkit.place.video import Shown, place_in_film
from arkit.spaces import apply, inverse
from tests import build
from tests.arkit.room.follow import filmed as made

CAMERA = camera_from_fov(480, 270, float(np.radians(47)))
STOOL = build.box(0.4, 0.45, 0.4, at=(0, 0.225, 0))
SCREEN = np.array([[-0.5, -0.5, -1.2], [0.0, -0.5, -1.2], [0.0, 0.5, -1.2], [-0.5, 0.5, -1.2]])


@pytest.fixture(scope="module")
def frames() -> list[Frame]:
    try:
        run(lambda gpu: None)
    except MissingError as error:
        pytest.skip(str(error))
    return list(made.film(made.room_world(3, marker_m=0.3), CAMERA, made.walk, np.arange(8) / 12))


def placed(frames: list[Frame], *items: PlacedItem, occluders: list[Occluder] | None = None) -> list[Shown]:
    _, shown = place_in_film(
        frames, items, scale=Marker(0.3), fov_y_rad=float(np.radians(47)), occluders=occluders, collide="allow"
    )
    return list(shown)


def test_what_stands_before_hides_from_everywhere(frames: list[Frame]) -> None:
    stool = PlacedItem(STOOL, (240, 150))
    whole = placed(frames, stool)
    hidden = placed(frames, stool, occluders=[Occluder(SCREEN, np.array([[0, 1, 2], [0, 2, 3]]))])
    first = whole[0].seen.T_camera_room
    for before, behind in zip(whole, hidden, strict=True):
        in_room = apply(inverse(first), SCREEN)
        edge = project(CAMERA, apply(before.seen.T_camera_room, in_room))[1:3, 0].mean()
        left = slice(0, int(edge) - 8)
        right = slice(int(edge) + 8, None)
        assert not behind.mask[:200, left].any(), "drawn through the screen"
        assert (before.mask[:, right] == behind.mask[:, right]).mean() > 0.995
    assert whole[-1].mask.any()


def test_two_products_in_one_film(frames: list[Frame]) -> None:
    pair = placed(frames[:3], PlacedItem(STOOL, (190, 150)), PlacedItem(STOOL, (330, 150)))
    changed = np.abs(pair[-1].frame.pixels.astype(int) - frames[2].pixels).max(axis=2) > 40
    columns = np.flatnonzero(changed.any(axis=0))
    assert columns.min() < 190 < 330 < columns.max()
    assert not changed[:20].any()


def test_an_empty_film_is_refused() -> None:
    with pytest.raises(NotFoundError, match="at least one frame"):
        place_in_film([], [PlacedItem(STOOL, (1, 1))])


def test_another_size_later_is_said_when_it_comes(frames: list[Frame]) -> None:
    small = camera_from_fov(320, 180, 0.8)
    other = replace(frames[0], pixels=np.zeros((180, 320, 3), dtype=np.uint8), time_s=1.0, camera=small)
    _, shown = place_in_film(
        [*frames[:3], other], [PlacedItem(STOOL, (240, 150))], scale=Marker(0.3), fov_y_rad=float(np.radians(47))
    )
    assert [not next(shown).seen.lost for _ in range(3)] == [True] * 3
    with pytest.raises(Exception, match="expected 480x270"):
        next(shown)
