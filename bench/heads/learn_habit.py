"""Learn how the tracker's landmarks mislead the pose, from renders of the ten tuned heads: arkit/face/habit.json.

python -m bench.heads.learn_habit [PICTURES_PER_HEAD] [--check]

Each picture and its mirror image say by which turn the geometric pose is off. Where a head's axes lie is a convention,
so every head has one free turn, found together with the rest; on the whole the axes are the canonical face's nodded
by `AXES_NOD_RAD`, which is where glasses and ears have been fitted to. Ridge regression; the cubic in pitch and yaw is
not penalised. `--check` leaves two heads out in turn and prints the error on them instead of writing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from arkit.face.canonical import POINTS
from arkit.face.habit import PATH, Habit, Outlook, cubic_terms, habit, outlook
from arkit.face.pose import shift_for, solve_head_pose
from arkit.face.steady import mirror_ids
from bench.heads.plan import TUNED, Taken
from bench.heads.rows import Seen, see
from bench.heads.shot import LIGHTS, Setting

PICTURES = 50
RIDGE = 1e-2  # of the misfits' mean power; held-out heads: 1e-1 1.53, 1e-2 1.44, 1e-3 1.41 degrees; less trembles more
ROUNDS = 3
AXES_NOD_RAD = float(np.radians(-0.95))
DIGITS, NOTHING = 5, 1e-9
_MIRROR = np.diag([-1.0, 1.0, 1.0])


@dataclass(frozen=True, slots=True)
class Lesson:
    """One picture: the head's number (mirrored ones are other people), how the face looked, its true turn (3, 3).

    `off_m` (3,) is what the place by all points has more than that by steady ones, face axes.
    """

    seed: int
    seen: Outlook
    truth: np.ndarray
    off_m: np.ndarray


def pictures(heads: range, count: int) -> Iterator[Taken]:
    """Random poses, places, skins and lights of some heads."""
    rng = np.random.default_rng(1)
    for number in range(count):
        for seed in heads:
            angles = (rng.uniform(-20, 20), rng.uniform(-45, 45), rng.uniform(-12, 12))
            away = rng.uniform(0.38, 0.6)
            at_m = (rng.uniform(-0.3, 0.3) * away, rng.uniform(-0.2, 0.2) * away, -away)
            expression = ("neutral", "neutral", "smile", "open", "brows")[(number + seed) % 5]
            light = tuple(LIGHTS)[(number + seed) % len(LIGHTS)]
            setting = Setting(int(rng.integers(10)), light, seed=seed * 1000 + number)
            yield Taken(seed, expression, angles, at_m, setting)


def lesson(seed: int, landmarks_px: np.ndarray, T_camera_head: np.ndarray, camera: object) -> Lesson:
    """What one picture teaches."""
    head = solve_head_pose(landmarks_px, camera)  # type: ignore[arg-type]
    seen = outlook(head, landmarks_px, camera)  # type: ignore[arg-type]
    turned = seen.T_camera_view @ seen.rotation @ cv2.Rodrigues(habit().turn_rad(seen))[0]
    places = [shift_for(turned, landmarks_px, camera, weight) for weight in (np.ones(POINTS), None)]  # type: ignore[arg-type]
    return Lesson(seed, seen, seen.T_camera_view.T @ T_camera_head[:3, :3], turned.T @ (places[0] - places[1]))


def mirrored(one: Lesson) -> Lesson:
    """The same lesson in a mirror."""
    points = one.seen.misfit[mirror_ids()[:POINTS]] * (-1, 1)
    turned = Outlook(_MIRROR @ one.seen.rotation @ _MIRROR, one.seen.T_camera_view, points)
    return Lesson(one.seed + 1000, turned, _MIRROR @ one.truth @ _MIRROR, _MIRROR @ one.off_m)


def learn(lessons: list[Lesson]) -> Habit:
    """Fit the cubic, the landmarks' part and one turn for each head, in turn."""
    terms = np.array([cubic_terms(*one.seen.angles_rad) for one in lessons])
    mean = np.mean([one.seen.misfit.ravel() for one in lessons], axis=0)
    points = np.array([one.seen.misfit.ravel() - mean for one in lessons])
    basis = np.linalg.qr(terms)[0]
    left = points - basis @ (basis.T @ points)
    power = float((left**2).sum())
    gram = left @ left.T / power + RIDGE / len(left) * np.eye(len(left))
    seeds = {one.seed for one in lessons}
    turns = {seed: _turn_of([one for one in lessons if one.seed == seed], None) for seed in seeds}
    nod = cv2.Rodrigues(np.array([AXES_NOD_RAD, 0.0, 0.0]))[0]
    wanted = _mean_turn(list(turns.values())) @ nod
    place = np.linalg.lstsq(terms, np.array([one.off_m for one in lessons]), rcond=None)[0]
    for _ in range(ROUNDS):
        turns = _anchored(turns, wanted)
        targets = np.array([_vector(one.seen.rotation.T @ one.truth @ turns[one.seed]) for one in lessons])
        flat = targets - basis @ (basis.T @ targets)
        own = left.T @ np.linalg.solve(gram, flat) / power
        cubic = np.linalg.lstsq(terms, targets, rcond=None)[0]
        rest = np.linalg.lstsq(terms, targets - points @ own, rcond=None)[0] - cubic
        rest[0] -= mean @ own
        found = Habit(cubic, own, rest, place)
        turns = {seed: _turn_of([one for one in lessons if one.seed == seed], found) for seed in turns}
    return found


