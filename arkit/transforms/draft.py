"""A document being rewritten: copied once, changed freely, closed into a new document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from arkit.document import COMPONENT_DTYPES, Document

Transform = Callable[[Document], Document]
_LEAVES = {str, int, float, bool, type(None)}
_TYPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4"}
_COMPONENTS = {np.dtype(dtype): code for code, dtype in COMPONENT_DTYPES.items()}


def apply(document: Document, *transforms: Transform) -> Document:
    """The document after each transform in turn.

    Example:
        >>> chair = apply(chair, weld(), normals(), center("bottom"))
    """
    for transform in transforms:
        document = transform(document)
    return document


@dataclass(slots=True)
class Draft:
    """A copy of a document's JSON, and its arrays and images as lists."""

    gltf: dict[str, Any]
    arrays: list[np.ndarray]
    images: list[bytes]
    views: tuple[bytes, ...]

    def add(self, array: np.ndarray, *, normalized: bool = False) -> int:
        """Add an accessor for (count, components) and return its index."""
        component = _COMPONENTS[array.dtype.newbyteorder("=")]
        entry = {"componentType": component, "count": len(array), "type": _TYPES[array.shape[1]]}
        self.gltf.setdefault("accessors", []).append(entry | ({"normalized": True} if normalized else {}))
        self.arrays.append(array)
        return len(self.arrays) - 1

    def use(self, extension: str, *, required: bool = False) -> None:
        """Name an extension as used, and as required where a reader cannot do without it."""
        for key in ("extensionsUsed", "extensionsRequired")[: 2 if required else 1]:
            self.gltf[key] = sorted({*self.gltf.get(key, []), extension})

    def disuse(self, extension: str) -> None:
        """Name an extension no longer."""
        for key in ("extensionsUsed", "extensionsRequired"):
            left = [one for one in self.gltf.get(key, []) if one != extension]
            self.gltf.pop(key, None)
            if left:
                self.gltf[key] = left

    def primitives(self) -> Iterator[dict[str, Any]]:
        """Every primitive of every mesh."""
        for mesh in self.gltf.get("meshes", []):
            yield from mesh["primitives"]

    def document(self) -> Document:
        """Close the draft."""
        return Document(self.gltf, tuple(self.arrays), tuple(self.images), self.views)


def draft(document: Document) -> Draft:
    """A draft of a document; the document stays as it is."""
    return Draft(copied(document.gltf), list(document.accessors), list(document.images), document.views)


def copied(value: Any) -> Any:
    """JSON copied in depth; what holds nothing is passed by here, not called upon: half the time."""
    if isinstance(value, dict):
        return {key: child if type(child) in _LEAVES else copied(child) for key, child in value.items()}
    if isinstance(value, (list, tuple)):
        return [child if type(child) in _LEAVES else copied(child) for child in value]
    return value


def triangles_of(work: Draft, primitive: dict[str, Any]) -> np.ndarray | None:
    """(m, 3) int64 corners of a plain triangle primitive, None for another mode."""
    if primitive.get("mode", 4) != 4:
        return None
    if "indices" in primitive:
        flat = work.arrays[primitive["indices"]].reshape(-1).astype(np.int64)
    else:
        flat = np.arange(len(work.arrays[primitive["attributes"]["POSITION"]]))
    return flat[: len(flat) // 3 * 3].reshape(-1, 3)


__all__ = ["Draft", "Transform", "apply", "copied", "draft", "triangles_of"]
