"""`arkit room SCAN`: find floor, walls, openings and furniture in a scan of a room."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click
import numpy as np

from arkit.cli import print_json
from arkit.surface import Interior, Plane

SCANS = (".ply", ".glb", ".gltf", ".usdz", ".usd", ".usda", ".usdc", ".obj", ".stl", ".off", ".fbx", ".dae", ".json")
UNITS, UPS = ("m", "cm", "mm", "in", "ft"), ("y", "z", "-y")


class PhotoOrScan(click.Command):
    """The command for pictures, which hands over to the one for scans where its argument is one."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        saved = [args[at + 1] for at, one in enumerate(args[:-1]) if one == "--save"]  # a picture's room is JSON too
        if any(is_scan(Path(one)) for one in args if not one.startswith("-") and one not in saved):
            return command.make_context(info_name, args, parent, **extra)
        return super().make_context(info_name, args, parent, **extra)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_epilog(ctx, formatter)
        with formatter.section("For a scan instead of a picture (a mesh or points, WebXR JSON, depth frames)"):
            records = [one.get_help_record(ctx) for one in command.params]
            formatter.write_dl([one for one in records if one is not None])


def is_scan(path: Path) -> bool:
    """Whether a path is a scan rather than a picture: a 3D file, JSON, or a folder."""
    return path.suffix.lower() in SCANS or path.is_dir()


def scan_facts(interior: Interior) -> dict[str, Any]:
    """What was found, as plain numbers, without the surfaces."""
    from arkit.scan import room_facts

    return room_facts(interior)


def _intrinsics(text: str | None, steps_per_m: float) -> Any:
    from arkit.scan import Intrinsics

    if text is None:
        return None
    try:
        fx, fy, cx, cy = (float(part) for part in text.split(","))
    except ValueError as error:
        raise click.BadParameter(f"expected FX,FY,CX,CY, got {text}", param_hint="--intrinsics") from error
    return Intrinsics(fx, fy, cx, cy, steps_per_m)


@click.command("room")
@click.argument("scan", type=click.Path(path_type=Path))
@click.option("--up", type=click.Choice(UPS), default=None, help="The scan's axis that points up, where it is known.")
@click.option("--unit", type=click.Choice(UNITS), default=None, help="The scan's unit, where it is known.")
@click.option("--intrinsics", metavar="FX,FY,CX,CY", help="Of a folder's depth camera; FY below 0 where its y is up.")
@click.option("--depth-steps", default=5000.0, show_default=True, help="Steps per metre in a folder's depth pictures.")
@click.option("--save", type=click.Path(path_type=Path), help="Write the room as JSON that fit and place read.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    scan: Path,
    up: str | None,
    unit: str | None,
    intrinsics: str | None,
    depth_steps: float,
    save: Path | None,
    as_json: bool,
) -> None:
    """Find floor, walls, openings and furniture in SCAN.

    SCAN is a PLY, GLB, USDZ or other 3D file, a JSON of WebXR planes and meshes, or a folder of depth pictures.
    """
    from arkit.scan import read_scan, write_room

    started = time.perf_counter()
    interior = read_scan(scan, up=up or "", unit=unit or "", intrinsics=_intrinsics(intrinsics, depth_steps))
    if save is not None:
        write_room(interior, save)
    facts = scan_facts(interior) | {"seconds": round(time.perf_counter() - started, 3)}
    if as_json:
        print_json(facts)
        return
    _tell(interior, facts)


def _tell(interior: Interior, facts: dict[str, Any]) -> None:
    print(f"floor     {facts['floor_m2']:.1f} m², level within {np.degrees(interior.gravity_sd_rad):.2f} degrees")
    height = facts["height_m"]
    print("ceiling   not seen" if height is None else f"ceiling   {height['value']:.3f} ± {height['sd']:.3f} m")
    for plane in interior.planes:
        if plane.kind == "wall":
            print(f"wall      {_length_m(plane):.2f} m long, its place within {(plane.offset_sd_m or 0) * 100:.1f} cm")
    for opening in interior.openings:
        width, height_m = opening.width_m, opening.height_m
        print(
            f"{opening.kind:9} {width.value:.2f} ± {width.sd:.2f} m wide, {height_m.value:.2f} ± {height_m.sd:.2f} m "
            f"high, {opening.T_room_opening[1, 3]:.2f} m above the floor"
        )
    if not interior.openings:
        print("openings  none found: a closed mesh without labels shows none; measure the door itself")
    if facts["seen_floor_m2"] is not None:
        print(f"seen      {facts['seen_floor_m2']:.1f} m² of the floor; the rest is not known to be free")
    for box in interior.furniture:
        x, y, z = box.size_m
        print(f"{box.label or 'thing':9} {x:.2f} x {y:.2f} x {z:.2f} m, {box.T_room_box[1, 3]:.2f} m above the floor")


def _length_m(wall: Plane) -> float:
    return 0.0 if wall.outline_m is None else float(np.ptp(wall.outline_m[:, 0]))


__all__ = ["PhotoOrScan", "command", "is_scan", "scan_facts"]
