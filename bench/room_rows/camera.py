"""The camera of one photo: gravity, focal length, rotation, whether what is told of their errors is true, CPU time.

Nothing is told to arkit but the pixels ("uncalibrated"), or the pixels and the focal length in the EXIF. A picture
that is refused counts as a failure of the rotation's recall and is left out of the medians; the note says how many.
The peer is the plainest method there is (bench.rooms.plain): a phone's usual lens, and vanishing points by random
pairs of OpenCV's line segments.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from scipy.spatial.transform import Rotation

from arkit.errors import ArkitError
from arkit.frame import Camera, Frame
from arkit.room import RoomView, find_room
from arkit.room.camera import EXIF_SD, FILM_DIAGONAL_MM
from bench.room_rows import COVERED_PCT, Row, at_least, at_most, median, percentile, recall_auc
from bench.rooms import shot
from bench.rooms.plain import plain_camera

CHI2_90 = 4.605  # of two degrees of freedom
FAILED_DEG = 10.0


class Taken(Protocol):
    """A picture and its truth; `seed` names it."""

    @property
    def seed(self) -> int: ...
    @property
    def frame(self) -> Frame: ...
    @property
    def camera(self) -> Camera: ...
    @property
    def T_camera_room(self) -> np.ndarray: ...
    @property
    def up_camera(self) -> np.ndarray: ...


@dataclass
class Errors:
    """What came out, picture by picture; NaN where a picture was refused."""

    gravity_deg: list[float] = field(default_factory=list)
    gravity_held: list[float] = field(default_factory=list)
    rotation_deg: list[float] = field(default_factory=list)
    told_deg: list[float] = field(default_factory=list)
    focal_pct: list[float] = field(default_factory=list)
    focal_z: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    silent: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)


def rows(rooms: Sequence[int]) -> Iterable[Row]:
    """Uncalibrated, then with EXIF."""
    alone, exif, peer = Errors(), Errors(), Errors()
    for seed in rooms:
        taken = shot(seed)
        measure(taken, None, alone)
        measure(taken, exif_35mm(taken), exif)
        _plain(taken, peer)
    yield from told("uncalibrated", alone, peer)
    yield from told("with EXIF", exif, None)


def exif_35mm(taken: Taken) -> float:
    """The focal length that EXIF gives, off by what `arkit.room.camera` says of it, in whole millimetres."""
    camera = taken.camera
    true_mm = camera.fy * FILM_DIAGONAL_MM / float(np.hypot(camera.width, camera.height))
    return float(round(true_mm * (1 + np.random.default_rng([taken.seed, 11]).normal(0, EXIF_SD))))


def told(name: str, errors: Errors, peer: Errors | None) -> Iterable[Row]:
    """The rows of one way of asking."""
    answered, refused = np.isfinite(errors.gravity_deg).sum(), len(errors.refused)
    count = f"{answered} answered, {refused} refused" + (f": {errors.refused[:8]}" if refused else "")
    base: list[float | None] = [None] * 4
    if peer is not None:
        spread = (median(peer.gravity_deg), percentile(peer.gravity_deg, 90), median(peer.focal_pct))
        base = [*spread, recall_auc(peer.rotation_deg, FAILED_DEG)]
    gravity, focal = errors.gravity_deg, errors.focal_pct
    yield Row(f"gravity, {name}: median", at_most(0.6), median(gravity), count, gravity, "°", base[0])
    yield Row(f"gravity, {name}: p90", at_most(1.6), percentile(gravity, 90), "", (), "°", base[1])
    yield Row(f"gravity, {name}: in its 90 % region", COVERED_PCT, _share(errors.gravity_held), "", (), "%")
    yield Row(f"focal length, {name}: median", at_most(3.0), median(focal), "", focal, "%", base[2])
    held = [abs(z) <= 1.6449 for z in errors.focal_z if np.isfinite(z)]
    yield Row(f"focal length, {name}: in its 90 % interval", COVERED_PCT, _share(held), "", (), "%")
    auc = recall_auc(errors.rotation_deg, FAILED_DEG)
    yield Row(
        f"rotation, {name}: AUC@10°", at_least(0.87), auc, "refused count as failed", errors.rotation_deg, "", base[3]
    )
    wrong = errors.silent
    yield Row(f"rotation, {name}: silent failures", at_most(0), len(wrong), f"numbers {wrong}" if wrong else "")
    yield Row(f"camera, {name}: CPU at 1 MP, median", at_most(150), median(errors.cpu_ms), "", errors.cpu_ms, "ms")


def _share(held: Sequence[float] | Sequence[bool]) -> float:
    values = np.asarray(held, dtype=np.float64)
    values = values[np.isfinite(values)]
    return float(100 * values.mean()) if len(values) else float("nan")


def measure(taken: Taken, focal_35mm: float | None, errors: Errors) -> None:
    """Ask once and note the errors."""
    started = time.process_time()
    try:
        view = find_room(taken.frame, focal_35mm=focal_35mm)
    except ArkitError:
        errors.refused.append(taken.seed)
        for values in (errors.gravity_deg, errors.rotation_deg, errors.focal_pct):
            values.append(float("nan"))
        return
    errors.cpu_ms.append(1000 * (time.process_time() - started))
    compare(taken, view, errors)


def compare(taken: Taken, view: RoomView, errors: Errors) -> None:
    """Note how far an answer is from the truth, and whether it says so."""
    R, truth = view.room.T_camera_room[:3, :3], taken.T_camera_room[:3, :3]
    turn = nearest_turn(R, truth)
    angle = float(np.degrees(np.linalg.norm(turn)))
    up = R[:, 1]
    errors.gravity_deg.append(float(np.degrees(np.arccos(np.clip(up @ taken.up_camera, -1, 1)))))
    covariance = view.covariance[:3, :3]
    basis = np.linalg.svd(up[None])[2][1:]
    error, spread = basis @ turn, basis @ covariance @ basis.T
    errors.gravity_held.append(float(error @ np.linalg.solve(spread + 1e-12 * np.eye(2), error) <= CHI2_90))
    errors.rotation_deg.append(angle)
    errors.told_deg.append(float(np.degrees(np.sqrt(np.trace(covariance)))))
    ratio = float(np.log(view.frame.camera.fy / taken.camera.fy))
    errors.focal_pct.append(100 * abs(np.expm1(ratio)))
    errors.focal_z.append(ratio / max(float(np.sqrt(view.covariance[3, 3])), 1e-9))
    if angle > FAILED_DEG and errors.told_deg[-1] < FAILED_DEG / 3:
        errors.silent.append(taken.seed)


def nearest_turn(R: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Smallest rotation vector (3,), camera axes, from an answer to the truth; which wall is the back is free."""
    quarter = [Rotation.from_rotvec([0, k * np.pi / 2, 0]).as_matrix() for k in range(4)]
    turns = [Rotation.from_matrix(truth @ q @ R.T).as_rotvec() for q in quarter]
    return min(turns, key=lambda turn: float(np.linalg.norm(turn)))


def _plain(taken: Taken, errors: Errors) -> None:
    found = plain_camera(taken.frame.pixels)
    if found is None:
        for values in (errors.gravity_deg, errors.rotation_deg, errors.focal_pct):
            values.append(float("nan"))
        return
    R, focal = found
    errors.gravity_deg.append(float(np.degrees(np.arccos(np.clip(R[:, 1] @ taken.up_camera, -1, 1)))))
    errors.rotation_deg.append(float(np.degrees(np.linalg.norm(nearest_turn(R, taken.T_camera_room[:3, :3])))))
    errors.focal_pct.append(100 * abs(focal / taken.camera.fy - 1))


__all__ = ["Errors", "Taken", "compare", "measure", "nearest_turn", "rows", "told"]
