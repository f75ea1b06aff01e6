"""The light on heads whose light is known: its temperature and strength as told, and whether the told error holds.

Truth: the light that falls on the seen half of the face, averaged over its surface, times the sheet's white. Twelve
lights: front, side and office lamps times 2700, 3500, 5000 and 7500 K, and the candle as it is; exposures -1.5 to +1.5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from arkit.color import LUMINANCE_RGB, delta_e, linear_to_lab, linear_to_srgb
from arkit.face.light.check import LightCheck, check_light
from arkit.face.light.relight import relight
from arkit.face.light.whites import skin_mask
from arkit.face.lips.lipstick import decode
from arkit.frame import Frame
from arkit.illuminant import cct_of, white_linear
from arkit.spectrum import light_matrix
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


@dataclass(frozen=True, slots=True)
class _Found:
    """One picture: the true light (kelvin, exposure), the told one, the face, and where its skin and lips are."""

    taken: Taken
    kelvin: float
    exposure_ev: float
    check: LightCheck
    landmarks_px: np.ndarray
    parts: tuple[np.ndarray, ...]

    @property
    def off(self) -> float:
        """Relative error of the temperature, percent."""
        return abs(self.check.cct_k.value / self.kelvin - 1) * 100

    @property
    def held(self) -> bool:
        return abs(self.check.cct_k.value - self.kelvin) < 1.96 * self.check.cct_k.sd

    @property
    def off_ev(self) -> float:
        return abs(self.check.exposure_ev.value - self.exposure_ev)

    @property
    def held_ev(self) -> bool:
        return self.off_ev < 1.96 * self.check.exposure_ev.sd


def rows(heads: range) -> list[Row]:
    """Temperature, strength and coverage, of pictures that were judged, and how many were."""
    found = [_found(one) for one in see(pictures(heads)) if isinstance(one, Seen)]
    judged = [one for one in found if one.check.trusted]
    tones = [one.taken.setting.tone for one in judged]
    off, held = [one.off for one in judged], [one.held for one in judged]
    off_k = [abs(one.check.cct_k.value - one.kelvin) for one in judged]
    off_ev, held_ev = [one.off_ev for one in judged], [one.held_ev for one in judged]
    many, every = f"{len(judged)} of {len(found)} pictures judged", f"{len(found)} pictures"
    return [
        Row("light: temperature error", off, 5.0, "%", of="median", tones=tones, detail=many),
        Row("light: temperature error, p95", off, 12.0, "%", of="p95"),
        Row("light: temperature error in kelvin", off_k, unit="K", of="median"),
        Row("light: temperature within told error", held, 0.95, of="share", sense="at least"),
        Row("light: temperature error, refused ones too", [one.off for one in found], unit="%", of="p95", detail=every),
        Row("light: the same within told error", [one.held for one in found], 0.95, of="share", sense="at least"),
        Row("light: exposure error", off_ev, 0.5, "EV", of="median", tones=tones, detail=many),
        Row("light: exposure within told error", held_ev, 0.95, of="share", sense="at least"),
        *_balanced(judged[::3]),
    ]


def _found(seen: Seen) -> _Found:
    frame, points = seen.shot.frame, seen.face.track.landmarks_px
    light, check = light_of(seen), check_light(frame, points)
    parts = tuple(where for where in (skin_mask(frame, points), seen.shot.lips > 0.9) if where.sum() > 30)
    strength_ev = float(np.log2(light @ LUMINANCE_RGB))
    return _Found(seen.taken, float(cct_of(light)[0]), strength_ev, check, points, parts)


def _balanced(found: list[_Found]) -> list[Row]:
    """Pictures lit by spectra: how well the light is found, and the simulator's daylight against the drawn one.

    The drawn lamps multiply red, green and blue each by itself, which at 2700 K is 5 ΔE00 from what a spectrum does to
    skin. So here the head drawn in daylight is lit by a spectrum (arkit.spectrum.light_matrix) and then brought back.
    """
    studio, off, apart, tones = Studio(), [], [], []
    for place, one in enumerate(found):
        setting = replace(one.taken.setting, light="front", white=(1.0, 1.0, 1.0))
        plain = take(studio, replace(one.taken, setting=setting))
        kelvin = KELVIN[place % len(KELVIN)]
        lamp = light_matrix(kelvin, white_linear(kelvin))
        codes = linear_to_srgb(plain.light_linear @ lamp.T) * 255
        codes += np.random.default_rng(place).normal(0, setting.noise, codes.shape)
        frame = Frame(np.clip(np.round(codes), 0, 255).astype(np.uint8), 0.0, plain.frame.camera)
        check = check_light(frame, one.landmarks_px)
        if not check.trusted:
            continue
        off.append(abs(check.cct_k.value / kelvin - 1) * 100)
        lit = relight(frame, "daylight", check.illuminant_linear)
        for where in one.parts:
            apart.append(float(delta_e(_mean_lab(lit, where), _mean_lab(plain.frame, where))))
            tones.append(setting.tone)
    return [
        Row("light: temperature error, lit by spectra", off, 5.0, "%", of="median", detail=f"{len(off)} pictures"),
        Row("light: simulated daylight against drawn", apart, 2.5, "dE", of="median", tones=tones),
    ]


def _mean_lab(frame: Frame, where: np.ndarray) -> np.ndarray:
    return linear_to_lab(decode(frame.pixels[where]).mean(axis=0))


__all__ = ["light_of", "pictures", "rows"]
