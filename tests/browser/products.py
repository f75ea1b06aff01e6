"""Products for browser tests: boxes whose size and colour are known, written as GLB."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PIL import Image

from arkit.document import Document
from arkit.io import read, write_glb
from server.config import ROOT
from tests import build

GREEN, RED = (0.1, 0.6, 0.1, 1.0), (0.7, 0.05, 0.05, 1.0)


@dataclass(frozen=True)
class Thing:
    """A product, its model and what its conversion found."""

    sku: str
    record: Mapping[str, Any]
    model: Document | None = None
    report: Mapping[str, Any] = field(default_factory=dict)


def two_colors(width_m: float, height_m: float, depth_m: float) -> Document:
    """A box standing on the floor, green as it comes, with the variants "green" and "red"."""
    box = build.box(width_m, height_m, depth_m, at=(0, height_m / 2, 0), color=GREEN)
    gltf = json.loads(json.dumps(box.gltf))
    red = json.loads(json.dumps(gltf["materials"][0]))
    red["pbrMetallicRoughness"]["baseColorFactor"] = list(RED)
    gltf["materials"].append(red)
    gltf["extensionsUsed"] = ["KHR_materials_variants"]
    gltf["extensions"] = {"KHR_materials_variants": {"variants": [{"name": "green"}, {"name": "red"}]}}
    mappings = [{"material": 0, "variants": [0]}, {"material": 1, "variants": [1]}]
    gltf["meshes"][0]["primitives"][0]["extensions"] = {"KHR_materials_variants": {"mappings": mappings}}
    return replace(box, gltf=gltf)


def report(size_m: tuple[float, float, float]) -> dict[str, Any]:
    """What a conversion says whose width came out 0.4 mm long."""
    return {
        "size_m": [size_m[0] + 0.0004, size_m[1], size_m[2]],
        "unit": {"chosen": "m", "evidence": "the format's own"},
        "up": {"chosen": "y", "evidence": "the format's own"},
        "fidelity": {"delta_e": 0.6},
        "checks": {"khronos": [{"rule": "triangles", "limit": 100_000, "value": 12, "ok": True}]},
    }


GLASSES = ROOT / "assets" / "products" / "aria-round"
SOFA_M = (2.18, 0.82, 0.92)
STOOL_M = (0.4, 0.45, 0.4)
PRODUCTS = (
    Thing(
        "box-sofa",
        {
            "title": {"zh": "方盒沙发", "en": "Box sofa"},
            "kind": "sofa",
            "size_m": SOFA_M,
            "price": {"CNY": 6480, "USD": 899},
            "variants": [
                {"name": "green", "title": {"zh": "绿", "en": "Green"}, "color": "#5f6b49"},
                {"name": "red", "title": {"zh": "红", "en": "Red"}, "color": "#8f3b2f"},
            ],
        },
        two_colors(*SOFA_M),
        report(SOFA_M),
    ),
    Thing(
        "box-stool",
        {
            "title": {"zh": "方凳", "en": "Stool"},
            "kind": "chair",
            "size_m": STOOL_M,
            "price": {"CNY": 480, "USD": 69},
            "material": {"zh": "橡木", "en": "oak"},
        },
        two_colors(*STOOL_M),
        report(STOOL_M),
    ),
    Thing(
        "three-reds",
        {
            "title": {"zh": "三支红", "en": "Three reds"},
            "kind": "lipstick",
            "size_m": None,
            "price": {"CNY": 199, "USD": 29},
            "shades": [
                {"id": f"r{number}", "name": {"zh": zh, "en": en}, "color": color, "finish": "satin"}
                for number, (zh, en, color) in enumerate(
                    [("正红", "True red", "#A2253B"), ("砖红", "Brick", "#8F3B2F"), ("珊瑚", "Coral", "#D8583F")]
                )
            ],
        },
    ),
)


def glasses() -> Thing:
    """A real pair of glasses of the catalogue: the mirror needs hinges and a bridge."""
    record = json.loads((GLASSES / "product.json").read_text(encoding="utf-8"))
    known = {key: record[key] for key in ("title", "kind", "size_m", "price", "color")}
    return Thing("aria-round", known, read(GLASSES / record["model"]).document, report(tuple(record["size_m"])))


def write_product(folder: Path, thing: Thing) -> None:
    """Write `folder/<sku>/`: product.json, the model, a poster."""
    home = folder / thing.sku
    home.mkdir(parents=True)
    model = f"{thing.sku}.glb" if thing.model is not None else ""
    record = {"sku": thing.sku, "model": model, **thing.record}
    (home / "product.json").write_text(json.dumps(record), encoding="utf-8")
    if thing.model is not None:
        write_glb(thing.model, home / model, meshopt=False)
        poster = io.BytesIO()
        Image.new("RGBA", (64, 64), (90, 110, 70, 255)).save(poster, "PNG")
        (home / "poster.png").write_bytes(poster.getvalue())
