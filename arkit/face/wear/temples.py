"""Turn the temples of a pair of glasses at their hinges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from arkit.document import Document, instances, node_matrix, primitive_of, values
from arkit.spaces import apply

NAMES = ("temple_left", "temple_right")


@dataclass(frozen=True, slots=True)
class Temple:
    """One temple: its nodes, the hinge (3,) it turns about and its points (n, 3), document space, metres."""

    nodes: tuple[int, ...]
    hinge_m: np.ndarray
    points_m: np.ndarray


def find_temples(document: Document) -> tuple[Temple, ...]:
    """The temples by the names of their nodes, the wearer's left (+x) first; empty where there are none."""
    parents = dict(_matrices(document))
    found = []
    for name in NAMES:
        nodes = tuple(
            index
            for index, node in enumerate(document.gltf.get("nodes", []))
            if _is_named(node, name) and index in parents
        )
        if not nodes:
            continue
        points = _points(document, _below(document, nodes))
        if len(points):
            hinge = (parents[nodes[0]] @ node_matrix(document.gltf["nodes"][nodes[0]]))[:3, 3]
            found.append(Temple(nodes, hinge, points))
    return tuple(sorted(found, key=lambda temple: -temple.hinge_m[0]))


def front_points(document: Document) -> np.ndarray:
    """All points (n, 3) that belong to no temple, document space."""
    temple_nodes = {node for temple in find_temples(document) for node in _below(document, temple.nodes)}
    return _points(document, set(range(len(document.gltf.get("nodes", [])))) - temple_nodes)


def turned(document: Document, temple: Temple, rotation: np.ndarray) -> Document:
    """The document with one temple turned about its hinge by `rotation` (3, 3) in document space."""
    parents = dict(_matrices(document))
    nodes = list(document.gltf["nodes"])
    for index in temple.nodes:
        parent = parents[index]
        own = node_matrix(nodes[index])
        hinge = np.linalg.solve(parent, np.append(temple.hinge_m, 1.0))[:3]
        linear = np.linalg.solve(parent[:3, :3], rotation @ parent[:3, :3])
        matrix = np.eye(4)
        matrix[:3, :3] = linear @ own[:3, :3]
        matrix[:3, 3] = hinge + linear @ (own[:3, 3] - hinge)
        node = {key: value for key, value in nodes[index].items() if key not in ("translation", "rotation", "scale")}
        node["matrix"] = [float(value) for value in matrix.T.reshape(-1)]
        nodes[index] = node
    return replace(document, gltf={**document.gltf, "nodes": nodes})


def _is_named(node: dict[str, Any], name: str) -> bool:
    """`temple_left`, also as `temple_left.001` or `temple_left_2`, as tools rename nodes that share a name."""
    return str(node.get("name", "")).startswith(name)


def _matrices(document: Document) -> Iterator[tuple[int, np.ndarray]]:
    """Every node of the default scene with its parent's transform to document space."""
    gltf = document.gltf
    scenes = gltf.get("scenes", [])
    stack = [(index, np.eye(4)) for index in (scenes[gltf.get("scene", 0)].get("nodes", []) if scenes else [])]
    while stack:
        index, parent = stack.pop()
        yield index, parent
        below = parent @ node_matrix(gltf["nodes"][index])
        stack.extend((child, below) for child in gltf["nodes"][index].get("children", []))


def _below(document: Document, nodes: tuple[int, ...]) -> set[int]:
    found: set[int] = set()
    stack = list(nodes)
    while stack:
        index = stack.pop()
        found.add(index)
        stack.extend(document.gltf["nodes"][index].get("children", []))
    return found


def _points(document: Document, nodes: set[int]) -> np.ndarray:
    parts = [
        apply(instance.T_document_node, values(document, primitive_of(document, instance)["attributes"]["POSITION"]))
        for instance in instances(document)
        if instance.node in nodes
    ]
    return np.concatenate(parts) if parts else np.zeros((0, 3))


__all__ = ["NAMES", "Temple", "find_temples", "front_points", "turned"]
