"""Shades worn: twelve on one photo in time, and what doubt about the light does to the colours that are told.

A worn colour is told for the light as estimated. Truth: the same lips and shades in the light as it was drawn. What is
told as error must hold what comes out. The shades are our own catalogue's, every seventh, all finishes.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from skimage import data

from arkit.color import delta_e
from arkit.compare import compare, sit
from arkit.errors import NotFoundError
from arkit.face.light.check import LightCheck, check_light
from arkit.face.lips.bare import bare_lips
from arkit.face.lips.lipstick import paint_shades
from arkit.face.lips.worn import WornRange, worn_range
from arkit.face.track.pose import FOV_Y_RAD
from arkit.frame import Frame, camera_from_fov
from arkit.illuminant import cct_of, white_linear
from arkit.io.shades.catalogue import read_shades
from arkit.look import Makeup
from arkit.surface import Measure
from bench.heads.rows import Seen, see
from bench.tryon_rows import Row
from bench.tryon_rows.light import light_of, pictures

PRODUCT = Path(__file__).parents[2] / "assets" / "products" / "velvet-300" / "product.json"
EVERY, TWELVE, ROUNDS = 7, 25, 5


def rows(heads: range) -> list[Row]:
    """Time of twelve shades, and the worn colours' error under lamps, one picture a head."""
    catalogue = read_shades(PRODUCT).shades
    shades = catalogue[::EVERY]
    apart: list[np.ndarray] = []
    tones: list[int] = []
    held: list[np.ndarray] = []
    for seen in see(one for place, one in enumerate(pictures(heads)) if place % 4 == (place // 4) % 4):
        if not isinstance(seen, Seen):
            continue
        check = check_light(seen.shot.frame, seen.face.track.landmarks_px)
        if not check.trusted:
            continue
        try:
            lips = bare_lips(seen.shot.frame, seen.face.track.landmarks_px)
        except NotFoundError:
            continue
        told, true = (worn_range(lips, shades, light) for light in (check, _as_drawn(check, light_of(seen))))
        off = delta_e(told.typical_lab, true.typical_lab)
        apart.append(off)
        held.append(off <= 2 * _told_sd(told))
        tones += [seen.taken.setting.tone] * len(off)
    off, within = np.concatenate(apart), np.concatenate(held)
    many = f"{len(shades)} shades on {len(apart)} heads"
    return [
        *_times(catalogue[::TWELVE]),
        Row("shades: worn colour told against true light", off, 0.5, "dE", of="median", tones=tones, detail=many),
        Row("shades: the same, p95", off, 1.5, "dE", of="p95"),
        Row("shades: worn colour within told error", within, 0.95, of="share", sense="at least"),
    ]


def _as_drawn(check: LightCheck, light: np.ndarray) -> LightCheck:
    kelvin, duv = (float(one) for one in cct_of(light))
    return replace(check, cct_k=Measure(kelvin, 0), duv=Measure(duv, 0), illuminant_linear=white_linear(kelvin, duv))


def _told_sd(worn: WornRange) -> np.ndarray:
    """(n,) root mean square ΔE00 of the drawn colours from the told one, never less than what eight bits leave open."""
    return np.maximum(np.sqrt((delta_e(worn.drawn_lab, worn.typical_lab) ** 2).mean(axis=0)), 0.15)


def _times(twelve: tuple) -> list[Row]:
    """Milliseconds of CPU on the astronaut's portrait at 640x480, the face already found."""
    import cv2

    pixels = cv2.resize(data.astronaut()[:384], (640, 480), interpolation=cv2.INTER_AREA)
    sitter = sit(Frame(pixels, 0.0, camera_from_fov(640, 480, FOV_Y_RAD)))
    makeup = [Makeup("lips", shade.color, shade.finish) for shade in twelve]
    painting, page = [], []
    for _ in range(ROUNDS):
        start = time.process_time()
        paint_shades(sitter.frame, sitter.landmarks_px, makeup)
        middle = time.process_time()
        compare(sitter, twelve, language="en")
        painting.append((middle - start) * 1000)
        page.append((time.process_time() - middle) * 1000)
    return [
        Row("shades: twelve on one photo", painting, 150.0, "ms", of="median", detail="640x480, face found before"),
        Row("shades: the same as a labelled page", page, 150.0, "ms", of="median"),
    ]


__all__ = ["rows"]
