"""`arkit place`: draw products at true size in a picture of a room."""

from __future__ import annotations

import io
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import cv2
import numpy as np
from PIL import Image

from arkit.cli import print_json
from arkit.cli.place_items import item_asked, named
from arkit.cli.place_video import is_film, place_film
from arkit.cli.room import chosen_scale, numbers, scale_options, view_facts
from arkit.errors import CheckError
from arkit.io import check_writable, read, write_bytes
from arkit.place import (
    Collide,
    Depth,
    PlacedItem,
    PlacedScene,
    RoomView,
    Scale,
    Standing,
    find_room,
    place_all,
    read_photo,
)
from arkit.place.item import OnFloor
from arkit.place.scene import placed_items, read_scene, scene_record, view_from_scene
from arkit.room import wall_through
from arkit.room.layout import RoomSeen, look_around

FORMATS: dict[str, dict[str, Any]] = {
    ".jpg": {"format": "JPEG", "quality": 92, "subsampling": 0},
    ".jpeg": {"format": "JPEG", "quality": 92, "subsampling": 0},
    ".png": {},
    ".webp": {"format": "WEBP", "quality": 92},
}


def picture_bytes(pixels: np.ndarray, path: Path) -> bytes:
    """Pixels (h, w, 3) as the file that `path`'s ending names.

    PNG by OpenCV: a noisy photograph of 16 megapixels costs it 0.4 s of CPU and 23.3 MB, Pillow 5.6 s and 22.8 MB.
    """
    if path.suffix.lower() == ".png":
        return cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))[1].tobytes()
    sink = io.BytesIO()
    Image.fromarray(pixels).save(sink, **FORMATS[path.suffix.lower()])
    return sink.getvalue()


def item_facts(one: Standing) -> dict[str, Any]:
    """Where one product stands, as plain numbers."""
    return {
        "name": one.item.called,
        "T_room_product": one.placement.T_space_product.tolist(),
        "surface": one.plane.kind,
        "footprint_px": one.footprint_px.tolist(),
        "size_on_floor_m": one.size_m.tolist(),
        "contact": {"gap_m": one.gap_m},
        "position_sd_cm": 100 * one.position_sd_m,
        "size_sd_percent": 100 * one.size_sd,
        "hidden": one.hidden,
        "floor": None if one.floor is None else floor_facts(one.floor),
        "warnings": list(one.warnings),
    }


def floor_facts(found: OnFloor) -> dict[str, Any]:
    """Whether a product stands on bare floor, and where the nearest place is that is, as plain numbers."""
    return {"bare": not found.doubtful, "taken": found.taken, "nearest_px": found.nearest_px}


def placed_facts(scene: PlacedScene) -> dict[str, Any]:
    """What was drawn, as plain numbers; the first product's own stand at the top too."""
    room = scene.view.room
    items = [item_facts(one) for one in scene.items]
    first = {key: value for key, value in items[0].items() if key not in ("name", "surface")} if items else {}
    return first | {
        "items": items,
        "shadow": {"darkest": scene.shadow_darkest, "pixels": scene.shadow_px},
        "gloss": {"value": scene.gloss.value, "sd": scene.gloss.sd},
        "scale": {"source": room.scale_source, "sd": room.scale.sd},
        "changed_pixels": int(scene.mask.sum()),
    }


def the_view(
    image: Path, scale: Scale | Depth | None, fov_deg: float | None, foot: str | None, look: bool
) -> RoomView | RoomSeen:
    """The room in a photograph, with all that looking around finds and the wall that was pointed out."""
    photo = read_photo(image)
    fov_rad = None if fov_deg is None else float(np.radians(fov_deg))
    view = find_room(photo.frame, scale=scale, fov_y_rad=fov_rad, focal_35mm=photo.focal_35mm)
    seen = look_around(view, scale if isinstance(scale, Depth) else None) if look else None
    view = seen.view if seen is not None else view
    if foot is not None:
        u0, v0, u1, v1 = numbers(foot, 4, "--wall", "U0,V0,U1,V1")
        wall = wall_through(view.room, view.frame.camera, (u0, v0), (u1, v1))
        view = replace(view, room=replace(view.room, planes=(*view.room.planes, wall)))
    return view if seen is None else replace(seen, view=view)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="[PRODUCT] IMAGE OUTPUT")
