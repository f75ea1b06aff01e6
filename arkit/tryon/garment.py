"""From a file to something one can wear: where it belongs on a body, in metres, its origin where it touches.

A product record (product.json) says what the thing is. Without one, the model's own nodes do (`temple_left` and the
others of docs/conventions.md); without those its category is told from its size, and the answer says so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from arkit.document import Document, bounds
from arkit.errors import AmbiguousError, ArkitError, CheckError, NotFoundError
from arkit.io import Source, read
from arkit.product import Attach, Product, product_from_dict
from arkit.spaces import pose
from arkit.transforms import MEANT_M, Asked, apply, find_anchor, find_reading, orient, place, solid_of
from arkit.transforms.anchor import Anchor
from arkit.tryon.worn import Garment

Kind = Literal["glasses", "hat", "earring"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ATTACH: dict[Kind, Attach] = {"glasses": "nose", "hat": "head", "earring": "ear"}
ANCHORS: dict[str, Anchor] = {"nose": "bridge", "head": "crown", "ear": "hook"}
WORDS: dict[str, Kind] = {"nose": "glasses", "head": "hat", "ear": "earring"}
GLASSES_NODES = {"temple_left", "temple_right", "lens_left", "lens_right", "frame"}
GLASSES_WIDTH_M, HAT_WIDTH_M, EARRING_SIDE_M = (0.10, 0.175), (0.175, 0.60), 0.095


@dataclass(frozen=True, slots=True)
class Told:
    """A garment and what was taken for granted about it, one sentence each."""

    garment: Garment
    said: tuple[str, ...] = ()


def read_garment(path: Path, kind: Kind | None = None) -> Told:
    """Read a product to wear: a model, a product.json, or the folder that holds one.

    Args:
        path: the file or folder.
        kind: what it is, where the caller knows better.

    Raises:
        AmbiguousError: nothing says what it is.
        CheckError: it cannot be worn on a head, or is not as large as such things are.
    """
    model, product = _find(path)
    if product is not None and product.attach not in ANCHORS and kind is None:
        todo = "give its colour with --lipstick" if product.attach == "lips" else "`arkit place` puts it in a room"
        raise CheckError(f'{path}: expected something to wear, got "{product.kind}"; {todo}')
    source = read(model)
    document = _standing(source, product)
    said: list[str] = []
    attach = ATTACH[kind] if kind else product.attach if product else _guessed(document, path, said)
    document = _at_origin(document, attach, said)
    return Told(Garment(product.sku if product else model.stem, document, attach), tuple(said))


def _find(path: Path) -> tuple[Path, Product | None]:
    """The model's file and its record, where there is one."""
    if path.is_dir():
        return _recorded(path / "product.json") if (path / "product.json").is_file() else (path, None)
    if path.name == "product.json":
        return _recorded(path)
    record = path.parent / "product.json"
    if path.is_file() and record.is_file():
        try:
            model, product = _recorded(record)
        except ArkitError:
            return path, None
        if model == path:
            return model, product
    return path, None


def _recorded(path: Path) -> tuple[Path, Product]:
    try:
        product = product_from_dict(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise NotFoundError(f"{path}: expected a product record there, found none") from error
    except ValueError as error:
        raise CheckError(f"{path}: expected JSON, got {error}") from error
    if not product.model:
        return path.parent, product
    return path.parent / product.model, product


def _standing(source: Source, product: Product | None) -> Document:
    """Metres, y up, front +z. A GLB without a record is taken at its word."""
    if source.format in ("glb", "gltf") and not (product and (product.unit or product.up)):
        return source.document
    asked = Asked(declared_unit=source.unit, declared_up=source.up, format=source.format)
    if product is not None:
        stated = {"size_m": product.size_m, "unit": product.unit, "up": product.up}
        asked = replace(asked, kind=product.kind, attach=product.attach, **stated)  # type: ignore[arg-type]
    reading = find_reading(solid_of(source.document), asked)
    turn = orient(unit=reading.unit, up=reading.up, front=reading.front, mirror=reading.mirror)
    return apply(source.document, turn)


def _guessed(document: Document, path: Path, said: list[str]) -> Attach:
    """What a model without a record is: by its nodes, else by its size."""
    names = {node.get("name") for node in document.gltf.get("nodes", [])}
    if names & GLASSES_NODES:
        return "nose"
    low, high = bounds(document)
    width, height, depth = (high - low).tolist()
    if max(width, height, depth) <= EARRING_SIDE_M:
        attach: Attach = "ear"
    elif GLASSES_WIDTH_M[0] <= width <= GLASSES_WIDTH_M[1] and height < 0.09:
        attach = "nose"
    elif HAT_WIDTH_M[0] <= width <= HAT_WIDTH_M[1] and depth > 0.5 * width:
        attach = "head"
    else:
        size = f"{width * 100:.3g}x{height * 100:.3g}x{depth * 100:.3g} cm"
        raise AmbiguousError(
            f"{path}: no anchors in the file, and {size} is the size of neither glasses, hat nor earring; "
            "say which with --as, or bring it to metres with `arkit convert`"
        )
    said.append(f"{path.name}: no anchors in the file, placed as {WORDS[attach]} by its size; --as says otherwise")
    return attach


def _at_origin(document: Document, attach: Attach, said: list[str]) -> Document:
    """The origin where the thing touches its wearer: the file's own where it is near, else the one found."""
    anchor = ANCHORS.get(attach)
    if anchor is None:
        raise CheckError(f'attach: expected one of {", ".join(ANCHORS)}, got "{attach}"')
    point = find_anchor(document, anchor)
    off_m = float(np.linalg.norm(point))
    if off_m <= MEANT_M[anchor]:
        return document
    said.append(f"origin moved by {off_m * 1000:.0f} mm to its {anchor}")
    return apply(document, place(pose(np.eye(3), -point)))


__all__ = ["KINDS", "Kind", "Told", "read_garment"]
