"""Let a source stand: how its numbers are read, and the transforms that follow from it."""

from __future__ import annotations

import numpy as np

from arkit.convert.options import PIVOTS, ConvertOptions
from arkit.document import Document
from arkit.io import Source
from arkit.transforms import (
    MEANT_M,
    Asked,
    Pivot,
    Reading,
    Transform,
    find_anchor,
    find_reading,
    orient,
    solid_of,
    turn_over,
)


def read_pose(source: Source, options: ConvertOptions) -> Reading:
    """Unit, axes and handedness of a source, by what the brand states, the file declares and the model shows.

    Raises:
        AmbiguousError: two readings fit; the message says how to choose.
        CheckError: none fits the size.
    """
    asked = Asked(
        size_m=options.size_m,
        unit=options.unit,
        up=options.up,
        declared_unit=source.unit,
        declared_up=source.up,
        format=source.format,
        front=options.front,
        mirror=options.mirror,
        kind=options.kind,
        attach=options.attach,
    )
    return find_reading(solid_of(source.document), asked)


def standing(reading: Reading) -> tuple[Transform, ...]:
    """The transforms that bring a document read so to metres, y up, front +z, faces outward."""
    turn = orient(unit=reading.unit, up=reading.up, front=reading.front, mirror=reading.mirror)
    return (turn, turn_over(normals=reading.normals_inward)) if reading.inside_out else (turn,)


def choose_pivot(document: Document, source: Source, options: ConvertOptions) -> tuple[Pivot, str]:
    """Where the origin of a standing document goes, and why."""
    if options.pivot is not None:
        return options.pivot, "stated"
    pivot = PIVOTS.get(options.attach)
    if pivot == "bridge" or pivot == "crown" or pivot == "hook":
        off_m = float(np.linalg.norm(find_anchor(document, pivot)))
        if off_m <= MEANT_M[pivot]:
            return "keep", f"the product's place: {options.attach}; the file's origin is at its {pivot} ({_mm(off_m)})"
        return pivot, f"the product's place: {options.attach}; the file's origin was {_mm(off_m)} from its {pivot}"
    if pivot is not None:
        return pivot, f"the product's place: {options.attach}"
    if source.format in ("glb", "gltf"):
        return "keep", "a glTF's origin is meant"
    return "bottom", "mesh formats have no meant origin: it stands on the floor"


def _mm(distance_m: float) -> str:
    return f"{distance_m * 1000:.1f} mm"


__all__ = ["choose_pivot", "read_pose", "standing"]
