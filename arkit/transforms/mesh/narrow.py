"""Store indices in the smallest type that graphics cards like: 16 bits where they fit, else 32."""

from __future__ import annotations

import numpy as np

from arkit.document import Document
from arkit.transforms.draft import Transform, draft


def narrow() -> Transform:
    """Rewrite index accessors as uint16 below 65,535 vertices, else as uint32; the same triangles in the same order."""

    def run(document: Document) -> Document:
        work = draft(document)
        done: dict[int, int] = {}
        for primitive in work.primitives():
            if "indices" not in primitive:
                continue
            old = primitive["indices"]
            array = work.arrays[old]
            kind = np.uint16 if int(array.max(initial=0)) < 65535 else np.uint32
            if array.dtype != kind:
                if old not in done:
                    done[old] = work.add(array.astype(kind))
                primitive["indices"] = done[old]
        return work.document()

    return run


__all__ = ["narrow"]
