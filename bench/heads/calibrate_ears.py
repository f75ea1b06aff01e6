"""Learn where ears and skull lie behind a face from renders of the ten tuned heads: arkit/face/ears/ears.json.

python -m bench.heads.calibrate_ears [PICTURES_PER_HEAD] [--check]

The truth are points of the head model: the ear's highest rim point, the lobe's lowest point, the fold between ear and
skull, and three points and the girth of the line a hat sits on. They are told in canonical face space, so neither the
person's size nor the distance matters. Ridge regression on how the landmarks of a picture lie off the canonical face;
every picture teaches twice, once for each ear. `--check` leaves one head out in turn and prints the error on it, in
millimetres, instead of writing. Run it again when track.pose, track.habit or shape changes: the pose is its ground.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np

from arkit.face.canonical import POINTS
from arkit.face.ears.find import NAMES, PATH, EarTable, ear_features, table_from_rows
from arkit.face.shape import person_shape
from arkit.face.track.habit import unflattened
from arkit.face.track.pose import solve_head_pose
from arkit.frame import Camera
from arkit.spaces import apply, inverse
from bench.heads.learn_habit import pictures
from bench.heads.model import Head, make_head
from bench.heads.plan import TUNED, plan
from bench.heads.rows import Seen, see
from bench.heads.skull import FOLDS, HOOKS, eye_corners_m, hat_line

PICTURES = 40
RIDGE = 1e-5
DIGITS = 4
SIDES = (("left", 1), ("right", 0))


@dataclass(frozen=True, slots=True)
class Lesson:
    """One ear in one picture: head number, features (k,), truth (3 n,) in canonical metres, how large that is (mm)."""

    seed: int
    features: np.ndarray
    truth: np.ndarray
    mm: float


def lessons(head: Head, seed: int, landmarks_px: np.ndarray, T_camera_head: np.ndarray, camera: Camera) -> list[Lesson]:
    """What one picture teaches: the left ear, and the right one as in a mirror."""
    T_camera_face = unflattened(solve_head_pose(landmarks_px, camera), landmarks_px, camera).T_camera_face
    shape_m = person_shape(landmarks_px, T_camera_face, 1.0, camera)
    eyes = apply(T_camera_head, eye_corners_m(head).mean(axis=0)[None])[0]
    size = eyes[2] / T_camera_face[2, 3]
    found = []
    for side, place in SIDES:
        sign = 1.0 if side == "left" else -1.0
        points = apply(inverse(T_camera_face), apply(T_camera_head, truth_points_m(head, place)) / size)
        truth = np.append((points * (sign, 1.0, 1.0)).ravel(), hat_line(head).girth_m / size)
        found.append(Lesson(seed, ear_features(shape_m[:POINTS], sign), truth, size * 1000))
    return found


def truth_points_m(head: Head, place: int) -> np.ndarray:
    """(7, 3) head space, metres, as named in arkit.face.ears.find.NAMES; `place` 0 is the right side, 1 the left."""
    front, back, side, _ = hat_line(head)
    sideways = np.array([1.0 if place else -1.0, 1.0, 1.0])
    ear = [head.ear_tops_m[place], head.ear_lobes_m[place], head.positions_m[HOOKS[place]]]
    return np.stack([*ear, head.positions_m[FOLDS[place]], front, back, side * sideways])


def learn(own: list[Lesson], ridge: float = RIDGE) -> EarTable:
    """Fit the table; the mean is not penalised."""
    features, truth = np.array([one.features for one in own]), np.array([one.truth for one in own])
    mean, middle = features.mean(axis=0), truth.mean(axis=0)
    off = features - mean
    gram = off.T @ off
    weights = np.linalg.solve(gram + ridge * np.trace(gram) * np.eye(len(gram)), off.T @ (truth - middle))
    return EarTable(middle, mean, weights)


def errors_mm(own: list[Lesson], table: EarTable) -> np.ndarray:
    """(n, 7) distance of each point from the truth, and (n, 1) of the girth."""
    off = np.array([(table.answer(one.features) - one.truth) * one.mm for one in own])
    points = np.linalg.norm(off[:, :-1].reshape(len(off), -1, 3), axis=2)
    return np.column_stack([points, np.abs(off[:, -1])])


def held_out(own: list[Lesson], ridge: float = RIDGE) -> np.ndarray:
    """`errors_mm` of each head, learned from the others."""
    parts = []
    for seed in sorted({one.seed for one in own}):
        table = learn([one for one in own if one.seed != seed], ridge)
        parts.append(errors_mm([one for one in own if one.seed == seed], table))
    return np.concatenate(parts)


def write(table: EarTable) -> None:
    """Write the table that arkit.face.ears.find reads."""
    rows = {"middle": table.middle, "mean": table.mean, "weights": table.weights}
    numbers = {name: np.vectorize(lambda value: float(f"{value:.{DIGITS}g}"))(rows[name]).tolist() for name in rows}
    table_from_rows(numbers)
    about = "Made by bench/heads/calibrate_ears.py from renders of ten heads; read by arkit/face/ears/find.py."
    PATH.write_text(json.dumps({"about": about, **numbers}, separators=(",", ":")) + "\n", encoding="utf-8")


def taught(seen: Iterable[object]) -> list[Lesson]:
    """The lessons of all pictures in which a face was found."""
    return [
        lesson
        for one in seen
        if isinstance(one, Seen)
        for lesson in lessons(
            make_head(one.taken.seed),
            one.taken.seed,
            one.raw.landmarks_px,
            one.shot.T_camera_head,
            one.shot.frame.camera,
        )
    ]


def main(words: list[str]) -> None:
    """Take the pictures, learn, write or check."""
    count = next((int(word) for word in words if word.isdigit()), PICTURES)
    own = taught(see(chain(pictures(TUNED, count), plan(TUNED))))
    if "--check" in words:
        told, bound = held_out(own), 95
    else:
        table = learn(own)
        write(table)
        told, bound = errors_mm(own, table), 95
        print("middle, mm:", dict(zip(NAMES, (table.middle[:-1].reshape(-1, 3) * 1000).round(1).tolist(), strict=True)))
    for name, column in zip((*NAMES, "girth"), told.T, strict=True):
        print(f"{name:12} mean {column.mean():5.2f} mm, p{bound} {np.percentile(column, bound):5.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])

__all__ = ["Lesson", "errors_mm", "held_out", "learn", "lessons", "taught", "truth_points_m", "write"]
