"""`arkit fit`: does a product fit in a room, where else, and does it pass the door."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np

from arkit.cli import print_json
from arkit.cli.fit_asked import asked_gate, asked_lengths, asked_photo, asked_room, asked_rules, asked_shape
from arkit.cli.room import numbers
from arkit.cli.room_scan import UNITS, UPS
from arkit.errors import CheckError, NotFoundError, ReadError
from arkit.fit import (
    Alcove,
    Fit,
    Passage,
    Rules,
    Shape,
    Spot,
    fit,
    headline,
    open_room,
    through,
    what_fits,
)
from arkit.fit.rooms import TAPE_SD_M
from arkit.product import Product, product_from_dict, read_product
from arkit.surface import Measure


def passage_facts(found: Passage | None) -> dict[str, Any] | None:
    """The way through a door as plain numbers."""
    if found is None:
        return None
    way = found.way
    return {
        "passes": found.passes.value,
        "how": found.how,
        "rotation": found.rotation.round(6).tolist(),
        "tilt_deg": round(float(np.degrees(found.tilt_rad)), 1),
        "clearance_m": {"value": round(found.clearance_m.value, 4), "sd": round(found.clearance_m.sd, 4)},
        "length_m": round(found.length_m, 4),
        "way": None
        if way is None
        else [
            {"yaw_deg": round(float(np.degrees(yaw)), 1), "across_m": round(x, 3), "depth_m": round(z, 3)}
            for yaw, x, z in zip(way.yaw_rad.tolist(), way.across_m.tolist(), way.depth_m.tolist(), strict=True)
        ],
        "reason": dict(found.reason),
    }


def spot_facts(spot: Spot | None) -> dict[str, float] | None:
    """A place on the floor as plain numbers."""
    if spot is None:
        return None
    yaw = round(float(np.degrees(spot.yaw_rad)), 1)
    return {"x_m": round(spot.x_m, 3), "z_m": round(spot.z_m, 3), "yaw_deg": yaw}


def fit_facts(answer: Fit) -> dict[str, Any]:
    """The answer as plain numbers."""
    around = answer.gaps
    sides = around.sides_m if around is not None else {}
    names = {"left": "left", "right": "right", "front": "front", "back": "back", "above": "top"}
    least = around.least_m if around is not None else None
    return {
        "fits": answer.fits.value,
        "comfortable": answer.comfortable.value,
        "at": spot_facts(answer.spot),
        "level_m": round(answer.level_m, 3),
        "clearances_m": {
            name: round(max(sides[side].value, 0.0), 4) if side in sides else None for side, name in names.items()
        },
        "sd_m": {name: round(sides[side].sd, 4) if side in sides else None for side, name in names.items()},
        "least_gap_m": None if least is None else {"value": round(least.value, 4), "sd": round(least.sd, 4)},
        "nearest": around.nearest if around is not None else "",
        "collisions": [{"with": one.label, "depth_m": round(one.depth_m, 4)} for one in around.collisions]
        if around is not None
        else [],
        "rules": [
            {
                "side": one.need.side,
                "need_m": one.need.least_m,
                "good_m": one.need.good_m,
                "have_m": None if one.have_m is None else round(one.have_m, 4),
                "ok": one.ok.value,
                "source": one.need.source,
            }
            for one in answer.kept
        ],
        "door_swing_free": answer.swing.value,
        "walkway_m": None if answer.walkway_m is None else round(answer.walkway_m, 3),
        "elsewhere": [(spot_facts(one.spot) or {}) | {"score": round(one.score, 2)} for one in answer.elsewhere],
        "free_area_m2": round(answer.free_area_m2, 2),
        "door": passage_facts(answer.door),
        "reasons": [dict(reason) for reason in answer.reasons if reason],
    }


def catalogue_at(path: Path) -> list[Product]:
    """Products of a folder of product folders, or of a JSON list of records."""
    if path.is_dir():
        folders = sorted(one.parent for one in path.glob("*/product.json"))
        if not folders:
            raise NotFoundError(f"{path}: expected folders with a product.json, found none")
        return [read_product(folder) for folder in folders]
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFoundError(f"{path}: expected a catalogue there, found none") from error
    except ValueError as error:
        raise ReadError(f"{path.name}: expected JSON, got {error}") from error
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise CheckError(f"{path.name}: expected a list of product records, got {type(rows).__name__}")
    return [product_from_dict(row) for row in rows if isinstance(row, Mapping)]


def alcove_facts(text: str, path: Path, sd_cm: float, rules: Rules | None) -> dict[str, Any]:
    """What of a catalogue fits in an alcove."""
    width, depth, height = asked_lengths(text, 3, "cm", "--alcove")
    sides = (Measure(side, sd_cm / 100) for side in (width, height, depth))
    products = catalogue_at(path)
    started = time.process_time()
    found = what_fits(Alcove(*sides), products, rules=rules)
    return {
        "products": len(products),
        "fits": [
            {
                "sku": one.product.sku,
                "kind": one.product.kind,
                "fits": one.fits.value,
                "yaw_deg": round(float(np.degrees(one.yaw_rad)), 1),
                "spare_m": None if one.spare_m is None else [round(value, 4) for value in one.spare_m],
            }
            for one in found
        ],
        "search_ms": round(1000 * (time.process_time() - started), 1),
    }


@click.command()
@click.argument("product")
@click.argument("room", required=False, type=click.Path(path_type=Path))
@click.option("--room", "sides", metavar="WxDxH", help="A plain room by its sides in metres, like 4.2x3.1x2.5.")
@click.option("--up", type=click.Choice(UPS), help="The scan's axis that points up, where it is known.")
@click.option("--unit", type=click.Choice(UNITS), help="The scan's unit, where it is known.")
@click.option("--photo", type=click.Path(path_type=Path), help="A photograph of the room, with its --depth.")
@click.option("--depth", type=click.Path(path_type=Path), help="The photograph's depth as 16 bit PNG of its size.")
@click.option("--depth-steps", default=1000.0, show_default=True, help="Steps per metre in the depth picture.")
@click.option("--at", metavar="X,Z", help="Where the middle of its base stands, metres in the room.")
@click.option("--yaw", "yaw_deg", type=float, default=0.0, help="Degrees, counter-clockwise seen from above.")
@click.option("--kind", help="What it is (sofa, wardrobe, table …): what room it needs around it.")
@click.option("--door", metavar="WxH", help="An opening to pass, clear size in cm, like 80x200.")
@click.option("--wall", "wall_cm", type=float, default=10.0, show_default=True, help="Thickness of its wall, cm.")
@click.option("--corridor", "corridor_cm", type=float, help="Free depth before the door, cm.")
@click.option("--upright", is_flag=True, help="It must be carried base down.")
@click.option("--sd", "sd_cm", type=float, help="Standard deviation of the typed sizes of room and door, cm.")
@click.option("--size-sd", "size_sd_cm", type=float, help="Standard deviation of the product's own lengths, cm.")
@click.option("--rules", "rules_path", type=click.Path(path_type=Path), help="Another table of needs, JSON.")
@click.option("--alcove", metavar="WxDxH", help="An alcove in cm: PRODUCT is a catalogue, and what of it fits is told.")
@click.option("--plan", type=click.Path(path_type=Path), help="Draw the plan from above here (PNG, JPEG, WebP).")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Of the plan.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    product: str,
    room: Path | None,
    sides: str | None,
    up: str | None,
    unit: str | None,
    photo: Path | None,
    depth: Path | None,
    depth_steps: float,
    at: str | None,
    yaw_deg: float,
    kind: str | None,
    door: str | None,
    wall_cm: float,
    corridor_cm: float | None,
    upright: bool,
    sd_cm: float | None,
    size_sd_cm: float | None,
    rules_path: Path | None,
    alcove: str | None,
    plan: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Say whether PRODUCT fits in ROOM, how much is left, where else it fits, and whether it passes the door.

    PRODUCT is a model (GLB …), a product's folder, or a size in cm, width x depth x height: 220x91x83. ROOM is a saved
    room (JSON) or a scan; --room 4.2x3.1x2.5 is a plain one; --photo and --depth show a part of one. Every answer is
    yes, no or unknown.
    """
    started = time.perf_counter()
    rules = asked_rules(rules_path)
    tape_cm = 100 * TAPE_SD_M if sd_cm is None else sd_cm
    if alcove is not None:
        facts = alcove_facts(alcove, Path(product), tape_cm, rules)
        _tell(facts | {"seconds": round(time.perf_counter() - started, 3)}, as_json, _alcove_lines(facts))
        return
    if sum(one is not None for one in (room, sides, photo)) > 1:
        raise click.UsageError("Give one of ROOM, --room and --photo.")
    interior = asked_photo(photo, depth, depth_steps) or asked_room(room, sides, sd_cm, up=up or "", unit=unit or "")
    gate = asked_gate(door, sd_cm=tape_cm, wall_cm=wall_cm, corridor_cm=corridor_cm)
    if interior is None and gate is None:
        raise click.UsageError("Give ROOM, --room, --photo or --door: something for the product to fit.")
    shape, own_kind = asked_shape(product, None if size_sd_cm is None else size_sd_cm / 100)
    if interior is None:
        assert gate is not None
        passage = through(shape, gate, upright=upright)
        facts = {"size_m": shape.size_m.round(4).tolist(), "door": passage_facts(passage)}
        facts["seconds"] = round(time.perf_counter() - started, 3)
        _tell(facts, as_json, [passage.reason["en"]])
        return
    place = None if at is None else numbers(at, 2, "--at", "X,Z")
    spot = None if place is None else Spot(place[0], place[1], float(np.radians(yaw_deg)))
    space = open_room(interior)
    asked = time.process_time()
    answer = fit(space, shape, kind=kind or own_kind, spot=spot, gate=gate, upright=upright, rules=rules)
    query_ms = round(1000 * (time.process_time() - asked), 1)
    if plan is not None:
        _draw(plan, space, shape, answer, language)
    facts = {"size_m": shape.size_m.round(4).tolist()} | fit_facts(answer)
    facts |= {"query_ms": query_ms, "seconds": round(time.perf_counter() - started, 3)}
    _tell(facts, as_json, _lines(answer))


