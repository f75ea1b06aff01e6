"""Order triangles for the vertex cache and vertices for fetching: faster to draw and smaller once compressed.

The codec stores a vertex as its difference from the one before, so that the order decides what it takes. Three orders
are tried for each primitive and the lightest by indices and positions stays. Geometry's KB after meshopt (quantized):

    order                              SheenChair  ToyCar  aria-round  hill-sofa-3
    vertex cache                            316.7   787.1       119.0
    strips                                  304.3   767.1       110.8        347.1
    strips of triangles sorted in space     305.6   752.9       111.4        350.7
    strips of triangles begun elsewhere     307.0   768.3       108.9        352.2
    the lightest of the three strips        304.5   752.9       108.9        347.2
    the lightest of thirteen                303.8   752.2       108.8        349.2

Only sorting in space takes a third of the time of trying all three: of ToyCar 25 for 73 ms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from arkit.document import Document
from arkit.transforms.draft import Draft, Transform, draft, triangles_of
from arkit.transforms.mesh.meshopt import cached, fetched, gathered, packed_bytes


def reorder(*, quick: bool = False) -> Transform:
    """Reorder the triangles and vertices of every triangle primitive; the surface stays the same.

    Vertices shared with another primitive keep their order, so that the other's indices stay true. To be light once
    compressed, quantize first: the lightest order is judged by positions as they are.

    Args:
        quick: sort in space and try no other order.
    """
    choose = _sorted if quick else _lightest

    def run(document: Document) -> Document:
        work = draft(document)
        uses = Counter(index for one in work.primitives() for index in {*one["attributes"].values()})
        ordered: dict[int, int] = {}
        for primitive in work.primitives():
            triangles = triangles_of(work, primitive)
            if triangles is None or not len(triangles) or "indices" not in primitive:
                continue
            old = primitive["indices"]
            alone = "targets" not in primitive and all(uses[index] == 1 for index in primitive["attributes"].values())
            if old not in ordered:
                positions = work.arrays[primitive["attributes"]["POSITION"]]
                ordered[old] = work.add(choose(triangles, positions, alone).reshape(-1, 1))
            primitive["indices"] = ordered[old]
            if alone:
                _fetch(work, primitive)
        return work.document()

    return run


def _sorted(triangles: np.ndarray, positions: np.ndarray, _: bool) -> np.ndarray:
    """Strips of triangles sorted in space."""
    return cached(gathered(triangles, positions), len(positions), strip=True)


def _lightest(triangles: np.ndarray, positions: np.ndarray, alone: bool) -> np.ndarray:
    """The order of triangles whose indices and positions pack the smallest."""

    def packed(order: np.ndarray) -> int:
        if not alone:
            return packed_bytes(order, positions)
        flat, old = fetched(order, len(positions))
        return packed_bytes(flat, positions[old])

    return min(_orders(triangles, positions), key=packed)


def _orders(triangles: np.ndarray, positions: np.ndarray) -> Iterator[np.ndarray]:
    for first in (triangles, gathered(triangles, positions), np.roll(triangles, 1, axis=1)):
        yield cached(first, len(positions), strip=True)


def _fetch(work: Draft, primitive: dict[str, Any]) -> None:
    """Number the vertices in the order of their first use; unused ones go."""
    count = len(work.arrays[primitive["attributes"]["POSITION"]])
    triangles, old = fetched(work.arrays[primitive["indices"]].reshape(-1, 3), count)
    for key, index in primitive["attributes"].items():
        normalized = bool(work.gltf["accessors"][index].get("normalized"))
        primitive["attributes"][key] = work.add(np.ascontiguousarray(work.arrays[index][old]), normalized=normalized)
    primitive["indices"] = work.add(triangles.reshape(-1, 1))


__all__ = ["reorder"]
