"""Learn where light comes from: the weights of arkit/room/layout/lights.py.

    python bench/learn_lights.py [FIRST LAST]

Points of bare floor of rooms 0 to 49 and of rooms from 200 on, which no figure is told on, each with the bearing that
light truly comes from, as it is and mirrored. It judges with the regions that are there: learn those first.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from arkit.errors import ArkitError
from arkit.room import CameraHeight, RoomView, find_room
from arkit.room.layout import find_layout, lights
from arkit.room.layout.cues import ANGLES, BEARINGS
from arkit.room.manhattan.lens import straight_points
from arkit.room.view import floor_points
from bench.rooms import Shot, shot
from bench.rooms.cache import folder

WEIGHTS = Path(lights.__file__).with_name("lights.npz")
POINTS = 8
LEVEL = 0.2  # a light this nearly overhead casts no shadow to either side
HIDDEN, EPOCHS, BATCH, RATE, DECAY = 16, 60, 64, 0.003, 0.03
DROPPED = 0.3  # of the cues of a point, in each step, so that it learns to do without any
SHARP = 10.0  # of the bell about the true bearing that is learnt


def cues_of(
    view: RoomView, pixels: np.ndarray, ways: np.ndarray, R_room_true: np.ndarray
) -> tuple[list[np.ndarray], list[float]]:
    """Cues and true bearings at pixels of the floor.

    Args:
        view: what was found in the picture.
        pixels: (n, 2).
        ways: (n, 3) towards the light there, true room; zero where none comes straight.
        R_room_true: turns true directions to the room that was found.
    """
    found = lights.find_lights(view, find_layout(view))
    camera, T = view.frame.camera, view.room.T_camera_room
    cues, bearings = [], []
    for pixel, true in zip(pixels, ways, strict=True):
        way = R_room_true @ true
        at = floor_points(camera, T, straight_points(view.lens, pixel[None]))[0]
        if np.hypot(way[0], way[2]) >= LEVEL and np.isfinite(at).all():
            cues.append(lights.cues_about(found, at))
            bearings.append(float(np.arctan2(way[0], -way[2])))
    return cues, bearings


def learn(cues: np.ndarray, bearings: np.ndarray, weight: np.ndarray) -> list[np.ndarray]:
    """Layers as `lights.judged` takes them, from cues (n, BEARINGS, COUNT), bearings (n,) and weights (n,), by Adam."""
    rng = np.random.default_rng(0)
    mean, scale = cues.mean(axis=(0, 1)), 1 / np.maximum(cues.std(axis=(0, 1)), 1e-3)
    flip, count = (-np.arange(BEARINGS)) % BEARINGS, cues.shape[2]
    x = np.clip((np.concatenate([cues, cues[:, flip]]) - mean) * scale, -4, 4).astype(np.float32)
    target = np.exp(SHARP * (np.cos(ANGLES - np.concatenate([bearings, -bearings])[:, None]) - 1))
    target /= target.sum(axis=1, keepdims=True)
    weight = np.concatenate([weight, weight])
    layers = [
        rng.normal(0, 0.6 / np.sqrt(count), (count, HIDDEN)).astype(np.float32),
        np.zeros(HIDDEN, np.float32),
        rng.normal(0, 0.3, (HIDDEN, 1)).astype(np.float32),
        np.zeros((count, 1), np.float32),
    ]
    speed, square, steps = [0 * one for one in layers], [0 * one for one in layers], 0
    for epoch in range(EPOCHS):
        order = rng.permutation(len(x))
        for start in range(0, len(x), BATCH):
            part = order[start : start + BATCH]
            steps += 1
            shown = x[part] * (rng.random((len(part), 1, count)) > DROPPED).astype(np.float32)
            for index, slope in enumerate(_slopes(layers, shown, target[part], weight[part])):
                slope = slope + DECAY * layers[index] * (index != 1)
                speed[index] = 0.9 * speed[index] + 0.1 * slope
                square[index] = 0.99 * square[index] + 0.01 * slope**2
                step = speed[index] / (1 - 0.9**steps) / (np.sqrt(square[index] / (1 - 0.99**steps)) + 1e-8)
                layers[index] = layers[index] - np.float32(RATE * (1 - epoch / EPOCHS)) * step
    return [mean, scale, *layers]


def _slopes(layers: list[np.ndarray], x: np.ndarray, target: np.ndarray, weight: np.ndarray) -> list[np.ndarray]:
    """Gradient of the mean cross entropy."""
    hidden = np.tanh(x @ layers[0] + layers[1])
    score = (hidden @ layers[2] + x @ layers[3])[..., 0]
    score = np.exp(score - score.max(axis=1, keepdims=True))
    off = ((score / score.sum(axis=1, keepdims=True) - target) * (weight / weight.sum())[:, None]).astype(np.float32)
    back = (off[..., None] * layers[2][:, 0] * (1 - hidden**2)).reshape(-1, HIDDEN)
    flat = x.reshape(-1, x.shape[2])
    return [
        flat.T @ back,
        back.sum(axis=0),
        (hidden.reshape(-1, HIDDEN).T @ off.ravel())[:, None],
        (flat.T @ off.ravel())[:, None],
    ]


def save(layers: list[np.ndarray], path: Path = WEIGHTS) -> None:
    """Write the layers in single precision."""
    np.savez_compressed(path, **{f"layer{index}": one.astype(np.float32) for index, one in enumerate(layers)})


def _shown(one: Shot) -> tuple[list[np.ndarray], list[float]]:
    try:
        view = find_room(one.frame, scale=CameraHeight(one.height_m, 0.02), focal_35mm=one.focal_35mm)
    except ArkitError:
        return [], []
    turn = view.room.T_camera_room[:3, :3].T @ one.T_camera_room[:3, :3]
    return cues_of(view, *lit_points(one), turn)


def lit_points(one: Shot) -> tuple[np.ndarray, np.ndarray]:
    """Pixels (n, 2) of the floor and the way (n, 3) to the light there, zero where none comes straight.

    A room's light takes longer than all else; it is kept beside its pictures.
    """
    path = folder() / f"{one.seed}-light-{POINTS}.npz"
    if path.exists():
        with np.load(path) as held:
            return held["pixels"], held["ways"]
    pixels, points = one.floor_points(POINTS)
    found = [one.light_at(point) for point in points]
    ways = np.array([light.sun_direction * (light.sun_rgb.sum() > 0) for light in found]).reshape(-1, 3)
    np.savez(path, pixels=pixels, ways=ways)
    return pixels, ways


def main() -> None:
    """Draw, learn, write. A room counts by the root of its points, since they err together."""
    first, last = (int(value) for value in sys.argv[1:3]) if len(sys.argv) > 2 else (200, 460)
    rooms = [_shown(shot(seed)) for seed in (*range(50), *range(first, last))]
    cues = np.array([one for own, _ in rooms for one in own])
    bearings = np.array([one for _, own in rooms for one in own])
    weight = np.concatenate([np.full(len(own), 1 / np.sqrt(max(len(own), 1))) for _, own in rooms])
    save(learn(cues, bearings, weight))


if __name__ == "__main__":
    main()
