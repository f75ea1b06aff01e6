"""Placed boxes against what is true: their drawn size, their contact, what hides them, the bytes around them, the time.

A box of 60 x 80 x 50 cm is placed at a point of the free floor in the pictures of the told rooms. Size is held against
the same box at the same place, seen by the true camera: the height of its upright edges in pixels.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from arkit.draw import filled, item_depth
from arkit.errors import ArkitError
from arkit.frame import project
from arkit.io import read
from arkit.place import Depth, KnownLength, Marker, PlacedItem, PlacedScene, RoomView, arrange, find_room, place_all
from arkit.place.compose import drawn, items_of
from arkit.spaces import apply, pose
from arkit.surface import Furniture
from bench.room_rows import Row, at_least, at_most, median
from bench.rooms import Extras, Shot, shot
from tests import build

SIZE_M = (0.6, 0.8, 0.5)
BOX = build.box(*SIZE_M, at=(0, SIZE_M[1] / 2, 0), color=(0.6, 0.55, 0.5, 1))
MOST_ROOMS = 30  # placed for each figure; a room with a marker is rendered for it, which takes some seconds once
TIMED = 3
SOFA = Path(__file__).parents[2] / "assets" / "products" / "hill-sofa-3" / "hill-sofa-3.glb"
NEAREST_M, FARTHEST_M = 1.6, 5.0


def rows(rooms: Sequence[int]) -> Iterable[Row]:
    """Size, contact, hiding, bytes and time."""
    chosen = list(rooms)[:: -(-len(rooms) // MOST_ROOMS) or 1]
    scenes = [(taken, scene) for seed in chosen for taken, scene in _placed(seed)]
    sizes = [100 * abs(_size_ratio(taken, scene) - 1) for taken, scene in scenes]
    note = f"{len(scenes)} placed in {len(chosen)} rooms"
    yield Row("placed size, marker or known length", at_most(3.0), median(sizes), note, sizes, "%")
    gaps = [100 * abs(one.gap_m) for _, scene in scenes for one in scene.items]
    yield Row("contact gap", at_most(1.0), max(gaps, default=float("nan")), "worst", gaps, "cm")
    same = [100.0 * _outside_same(taken, scene) for taken, scene in scenes]
    yield Row("bytes outside the mask unchanged", at_least(100.0), min(same, default=float("nan")), "worst", same, "%")
    hiding = [found for seed in chosen if (found := _hidden_iou(seed)) is not None]
    yield Row("hidden part, from a noisy depth picture", at_least(0.9), median(hiding), f"IoU, {len(hiding)}", hiding)
    times = _times(chosen)
    took, spent = [one.took_s for one in times], [one.spent_s for one in times]
    yield Row("place at 2 MP, time on these cores", at_most(1.5), median(took), "all from the photo on", took, "s")
    yield Row("place at 2 MP, CPU", None, median(spent), "OpenGL in software on all cores", spent, "s")


def _floor_spot(taken: Shot) -> tuple[float, float] | None:
    """A pixel well inside the bare floor that is seen, some metres away."""
    height, width = taken.ids.shape
    grid = [(u, v) for v in np.linspace(0.5, 0.92, 12) for u in np.linspace(0.2, 0.8, 13)]
    best, spot = 0.0, None
    for u, v in grid:
        column, row = int(u * width), int(v * height)
        half = width // 24
        around = taken.ids[max(row - half // 2, 0) : row + half // 2, max(column - half, 0) : column + half]
        depth = float(taken.depth_m[row, column])
        bare = float((around == 1).mean())
        if NEAREST_M < depth < FARTHEST_M and bare > max(best, 0.85):
            best, spot = bare, (column + 0.5, row + 0.5)
    return spot


def _placed(seed: int) -> Iterable[tuple[Shot, PlacedScene]]:
    """The box in one room by a marker and by a known length; what is refused is left out."""
    for kind in ("marker", "length"):
        taken = shot(seed, extras=Extras(marker="36h11")) if kind == "marker" else shot(seed)
        spot = _floor_spot(taken)
        scale = Marker(0.2) if kind == "marker" else (_known(taken, spot) if spot else None)
        if spot is None or scale is None:
            continue
        try:
            view = find_room(taken.frame, scale=scale, focal_35mm=taken.focal_35mm)
            yield taken, place_all(view, [PlacedItem(BOX, spot, name="box")])
        except ArkitError:
            continue


def _known(taken: Shot, spot: tuple[float, float]) -> KnownLength | None:
    """Two floor pixels to the left and right of a spot and the true metres between them."""
    width = taken.frame.camera.width
    ends = [(float(np.clip(spot[0] + side * width * 0.18, 5, width - 5)), spot[1]) for side in (-1, 1)]
    if any(taken.ids[int(v), int(u)] != 1 for u, v in ends):
        return None
    points = [_true_floor(taken, end) for end in ends]
    return KnownLength(ends[0], ends[1], float(np.linalg.norm(points[1] - points[0])))


def _true_floor(taken: Shot, pixel: tuple[float, float]) -> np.ndarray:
    """The true place (3,), room space, on the floor that a pixel of the photograph shows."""
    return np.asarray(taken.floor_m(np.array([pixel]))[0])


def _size_ratio(taken: Shot, scene: PlacedScene) -> float:
    """Drawn over true height in pixels of the box's middle, both in a straight picture."""
    one = scene.items[0]
    foot = one.footprint_px.mean(axis=0)
    place = _true_floor(taken, (float(foot[0]), float(foot[1])))
    true = project(taken.camera, apply(taken.T_camera_room, np.array([place, [place[0], SIZE_M[1], place[2]]])))
    middle = np.array([[0, 0, 0], [0, SIZE_M[1], 0]])
    drawn = project(
        scene.view.frame.camera, apply(scene.view.room.T_camera_room @ one.placement.T_space_product, middle)
    )
    return float(np.linalg.norm(drawn[1] - drawn[0]) / np.linalg.norm(true[1] - true[0]))


