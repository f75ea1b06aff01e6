"""How often a file's unit, axes and handedness are read rightly, asked about, and silently wrong.

python bench/size.py [--quick] [--only NAME] [--wrong]

Every demo product, and every model of ../shared/data/models where it lies, is written wrongly:
* axes: 5 units, y, z or x up;
* mirrored: the same as a mirror image, corners left in their order as a negated or exchanged axis leaves them;
* mended: the same by an exporter that also put the order of corners right: only pictures and shape can tell;
* turned: every other of the 24 ways to lie, upside down and facing anywhere, as it is and mirrored.
`obj` declares nothing and keeps pictures and names; `glb` claims metres and y up, whatever was done to it; `stl` is
bare geometry with its origin anywhere. Right: the answer differs from the truth by a rotation or mirror image that lays
the product over itself to 1 mm (by `checks.deviation_m`, not by the reader's own measure) and, where it has pictures,
keeps them in place. The columns say: right (of these with a doubt said) / asked / wrong but said / silently wrong.
"""

from __future__ import annotations

import argparse
import io
import itertools
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from arkit.checks import deviation_m, sample, triangle_soup
from arkit.convert import ConvertOptions, product_options
from arkit.convert.stand import read_pose
from arkit.convert.story import prepare
from arkit.document import Document, bounds, indices, instances, primitive_of, values
from arkit.errors import AmbiguousError, CheckError
from arkit.io import Source, read
from arkit.product import KINDS, read_product
from arkit.spaces import apply as move
from arkit.spaces import inverse, pose
from arkit.transforms import UNIT_M, orientation, place, solid_of, turn_over
from arkit.transforms.orient import AXES, FRONTS

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("ARKIT_TEST_DATA", ROOT.parent / "shared" / "data"))
OTHERS = {
    "SheenChair": "chair",
    "ChairDamaskPurplegold": "chair",
    "GlamVelvetSofa": "sofa",
    "ToyCar": "decor",
    "BoomBoxWithAxes": "decor",
    "DiffuseTransmissionPlant": "decor",
}
CLASSES = ("axes", "mirrored", "mended", "turned")


@dataclass(frozen=True)
class Thing:
    """A product as it truly is: metres, y up, front +z."""

    name: str
    document: Document
    options: ConvertOptions
    same: tuple[np.ndarray, ...]
    same_bare: tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Case:
    """One way to write a file wrongly."""

    group: str
    form: str
    unit: str
    up: str
    front: str
    mirror: str  # "", "raw" or "mended"


def things(only: str) -> Iterator[Thing]:
    for folder in sorted((ROOT / "assets" / "products").iterdir()):
        if only not in folder.name:
            continue
        product = read_product(folder)
        options = product_options(product)
        document = prepare(folder / product.model, options).document
        yield thing(product.sku, document, replace(options, unit="", up="", kind=product.kind))
    for name, kind in OTHERS.items():
        if only in name and (DATA / "models" / f"{name}.glb").is_file():
            document = read(DATA / "models" / f"{name}.glb").document
            low, high = bounds(document)
            scale = 0.05 / float((high - low).max()) if name == "ToyCar" else 1.0
            size: Any = tuple(float(side) * scale for side in high - low)
            document = place(pose(np.eye(3) * scale))(document)
            yield thing(f"({name})", document, ConvertOptions(size_m=size, kind=kind, attach=KINDS[kind]))


def thing(name: str, document: Document, options: ConvertOptions) -> Thing:
    low, high = bounds(document)
    middle, sides = (low + high) / 2, high - low
    painted = colors_at(document)
    reading = float(solid_of(document).handed.mean())
    bare, whole = [], []
    for axes in itertools.permutations(range(3)):
        for signs in itertools.product((1, -1), repeat=3):
            turn = np.eye(3)[list(axes)] * np.array(signs)[:, None]
            if (np.abs(np.abs(turn) @ sides - sides) > 0.002).any():
                continue
            twin = place(pose(turn, middle - turn @ middle))(document)
            if deviation_m(document, twin) > 0.001:
                continue
            bare.append(turn)
            backwards = np.linalg.det(turn) < 0 and abs(reading) > 0.2
            if painted is None or not (backwards or moved_colors(painted, turn, middle, sides)):
                whole.append(turn)
    return Thing(name, document, options, tuple(whole), tuple(bare))


def colors_at(document: Document) -> tuple[np.ndarray, np.ndarray] | None:
    """Points (n, 3) on painted faces and their colours (n, 3) 0…1; None where nothing is painted."""
    points, colors = [], []
    for one in instances(document):
        primitive = primitive_of(document, one)
        material = document.gltf.get("materials", [{}])[primitive.get("material", 0)]
        texture = material.get("pbrMetallicRoughness", {}).get("baseColorTexture")
        if texture is None or "TEXCOORD_0" not in primitive["attributes"]:
            continue
        picture = document.gltf["textures"][texture["index"]]
        picture = picture.get("source", picture.get("extensions", {}).get("EXT_texture_webp", {}).get("source", 0))
        pixels = np.asarray(Image.open(io.BytesIO(document.images[picture])).convert("RGB").resize((256, 256))) / 255
        corners = indices(document, primitive)
        at = move(one.T_document_node, values(document, primitive["attributes"]["POSITION"]))[corners]
        uv = values(document, primitive["attributes"]["TEXCOORD_0"])[corners].mean(axis=1) % 1
        spread, which = sample(at, 6000)
        row, column = (uv[which, 1] * 255).astype(int), (uv[which, 0] * 255).astype(int)
        points.append(spread)
        colors.append(pixels[row, column])
    return (np.concatenate(points), np.concatenate(colors)) if points else None


