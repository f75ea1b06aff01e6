"""Move a document so that a chosen point of its box is the origin."""

from __future__ import annotations

from typing import Literal

from arkit.document import Document, bounds
from arkit.spaces import pose
from arkit.transforms.anchor import find_anchor
from arkit.transforms.draft import Transform
from arkit.transforms.place import place

Pivot = Literal["middle", "bottom", "top", "back", "keep", "bridge", "crown", "hook"]


def center(pivot: Pivot = "middle") -> Transform:
    """Move the document's box so that `pivot` lies at the origin.

    "bottom" is for what stands on a floor, "top" for what hangs from a ceiling, "back" for what hangs on a wall,
    "bridge", "crown" and "hook" for glasses, hats and earrings (anchor.py); "keep" leaves the origin as authored.

    Example:
        >>> chair = apply(chair, center("bottom"), scale(height_m=0.82))
    """

    def run(document: Document) -> Document:
        if pivot == "keep":
            return document
        if pivot == "bridge" or pivot == "crown" or pivot == "hook":
            return place(pose(translation=-find_anchor(document, pivot)))(document)
        low, high = bounds(document)
        origin = (low + high) / 2
        if pivot == "bottom":
            origin[1] = low[1]
        if pivot == "top":
            origin[1] = high[1]
        if pivot == "back":
            origin[2] = low[2]
        return place(pose(translation=-origin))(document)

    return run


__all__ = ["Pivot", "center"]
