"""The scene file: a room and what stands in it, in room space and metres; photo mode and WebXR write and read the same.

It holds no picture, only its name. A reader needs `placements`; whoever draws into the photograph again also needs
`room`, which is the room as it was found, with its camera, so that nothing is looked for a second time.

    {"version": 1, "space": "room", "image": "room.jpg", "room": {...},
     "placements": [{"sku": "...", "model": "sofa.glb", "variant": null, "attach": "floor", "on": null,
                     "T_space_product": [[...]], "position_sd_m": 0.03, "size_sd": 0.02}]}
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

import numpy as np

from arkit.errors import ArkitError, CheckError, NotFoundError, ReadError
from arkit.frame import Camera, Frame
from arkit.place.item import ROOM_SURFACES, PlacedItem, Standing
from arkit.product import Attach
from arkit.room import RoomView
from arkit.room.manhattan.lens import Lens
from arkit.spaces import check_transform
from arkit.surface import Light, Measure, Plane, Room, ScaleSource

VERSION = 1
MOST_BYTES, MOST_ITEMS = 4_000_000, 200


@dataclass(frozen=True, slots=True)
class SceneItem:
    """One product of a scene file; `model` is a file's name beside the scene, `on` the sku of what it stands on."""

    sku: str
    model: str
    variant: str | None
    attach: Attach
    on: str
    T_space_product: np.ndarray


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene file; `room` is its room as written, None where the file has none."""

    image: str
    items: tuple[SceneItem, ...]
    room: Mapping[str, Any] | None


def scene_record(view: RoomView, standing: Sequence[Standing], models: Sequence[str], image: str) -> dict[str, Any]:
    """A scene as plain data; `models` are the names of the models' files, in the order of the products."""
    placements = []
    for one, model in zip(standing, models, strict=True):
        on = None if one.on is None else standing[one.on].item.called
        placements.append(
            {
                "sku": one.item.called,
                "model": model,
                "variant": one.item.variant,
                "attach": one.item.surface if one.on is None else "table",
                "on": on,
                "T_space_product": one.placement.T_space_product.tolist(),
                "position_sd_m": one.position_sd_m,
                "size_sd": one.size_sd,
            }
        )
    return {"version": VERSION, "space": "room", "image": image, "room": room_record(view), "placements": placements}


def room_record(view: RoomView) -> dict[str, Any]:
    """Camera, planes, light and their errors as plain data."""
    camera, room, lens = view.frame.camera, view.room, view.lens
    light = room.light
    return {
        "camera": {name: getattr(camera, name) for name in ("width", "height", "fx", "fy", "cx", "cy")}
        | {"source": view.focal_source, "sd": float(np.sqrt(view.covariance[3, 3])) * camera.fy},
        "lens": None
        if lens is None
        else {"k1": lens.k1, "sd": lens.sd, "center_px": list(lens.center_px), "radius_px": lens.radius_px},
        "T_camera_room": room.T_camera_room.tolist(),
        "camera_height_m": {"value": view.height_m.value, "sd": view.height_m.sd},
        "gravity_sd_rad": room.gravity_sd_rad,
        "scale": {"source": room.scale_source, "sd": room.scale.sd},
        "covariance": view.covariance.tolist(),
        "planes": [_plane_record(plane) for plane in room.planes],
        "light": {
            "ambient_rgb": np.asarray(light.ambient_rgb).tolist(),
            "sun_rgb": np.asarray(light.sun_rgb).tolist(),
            "sun_direction": np.asarray(light.sun_direction).tolist(),
            "sun_sd_rad": light.sun_sd_rad,
            "harmonics": None if light.harmonics is None else np.asarray(light.harmonics).tolist(),
        },
    }