def moved_colors(
    painted: tuple[np.ndarray, np.ndarray], turn: np.ndarray, middle: np.ndarray, sides: np.ndarray
) -> bool:
    """Whether a turn brings other colours to the same place, by the mean of cells a sixth of the box wide."""

    def cells(points: np.ndarray) -> np.ndarray:
        at = np.clip(((points - middle) / sides + 0.5) * 6, 0, 5.999).astype(int) @ (36, 6, 1)
        counts = np.maximum(np.bincount(at, minlength=216), 1)[:, None]
        sums = np.stack([np.bincount(at, channel, 216) for channel in painted[1].T], axis=1)
        return np.where(counts > 40, sums / counts, np.nan)

    off = np.abs(cells(painted[0]) - cells((painted[0] - middle) @ turn.T + middle)).max(axis=1)
    off = off[np.isfinite(off)]
    return bool(len(off) and np.percentile(off, 90) > 0.1)


def cases(quick: bool) -> Iterator[Case]:
    units = {"obj": list(UNIT_M)[: 1 if quick else 5], "glb": ["in"], "stl": ["mm"]}
    for form, ours in units.items():
        for unit, up, mirror in itertools.product(ours, ("y", "z", "x"), ("", "raw", "mended")):
            group = {"": "axes", "raw": "mirrored", "mended": "mended"}[mirror]
            yield Case(group, form, unit, up, FRONTS[up], mirror)
    for up, front in itertools.product(AXES, AXES):
        usual = front == FRONTS[up] and not up.startswith("-")
        if up[-1] != front[-1] and not usual and (not quick or front == FRONTS[up]):
            for mirror in ("",) if quick else ("", "raw"):
                yield Case("turned", "obj", "mm", up, front, mirror)


def bare(document: Document) -> Document:
    """Geometry alone, its origin anywhere."""
    soup = triangle_soup(document).astype(np.float32).reshape(-1, 3)
    soup += np.ptp(soup, axis=0) * (0.9, 0.3, 0.7) - soup.min(axis=0)
    shape = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "accessors": [{"componentType": 5126, "count": len(soup), "type": "VEC3"}],
    }
    return Document(shape, (soup,))


def verdict(one: Thing, case: Case, plain: Document) -> str:
    """right, said (right, with a doubt), asked, told (wrong, with a doubt) or silent."""
    truth = orientation(unit=case.unit, up=case.up, front=case.front, mirror=bool(case.mirror))
    document = place(inverse(truth))(plain)
    if case.mirror == "raw":
        document = turn_over()(document)
    declares = ("m", "y") if case.form == "glb" else ("", "")
    source = Source(document, case.form, "file", *declares, 0)
    try:
        reading = read_pose(source, one.options)
    except AmbiguousError:
        return "asked"
    except CheckError:
        return "refused"
    found = orientation(unit=reading.unit, up=reading.up, front=reading.front, mirror=reading.mirror)
    turn = (found @ inverse(truth))[:3, :3]
    same = one.same_bare if case.form == "stl" else one.same
    right = any(np.abs(turn - other).max() < 1e-6 for other in same) and reading.inside_out == (case.mirror == "raw")
    doubt = any("check" in guess for guess in reading.guesses)
    return ("said" if doubt else "right") if right else ("told" if doubt else "silent")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one unit, no turns about up")
    parser.add_argument("--only", default="", help="products whose name holds this")
    parser.add_argument("--wrong", action="store_true", help="name each case that is not right")
    given = parser.parse_args()
    total, ours = Counter[tuple[str, str]](), Counter[str]()
    print(f"{'':28}" + "".join(f"{name:>26}" for name in CLASSES))
    print(f"{'right (doubted) / asked / told / silent':28}")
    for one in things(given.only):
        found = Counter[tuple[str, str]]()
        forms = {"obj": one.document, "glb": one.document, "stl": bare(one.document)}
        for case in cases(given.quick):
            said = verdict(one, case, forms[case.form])
            found[case.group, said] += 1
            if not one.name.startswith("("):
                total[f"{case.form} {case.group}", said] += 1
                ours[said] += case.group != "mended"
            if given.wrong and said not in ("right", "said"):
                print(f"    {said}: {case}")
        print(f"{one.name:28}" + "".join(f"{row(found, group):>26}" for group in CLASSES), flush=True)
    for group in sorted({name for name, _ in total}):
        print(f"{group:28}{row(total, group):>26}")
    count = sum(ours.values())
    if not count:
        return
    right, asked = ours["right"] + ours["said"], ours["asked"] + ours["refused"]
    print(
        f"demo products: {count} cases, {right / count:.2%} right ({ours['said']} of them with a doubt said), ", end=""
    )
    print(f"{asked} asked, {ours['told']} wrong but said, {ours['silent']} silent")


def row(found: Counter[tuple[str, str]], group: str) -> str:
    right, said, asked, told, silent = (found[group, one] for one in ("right", "said", "asked", "told", "silent"))
    asked += found[group, "refused"]
    return f"{right + said} ({said}) / {asked} / {told} / {silent}"


if __name__ == "__main__":
    main()
