"""Rest, lag and flicker through the whole story: the real tracker on rendered heads with a sensor's noise.

A head that stands still under noise of sigma 4, and one that goes ±40 pixels at 0.8 Hz (200 pixels a second at most).
Heads 10 to 19 have the ten skin tones. The peer is the tracker as it comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from arkit.color import delta_e, linear_to_lab, linear_to_srgb, srgb_to_linear
from arkit.face.track.detect import Tracker
from arkit.face.track.follow import Face
from arkit.frame import Camera, Frame, camera_from_fov, project
from arkit.io import read
from arkit.look import Look, Makeup
from arkit.spaces import apply, pose
from arkit.tryon import Garment, fit_garments, tryon
from bench.heads.model import make_head
from bench.heads.plan import FOV_Y_RAD
from bench.heads.shot import LIGHTS, TONES, Setting, Shot, Studio
from bench.tryon_rows import Row
from bench.tryon_rows.glasses import PRODUCTS

NOISE = 4.0
RATE_HZ = 30.0
AWAY_M = 0.62  # 39 pixels between the pupils at 640x480
RESTS, SETTLED = 75, 35  # frames; those before the person's size is settled are not counted
MOVES, STARTS = 110, 40
SWAY_PX, SWAY_HZ = 40.0, 0.8
RED = Look((), (Makeup("lips", "#A2253B"),))
CORNERS_M = np.array([(x, y, 0.0) for x in (-0.068, 0.068) for y in (-0.02, 0.02)])  # of a frame's front


@dataclass(frozen=True, slots=True)
class Rest:
    """A head at rest: RMS in pixels of landmarks, of a frame's corners, of the raw tracker; ΔE00 frame to frame."""

    tone: int
    landmarks_px: float
    corners_px: float
    raw_px: float
    flicker: np.ndarray
    bare_flicker: np.ndarray


