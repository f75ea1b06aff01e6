"""How well the head's turn is found, field of view known; how still the nose's bridge stays while the mouth moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from arkit.face.track.pose import solve_head_pose
from bench.heads.plan import TOLD, Taken, plan
from bench.heads.rows import Seen, pose_errors_deg, see
from bench.heads.shot import Setting
from bench.tryon_rows import Row

MEAN_DEG, P95_DEG = 1.5, 3.0
BRIDGE_MM, BRIDGE_DEG = 0.5, 0.5
BESIDE_RAD = np.radians(15.0)  # farther from the camera's axis a head counts as off-centre
STILL_HEADS = 4  # for the expressions; each is taken five times


def rows(heads: range = TOLD) -> Iterable[Row]:
    """Turn errors of all pictures, of those beside the axis, and what expressions move."""
    seen = [one for one in see(plan(heads)) if isinstance(one, Seen)]
    by_head = [[one for one in seen if one.taken.seed == seed] for seed in sorted({one.taken.seed for one in seen})]
    errors = np.concatenate([pose_errors_deg(own) for own in by_head])
    flat = [one for own in by_head for one in own]
    tones = [one.taken.setting.tone for one in flat]
    base = np.concatenate([pose_errors_deg([geometric(one) for one in own]) for own in by_head])
    detail = f"{len(by_head)} heads, {len(flat)} pictures"
    yield Row("pose", errors, MEAN_DEG, "deg", tones=tones, base=float(base.mean()), detail=detail)
    yield Row("pose, p95", errors, P95_DEG, "deg", of="p95", base=float(np.percentile(base, 95)))
    beside = np.array([_beside(one.taken) for one in flat])
    yield Row("pose, off-centre", errors[beside], MEAN_DEG, "deg", base=float(base[beside].mean()))
    moved_mm, turned_deg = expression_moves(range(heads.start, min(heads.stop, heads.start + STILL_HEADS)))
    yield Row("bridge moved by expression", moved_mm, BRIDGE_MM, "mm", detail=f"{STILL_HEADS} heads")
    yield Row("head turned by expression", turned_deg, BRIDGE_DEG, "deg", detail=f"{STILL_HEADS} heads")


def geometric(one: Seen) -> Seen:
    """The same picture with the canonical face laid over the landmarks and nothing learned."""
    plain = solve_head_pose(one.raw.landmarks_px, one.shot.frame.camera).T_camera_face
    return replace(one, face=replace(one.face, track=replace(one.face.track, T_camera_face=plain)))


def expression_moves(heads: range) -> tuple[np.ndarray, np.ndarray]:
    """What an expression moves the bridge (mm, across the line of sight) and turns the head (degrees), head still."""
    moved, turned = [], []
    for seed in heads:
        setting = Setting(seed % 10, "front", seed=seed)
        taken = [
            Taken(seed, name, (0.0, 0.0, 0.0), (0.0, 0.0, -0.45), setting)
            for name in ("neutral", "open", "smile", "grin", "brows")
        ]
        seen = [one for one in see(taken) if isinstance(one, Seen)]
        if not seen or seen[0].taken.expression != "neutral":
            continue
        for one in seen[1:]:
            moved.append(1000 * float(np.linalg.norm((_bridge_m(one) - _bridge_m(seen[0]))[:2])))
            turned.append(_turn_deg(seen[0].face.track.T_camera_face, one.face.track.T_camera_face))
    return np.array(moved), np.array(turned)


def _bridge_m(one: Seen) -> np.ndarray:
    """Where the face's origin, between the eyes, is found, at the person's true size and distance."""
    at_m = one.face.track.T_camera_face[:3, 3]
    return np.asarray(at_m * (one.shot.T_camera_head[2, 3] / at_m[2]))


def _turn_deg(a: np.ndarray, b: np.ndarray) -> float:
    cosine = (np.trace(a[:3, :3].T @ b[:3, :3]) - 1) / 2
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def _beside(taken: Taken) -> bool:
    x, y, z = taken.at_m
    return bool(np.arctan2(np.hypot(x, y), -z) > BESIDE_RAD)


__all__ = ["expression_moves", "geometric", "rows"]
