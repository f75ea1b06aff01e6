"""Products as a video needs them: with no more triangles than its pixels can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from arkit.frame import Camera
from arkit.tryon.worn import Garment

NEAREST_M = 0.40  # a face that fills a webcam's picture
ERROR_PX = 0.2


def lightened(wear: Sequence[Garment], camera: Camera) -> tuple[Garment, ...]:
    """The garments with surfaces that move by less than a fifth of a pixel of this camera's picture."""
    from arkit.transforms.mesh.small import small

    shrink = small(ERROR_PX * NEAREST_M / camera.fy)
    return tuple(replace(one, document=shrink(one.document)) for one in wear)


__all__ = ["ERROR_PX", "NEAREST_M", "lightened"]
