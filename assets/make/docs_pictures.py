"""Remake every picture of docs/pictures with the program as it is: `python -m assets.make.docs_pictures [NAME …]`.

Products are converted from assets/products, the room is the demo's path-traced loft, the portrait scikit-image's
astronaut (NASA, public domain). A second run gives the same bytes.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from arkit.frame import Frame
    from arkit.product import Attach
    from arkit.room.layout import RoomSeen

Wanted = tuple[str, tuple[float, float] | None, float, str]
ROOT = Path(__file__).resolve().parents[2]
PRODUCTS, LOFT = ROOT / "assets" / "products", ROOT / "assets" / "rooms" / "loft"
TARGET = ROOT / "docs" / "pictures"
EYE_M = 1.45  # of the loft's camera
JPEG_QUALITY = 90
COLUMNS, TILE_PX = 7, 220
# The picture of docs/room.md: pixel, degrees, what it stands on.
PLACED: tuple[Wanted, ...] = (
    ("dune-rug", (560.0, 720.0), 90.0, "floor"),
    ("terra-coffee-table", (575.0, 745.0), 0.0, "floor"),
    ("hillside-red", None, 0.0, "terra-coffee-table"),
    ("cove-armchair", (790.0, 640.0), -25.0, "floor"),
    ("morning-print", (452.0, 212.0), 0.0, "wall"),
)
WALL_FOOT = ((440.0, 560.0), (880.0, 545.0))  # pointed out along the foot of the wall that the print hangs on
FREE_RGB, WALL_RGB, CEILING_RGB = (40, 190, 60), (255, 214, 10), (40, 150, 255)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Converted products: `models` and `posters` by SKU."""

    models: dict[str, Path]
    posters: dict[str, Path]


def converted(folder: Path) -> Shelf:
    """Convert the sample catalogue into a folder."""
    from arkit.convert import convert_catalogue

    told = convert_catalogue(PRODUCTS, folder)
    if told["failed"]:
        raise RuntimeError("; ".join(f"{row['sku']}: {row['error']}" for row in told["rows"] if row["error"]))
    skus = sorted(path.parent.name for path in PRODUCTS.glob("*/product.json"))
    return Shelf(
        {sku: folder / sku / f"{sku}.glb" for sku in skus}, {sku: folder / sku / f"{sku}.png" for sku in skus}
    )


def catalogue(shelf: Shelf) -> np.ndarray:
    """The posters of all products, framed alike, on white."""
    tiles = []
    for path in shelf.posters.values():
        with Image.open(path) as opened:
            rgba = opened.convert("RGBA")
        page = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")
        tiles.append(np.asarray(page.resize((TILE_PX, TILE_PX), Image.Resampling.LANCZOS)))
    rows = [np.concatenate(tiles[first : first + COLUMNS], axis=1) for first in range(0, len(tiles), COLUMNS)]
    return np.concatenate(rows)


def room(shelf: Shelf) -> np.ndarray:
    """The demo's furnished room."""
    from arkit.cli.demo.rooms import SCENE

    items = [(sku, at_px, yaw_deg, "floor") for sku, (at_px, yaw_deg) in SCENE.items()]
    return _furnished(_seen(), shelf, items)


def place_room(shelf: Shelf) -> np.ndarray:
    """Rug, coffee table with a bottle, armchair and framed print."""
    from arkit.room import wall_through

    seen = _seen()
    wall = wall_through(seen.view.room, seen.view.frame.camera, *WALL_FOOT)
    found = replace(seen.view.room, planes=(*seen.view.room.planes, wall))
    return _sized(_furnished(replace(seen, view=replace(seen.view, room=found)), shelf, PLACED), 960)


def _furnished(seen: RoomSeen, shelf: Shelf, wanted: Sequence[Wanted]) -> np.ndarray:
    from arkit.place import PlacedItem, place_all, read_model

    items = []
    for sku, at_px, yaw_deg, where in wanted:
        on = where if where in shelf.models else ""
        document, turn = read_model(shelf.models[sku]), float(np.radians(yaw_deg))
        surface = None if on else cast("Attach", where)
        items.append(PlacedItem(document, at_px, turn, attach=surface, on=on, name=sku))
    scene = place_all(seen, items)
    for one in scene.items:
        for words in one.warnings:
            print(f"{one.item.called}: {words}")
    return scene.frame.pixels


def room_layout(_: Shelf) -> np.ndarray:
    """The loft with its free floor, walls and ceiling as found in the picture."""
    from arkit.frame import project
    from arkit.place.bending import bent
    from arkit.spaces import apply

    seen = _seen()
    view, picture = seen.view, seen.view.frame.pixels.astype(np.float32)
    free = np.clip((seen.layout.chance[..., None] - 0.3) / 0.4, 0, 1) * 0.45
    picture = np.ascontiguousarray(picture * (1 - free) + np.array(FREE_RGB) * free).astype(np.uint8)
    for plane in view.room.planes[1:]:
        if plane.outline_m is None:
            continue
        ring = np.insert(plane.outline_m, 1, 0.0, axis=1)
        corners = apply(view.room.T_camera_room @ plane.T_room_plane, _dense(ring))
        points = np.rint(8 * bent(view, project(view.frame.camera, corners))).astype(np.int32)
        color = WALL_RGB if plane.kind == "wall" else CEILING_RGB
        cv2.polylines(picture, [points], True, color, 4, cv2.LINE_AA, 3)
    return _sized(picture, 800)