def read_scene(path: Path) -> Scene:
    """Read a scene file.

    Raises:
        NotFoundError: there is none.
        ReadError: it is no scene of a version that is known.
    """
    try:
        data = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NotFoundError(f"{path}: expected a scene file there, found none") from error
    if len(data) > MOST_BYTES:
        raise ReadError(f"{path.name}: expected a scene of at most {MOST_BYTES // 10**6} MB, got more")
    try:
        return scene_from_dict(json.loads(data))
    except (ValueError, RecursionError) as error:
        raise ReadError(f"{path.name}: expected JSON, got {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise ReadError(f"{path.name}: expected a scene with version, placements and their T_space_product") from error


def scene_from_dict(record: Mapping[str, Any]) -> Scene:
    """A scene from plain data.

    Raises:
        ReadError: another version, or too many products.
        KeyError, TypeError: something is missing.
    """
    if record["version"] != VERSION or record.get("space") != "room":
        came = f"version {record['version']}, space {record.get('space')}"
        raise ReadError(f"scene: expected version {VERSION} in room space, got {came}")
    placements = record["placements"]
    if len(placements) > MOST_ITEMS:
        raise ReadError(f"scene: expected at most {MOST_ITEMS} products, got {len(placements)}")
    items = tuple(_item(entry) for entry in placements)
    return Scene(str(record.get("image") or ""), items, record.get("room"))


def placed_items(scene: Scene, models: Mapping[str, Any]) -> tuple[PlacedItem, ...]:
    """The products of a scene as `place_all` takes them, with their documents by model name."""
    return tuple(
        PlacedItem(
            models[item.model],
            attach=item.attach,
            on=item.on,
            variant=item.variant,
            name=item.sku,
            T_room_product=item.T_space_product,
        )
        for item in scene.items
    )


def view_from_scene(scene: Scene, frame: Frame) -> RoomView:
    """The room that a scene tells of, in its photograph.

    Raises:
        ReadError: the scene has no room, or a broken one.
        CheckError: the photograph has another size than the one the scene was made in.
    """
    room = scene.room
    if room is None:
        raise ReadError("scene: expected its room, found none; say where metres come from instead")
    try:
        return _view(room, frame)
    except ArkitError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise ReadError(f"scene: expected a whole room, its {error} is missing or broken") from error


def _view(room: Mapping[str, Any], frame: Frame) -> RoomView:
    told = room["camera"]
    camera = Camera(*(told[name] for name in ("width", "height", "fx", "fy", "cx", "cy")))
    if (camera.width, camera.height) != (frame.camera.width, frame.camera.height):
        raise CheckError(
            f"scene: expected its photograph of {camera.width}x{camera.height}, "
            f"got {frame.camera.width}x{frame.camera.height}"
        )
    light, lens, height = room["light"], room.get("lens"), room["camera_height_m"]
    source = room["scale"]["source"]
    if source not in get_args(ScaleSource):
        raise ReadError(f"scene: expected a source of scale such as marker, got {source!r}")
    arrays = {name: np.asarray(light[name], dtype=np.float64) for name in ("ambient_rgb", "sun_rgb", "sun_direction")}
    harmonics = None if light.get("harmonics") is None else np.asarray(light["harmonics"], dtype=np.float64)
    found = Room(
        T_camera_room=np.asarray(room["T_camera_room"], dtype=np.float64),
        planes=tuple(_plane(entry) for entry in room["planes"]),
        light=Light(**arrays, harmonics=harmonics, sun_sd_rad=float(light.get("sun_sd_rad", 0.0))),
        scale=Measure(1.0, float(room["scale"]["sd"])),
        scale_source=source,
        gravity_sd_rad=float(room["gravity_sd_rad"]),
    )
    return RoomView(
        Frame(frame.pixels, frame.time_s, camera),
        found,
        np.asarray(room["covariance"], dtype=np.float64),
        str(told["source"]),
        Measure(float(height["value"]), float(height["sd"])),
        lens=None if lens is None else Lens(lens["k1"], lens["sd"], tuple(lens["center_px"]), lens["radius_px"]),
    )


def _item(entry: Mapping[str, Any]) -> SceneItem:
    attach = entry.get("attach") or "floor"
    if attach not in ROOM_SURFACES:
        raise ReadError(f"scene: expected attach to be one of {', '.join(ROOM_SURFACES)}, got {attach!r}")
    pose = check_transform(np.asarray(entry["T_space_product"], dtype=np.float64), "T_space_product")
    name = Path(str(entry["model"])).name  # beside the scene, never elsewhere
    surface = cast(Attach, attach)
    return SceneItem(str(entry["sku"]), name, entry.get("variant"), surface, str(entry.get("on") or ""), pose)


def _plane_record(plane: Plane) -> dict[str, Any]:
    outline = None if plane.outline_m is None else plane.outline_m.tolist()
    return {"kind": plane.kind, "T_room_plane": plane.T_room_plane.tolist(), "outline_m": outline} | {
        name: getattr(plane, name) for name in ("offset_sd_m", "tilt_sd_rad")
    }


def _plane(entry: Mapping[str, Any]) -> Plane:
    outline = entry.get("outline_m")
    return Plane(
        entry["kind"],
        np.asarray(entry["T_room_plane"], dtype=np.float64),
        None if outline is None else np.asarray(outline, dtype=np.float64),
        entry.get("offset_sd_m"),
        entry.get("tilt_sd_rad"),
    )


__all__ = [
    "MOST_ITEMS",
    "VERSION",
    "Scene",
    "SceneItem",
    "placed_items",
    "read_scene",
    "room_record",
    "scene_from_dict",
    "scene_record",
    "view_from_scene",
]
