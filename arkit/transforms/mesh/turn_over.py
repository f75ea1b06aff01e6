"""Turn faces round: of a file whose triangles show their insides."""

from __future__ import annotations

import numpy as np

from arkit.document import Document
from arkit.transforms.draft import Transform, draft, triangles_of


def turn_over(*, normals: bool = False) -> Transform:
    """Exchange two corners of each triangle, so that what faced inward faces outward; `normals` turns those too."""

    def run(document: Document) -> Document:
        work = draft(document)
        turned: dict[tuple[int, int], int] = {}
        for primitive in work.primitives():
            attributes = primitive["attributes"]
            triangles = triangles_of(work, primitive)
            if triangles is None or not len(triangles):
                continue
            key = (primitive.get("indices", -1), attributes["POSITION"])
            if key not in turned:
                dtype = np.uint16 if triangles.max() < 65535 else np.uint32
                turned[key] = work.add(np.ascontiguousarray(triangles[:, ::-1]).reshape(-1, 1).astype(dtype))
            primitive["indices"] = turned[key]
            if normals and "NORMAL" in attributes:
                old = attributes["NORMAL"]
                if (old, -2) not in turned:
                    rows = work.arrays[old]
                    normalized = bool(work.gltf["accessors"][old].get("normalized"))
                    flipped = -np.maximum(rows, -np.iinfo(rows.dtype).max) if rows.dtype.kind == "i" else -rows
                    turned[old, -2] = work.add(flipped.astype(rows.dtype), normalized=normalized)
                attributes["NORMAL"] = turned[old, -2]
        return work.document()

    return run


__all__ = ["turn_over"]
