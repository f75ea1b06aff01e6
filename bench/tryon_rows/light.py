"""The light on heads whose light is known: its temperature and strength as told, and whether the told error holds.

Truth: the light that falls on the seen half of the face, averaged over its surface, times the sheet's white. Twelve
lights: front, side and office lamps times 2700, 3500, 5000 and 7500 K, and the candle as it is; exposures -1.5 to +1.5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from arkit.color import LUMINANCE_RGB, delta_e, linear_to_lab
from arkit.face.lightcheck import LightCheck, check_light
from arkit.face.lipstick import decode
from arkit.face.relight import relight
from arkit.face.whites import skin_mask
from arkit.illuminant import cct_of, white_linear
from bench.heads import LIGHTS, Setting, Studio, model
from bench.heads.plan import POSES, Taken, take
from bench.heads.rows import Seen, see
from bench.tryon_rows import Row

KELVIN = (2700.0, 3500.0, 5000.0, 7500.0)
STEPS_EV = (-1.5, -0.75, 0.0, 0.75, 1.5)
A_HEAD = 4
_PLACES = (0, 1, 3, 4)  # of POSES: frontal, a little, 20 and 25 degrees
_FACE = 6706  # vertices of the narrow face come first


def pictures(heads: range) -> Iterator[Taken]:
    """Which pictures are taken; lights, exposures and tones go round, so that each meets each."""
    for seed in heads:
        for place in range(A_HEAD):
            candle = (seed + place) % 9 == 0
            kelvin = KELVIN[(seed + place) % len(KELVIN)]
            light = "candle" if candle else tuple(LIGHTS)[(seed // 2 + place) % 3]
            white = (1.0, 1.0, 1.0) if candle else tuple(float(one) for one in white_linear(kelvin))
            exposure = 0.7 * 2.0 ** STEPS_EV[(2 * seed + 3 * place) % len(STEPS_EV)]
            setting = Setting(seed % 10, light, exposure=exposure, white=white, seed=seed * 100 + place)
            pitch, yaw, roll, at_m = POSES[_PLACES[place]]
            expression = ("neutral", "smile", "open", "grin")[(seed + place) % 4]
            yield Taken(seed, expression, (pitch, yaw, roll), at_m, setting)


def light_of(seen: Seen) -> np.ndarray:
    """(3,) linear RGB that a white sheet would show in place of the seen half of the face, on average."""
    triangles = model()["triangles"]
    triangles = triangles[(triangles < _FACE).all(axis=1)]
    points = seen.shot.head.positions_m @ seen.shot.T_camera_head[:3, :3].T
    first = points[triangles[:, 0]]
    across = np.cross(points[triangles[:, 1]] - first, points[triangles[:, 2]] - first)
    normals = across / np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-12)
    weight = np.maximum(across[:, 2], 0)
    setting = seen.taken.setting
    toward, sun, sky = (np.array(one) for one in LIGHTS[setting.light])
    facing = np.maximum(normals @ (toward / np.linalg.norm(toward)), 0)[:, None]
    falls = 1.15 * (facing * sun + (0.75 + 0.25 * normals[:, 1:2]) * sky)
    return np.asarray(weight @ falls / weight.sum() * setting.exposure * np.array(setting.white))


def rows(heads: range) -> list[Row]:
    """Temperature, strength and coverage, of pictures that were judged, and how many were."""
    found = [(one, light_of(one), _check(one)) for one in see(pictures(heads)) if isinstance(one, Seen)]
    judged = [one for one in found if one[2].trusted]
    tones = [one.taken.setting.tone for one, _, _ in judged]
    true_k = np.array([float(cct_of(light)[0]) for _, light, _ in judged])
    told_k = np.array([check.cct_k.value for _, _, check in judged])
    sd_k = np.array([check.cct_k.sd for _, _, check in judged])
    true_ev = np.array([np.log2(light @ LUMINANCE_RGB) for _, light, _ in judged])
    told_ev = np.array([check.exposure_ev.value for _, _, check in judged])
    sd_ev = np.array([check.exposure_ev.sd for _, _, check in judged])
    percent = np.abs(told_k / true_k - 1) * 100
    many = f"{len(judged)} of {len(found)} pictures judged"
    every = np.array([abs(check.cct_k.value / float(cct_of(light)[0]) - 1) * 100 for _, light, check in found])
    held = np.array(
        [abs(check.cct_k.value - float(cct_of(light)[0])) < 1.96 * check.cct_k.sd for _, light, check in found]
    )
    return [
        Row("light: temperature error", percent, 5.0, "%", of="median", tones=tones, detail=many),
        Row("light: temperature error, p95", percent, 12.0, "%", of="p95"),
        Row("light: temperature error in kelvin", np.abs(told_k - true_k), unit="K", of="median"),
        Row(
            "light: temperature within told error",
            np.abs(told_k - true_k) < 1.96 * sd_k,
            0.95,
            of="share",
            sense="at least",
        ),
        Row("light: temperature error, refused ones too", every, unit="%", of="p95", detail=f"{len(found)} pictures"),
        Row("light: the same within told error", held, 0.95, of="share", sense="at least"),
        Row("light: exposure error", np.abs(told_ev - true_ev), 0.5, "EV", of="median", tones=tones, detail=many),
        Row(
            "light: exposure within told error",
            np.abs(told_ev - true_ev) < 1.96 * sd_ev,
            0.95,
            of="share",
            sense="at least",
        ),
        _balanced(found),
    ]


def _balanced(found: list[tuple[Seen, np.ndarray, LightCheck]]) -> Row:
    """The simulator's daylight of pictures in other light, against the same heads drawn in daylight: skin and lips.

    The drawn lights multiply each channel by itself, which no light does to all surfaces; this is in the figure too.
    """
    studio, apart, tones = Studio(), [], []
    for seen, _, check in found[::3]:
        setting = seen.taken.setting
        if not check.trusted or setting.light == "candle":
            continue
        plain = take(studio, replace(seen.taken, setting=replace(setting, white=(1.0, 1.0, 1.0))))
        lit = relight(seen.shot.frame, "daylight", check.illuminant_linear)
        skin = skin_mask(seen.shot.frame, seen.face.track.landmarks_px)
        for where in (skin, seen.shot.lips > 0.9):
            if where.sum() > 30:
                one, other = (linear_to_lab(decode(frame.pixels[where]).mean(axis=0)) for frame in (lit, plain.frame))
                apart.append(float(delta_e(one, other)))
                tones.append(setting.tone)
    return Row("light: simulated daylight against drawn", apart, 2.5, "dE", of="median", tones=tones)


def _check(seen: Seen) -> LightCheck:
    return check_light(seen.shot.frame, seen.face.track.landmarks_px)


__all__ = ["light_of", "pictures", "rows"]
