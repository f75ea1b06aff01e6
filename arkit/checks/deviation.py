"""How far two surfaces lie apart, and how different the colours of their materials are: measured, not claimed."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from arkit.color import delta_e, linear_to_lab, srgb_to_lab
from arkit.document import Document, indices, instances, primitive_of, values
from arkit.spaces import apply

_PROBES, _TARGETS = 6_000, 60_000
_NEAREST = (8, 64, 400)  # candidates a point, more where fewer have not brought it near
_FINE_M = 2e-5


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
    """Largest distance found between two surfaces, both ways, metres.

    Corners and evenly spread points of each are held against the nearest triangles of the other; a nearer triangle that
    the search missed could only make the answer too large.
    """
    a, b = triangle_soup(one), triangle_soup(other)
    return max(_furthest(a, b), _furthest(b, a))


def _furthest(probe: np.ndarray, target: np.ndarray) -> float:
    corners = probe.reshape(-1, 3)
    step = max(1, len(corners) // _PROBES)
    points = np.concatenate([corners[::step], sample(probe, _PROBES)[0]])
    spread, which = sample(target, _TARGETS)
    middles = (target + np.roll(target, -1, axis=1)).reshape(-1, 3) / 2
    places = np.concatenate([spread, target.mean(axis=1), target.reshape(-1, 3), middles])
    owners = np.concatenate([which, np.arange(len(target)), *[np.repeat(np.arange(len(target)), 3)] * 2])
    tree = cKDTree(places)
    found = np.full(len(points), np.inf)
    for count in _NEAREST:
        far = found > max(np.median(found), _FINE_M) if np.isfinite(found).all() else np.ones(len(points), dtype=bool)
        if not far.any():
            break
        _, nearest = tree.query(points[far], k=min(count, len(places)))
        found[far] = np.minimum(found[far], _least(points[far], target, owners[nearest.reshape(int(far.sum()), -1)]))
    return float(found.max())


def _least(points: np.ndarray, target: np.ndarray, candidates: np.ndarray) -> np.ndarray:
    """(n,) distance of each point to the nearest of its candidate triangles (n, k)."""
    repeated = np.repeat(points, candidates.shape[1], axis=0)
    return to_triangles(repeated, target[candidates.reshape(-1)]).reshape(candidates.shape).min(axis=1)


def to_triangles(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """(n,) distances from points (n, 3) to triangles (n, 3, 3), one each.

    The nearest point of a triangle is the foot on its plane where that lies inside, else on one of its edges.
    """
    a, b, c = triangles[:, 0], triangles[:, 1], triangles[:, 2]
    normal = np.cross(b - a, c - a)
    size = (normal**2).sum(axis=1)
    inside = size > 0
    for start, end in ((a, b), (b, c), (c, a)):
        inside &= (np.cross(end - start, points - start) * normal).sum(axis=1) >= 0
    height = np.abs(((points - a) * normal).sum(axis=1)) / np.sqrt(np.maximum(size, 1e-300))
    edges = np.min([_to_edge(points, start, end) for start, end in ((a, b), (b, c), (c, a))], axis=0)
    return np.where(inside, height, edges)


def _to_edge(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    along = end - start
    length = np.maximum((along**2).sum(axis=1), 1e-300)
    t = np.clip(((points - start) * along).sum(axis=1) / length, 0, 1)
    return np.linalg.norm(points - start - t[:, None] * along, axis=1)


def color_difference(declared_srgb: dict[str, tuple[float, float, float]], document: Document) -> float:
    """Largest CIEDE2000 between the colours a file declares, by material name, and a document's base colour factors."""
    worst = 0.0
    for material in document.gltf.get("materials", []):
        if material.get("name") in declared_srgb:
            factor = material.get("pbrMetallicRoughness", {}).get("baseColorFactor", [1, 1, 1, 1])[:3]
            wanted = srgb_to_lab(np.asarray(declared_srgb[material["name"]]))
            worst = max(worst, float(delta_e(wanted, linear_to_lab(np.asarray(factor)))))
    return worst


__all__ = ["color_difference", "deviation_m", "sample", "to_triangles", "triangle_soup"]
