"""`arkit room`: find camera, floor and scale in a picture of a room."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import numpy as np

from arkit.cli import print_json
from arkit.cli.room_scan import PhotoOrScan
from arkit.place import CameraHeight, Depth, KnownLength, Marker, RoomView, Scale, find_room, read_depth, read_photo
from arkit.room import horizon_px
from arkit.room.scale import TYPED_SD_M

Command = TypeVar("Command", bound=Callable[..., Any])


def numbers(text: str, count: int, name: str, form: str) -> tuple[float, ...]:
    """`count` numbers between commas; wrong usage otherwise."""
    try:
        values = tuple(float(part) for part in text.split(","))
    except ValueError:
        values = ()
    if len(values) != count or not np.isfinite(values).all():
        raise click.BadParameter(f"expected {form}, got {text}", param_hint=name)
    return values


def scale_options(command: Command) -> Command:
    """The options that say where metres come from, for every command that looks at a room."""
    for option in (
        click.option("--depth-steps", default=1000.0, show_default=True, help="Steps per metre in the depth picture."),
        click.option("--depth", "depth_path", type=click.Path(path_type=Path), help="16 bit depth PNG of the picture."),
        click.option("--fov", "fov_deg", type=float, help="Vertical field of view in degrees, where it is known."),
        click.option("--known", metavar="U0,V0,U1,V1=CM", help="Two pixels on the floor and the centimetres between."),
        click.option("--marker", "marker_cm", type=float, help="Side, cm, of the printed marker on the floor."),
        click.option("--camera-height", "camera_height_m", type=float, help="Metres from floor to camera."),
    ):
        command = option(command)
    return command


def chosen_scale(
    camera_height_m: float | None,
    marker_cm: float | None,
    known: str | None,
    depth_path: Path | None,
    depth_steps: float,
) -> Scale | Depth | None:
    """The one scale that was asked for; None where none was; wrong usage where several were."""
    if sum(value is not None for value in (camera_height_m, marker_cm, known, depth_path)) > 1:
        raise click.UsageError("Give one of --camera-height, --marker, --known and --depth.")
    if depth_path is not None:
        return read_depth(depth_path, depth_steps)
    if camera_height_m is not None:
        return CameraHeight(camera_height_m, TYPED_SD_M)
    if marker_cm is not None:
        return Marker(marker_cm / 100)
    if known is None:
        return None
    ends, equals, centimetres = known.partition("=")
    if not equals:
        raise click.BadParameter(f"expected U0,V0,U1,V1=CM, got {known}", param_hint="--known")
    u0, v0, u1, v1 = numbers(ends, 4, "--known", "U0,V0,U1,V1=CM")
    (length_cm,) = numbers(centimetres, 1, "--known", "U0,V0,U1,V1=CM")
    return KnownLength((u0, v0), (u1, v1), length_cm / 100)


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
        "planes": [{"kind": plane.kind, "T_room_plane": plane.T_room_plane.tolist()} for plane in room.planes],
        "light": {
            "ambient_rgb": room.light.ambient_rgb.tolist(),
            "sun_rgb": room.light.sun_rgb.tolist(),
            "sun_direction": room.light.sun_direction.tolist(),
        },
    }


@click.command(cls=PhotoOrScan)
@click.argument("image", type=click.Path(path_type=Path))
@scale_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    image: Path,
    camera_height_m: float | None,
    marker_cm: float | None,
    known: str | None,
    depth_path: Path | None,
    depth_steps: float,
    fov_deg: float | None,
    as_json: bool,
) -> None:
    """Find camera, floor, scale and light in IMAGE, a picture of a room.

    Metres come from --camera-height, a printed --marker on the floor, a --known length or a --depth picture; without,
    from the height of a phone held by a standing adult, and the answer says how unsure that is.
    """
    started = time.perf_counter()
    fov_rad = None if fov_deg is None else float(np.radians(fov_deg))
    scale = chosen_scale(camera_height_m, marker_cm, known, depth_path, depth_steps)
    photo = read_photo(image)
    view = find_room(photo.frame, scale=scale, fov_y_rad=fov_rad, focal_35mm=photo.focal_35mm)
    facts = view_facts(view) | {"seconds": round(time.perf_counter() - started, 3)}
    if as_json:
        print_json(facts)
        return
    camera, room = view.frame.camera, view.room
    fov = 2 * np.degrees(np.arctan(camera.height / 2 / camera.fy))
    pitch = np.degrees(np.arcsin(room.T_camera_room[2, 1]))
    print(f"camera  {fov:.1f} degrees high, from {view.focal_source}; looks {pitch:.1f} degrees down")
    print(f"up      known within {np.degrees(room.gravity_sd_rad):.2f} degrees")
    print(f"height  {view.height_m.value:.2f} ± {view.height_m.sd:.2f} m, from {room.scale_source.replace('_', ' ')}")


__all__ = ["chosen_scale", "command", "numbers", "scale_options", "view_facts"]