def _dense(ring: np.ndarray) -> np.ndarray:
    """Points (n, 3) along a ring of corners: a lens bends its sides."""
    share = np.linspace(0, 1, 40, endpoint=False)[:, None]
    return np.concatenate([a + share * (b - a) for a, b in zip(ring, np.roll(ring, -1, axis=0), strict=True)])


def tryon(shelf: Shelf) -> np.ndarray:
    """The portrait before and after make-up, and in a whole look with hat, glasses and earrings."""
    from arkit.cli.demo.looks import FULL, WORN
    from arkit.compare import before_after, sit
    from arkit.tryon import read_garment
    from arkit.tryon import tryon as worn_by

    portrait = _portrait()
    kinds = {"field-hat": "hat", "drop-pearl": "earring", "nord-square": "glasses"}
    wear = [read_garment(shelf.models[sku], kinds[sku]).garment for sku in WORN]  # type: ignore[arg-type]
    whole = next(worn_by([portrait], FULL, wear, video=False, faces=1, guess_lens=True)).frame
    made_up = next(worn_by([portrait], FULL, video=False, faces=1)).frame
    split = _sized(before_after(sit(portrait), made_up, language="en"), 500)
    gap = np.full((split.shape[0], 10, 3), 255, np.uint8)
    return np.concatenate([split, gap, _sized(whole.pixels, 500)], axis=1)


def twelve(_: Shelf) -> np.ndarray:
    """Twelve shades on the portrait."""
    from arkit.cli.demo.looks import TWELVE
    from arkit.compare import compare, sit
    from arkit.io.shades.catalogue import read_shades

    shades = read_shades(PRODUCTS / "velvet-300" / "product.json").shades[TWELVE]
    return _sized(compare(sit(_portrait()), shades, heading="Velvet 300", language="en").page, 1000)


def fit_plan(_: Shelf) -> np.ndarray:
    """The plan that examples/11_door.py draws."""
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder, "plan.png")
        subprocess.run([sys.executable, str(ROOT / "examples" / "11_door.py"), str(plan)], check=True, cwd=ROOT)
        with Image.open(plan) as opened:
            return np.asarray(opened.convert("RGB"))


def _seen() -> RoomSeen:
    from arkit.place import CameraHeight, find_room, read_photo
    from arkit.room.layout import look_around

    photo = read_photo(LOFT / "room.jpg")
    return look_around(find_room(photo.frame, scale=CameraHeight(EYE_M, 0.02), focal_35mm=photo.focal_35mm))


def _portrait() -> Frame:
    from skimage import data

    from arkit.cli.demo.faces import CROP
    from arkit.face.track.pose import FOV_Y_RAD
    from arkit.frame import Frame, camera_from_fov

    pixels = cv2.resize(data.astronaut()[CROP], None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return Frame(pixels, 0.0, camera_from_fov(pixels.shape[1], pixels.shape[0], FOV_Y_RAD))


def _sized(pixels: np.ndarray, width_px: int) -> np.ndarray:
    """A picture of another width, as sharp as that allows."""
    height_px = round(pixels.shape[0] * width_px / pixels.shape[1])
    return np.asarray(Image.fromarray(pixels).resize((width_px, height_px), Image.Resampling.LANCZOS))


PICTURES: dict[str, Callable[[Shelf], np.ndarray]] = {
    "catalogue.jpg": catalogue,
    "fit-plan.png": fit_plan,
    "place-room.jpg": place_room,
    "room-layout.jpg": room_layout,
    "room.jpg": room,
    "tryon.jpg": tryon,
    "twelve.jpg": twelve,
}
UNCONVERTED = (fit_plan, room_layout, twelve)  # pictures that need no model


def picture_bytes(pixels: np.ndarray, name: str) -> bytes:
    """A picture as its file: JPEG for photographs, PNG of few colours for drawings."""
    sink = io.BytesIO()
    if name.endswith(".png"):
        drawing = Image.fromarray(pixels).quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        drawing.save(sink, "PNG", optimize=True)
    else:
        Image.fromarray(pixels).save(sink, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return sink.getvalue()


def main(names: list[str]) -> int:
    """Make pictures into docs/pictures; 0 done, 2 an unknown name."""
    unknown = [name for name in names if name not in PICTURES]
    if unknown:
        print(f"expected names among {', '.join(PICTURES)}; got {', '.join(unknown)}", file=sys.stderr)
        return 2
    chosen = names or list(PICTURES)
    with tempfile.TemporaryDirectory() as folder:
        needed = any(PICTURES[name] not in UNCONVERTED for name in chosen)
        shelf = converted(Path(folder)) if needed else Shelf({}, {})
        for name in chosen:
            data = picture_bytes(PICTURES[name](shelf), name)
            (TARGET / name).write_bytes(data)
            print(f"{name}: {len(data) / 1e3:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
