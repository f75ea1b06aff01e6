"""`arkit room`: find camera, floor, walls, scale and light in a picture of a room."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click
import numpy as np

from arkit.cli import print_json
from arkit.cli.room_metres import all_scales, chosen_scale, more_scale_options, numbers, scale_options
from arkit.cli.room_scan import PhotoOrScan
from arkit.io import check_writable
from arkit.place import Depth, RoomView, find_room, read_photo
from arkit.room import horizon_px
from arkit.room.layout import RoomSeen, look_around
from arkit.surface import Plane


def plane_facts(plane: Plane) -> dict[str, Any]:
    """A plane as plain numbers: where, how far it reaches, how sure."""
    outline = plane.outline_m
    return {
        "kind": plane.kind,
        "T_room_plane": plane.T_room_plane.tolist(),
        "outline_m": None if outline is None else outline.tolist(),
        "size_m": None if outline is None else np.ptp(outline, axis=0).tolist(),
        "offset_sd_m": plane.offset_sd_m,
        "tilt_sd_rad": plane.tilt_sd_rad,
    }


def view_facts(view: RoomView) -> dict[str, Any]:
    """What was found, as plain numbers."""
    camera, room = view.frame.camera, view.room
    left, right = horizon_px(camera, room.T_camera_room)
    return {
        "camera": {
            "width": camera.width,
            "height": camera.height,
            "fx": camera.fx,
            "fy": camera.fy,
            "cx": camera.cx,
            "cy": camera.cy,
            "source": view.focal_source,
            "sd": float(np.sqrt(view.covariance[3, 3])) * camera.fy,
        },
        "gravity_camera": (-room.T_camera_room[:3, 1]).tolist(),
        "gravity_sd_rad": room.gravity_sd_rad,
        "horizon": {"y_left": left, "y_right": right},
        "T_camera_room": room.T_camera_room.tolist(),
        "camera_height_m": {"value": view.height_m.value, "sd": view.height_m.sd},
        "scale": {"source": room.scale_source, "sd": room.scale.sd},
        "planes": [plane_facts(plane) for plane in room.planes],
        "light": {
            "ambient_rgb": room.light.ambient_rgb.tolist(),
            "sun_rgb": room.light.sun_rgb.tolist(),
            "sun_direction": room.light.sun_direction.tolist(),
        },
    }


def seen_facts(seen: RoomSeen) -> dict[str, Any]:
    """Free floor, how sure the light is, and what was not found, as plain numbers."""
    return {
        "free_floor_m2": {"value": seen.free_m2.value, "sd": seen.free_m2.sd},
        "light_bearing_sd_rad": seen.light_sd_rad,
        "warnings": list(seen.warnings),
    }


@click.command(cls=PhotoOrScan)
@click.argument("image", type=click.Path(path_type=Path))
@scale_options
@more_scale_options
@click.option("--save", type=click.Path(path_type=Path), help="With --depth: write the room as JSON that fit reads.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(image: Path, fov_deg: float | None, save: Path | None, as_json: bool, **asked: Any) -> None:
    """Find camera, floor, walls, scale and light in IMAGE, a picture of a room.

    Metres come from --camera-height, a printed --marker on the floor, an A4 --sheet or card, a --door, a --known length
    or a --depth picture; several are weighed. Without any they come from the height of a phone held by a standing
    adult, and the answer says how unsure that is.
    """
    started = time.perf_counter()
    fov_rad = None if fov_deg is None else float(np.radians(fov_deg))
    sources = all_scales(**asked)
    depth = next((source for source in sources if isinstance(source, Depth)), None)
    if save is not None:
        if depth is None:
            raise click.UsageError("--save writes what a depth picture shows of a room; give --depth too.")
        check_writable(save)
    photo = read_photo(image)
    view = find_room(photo.frame, scale=sources or None, fov_y_rad=fov_rad, focal_35mm=photo.focal_35mm)
    seen = look_around(view, depth)
    if save is not None and depth is not None:
        from arkit.scan import room_of_view, write_room

        write_room(room_of_view(view, depth, name=image.name), save)
    facts = view_facts(seen.view) | seen_facts(seen) | {"seconds": round(time.perf_counter() - started, 3)}
    if as_json:
        print_json(facts)
        return
    for line in told(seen):
        print(line)


def told(seen: RoomSeen) -> list[str]:
    """What was found, in words, one line each."""
    view = seen.view
    camera, room = view.frame.camera, view.room
    fov = 2 * np.degrees(np.arctan(camera.height / 2 / camera.fy))
    pitch = np.degrees(np.arcsin(room.T_camera_room[2, 1]))
    bearing = np.degrees(np.arctan2(room.light.sun_direction[0], -room.light.sun_direction[2]))
    rise = np.degrees(np.arcsin(room.light.sun_direction[1]))
    return [
        f"camera  {fov:.1f} degrees high, from {view.focal_source}; looks {pitch:.1f} degrees down",
        f"up      known within {np.degrees(room.gravity_sd_rad):.2f} degrees",
        f"height  {view.height_m.value:.2f} ± {view.height_m.sd:.2f} m, from {room.scale_source.replace('_', ' ')}",
        *(f"{plane.kind:8}{_where(plane)}" for plane in room.planes[1:]),
        f"floor   {seen.free_m2.value:.1f} ± {seen.free_m2.sd:.1f} m² of it seen and free",
        f"light   {abs(bearing):.0f} degrees to the {'right' if bearing > 0 else 'left'} of the room's far side, "
        f"{rise:.0f} degrees up; bearing ± {np.degrees(seen.light_sd_rad):.0f} degrees",
        *(f"note    {warning}" for warning in seen.warnings),
    ]


def _where(plane: Plane) -> str:
    """Where a plane is, how far it reaches, how sure."""
    normal, origin = plane.T_room_plane[:3, 1], plane.T_room_plane[:3, 3]
    sd = "" if plane.offset_sd_m is None else f" ± {plane.offset_sd_m:.2f}"
    wide, deep = (0.0, 0.0) if plane.outline_m is None else np.ptp(plane.outline_m, axis=0)
    if plane.kind in ("ceiling", "table"):
        return f"{origin[1]:.2f}{sd} m above the floor, {wide:.1f} x {deep:.1f} m of it seen"
    axis = 0 if abs(normal[0]) > abs(normal[2]) else 2
    names = ("to the left", "to the right") if axis == 0 else ("ahead", "behind")
    return f"{-float(normal @ origin):.2f}{sd} m {names[0 if normal[axis] > 0 else 1]}, {wide:.1f} m of it seen"


__all__ = ["chosen_scale", "command", "numbers", "plane_facts", "scale_options", "seen_facts", "told", "view_facts"]
