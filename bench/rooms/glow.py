"""The light that reaches every corner of a room but for the lamp and the sun themselves: windows, and what bounces.

Rays are Embree's. Windows are sampled point by point with shadow rays, so that furniture near them throws soft
shadows; one bounce is gathered over the hemisphere, which is also what darkens corners and the floor under a sofa.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from embreex.mesh_construction import TriangleMesh
from embreex.rtcore_scene import EmbreeScene

from bench.rooms.finishes import painted
from bench.rooms.plan import Plan
from bench.rooms.scene import Soup

GATHERED = 64
WINDOW_POINTS = 12
LIFT_M = 0.002


class Rays:
    """Rays against a soup of triangles."""

    def __init__(self, positions_m: np.ndarray, triangles: np.ndarray) -> None:
        self.scene = EmbreeScene()
        self.mesh = TriangleMesh(self.scene, positions_m.astype(np.float32), triangles.astype(np.int32))

    def blocked(self, origins: np.ndarray, toward: np.ndarray, reach: np.ndarray | float) -> np.ndarray:
        """Whether something lies within `reach` metres along unit directions, all (n, 3)."""
        most = np.broadcast_to(np.asarray(reach, dtype=np.float32), len(origins)).copy()
        return self.scene.run(origins.astype(np.float32), toward.astype(np.float32), most, query="OCCLUDED") >= 0

    def hits(self, origins: np.ndarray, toward: np.ndarray) -> np.ndarray:
        """The first triangle along each ray, -1 for none."""
        return self.scene.run(origins.astype(np.float32), toward.astype(np.float32), query="INTERSECT")

    def distances(self, origins: np.ndarray, toward: np.ndarray) -> np.ndarray:
        """Metres to the first surface, infinity for none."""
        far = self.scene.run(origins.astype(np.float32), toward.astype(np.float32), query="DISTANCE").astype(np.float64)
        return np.where(far > 1e6, np.inf, far)


def blockers(soup: Soup) -> Rays:
    """The rays of all that stops light."""
    return Rays(soup.positions_m, soup.triangles[soup.blocks])


@lru_cache(maxsize=1)
def mean_albedo() -> np.ndarray:
    """(layers, 3) linear mean of each texture."""
    pictures = painted()[:, ::8, ::8].astype(np.float64) / 255
    return np.asarray((pictures**2.2).mean(axis=(1, 2)))


def direct(plan: Plan, rays: Rays, points: np.ndarray, normals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Irradiance over pi at points (n, 3): from the windows alone, and from lamp and sun, each (n, 3)."""
    origins = points + LIFT_M * normals
    windows, sharp = np.zeros((len(points), 3)), np.zeros((len(points), 3))
    for samples, inward, share_m2 in window_points(plan):
        for sample in samples:
            away = sample - origins
            far = np.linalg.norm(away, axis=1)
            away /= far[:, None]
            form = np.maximum((away * normals).sum(axis=1), 0) * np.maximum(-away @ inward, 0) * share_m2 / far**2
            lit = np.flatnonzero(form > 1e-5)
            clear = ~rays.blocked(origins[lit], away[lit], far[lit] - 0.02)
            windows[lit[clear]] += np.minimum(form[lit[clear]], 0.5)[:, None] * plan.lamp.sky_rgb / np.pi
    for toward, far_m, light in lamps(plan, origins):
        facing = np.maximum((toward * normals).sum(axis=1), 0)
        lit = np.flatnonzero(facing > 0)
        clear = ~rays.blocked(origins[lit], toward[lit], far_m[lit])
        kept = lit[clear]
        sharp[kept] += facing[kept, None] * light[kept] / np.pi
    return windows, sharp