def rows(heads: range) -> Iterable[Row]:
    """Jitter of landmarks and glasses, flicker of a lipstick, then lag."""
    camera = camera_from_fov(640, 480, FOV_Y_RAD)
    studio = Studio()
    chosen = list(heads)[:10]
    rests = [rest(studio, seed, camera, _setting(seed, 0, 0.0)) for seed in chosen]
    tones = [one.tone for one in rests]
    told = f"{len(chosen)} heads at rest, sigma {NOISE:g}, {RESTS - SETTLED} frames each"
    raw = float(np.mean([one.raw_px for one in rests]))
    rest_px = [one.landmarks_px for one in rests]
    yield Row("jitter at rest, landmarks", rest_px, 0.04, "px", tones=tones, base=raw, detail=told)
    yield Row("jitter at rest, glasses' corners", [one.corners_px for one in rests], 0.04, "px", tones=tones)
    flicker = np.concatenate([one.flicker for one in rests])
    of_tone = np.repeat(tones, [len(one.flicker) for one in rests])
    bare = float(np.mean(np.concatenate([one.bare_flicker for one in rests])))
    said = f"mean colour of the lips, frame to frame; bare lips {bare:.3f}"
    yield Row("flicker of the worn colour", flicker, 0.15, "ΔE", tones=of_tone, detail=said)
    yield Row("flicker of the worn colour, p95", flicker, 0.15, "ΔE", of="p95")
    yield from _moving(studio, chosen[:: max(1, len(chosen) // 3)][:3], camera)


def _moving(studio: Studio, heads: list[int], camera: Camera) -> Iterable[Row]:
    lags, raw_lags, errors = zip(*(_lag(studio, seed, camera) for seed in heads), strict=True)
    told = f"{len(heads)} heads, ±{SWAY_PX:g} px at {SWAY_HZ} Hz; the raw tracker {np.mean(raw_lags):.2f}"
    yield Row("lag at 200 px/s", lags, 0.5, "frames", base=float(np.mean(raw_lags)), detail=told)
    yield Row("error while moving", errors, 1.2, "px", detail="of the face's middle, amplitude and lag together")


def _setting(seed: int, number: int, noise: float) -> Setting:
    return Setting(seed % len(TONES), tuple(LIGHTS)[seed % len(LIGHTS)], noise=noise, seed=seed * 1000 + number)


def rest(studio: Studio, seed: int, camera: Camera, setting: Setting) -> Rest:
    """Film one head at rest; the setting is that of the picture below the noise."""
    shot = studio.shoot(make_head(seed), pose(np.eye(3), np.array([0, 0, -AWAY_M])), camera, setting)
    raws, faces, worn_lab, bare_lab = [], [], [], []
    lips = shot.lips > 0.99
    with Tracker(video=True) as tracker:
        frames = list(_noisy(shot, seed, RESTS))
        for frame, worn in zip(frames, tryon(iter(frames), RED, faces=1), strict=True):
            found = tracker.detect(frame)
            if worn.face is None or not found:
                continue
            raws.append(found[0].landmarks_px)
            faces.append(worn.face)
            worn_lab.append(_mean_lab(worn.frame, lips))
            bare_lab.append(_mean_lab(frame, lips))
    points = np.array([face.track.landmarks_px for face in faces])
    corners = _corners(faces, camera)
    return Rest(
        setting.tone, _rms(points), _rms(corners), _rms(np.array(raws)), _steps(worn_lab), _steps(bare_lab)
    )


def _noisy(shot: Shot, seed: int, count: int) -> Iterator[Frame]:
    rng = np.random.default_rng(seed)
    codes = linear_to_srgb(np.clip(shot.light_linear, 0, 1)) * 255
    for number in range(count):
        pixels = np.clip(np.round(codes + rng.normal(0, NOISE, codes.shape)), 0, 255).astype(np.uint8)
        yield Frame(pixels, number / RATE_HZ, shot.frame.camera)


def _corners(faces: list[Face], camera: Camera) -> np.ndarray:
    """(n, 4, 2) pixels: the corners of a frame as it is fitted at the end, in every frame."""
    glasses = Garment("aria-round", read(PRODUCTS / "aria-round" / "aria-round.glb").document)
    (fit,) = fit_garments([glasses], faces[-1])
    T_face_product = fit.placement.T_space_product
    return np.array([project(camera, apply(face.track.T_camera_face @ T_face_product, CORNERS_M)) for face in faces])


def _lag(studio: Studio, seed: int, camera: Camera) -> tuple[float, float, float]:
    """Frames by which the drawn face is late, the raw tracker's, and the error of its middle in pixels."""
    times_s = np.arange(MOVES) / RATE_HZ
    truth = SWAY_PX * np.sin(2 * np.pi * SWAY_HZ * np.maximum(0, times_s - STARTS / RATE_HZ))
    frames = list(_swaying(studio, seed, camera, truth))
    with Tracker(video=True) as tracker:
        raw = np.array([tracker.detect(frame)[0].landmarks_px[:468, 0].mean() for frame in frames])
    seen = np.array([worn.face.track.landmarks_px[:468, 0].mean() for worn in tryon(frames, faces=1) if worn.face])
    seen, raw = (one - one[STARTS // 2 : STARTS].mean() for one in (seen, raw))
    while_moving = slice(STARTS + 8, None)
    return _late(seen, truth), _late(raw, truth), float(np.abs(seen - truth)[while_moving].mean())


def _swaying(studio: Studio, seed: int, camera: Camera, truth_px: np.ndarray) -> Iterator[Frame]:
    head = make_head(seed)
    for number, away_px in enumerate(truth_px):
        place = pose(np.eye(3), np.array([away_px * AWAY_M / camera.fx, 0, -AWAY_M]))
        shot = studio.shoot(head, place, camera, _setting(seed, number, NOISE))
        yield Frame(shot.frame.pixels, number / RATE_HZ, camera)


def _late(seen: np.ndarray, truth: np.ndarray) -> float:
    """The delay in frames that explains a motion best, whatever its amplitude."""
    frames = np.arange(len(truth))
    while_moving = slice(STARTS + 8, None)
    delays = np.arange(-0.5, 3.0, 0.02)
    errors = []
    for delay in delays:
        shifted = np.interp(frames - delay, frames, truth)[while_moving]
        scale = (shifted * seen[while_moving]).sum() / (shifted * shifted).sum()
        errors.append(np.abs(scale * shifted - seen[while_moving]).mean())
    return float(delays[int(np.argmin(errors))])


def _rms(points: np.ndarray) -> float:
    """Root mean square about the mean, per axis, of the frames that count."""
    points = points[SETTLED:]
    return float(np.sqrt(((points - points.mean(axis=0)) ** 2).mean(axis=0)).mean())


def _mean_lab(frame: Frame, where: np.ndarray) -> np.ndarray:
    return linear_to_lab(srgb_to_linear(frame.pixels[where] / 255).mean(axis=0))


def _steps(lab: list[np.ndarray]) -> np.ndarray:
    """(n,) ΔE00 from each frame that counts to the next."""
    rows = np.array(lab)[SETTLED:]
    return delta_e(rows[1:], rows[:-1])


__all__ = ["Rest", "rest", "rows"]
