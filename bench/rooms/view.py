"""Where a phone is held in a room, and what lens it has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.frame import Camera, rays
from arkit.spaces import pose
from bench.rooms.arrange import Standing, footprint
from bench.rooms.glow import Rays
from bench.rooms.plan import Plan, inside

TRIES = 60


@dataclass(frozen=True, slots=True)
class Taken:
    """How a picture is taken: its camera, its lens's first radial term, its pose; whether it was meant frontal."""

    camera: Camera
    k1: float
    T_camera_room: np.ndarray
    frontal: bool


def make_camera(rng: np.random.Generator, megapixels: float) -> tuple[Camera, float]:
    """A phone's lens: portrait or landscape, its axis a little off the middle, some bending straight lines."""
    shape = (4, 3) if rng.random() < 0.75 else (16, 9)
    unit = np.sqrt(megapixels * 1e6 / (shape[0] * shape[1]))
    long, short = (2 * round(side * unit / 2) for side in shape)
    portrait = rng.random() < 0.45
    width, height = (short, long) if portrait else (long, short)
    fov = np.radians(rng.uniform(52, 75) if portrait else rng.uniform(35, 62))
    f = height / 2 / np.tan(fov / 2)
    off = rng.normal(0, 0.003 / np.sqrt(2), 2) * np.hypot(width, height)
    camera = Camera(width, height, f, f, width / 2 + float(off[0]), height / 2 + float(off[1]))
    corner2 = (np.hypot(width, height) / 2 / f) ** 2
    k1 = float(np.clip(rng.uniform(-0.15, 0.05), -0.09 / corner2, 0.06 / corner2)) if rng.random() < 0.4 else 0.0
    return camera, k1


def look(eye: np.ndarray, yaw_rad: float, pitch_rad: float, roll_rad: float) -> np.ndarray:
    """T_camera_room of a camera at `eye`: yaw about up from -z counter-clockwise, pitch up, roll clockwise."""
    cy, sy, cp, sp = np.cos(yaw_rad), np.sin(yaw_rad), np.cos(pitch_rad), np.sin(pitch_rad)
    forward = np.array([-sy * cp, sp, -cy * cp])
    right = np.array([cy, 0.0, -sy])
    up = np.cross(right, forward)
    c, s = np.cos(roll_rad), np.sin(roll_rad)
    R = np.stack([c * right - s * up, s * right + c * up, -forward])
    return pose(R, -R @ eye)


def take(plan: Plan, standing: tuple[Standing, ...], rays_: Rays, seed: list[int], megapixels: float) -> Taken:
    """Choose where to stand and look, as somebody who wants to show a room does: the best of many tries."""
    rng = np.random.default_rng(seed)
    camera, k1 = make_camera(rng, megapixels)
    frontal = bool(rng.random() < 0.12)
    best, chosen = -np.inf, None
    for _ in range(TRIES):
        eye = _stand(plan, standing, rng)
        if eye is None:
            continue
        yaw = float(rng.uniform(0, 2 * np.pi))
        pitch = float(np.radians(np.clip(rng.normal(-11, 9), -35, 10)))
        if frontal:
            yaw, pitch = round(yaw / (np.pi / 2)) * np.pi / 2 + float(rng.normal(0, 0.008)), float(rng.normal(0, 0.02))
        T = look(eye, yaw, pitch, float(np.radians(np.clip(rng.normal(0, 1.5), -4, 4))))
        score = _shown(plan, camera, T, rays_) + 0.05 * float(rng.random())
        if score > best:
            best, chosen = score, T
        if best > 0.8 and score == best:
            break
    assert chosen is not None
    return Taken(camera, k1, chosen, frontal)


def _stand(plan: Plan, standing: tuple[Standing, ...], rng: np.random.Generator) -> np.ndarray | None:
    """A free place for a person's feet and the phone above them."""
    low, high = plan.outline_m.min(axis=0), plan.outline_m.max(axis=0)
    for _ in range(30):
        at = rng.uniform(low, high)
        if not inside(plan.outline_m, at[None], 0.25)[0]:
            continue
        if any(
            one.on == "floor"
            and one.piece.size_m[1] > 0.05
            and _within(footprint(one.piece, one.T_room_piece, 0.2), at)
            for one in standing
        ):
            continue
        return np.array([at[0], np.clip(rng.normal(1.4, 0.25), 0.6, 2.0), at[1]])
    return None


def _within(quad: np.ndarray, at: np.ndarray) -> bool:
    edges = np.roll(quad, -1, axis=0) - quad
    sides = edges[:, 0] * (at - quad)[:, 1] - edges[:, 1] * (at - quad)[:, 0]
    return bool((sides > 0).all() or (sides < 0).all())


def _shown(plan: Plan, camera: Camera, T_camera_room: np.ndarray, rays_: Rays) -> float:
    """How well a view shows a room, 0 … about 1: some floor, depth, nothing large right before the lens."""
    u, v = np.meshgrid((np.arange(24) + 0.5) / 24 * camera.width, (np.arange(18) + 0.5) / 18 * camera.height)
    toward = rays(camera, np.stack([u.ravel(), v.ravel()], 1)) @ T_camera_room[:3, :3]
    eye = -T_camera_room[:3, :3].T @ T_camera_room[:3, 3]
    far = rays_.distances(np.broadcast_to(eye, toward.shape), toward)
    outside = ~np.isfinite(far)
    far = np.where(outside, 1.5, far)  # a window is no view of the room
    points = eye + toward * far[:, None]
    floor = float((points[:, 1] < 0.01).mean())
    close = float((far < 0.7).mean())
    depth = float(np.percentile(np.minimum(far, 9.0), 80))
    wanted = min(depth / (0.75 * min(np.hypot(*np.ptp(plan.outline_m, axis=0)), 7.0)), 1.0)
    return (
        min(floor / 0.14, 1.0) * 0.5
        + 0.5 * wanted
        - 2.0 * close
        - (1.0 if floor < 0.04 else 0.0)
        - max(float(outside.mean()) - 0.2, 0.0)
    )


__all__ = ["Taken", "look", "make_camera", "take"]
