"""Make a document larger or smaller, evenly."""

from __future__ import annotations

import numpy as np

from arkit.document import Document, bounds
from arkit.errors import CheckError
from arkit.spaces import pose
from arkit.transforms.draft import Transform
from arkit.transforms.place import place


def scale(factor: float | None = None, *, height_m: float | None = None) -> Transform:
    """Scale about the origin by `factor`, or so that the box becomes `height_m` tall."""
    if (factor is None) == (height_m is None):
        raise CheckError("scale: expected either factor or height_m")
    wanted = factor if factor is not None else height_m
    if wanted is None or not (np.isfinite(wanted) and wanted > 0):
        raise CheckError(f"scale: expected a positive number, got {wanted}")

    def run(document: Document) -> Document:
        by = wanted
        if height_m is not None:
            low, high = bounds(document)
            if high[1] - low[1] <= 0:
                raise CheckError("scale: expected a model with height, this one is flat")
            by = height_m / (high[1] - low[1])
        return place(pose(np.eye(3) * by))(document)

    return run


__all__ = ["scale"]