def _draw(path: Path, space: Any, shape: Shape, answer: Fit, language: str) -> None:
    from arkit.cli.place import FORMATS, picture_bytes
    from arkit.fit.plan import draw_plan
    from arkit.io import check_writable, write_bytes

    if path.suffix.lower() not in FORMATS:
        raise CheckError(f"{path}: expected a name that ends in {', '.join(FORMATS)}, got {path.name}")
    check_writable(path)
    write_bytes(path, picture_bytes(draw_plan(space, shape, answer, language=language), path))


def _tell(facts: dict[str, Any], as_json: bool, lines: Sequence[str]) -> None:
    if as_json:
        print_json(facts)
        return
    for line in lines:
        print(line)


def _lines(answer: Fit) -> list[str]:
    lines = [headline(answer)["en"] + ".", *(reason["en"] for reason in answer.reasons if reason)]
    around = answer.gaps
    if around is not None and answer.spot is not None:
        sides = (f"{side} {100 * max(gap.value, 0):.1f} ± {100 * gap.sd:.1f}" for side, gap in around.sides_m.items())
        lines.append(f"clear, cm: {', '.join(sides)}")
        yaw = float(np.degrees(answer.spot.yaw_rad))
        lines.append(f"at x {answer.spot.x_m:.2f}, z {answer.spot.z_m:.2f} m, turned {yaw:.0f} degrees")
    return lines


def _alcove_lines(facts: Mapping[str, Any]) -> list[str]:
    words = {True: "fits", "unknown": "may fit"}
    rows = [
        f"{one['sku']}: {words[one['fits']]}"
        + (f", {100 * one['spare_m'][0]:.1f} cm of the width left" if one["spare_m"] else ", its record has no size")
        + (f", turned {one['yaw_deg']:.0f} degrees" if one["yaw_deg"] else "")
        for one in facts["fits"]
    ]
    return rows or [f"none of {facts['products']} products fits"]


__all__ = [
    "alcove_facts",
    "catalogue_at",
    "command",
    "fit_facts",
    "passage_facts",
    "spot_facts",
]
