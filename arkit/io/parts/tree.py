"""The nodes of a file's own tree: names kept, each node at the point it turns about, so that a hinge stays a hinge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from arkit.io.limits import Limits, hold
from arkit.io.parts.part import Part, Place


def about_pivots(parts: Sequence[Part], places: Sequence[Place]) -> Sequence[Part]:
    """The parts with corners counted from their node's pivot."""
    if not places:
        return parts
    return [
        replace(part, positions=part.positions - np.array(places[part.place].pivot)) if part.place is not None else part
        for part in parts
    ]


def tree(
    places: Sequence[Place], owners: Sequence[int], meshes: Sequence[Mapping[str, Any]], limits: Limits
) -> tuple[list[dict[str, Any]], list[int]]:
    """The glTF nodes of the places that hold a mesh below them, and which are tops.

    Args:
        owners: of each mesh the index of its place; several in one place stand in nodes below it.
    """
    depths: list[int] = []
    for one in places:
        depths.append(0 if one.parent is None else depths[one.parent] + 1)
    hold("nodes: depth", max(depths, default=0), limits.node_depth)
    used: set[int] = set()
    for owner in owners:
        place: int | None = owner
        while place is not None and place not in used:
            used.add(place)
            place = places[place].parent
    order = {place: index for index, place in enumerate(sorted(used))}
    nodes = [_node(places, place, meshes, owners) for place in order]
    tops = []
    for place, index in order.items():
        parent = places[place].parent
        if parent is None:
            tops.append(index)
        else:
            nodes[order[parent]].setdefault("children", []).append(index)
    for index, owner in enumerate(owners):
        above = nodes[order[owner]]
        if "mesh" not in above:
            above["mesh"] = index
        else:
            nodes.append({"name": meshes[index]["name"], "mesh": index})
            above.setdefault("children", []).append(len(nodes) - 1)
    return nodes, tops


def _node(
    places: Sequence[Place], index: int, meshes: Sequence[Mapping[str, Any]], owners: Sequence[int]
) -> dict[str, Any]:
    place = places[index]
    above = places[place.parent].pivot if place.parent is not None else (0.0, 0.0, 0.0)
    own = next((meshes[mesh]["name"] for mesh, owner in enumerate(owners) if owner == index), "node")
    node: dict[str, Any] = {"name": place.name or own}
    step = [float(one) for one in np.subtract(place.pivot, above)]
    return node | ({"translation": step} if any(step) else {})


__all__ = ["about_pivots", "tree"]