def errors_deg(lessons: list[Lesson], found: Habit | None) -> np.ndarray:
    """(n,) degrees, after one constant turn for each head."""
    errors = []
    for seed in {one.seed for one in lessons}:
        own = [one for one in lessons if one.seed == seed]
        turn = _turn_of(own, found)
        errors += [float(np.linalg.norm(_vector(turn.T @ one.truth.T @ _corrected(one, found)))) for one in own]
    return np.degrees(errors)


def _corrected(one: Lesson, found: Habit | None) -> np.ndarray:
    if found is None:
        return one.seen.rotation
    return np.asarray(one.seen.rotation @ cv2.Rodrigues(found.turn_rad(one.seen))[0])


def _turn_of(own: list[Lesson], found: Habit | None) -> np.ndarray:
    """The mean turn (3, 3) from a head's axes to the face's as found."""
    return _mean_turn([one.truth.T @ _corrected(one, found) for one in own])


def _mean_turn(turns: list[np.ndarray]) -> np.ndarray:
    u, _, vt = np.linalg.svd(np.mean(turns, axis=0))
    return np.asarray(u @ np.diag([1, 1, np.linalg.det(u @ vt)]) @ vt)


def _anchored(turns: dict[int, np.ndarray], wanted: np.ndarray) -> dict[int, np.ndarray]:
    """Keep the heads' turns as they are to each other, and make `wanted` (3, 3) their mean."""
    shift = _mean_turn(list(turns.values())).T @ wanted
    return {seed: turn @ shift for seed, turn in turns.items()}


def _vector(rotation: np.ndarray) -> np.ndarray:
    return np.asarray(cv2.Rodrigues(rotation)[0][:, 0])


def write(found: Habit) -> None:
    """Write the table that arkit.face.habit and the viewer read."""
    rows = {"cubic": found.cubic, "own": found.own, "rest": found.rest, "place": found.place}
    about = "Made by bench/heads/learn_habit.py from renders of ten heads; read by arkit/face/habit.py and the viewer."
    numbers = {name: [[_short(value) for value in row] for row in rows[name].tolist()] for name in rows}
    PATH.write_text(json.dumps({"about": about, **numbers}, separators=(",", ":")) + "\n", encoding="utf-8")


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}") if abs(value) > NOTHING else 0.0


def held_out(lessons: list[Lesson]) -> np.ndarray:
    """(n,) degrees on heads that were not learned from, two at a time."""
    seeds = sorted({one.seed for one in lessons})
    errors = []
    for first in range(0, len(seeds), 2):
        out = seeds[first : first + 2]
        kept = [one for one in lessons if one.seed not in out]
        found = learn(kept + [mirrored(one) for one in kept])
        errors.append(errors_deg([one for one in lessons if one.seed in out], found))
    return np.concatenate(errors)


def main(words: list[str]) -> None:
    """Take the pictures, then learn or check."""
    count = next((int(word) for word in words if word.isdigit()), PICTURES)
    taken = [one for one in see(pictures(TUNED, count)) if isinstance(one, Seen)]
    lessons = [lesson(o.taken.seed, o.raw.landmarks_px, o.shot.T_camera_head, o.shot.frame.camera) for o in taken]
    if "--check" in words:
        for name, errors in (("geometric", errors_deg(lessons, None)), ("held out", held_out(lessons))):
            print(f"{name:12} mean {errors.mean():.2f}  p95 {np.percentile(errors, 95):.2f} degrees")
        return
    write(learn(lessons + [mirrored(one) for one in lessons]))
    print(f"{PATH.name}: {len(lessons)} pictures, {PATH.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
