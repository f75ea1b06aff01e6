"""A room measured by its depth picture, what fits in it and comes through its door, and a camera that is followed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from arkit.cli.demo.figures import Figure
from arkit.document import bounds
from arkit.fit import Gate, Verdict, fit, open_room, shape_of, through
from arkit.fit.plan import draw_plan
from arkit.frame import Camera, Frame, project
from arkit.io import read
from arkit.io.media.footage import write_photo
from arkit.place import Marker, RoomView, find_room, place, read_depth, read_photo
from arkit.room.follow import Follower
from arkit.room.scan import find_interior, fuse
from arkit.spaces import apply, inverse, pose
from arkit.surface import Interior, Measure

SOFA = "hill-sofa-3"
STEPS_PER_M = 1000.0
WALL_BOUND_CM, SWIM_BOUND_PX = 6.0, 1.0
TAPE_SD_M = 0.003
FRAMES, STEP_RAD, FPS = 24, 0.006, 30.0


def fit_figures(loft: Path, models: dict[str, Path], out: Path, tick: Callable[[str], None]) -> list[Figure]:
    """Measure the room by depth, ask whether the sofa fits and what passes the door, follow a camera that turns.

    Args:
        loft: folder with room.jpg, room_marker.jpg, depth.png and truth.json.
        models: converted GLBs by SKU.
        out: where fit-plan.png goes.
        tick: hears what was just done.
    """
    truth = json.loads((loft / "truth.json").read_text(encoding="utf-8"))
    room = _measured(loft)
    tick("room by depth")
    figures = list(_walls(room, truth))
    space, sofa = open_room(room), shape_of(read(models[SOFA]).document)
    answer = fit(space, sofa, kind="sofa")
    write_photo(draw_plan(space, sofa, answer), out / "fit-plan.png")
    tick("does it fit")
    spare = (answer.gaps and answer.gaps.least_m) or Measure(0.0, 0.0)
    told = f"± {100 * spare.sd:.1f} cm. {answer.reasons[0]['en']}"
    figures.append(Figure("sofa in the measured room, least gap", 100 * spare.value, "cm", detail=told))
    figures += [_door(truth, models), _swim(loft, read(models[SOFA]).document)]
    tick("camera followed")
    return figures


def _measured(loft: Path) -> Interior:
    """The room as its one depth picture shows it."""
    photo, depth = read_photo(loft / "room.jpg"), read_depth(loft / "depth.png", STEPS_PER_M)
    view = find_room(photo.frame, scale=depth, focal_35mm=photo.focal_35mm)
    scan = fuse([view.frame.camera], [inverse(view.room.T_camera_room)], [depth.depth_m], name="loft")
    return find_interior(scan, up="y", unit="m")


def _walls(room: Interior, truth: dict[str, Any]) -> Iterator[Figure]:
    """The wall ahead and the ceiling against where they are."""
    for name, kind, axis, true_m in (
        ("wall ahead", "wall", 2, -truth["walls_m"]["back"]),
        ("ceiling", "ceiling", 1, truth["walls_m"]["ceiling"]),
    ):
        found = [plane.T_room_plane[axis, 3] for plane in room.planes if plane.kind == kind]
        found = [place for place in found if np.sign(place) == np.sign(true_m)]
        error = 100 * float(min((abs(place - true_m) for place in found), default=np.inf))
        yield Figure(f"room by depth picture, {name}", error, "cm", WALL_BOUND_CM, detail=f"true {abs(true_m):.2f} m")


def _door(truth: dict[str, Any], models: dict[str, Path]) -> Figure:
    """What of the furniture comes through the room's door."""
    gate = Gate(Measure(truth["door"]["width_m"], TAPE_SD_M), Measure(truth["door"]["height_m"], TAPE_SD_M))
    answers = {sku: through(shape_of(read(path).document), gate).passes for sku, path in models.items()}
    passing = sum(answer is Verdict.YES for answer in answers.values())
    others = ", ".join(f"{sku}: {answer.value}" for sku, answer in answers.items() if answer is not Verdict.YES)
    name = f"furniture through the {100 * truth['door']['width_m']:.0f} cm door"
    return Figure(name, float(passing), f"of {len(answers)}", detail=others or "each by a motion that was checked")


def _swim(loft: Path, document: Any) -> Figure:
    """How far the sofa wanders in a film of the photograph as a camera sees it that turns, whose truth is known."""
    photo = read_photo(loft / "room_marker.jpg")
    view = find_room(photo.frame, scale=Marker(0.20), focal_35mm=photo.focal_35mm)
    standing = place(view, document, (540.0, 600.0)).placement
    low, high = bounds(document)
    foot = apply(
        standing.T_space_product, np.array([[x, low[1], z] for x in (low[0], high[0]) for z in (low[2], high[2])])
    )
    follower = Follower(view)
    wander = [
        np.abs(project(frame.camera, apply(seen.T_camera_room, foot)) - project(frame.camera, apply(true, foot))).max()
        if not (seen := follower.step(frame)).lost
        else np.inf
        for frame, true in _turning(view)
    ]
    return Figure(
        "film of a turning camera: the sofa's feet wander",
        float(max(wander)),
        "px",
        SWIM_BOUND_PX,
        detail=f"{FRAMES} frames",
    )


def _turning(view: RoomView) -> Iterator[tuple[Frame, np.ndarray]]:
    """The photograph from a camera that turns on its spot, with its true T_camera_room."""
    camera: Camera = view.frame.camera
    lens, size = camera.matrix_cv, (camera.width, camera.height)
    for number in range(FRAMES):
        turn = cv2.Rodrigues(np.array([0.0, STEP_RAD * number, 0.0]))[0]
        bent = cv2.warpPerspective(
            view.frame.pixels, lens @ turn @ np.linalg.inv(lens), size, borderMode=cv2.BORDER_REPLICATE
        )
        flip = np.diag([1.0, -1.0, -1.0])
        yield Frame(bent, number / FPS, camera), pose(flip @ turn @ flip) @ view.room.T_camera_room


__all__ = ["fit_figures"]
