"""The options that say where metres come from, for every command that looks at a picture of a room."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import numpy as np

from arkit.place import CameraHeight, Depth, KnownLength, Marker, Scale, read_depth
from arkit.room import Sheet, Upright
from arkit.room.scale import LENGTH_SD_M, TYPED_SD_M, Pixel, SheetKind

Command = TypeVar("Command", bound=Callable[..., Any])
FOUR, EIGHT = "U0,V0,U1,V1", "U0,V0,U1,V1,U2,V2,U3,V3"


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
    """The options of one source of metres."""
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


def more_scale_options(command: Command) -> Command:
    """Further sources of metres; all that are given together are weighed."""
    for option in (
        click.option("--lies-on", "above_cm", type=float, help="Height, cm, of the top that sheet or card lies on."),
        click.option("--corners", metavar="U0,V0,…,U3,V3", help="The four corners of sheet or card, once around."),
        click.option("--sheet", type=click.Choice(["a4", "card"]), help="An A4 sheet or a bank card lies flat."),
        click.option("--door", metavar="U0,V0,U1,V1[=CM]", help="Foot and top of a door, or of what is CM high."),
        click.option("--foot", metavar=FOUR, help="Two pixels along a wall's foot: --known is on that wall."),
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
    sources = _plain(camera_height_m, marker_cm, known, depth_path, depth_steps)
    return sources[0] if sources else None


def all_scales(
    *,
    camera_height_m: float | None,
    marker_cm: float | None,
    known: str | None,
    depth_path: Path | None,
    depth_steps: float,
    foot: str | None,
    door: str | None,
    sheet: str | None,
    corners: str | None,
    above_cm: float | None,
) -> list[Scale | Depth]:
    """Every source of metres that was asked for."""
    if foot is not None and known is None:
        raise click.UsageError("--foot says on which wall --known lies; give --known too.")
    if sheet is None and (corners is not None or above_cm is not None):
        raise click.UsageError("--corners and --lies-on belong to --sheet; give --sheet a4 or --sheet card too.")
    sources = _plain(camera_height_m, marker_cm, known, depth_path, depth_steps, foot)
    if door is not None:
        sources.append(_door(door))
    if sheet is not None:
        sources.append(_sheet(sheet, corners, above_cm))
    return sources


def _plain(
    camera_height_m: float | None,
    marker_cm: float | None,
    known: str | None,
    depth_path: Path | None,
    depth_steps: float,
    foot: str | None = None,
) -> list[Scale | Depth]:
    sources: list[Scale | Depth] = []
    if depth_path is not None:
        sources.append(read_depth(depth_path, depth_steps))
    if camera_height_m is not None:
        sources.append(CameraHeight(camera_height_m, TYPED_SD_M))
    if marker_cm is not None:
        sources.append(Marker(marker_cm / 100))
    if known is not None:
        sources.append(_known(known, foot))
    return sources


def _ends(text: str, name: str) -> tuple[Pixel, Pixel]:
    u0, v0, u1, v1 = numbers(text, 4, name, FOUR)
    return (u0, v0), (u1, v1)


def _known(known: str, foot: str | None) -> KnownLength:
    """The length between two pixels, on the floor or on the wall above `foot`."""
    ends, equals, centimetres = known.partition("=")
    if not equals:
        raise click.BadParameter(f"expected U0,V0,U1,V1=CM, got {known}", param_hint="--known")
    start, end = _ends(ends, "--known")
    (length_cm,) = numbers(centimetres, 1, "--known", "U0,V0,U1,V1=CM")
    return KnownLength(start, end, length_cm / 100, None if foot is None else _ends(foot, "--foot"))


def _door(door: str) -> Upright:
    """A door, or something of stated height, by its foot and top."""
    ends, equals, centimetres = door.partition("=")
    foot, top = _ends(ends, "--door")
    if not equals:
        return Upright(foot, top)
    (height_cm,) = numbers(centimetres, 1, "--door", "U0,V0,U1,V1[=CM]")
    return Upright(foot, top, height_cm / 100, LENGTH_SD_M)


def _sheet(sheet: str, corners: str | None, above_cm: float | None) -> Sheet:
    """An A4 sheet or a card, found or marked."""
    kind: SheetKind = "card" if sheet == "card" else "a4"
    marked = None
    if corners is not None:
        values = numbers(corners, 8, "--corners", EIGHT)
        marked = tuple(zip(values[::2], values[1::2], strict=True))
    above_m, above_sd_m = (0.0, 0.0) if above_cm is None else (above_cm / 100, LENGTH_SD_M)
    return Sheet(kind, marked, above_m, above_sd_m)


__all__ = ["all_scales", "chosen_scale", "more_scale_options", "numbers", "scale_options"]