def lamps(plan: Plan, points: np.ndarray) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Direction (n, 3), reach (n,) and irradiance (n, 3) of the bulb and of the sun at points."""
    found = []
    if plan.lamp.bulb_m is not None and plan.lamp.bulb_rgb.any():
        away = plan.lamp.bulb_m - points
        far = np.linalg.norm(away, axis=1)
        found.append((away / far[:, None], far - 0.02, plan.lamp.bulb_rgb / far[:, None] ** 2))
    if plan.lamp.sun_direction is not None:
        toward = np.broadcast_to(plan.lamp.sun_direction, points.shape)
        found.append((toward, np.full(len(points), 30.0), np.broadcast_to(plan.lamp.sun_rgb, points.shape)))
    return found


def window_points(plan: Plan) -> list[tuple[np.ndarray, np.ndarray, float]]:
    """For each window: points (n, 3) on its pane, its inward normal, and the square metres of each point."""
    found = []
    for gate in plan.gates:
        if gate.opening.kind != "window":
            continue
        w, h = gate.opening.width_m.value, gate.opening.height_m.value
        columns = 4 if w > h else 3
        rows = WINDOW_POINTS // columns
        u, v = np.meshgrid((np.arange(columns) + 0.5) / columns - 0.5, (np.arange(rows) + 0.5) / rows)
        local = np.stack([u.ravel() * w, v.ravel() * h, np.full(u.size, -0.07)], 1)
        T = gate.opening.T_room_opening
        found.append((local @ T[:3, :3].T + T[:3, 3], T[:3, 2], w * h / u.size))
    return found


def bounced(plan: Plan, soup: Soup, rays: Rays) -> np.ndarray:
    """(n, 3) irradiance over pi at every vertex from windows and from all surfaces that they, lamp and sun light."""
    windows, sharp = direct(plan, rays, soup.positions_m, soup.normals)
    albedo = soup.tint * mean_albedo()[soup.layer]
    sent = albedo * (windows + sharp) + soup.glow[:, None] * soup.tint * (soup.number == 16)[:, None]
    corners = soup.triangles[soup.blocks]
    area = np.linalg.norm(
        np.cross(*(soup.positions_m[corners[:, i]] - soup.positions_m[corners[:, 0]] for i in (1, 2))), axis=1
    )
    inner = area * (soup.number[corners[:, 0]] < 10)  # the shell: what is inside a cupboard does not count
    weight = inner / inner.sum()
    mean_sent, mean_kept = weight @ sent[corners].mean(axis=1), weight @ albedo[corners].mean(axis=1)
    rest = mean_sent * mean_kept / np.maximum(1 - mean_kept, 0.15)  # what a second and later bounces add everywhere
    leaving = sent[corners].mean(axis=1) + albedo[corners].mean(axis=1) * rest
    return windows + _gathered(soup, rays, leaving, rest)


def _gathered(soup: Soup, rays: Rays, leaving: np.ndarray, lost: np.ndarray) -> np.ndarray:
    """Mean of what leaves the surfaces seen from each vertex, cosine weighted."""
    local = _hemisphere(GATHERED)
    turn = np.arange(len(soup.positions_m)) * 2.399963  # neighbours look along other rays; smoothing joins them
    c, s = np.cos(turn)[:, None], np.sin(turn)[:, None]
    normals = soup.normals / np.maximum(np.linalg.norm(soup.normals, axis=1, keepdims=True), 1e-9)
    pick = np.where(np.abs(normals[:, 1:2]) > 0.7, [[1.0, 0, 0]], [[0, 1.0, 0]])
    side = np.cross(pick, normals)
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    other = np.cross(normals, side)
    side, other = c * side + s * other, c * other - s * side
    origins = soup.positions_m + LIFT_M * normals
    total = np.zeros_like(soup.positions_m)
    for x, y, z in local:
        hit = rays.hits(origins, x * side + y * other + z * normals)
        total += np.where(hit[:, None] >= 0, leaving[hit], 0.0)
    return _smoothed(soup.triangles, total / len(local))


def _smoothed(triangles: np.ndarray, values: np.ndarray, times: int = 3) -> np.ndarray:
    """Values (n, 3) at vertices, each the mean of itself and its neighbours along edges."""
    from scipy.sparse import csr_matrix, diags

    ends = triangles[:, [0, 1, 1, 2, 2, 0, 1, 0, 2, 1, 0, 2]].reshape(-1, 2)
    count = len(values)
    near = csr_matrix((np.ones(len(ends), np.float32), (ends[:, 0], ends[:, 1])), shape=(count, count))
    near = near + diags(np.maximum(np.asarray(near.sum(axis=1)).ravel() * 0.5, 1.0))
    near = diags(1 / np.asarray(near.sum(axis=1)).ravel()) @ near
    for _ in range(times):
        values = near @ values
    return np.asarray(values)


def _hemisphere(count: int) -> np.ndarray:
    """Cosine weighted directions (count, 3) about +z on a spiral."""
    k = np.arange(count) + 0.5
    radius, angle = np.sqrt(k / count), k * np.pi * (3 - np.sqrt(5))
    return np.stack([radius * np.cos(angle), radius * np.sin(angle), np.sqrt(1 - radius**2)], axis=1)


__all__ = ["Rays", "blockers", "bounced", "direct", "lamps", "mean_albedo", "window_points"]
