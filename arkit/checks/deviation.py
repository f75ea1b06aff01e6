"""How far two surfaces lie apart, and how different the colours of their materials are: measured, not claimed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from arkit.checks.distances import load_open3d
from arkit.checks.matched import moved_m
from arkit.color import delta_e, linear_to_lab, srgb_to_lab
from arkit.document import Document, indices, instances, primitive_of, values
from arkit.nearest import on_triangles
from arkit.spaces import apply

_PROBES = 20_000
_BARELY_M = 1e-4  # above this a corner that moved within its surface would be told for more than it is
_FINE_M = 1e-6  # below this nobody asks whether a bound is the truth


def triangle_soup(document: Document) -> np.ndarray:
    """(m, 3, 3) float64 corners of all triangles of the default scene, document space."""
    found = [np.zeros((0, 3, 3))]
    for instance in instances(document):
        primitive = primitive_of(document, instance)
        points = apply(instance.T_document_node, values(document, primitive["attributes"]["POSITION"]))
        found.append(points[indices(document, primitive)])
    return np.concatenate(found)


def sample(triangles: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Points (count, 3) spread evenly over triangles (m, 3, 3), and the triangle of each; the same every time."""
    area = np.linalg.norm(np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]), axis=1)
    steps = np.cumsum(area)
    random = np.random.default_rng(0)
    which = np.searchsorted(steps, (np.arange(count) + 0.5) / count * steps[-1]).clip(0, len(triangles) - 1)
    u, v = random.random(count), random.random(count)
    u, v = np.where(u + v > 1, 1 - u, u), np.where(u + v > 1, 1 - v, v)
    a, b, c = (triangles[which, corner] for corner in range(3))
    return a + u[:, None] * (b - a) + v[:, None] * (c - a), which


def deviation_m(one: Document, other: Document) -> float:
    """Largest distance found between two surfaces, metres: corners and spread points of each to the other's triangles.

    Tried: nearest triangles by a KD-tree in scipy, 2 to 32 s on SheenChair (40 k triangles) and 2.7 mm where the answer
    is 0.08 mm, because cloth lies in thin double layers. Open3D's ray casting scene takes 0.3 s, but on slivers it is
    up to 0.8 mm wrong (float32): its answers are upper bounds, and the worst of them are searched again in float64.
    Where `other` holds the triangles of `one`, only laid on a grid, it is what the furthest corner moved (matched.py),
    which bounds that distance.
    """
    moved = moved_m(one, other)
    if moved is not None and moved <= _BARELY_M:
        return moved
    return soup_deviation_m(triangle_soup(one), triangle_soup(other))


def soup_deviation_m(one: np.ndarray, other: np.ndarray) -> float:
    """Like `deviation_m`, of triangles (n, 3, 3) and (m, 3, 3)."""
    return max(_furthest(one, other), _furthest(other, one))


def _furthest(probe: np.ndarray, target: np.ndarray) -> float:
    open3d = load_open3d()
    middle = target.reshape(-1, 3).mean(axis=0)  # float32 inside: keep numbers small
    scene = open3d.t.geometry.RaycastingScene(nthreads=1)
    corners = (target.reshape(-1, 3) - middle).astype(np.float32)
    order = np.arange(len(corners), dtype=np.uint32).reshape(-1, 3)
    scene.add_triangles(open3d.core.Tensor(corners), open3d.core.Tensor(order))
    own = probe.reshape(-1, 3)
    points = np.concatenate([own[:: max(1, len(own) // _PROBES)], sample(probe, _PROBES)[0]]) - middle
    found = scene.compute_closest_points(open3d.core.Tensor(points.astype(np.float32)))
    nearest = found["primitive_ids"].numpy().astype(np.int64)
    return _largest(points, target - middle, on_triangles(points, target[nearest] - middle)[0])


def _largest(points: np.ndarray, target: np.ndarray, at_most: np.ndarray) -> float:
    """The largest true distance from upper bounds: the worst are searched again until none left could be worse."""
    centers = target.mean(axis=1)
    radii = np.linalg.norm(target - centers[:, None], axis=2).max(axis=1)
    worst = 0.0
    for place in np.argsort(-at_most):
        if at_most[place] <= max(worst, _FINE_M):
            return max(worst, min(float(at_most[place]), _FINE_M))
        near = np.linalg.norm(centers - points[place], axis=1) <= radii + at_most[place] + 1e-9
        candidates = target[near]
        exact, _ = on_triangles(np.broadcast_to(points[place], (len(candidates), 3)), candidates)
        worst = max(worst, float(min(exact.min(initial=np.inf), at_most[place])))
    return worst


def color_difference(declared_srgb: Mapping[str, tuple[float, float, float]], document: Document) -> float:
    """Largest CIEDE2000 between the colours a file declares, by material name, and a document's base colour factors."""
    worst = 0.0
    for material in document.gltf.get("materials", []):
        if material.get("name") in declared_srgb:
            factor = material.get("pbrMetallicRoughness", {}).get("baseColorFactor", [1, 1, 1, 1])[:3]
            wanted = srgb_to_lab(np.asarray(declared_srgb[material["name"]]))
            worst = max(worst, float(delta_e(wanted, linear_to_lab(np.asarray(factor)))))
    return worst


__all__ = ["color_difference", "deviation_m", "sample", "soup_deviation_m", "triangle_soup"]