@click.option("--at", metavar="U,V", help="Pixel where the middle of its base stands, of its back hangs.")
@click.option("--yaw", "yaw_deg", type=float, default=0.0, help="Degrees, counter-clockwise seen from above.")
@click.option("--variant", help="Colourway, by its name in the model.")
@click.option("--item", "asked", multiple=True, metavar="MODEL@U,V[,YAW][,SURFACE]", help="One of several products.")
@click.option("--surface", type=click.Choice(["floor", "wall", "ceiling", "table"]), help="What it rests on.")
@click.option("--height", "height_m", type=float, help="Metres from the floor to the ceiling or table top it is for.")
@click.option("--collide", type=click.Choice(["refuse", "push", "allow"]), default="refuse", show_default=True)
@click.option("--wall", "foot", metavar="U0,V0,U1,V1", help="Two pixels along the foot of a wall.")
@click.option("--gloss", type=float, help="Of the floor: 0 a carpet, 1 varnish; without, it is looked for.")
@click.option(
    "--look-around/--no-look-around",
    "look",
    default=True,
    help="Look for walls, free floor, lamps and gloss too: half a second more.",
)
@scale_options
@click.option("--scene", type=click.Path(path_type=Path), help="Write the scene here, to place again from.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    files: tuple[Path, ...],
    at: str | None,
    yaw_deg: float,
    variant: str | None,
    asked: tuple[str, ...],
    surface: Any,
    height_m: float | None,
    collide: Collide,
    foot: str | None,
    gloss: float | None,
    look: bool,
    camera_height_m: float | None,
    marker_cm: float | None,
    known: str | None,
    depth_path: Path | None,
    depth_steps: float,
    fov_deg: float | None,
    scene: Path | None,
    as_json: bool,
) -> None:
    """Draw PRODUCT.glb, or each --item, in IMAGE at true size and write OUTPUT (JPEG, PNG or WebP; a film for a film).

    At yaw 0 a product's front faces the camera along the room's walls. SURFACE is floor, wall, ceiling, table, or
    on=NAME of an item before it. PRODUCT may be a SCENE.json written by --scene: then nothing is looked for again.
    """
    started = time.perf_counter()
    if len(files) != (2 if asked else 3):
        raise click.UsageError("Give PRODUCT IMAGE OUTPUT with --at, or IMAGE OUTPUT with --item.")
    image, output = files[-2:]
    scale_asked = camera_height_m, marker_cm, known, depth_path, depth_steps
    if is_film(image):
        items, _ = _wanted(files, at, yaw_deg, variant, asked, surface)
        scale = chosen_scale(*scale_asked)
        place_film(items, image, output, scale=scale, fov_deg=fov_deg, collide=collide, as_json=as_json)
        return
    if output.suffix.lower() not in FORMATS:
        raise CheckError(f"{output}: expected a name that ends in {', '.join(FORMATS)}, got {output.name}")
    for target in (output, scene or output):
        check_writable(target)
    models: list[str]
    view: RoomView | RoomSeen
    if not asked and files[0].suffix.lower() == ".json":
        items, models, view = _again(files[0], image)
        occluders = None if depth_path is None else chosen_scale(*scale_asked)
    else:
        items, models = _wanted(files, at, yaw_deg, variant, asked, surface)
        items = [_at_height(item, height_m) for item in items]
        occluders = chosen_scale(*scale_asked)
        view = the_view(image, occluders, fov_deg, foot, look)
    placed = place_all(
        view, items, occluders=occluders if isinstance(occluders, Depth) else None, gloss=gloss, collide=collide
    )
    write_bytes(output, picture_bytes(placed.frame.pixels, output))
    if scene is not None:
        record = scene_record(placed.view, placed.items, models, image.name)
        record["room"] = view_facts(placed.view) | record["room"]
        write_bytes(scene, json.dumps(record, indent=1).encode())
    facts = placed_facts(placed) | {"seconds": round(time.perf_counter() - started, 3)}
    if as_json:
        print_json(facts)
        return
    _say(output, placed)


def _wanted(
    files: tuple[Path, ...], at: str | None, yaw_deg: float, variant: str | None, asked: tuple[str, ...], surface: Any
) -> tuple[list[PlacedItem], list[str]]:
    """The products that were asked for, and the names of their models' files."""
    if asked:
        return named([item_asked(text) for text in asked])
    if at is None:
        raise click.UsageError("Give --at U,V: the pixel where it stands.")
    u, v = numbers(at, 2, "--at", "U,V")
    yaw_rad = float(np.radians(yaw_deg))
    document = read(files[0]).document
    return [PlacedItem(document, (u, v), yaw_rad, surface, variant=variant, name=files[0].stem)], [files[0].name]


def _at_height(item: PlacedItem, height_m: float | None) -> PlacedItem:
    """The item on a ceiling or a table top whose height is known."""
    return replace(item, height_m=height_m) if item.surface in ("ceiling", "table") and not item.on else item


def _again(path: Path, image: Path) -> tuple[list[PlacedItem], list[str], RoomView]:
    """The products and the room of a scene file; the models lie beside it."""
    told = read_scene(path)
    models = {item.model: read(path.parent / item.model).document for item in told.items}
    view = view_from_scene(told, read_photo(image).frame)
    return list(placed_items(told, models)), [item.model for item in told.items], view


def _say(output: Path, placed: PlacedScene) -> None:
    source = placed.view.room.scale_source.replace("_", " ")
    for one in placed.items:
        width, height, depth = 100 * one.size_m
        whose = "" if len(placed.items) == 1 else f"{one.item.called} "
        print(f"{output}: {whose}{width:.0f} x {height:.0f} x {depth:.0f} cm")
        print(f"place ± {100 * one.position_sd_m:.1f} cm, size ± {100 * one.size_sd:.1f} %, metres from {source}")
        for warning in one.warnings:
            click.echo(warning, err=True)


__all__ = ["command", "item_facts", "picture_bytes", "placed_facts", "the_view"]
