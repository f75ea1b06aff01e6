"""Furniture in a photographed room whose truth is known: where it stands against where it should."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from arkit.cli.demo.figures import Figure
from arkit.frame import Frame
from arkit.io import read
from arkit.io.media.footage import write_photo
from arkit.place import CameraHeight, Marker, PlacedItem, RoomView, find_room, place, place_all, read_photo
from arkit.room import floor_point
from arkit.room.layout import RoomSeen, look_around

SOFA = "hill-sofa-3"
BOUND_CM = {"camera height": 6.0, "marker": 4.0}
# A room furnished with our own things: pixel on the floor, degrees.
SCENE = {
    "dune-rug": ((540.0, 690.0), 90.0),
    "hill-sofa-3": ((530.0, 615.0), 0.0),
    "terra-coffee-table": ((575.0, 745.0), 0.0),
    "cove-armchair": ((1000.0, 745.0), -70.0),
}


def room_figures(loft: Path, models: dict[str, Path], out: Path, tick: Callable[[str], None]) -> list[Figure]:
    """Place the sofa, furnish the room, measure both scales against the truth beside the picture.

    Args:
        loft: folder with room.jpg, room_marker.jpg and truth.json.
        models: converted GLBs by SKU.
        out: where place-sofa.png and place-room.png go.
        tick: hears what was just done.
    """
    truth = json.loads((loft / "truth.json").read_text(encoding="utf-8"))
    by_height = _look(loft / "room.jpg", CameraHeight(truth["camera_height_m"], 0.02))
    by_marker = _look(loft / "room_marker.jpg", Marker(truth["marker"]["side_m"]))
    tick("camera and floor")
    sofa = read(models[SOFA]).document
    around = look_around(by_height)
    placed = place(around, sofa, (640.0, 660.0))
    write_photo(placed.frame.pixels, out / "place-sofa.png")
    tick("sofa")
    write_photo(_furnish(around, models).pixels, out / "place-room.png")
    tick("whole room")
    figures = []
    for name, view in (("camera height", by_height), ("marker", by_marker)):
        errors = errors_cm(view, truth)
        detail = f"{len(errors)} floor points to {_farthest_m(truth):.1f} m, median {np.median(errors):.2f} cm"
        figures.append(Figure(f"placement error by {name}", float(errors.max()), "cm", BOUND_CM[name], detail=detail))
    told = 100 * placed.position_sd_m
    figures.append(Figure("placement error as told to the buyer", told, "cm", detail="standard deviation at the sofa"))
    return figures


def _look(path: Path, scale: CameraHeight | Marker) -> RoomView:
    photo = read_photo(path)
    return find_room(photo.frame, scale=scale, focal_35mm=photo.focal_35mm)


def _furnish(seen: RoomSeen, models: dict[str, Path]) -> Frame:
    """All of `SCENE` in one drawing, so that things hide and shade each other rightly."""
    items = [
        PlacedItem(read(models[sku]).document, at_px, float(np.radians(yaw_deg)), name=sku)
        for sku, (at_px, yaw_deg) in SCENE.items()
    ]
    return place_all(seen, items).frame


def errors_cm(view: RoomView, truth: dict[str, Any]) -> np.ndarray:
    """Distance (n,) between where a floor pixel is said to be and where it is, seen from the camera's foot."""
    true_turn = np.array(truth["camera"]["T_camera_room"])[:3, :3]
    errors = []
    for point in _floor_points(truth):
        found = floor_point(view.room, view.frame.camera, tuple(point["px"]))
        there = view.room.T_camera_room[:3, :3] @ found
        errors.append(100 * float(np.linalg.norm(there - true_turn @ np.array(point["room_m"]))))
    return np.array(errors)


def _floor_points(truth: dict[str, Any]) -> list[dict[str, Any]]:
    return [point for point in truth["points"] if point["name"].startswith("floor")]


def _farthest_m(truth: dict[str, Any]) -> float:
    return max(float(np.linalg.norm(point["room_m"])) for point in _floor_points(truth))


__all__ = ["SCENE", "errors_cm", "room_figures"]