def _outside_same(taken: Shot, scene: PlacedScene) -> bool:
    return bool((scene.frame.pixels == taken.frame.pixels)[~scene.mask].all())


def _hidden_iou(seed: int) -> float | None:
    """A box behind furniture: what is drawn of it by a depth picture of half the size with 1 % noise, against exact."""
    taken = shot(seed)
    if taken.k1:
        return None
    rng = np.random.default_rng([seed, 77])
    coarse = taken.depth_m[::2, ::2].astype(np.float64)
    depth = Depth(np.round(coarse * (1 + rng.normal(0, 0.01, coarse.shape)), 3))
    fov = 2 * float(np.arctan(taken.camera.height / 2 / taken.camera.fy))
    try:
        view = find_room(taken.frame, scale=depth, fov_y_rad=fov)
    except ArkitError:
        return None
    best: float | None = None
    for thing in taken.interior.furniture:
        found = _behind(taken, view, thing, depth)
        best = found if best is None else best
    return best


def _behind(taken: Shot, view: RoomView, thing: Furniture, depth: Depth) -> float | None:
    """IoU of the visible part of a box behind one piece of furniture; None where it hides too little or too much."""
    middle = thing.T_room_box[:3, 3] * (1, 0, 1)
    away = middle - taken.eye_m * (1, 0, 1)
    distance = float(np.linalg.norm(away))
    if not NEAREST_M < distance < FARTHEST_M:
        return None
    spot = middle + away / distance * (float(np.hypot(thing.size_m[0], thing.size_m[2])) / 2 + 0.4)
    T = taken.T_view_room @ pose(translation=spot)
    try:
        standing = arrange(view, [PlacedItem(BOX, name="box", T_room_product=T)], collide="allow")
    except ArkitError:
        return None
    camera = view.frame.camera
    own = item_depth(items_of(view, standing)[0], camera)
    outline = np.isfinite(own)
    with np.errstate(invalid="ignore"):
        true = outline & ~((taken.depth_m > 0) & (taken.depth_m < own - 0.01))
    if outline.sum() < 2000 or not 0.15 < true.sum() / outline.sum() < 0.85:
        return None
    before = filled(depth.depth_m.astype(np.float32), (camera.height, camera.width))
    shown = drawn(view, standing, camera, before=before, guide=view.frame.pixels).coverage > 0.5
    return float((shown & true).sum() / (shown | true).sum())


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock, and of CPU on all cores."""

    took_s: float
    spent_s: float


def _times(rooms: Sequence[int]) -> list[Spent]:
    """Seconds of finding a room and placing a sofa of 43,000 triangles in it, in pictures of 2 megapixels.

    The first picture, which also makes the context, compiles the shaders and uploads the sofa, is not counted.
    """
    sofa = read(SOFA).document
    spent: list[Spent] = []
    for seed in rooms:
        taken = shot(seed, megapixels=2.0, extras=Extras(marker="36h11"))
        spot = _floor_spot(taken)
        if spot is None:
            continue
        began_s, started_s = time.perf_counter(), time.process_time()
        try:
            place_all(taken.photo, [PlacedItem(sofa, spot, name="sofa")], scale=Marker(0.2))
        except ArkitError:
            continue
        spent.append(Spent(time.perf_counter() - began_s, time.process_time() - started_s))
        if len(spent) > TIMED:
            break
    return spent[1:]


__all__ = ["rows"]
