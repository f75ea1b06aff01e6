"""Fewer triangles where asked: one simplified model, or a chain of levels in the model and as files beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from arkit.convert.options import PACKED, ConvertOptions
from arkit.document import Document
from arkit.errors import CheckError
from arkit.io import write_glb
from arkit.transforms import Level, Reduction, Tolerance, chain, pixel_m, simplified

_HEIGHT_PX, _AWAY_M, _FOV_RAD = 1080, 1.0, np.radians(45.0)


def check_levels(options: ConvertOptions) -> None:
    """Refuse levels where a profile cannot hold them."""
    if options.lods and (options.profile == "ios" or options.draco):
        asked = "draco" if options.draco else f"profile {options.profile}"
        raise CheckError(f"lods: expected profile web, gpu or store without draco, got {asked}")


def lightened(document: Document, options: ConvertOptions) -> tuple[Document, tuple[Mapping[str, Any], ...]]:
    """The document simplified to `options.simplify_px`, and what that cost each primitive that changed."""
    if not options.simplify_px:
        return document, ()
    one_px = pixel_m(document, height_px=_HEIGHT_PX, distance_m=_AWAY_M, fov_y_rad=_FOV_RAD)
    small, done = simplified(document, Tolerance(options.simplify_px * one_px))
    return small, tuple(_told(document, one, one_px) for one in done)


def _told(document: Document, one: Reduction, one_px: float) -> dict[str, Any]:
    return {
        "mesh": document.gltf["meshes"][one.mesh].get("name", ""),
        "primitive": one.primitive,
        "triangles": [one.before, one.after],
        "error_mm": round(one.apart.surface_m * 1000, 4),
        "error_px": round(one.apart.surface_m / one_px, 3),
        "slide_px": round(one.apart.slide_m / one_px, 3),
        "turn_deg": round(float(np.degrees(one.apart.turn_rad)), 2),
    }


def leveled(document: Document, options: ConvertOptions) -> tuple[Document, tuple[Level, ...]]:
    """The finished document with MSFT_lod, and its levels; as it was where none are asked."""
    check_levels(options)
    return chain(document, options.lods) if options.lods else (document, ())


def write_levels(
    levels: tuple[Level, ...], target_path: Path, options: ConvertOptions
) -> tuple[Mapping[str, Any], ...]:
    """Write each level beside the model, NAME.lod1.glb and so on, and say what each is.

    `error_px` is for a picture 1080 pixels high that the product fills; in one `height_px` high it is one pixel.
    """
    return tuple(
        {
            "level": one.level,
            "triangles": one.triangles,
            "error_mm": round(one.apart.surface_m * 1000, 4),
            "error_px": round(one.error_px, 3),
            "slide_mm": round(one.apart.slide_m * 1000, 4),
            "turn_deg": round(float(np.degrees(one.apart.turn_rad)), 2),
            "height_px": one.height_px,
            "path": str(path := target_path.with_suffix(f".lod{one.level}.glb")),
            "bytes": write_glb(one.document, path, meshopt=options.profile in PACKED),
        }
        for one in levels
    )


__all__ = ["check_levels", "leveled", "lightened", "write_levels"]
