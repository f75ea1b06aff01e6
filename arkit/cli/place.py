"""`arkit place`: draw a product at true size in a picture of a room."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path
from typing import Any

import click
import numpy as np
from PIL import Image

from arkit.cli import print_json
from arkit.cli.place_video import is_film, place_film
from arkit.cli.room import chosen_scale, numbers, scale_options, view_facts
from arkit.errors import CheckError
from arkit.io import check_writable, read, write_bytes
from arkit.place import Placed, place, read_photo

FORMATS: dict[str, dict[str, Any]] = {
    ".jpg": {"format": "JPEG", "quality": 92, "subsampling": 0},
    ".jpeg": {"format": "JPEG", "quality": 92, "subsampling": 0},
    ".png": {"format": "PNG"},
    ".webp": {"format": "WEBP", "quality": 92},
}


def picture_bytes(pixels: np.ndarray, path: Path) -> bytes:
    """Pixels (h, w, 3) as the file that `path`'s ending names."""
    sink = io.BytesIO()
    Image.fromarray(pixels).save(sink, **FORMATS[path.suffix.lower()])
    return sink.getvalue()


def placed_facts(placed: Placed) -> dict[str, Any]:
    """What was drawn, as plain numbers."""
    view = placed.view
    return {
        "T_room_product": placed.placement.T_space_product.tolist(),
        "footprint_px": placed.footprint_px.tolist(),
        "size_on_floor_m": placed.size_on_floor_m.tolist(),
        "contact": {"gap_m": placed.gap_m},
        "shadow": {"darkest": placed.shadow_darkest, "pixels": placed.shadow_px},
        "position_sd_cm": 100 * placed.position_sd_m,
        "size_sd_percent": 100 * placed.size_sd,
        "scale": {"source": view.room.scale_source, "sd": view.room.scale.sd},
        "changed_pixels": int(placed.mask.sum()),
    }


def scene_record(placed: Placed, product: Path, image: Path) -> dict[str, Any]:
    """The scene as a file: the room as it was found and what stands in it, in room space, metres."""
    placement = placed.placement
    return {
        "version": 1,
        "space": placement.space,
        "image": image.name,
        "room": view_facts(placed.view),
        "placements": [
            {
                "sku": placement.sku or product.stem,
                "model": product.name,
                "T_space_product": placement.T_space_product.tolist(),
                "position_sd_m": placed.position_sd_m,
                "size_sd": placed.size_sd,
            }
        ],
    }


@click.command()
@click.argument("product", type=click.Path(path_type=Path))
@click.argument("image", type=click.Path(path_type=Path))
@click.argument("output", type=click.Path(path_type=Path))
@click.option("--at", required=True, metavar="U,V", help="Pixel on the floor where the middle of its base stands.")
@click.option("--yaw", "yaw_deg", type=float, default=0.0, help="Degrees, counter-clockwise seen from above.")
@click.option("--variant", help="Colourway, by its name in the model.")
@scale_options
@click.option("--scene", type=click.Path(path_type=Path), help="Write the placement record here.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    product: Path,
    image: Path,
    output: Path,
    at: str,
    yaw_deg: float,
    variant: str | None,
    camera_height_m: float | None,
    marker_cm: float | None,
    known: str | None,
    depth_path: Path | None,
    depth_steps: float,
    fov_deg: float | None,
    scene: Path | None,
    as_json: bool,
) -> None:
    """Draw PRODUCT.glb standing in IMAGE at true size and write OUTPUT (JPEG, PNG or WebP).

    IMAGE may be a film too (MP4, MOV, MKV, WebM, GIF, numbered pictures or a folder of them), OUTPUT then one of these;
    --at and the metres are those of its first picture. At --yaw 0 its front faces the camera along the room's walls.
    """
    started = time.perf_counter()
    u, v = numbers(at, 2, "--at", "U,V")
    scale_asked = camera_height_m, marker_cm, known, depth_path, depth_steps
    if is_film(image):
        metres = chosen_scale(*scale_asked)
        return place_film(product, image, output, (u, v), yaw_deg, metres, fov_deg, variant, as_json=as_json)
    if output.suffix.lower() not in FORMATS:
        raise CheckError(f"{output}: expected a name that ends in {', '.join(FORMATS)}, got {output.name}")
    for target in (output, scene or output):
        check_writable(target)
    placed = place(
        read_photo(image),
        read(product).document,
        (u, v),
        yaw_rad=float(np.radians(yaw_deg)),
        scale=chosen_scale(*scale_asked),
        fov_y_rad=None if fov_deg is None else float(np.radians(fov_deg)),
        variant=variant,
    )
    write_bytes(output, picture_bytes(placed.frame.pixels, output))
    if scene is not None:
        write_bytes(scene, json.dumps(scene_record(placed, product, image), indent=1).encode())
    facts = placed_facts(placed) | {"seconds": round(time.perf_counter() - started, 3)}
    if as_json:
        print_json(facts)
        return
    room = placed.view.room
    width, height, depth = 100 * placed.size_on_floor_m
    print(f"{output}: {width:.0f} x {height:.0f} x {depth:.0f} cm")
    print(f"place ± {100 * placed.position_sd_m:.1f} cm, size ± {100 * placed.size_sd:.1f} %", end="")
    print(f", metres from {room.scale_source.replace('_', ' ')}")


__all__ = ["command", "picture_bytes", "placed_facts", "scene_record"]
