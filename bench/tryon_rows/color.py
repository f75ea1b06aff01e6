"""The colour of lipstick as worn, against the shade's own and against lips that were really painted, in any light.

Applied: every shade of the range we ship and of ../shared/data/shades, matte, on the lips of every skin tone in a front
light; the median lip against the shade. Lit: the same head drawn with bare lips, with lips of the shade's albedo (the
target), and with white lips (which tells the light there); the bare picture is made up and compared with the target.
A matte lipstick hides the glare of lips, so the texture it keeps is judged against lips drawn without any.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from arkit.color import delta_e, hex_to_srgb, linear_to_lab, srgb_to_lab, srgb_to_linear
from arkit.errors import NotFoundError
from arkit.face.light.check import LightCheck, check_light
from arkit.face.lips.lipstick import paint_lips, paint_shades
from arkit.face.track.detect import Tracker
from arkit.frame import Frame
from arkit.illuminant import COLDEST_K, WARMEST_K, white_linear
from arkit.look import Finish, Makeup
from bench.heads import Setting, Shot, Studio
from bench.heads.model import data_folder
from bench.heads.plan import POSES, Taken, take
from bench.tryon_rows import Row

KELVIN = (2700.0, 3500.0, 5000.0, 6500.0, 7500.0)
STEPS_EV = (-1.5, -0.75, 0.0, 0.75, 1.5)
LIT_SHADES = ("#B5816E", "#B0182B", "#4B1530", "#C46A78", "#8E3A2E", "#D98B86")
WHITE = 0.5  # albedo of the lips that tell the light: bright, and short of clipping
DRAWS = 200  # lights from the told error
CATALOGUE = Path(__file__).parents[2] / "assets" / "products" / "velvet-300" / "product.json"


def rows(heads: range) -> list[Row]:
    """Applied colour, neighbours' order, texture, and colour under lamps from 2700 to 7500 K."""
    studio = Studio()
    with Tracker(video=False) as tracker:
        return [*_applied(studio, tracker, heads), *_lit(studio, tracker, heads)]


def shades() -> list[str]:
    """Hex colours of our own range, then of the imported one where the data is there."""
    own = json.dumps(json.loads(CATALOGUE.read_text(encoding="utf-8")))
    other = data_folder() / "shades" / "lipstick.json"
    text = own + (other.read_text(encoding="utf-8") if other.exists() else "")
    return list(dict.fromkeys(word[:7].upper() for word in text.split('"') if _is_color(word)))


def _is_color(word: str) -> bool:
    return len(word) == 7 and word[0] == "#" and all(letter in "0123456789abcdefABCDEF" for letter in word[1:])


def _lips_of(shot: Shot) -> np.ndarray:
    return np.asarray(cv2.erode((shot.lips > 0.99).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)


def _median_lab(frame: Frame, where: np.ndarray) -> np.ndarray:
    return srgb_to_lab(np.median(frame.pixels[where], axis=0) / 255)


def _applied(studio: Studio, tracker: Tracker, heads: range) -> list[Row]:
    colors = shades()
    true = srgb_to_lab(np.array([hex_to_srgb(color) for color in colors]))
    apart = delta_e(true[:, None], true[None]) + np.eye(len(true)) * 1e3
    neighbour = apart.argmin(axis=1)
    errors, order, tones, glaring = [], [], [], []
    texture: dict[Finish, list[tuple[float, float]]] = {"matte": [], "satin": []}
    for seed in list(heads)[:10]:
        taken = Taken(seed, "neutral", (0, 0, 0), (0.0, 0.0, -0.4), Setting(seed % 10, "front", seed=seed))
        shot = take(studio, taken)
        dull = take(studio, replace(taken, setting=replace(taken.setting, gloss=0.0)))
        landmarks = tracker.detect(shot.frame)[0].landmarks_px
        makeups = [Makeup("lips", color) for color in colors]
        where = _lips_of(shot)
        for start in range(0, len(colors), 50):
            for worn, mask in paint_shades(shot.frame, landmarks, makeups[start : start + 50]):
                errors.append(_median_lab(worn, where & (mask > 229)))
        labs = np.array(errors[-len(colors) :])
        errors[-len(colors) :] = delta_e(labs, true).tolist()
        order += (delta_e(labs, true) <= delta_e(labs, true[neighbour])).tolist()
        tones += [seed % 10] * len(colors)
        for finish, found in texture.items():
            worn, mask = paint_lips(shot.frame, landmarks, Makeup("lips", "#B0182B", finish))
            own = dull if finish == "matte" else shot
            found.append(_texture(own.frame, worn, where & (mask > 229)))
            if finish == "matte":
                glaring.append(_texture(shot.frame, worn, where & (mask > 229))[0])
    told = f"{len(colors)} shades, {len(set(tones))} lips"
    found_rows = [
        Row("applied colour, median", errors, 0.5, "dE00", "median", tones=tones, detail=told),
        Row("applied colour, p95", errors, 1.5, "dE00", "p95", tones=tones, detail=told),
        Row("worn shade nearer its own than its neighbour's", order, 0.99, "", "share", "at least", tones),
    ]
    for finish, pairs in texture.items():
        bound = 0.98 if finish == "matte" else None  # satin's film adds shine of its own
        found_rows.append(
            Row(f"lip texture kept, correlation, {finish}", [one for one, _ in pairs], bound, sense="at least")
        )
        found_rows.append(Row(f"lip texture kept, energy, {finish}", [100 * two for _, two in pairs], unit="%"))
    found_rows.append(Row("the same, matte, glare and all", glaring, sense="at least", detail="glare is not to stay"))
    return found_rows


def _texture(bare: Frame, worn: Frame, where: np.ndarray) -> tuple[float, float]:
    """Correlation of the lightness detail before and after, and its energy after over before."""
    details = []
    for frame in (bare, worn):
        lightness = srgb_to_lab(frame.pixels / 255)[..., 0].astype(np.float32)
        weight = cv2.GaussianBlur(where.astype(np.float32), (0, 0), 3.0)
        broad = cv2.GaussianBlur(lightness * where, (0, 0), 3.0) / np.maximum(weight, 1e-3)
        details.append((lightness - broad)[where])
    return float(np.corrcoef(details[0], details[1])[0, 1]), float(details[1].std() / max(details[0].std(), 1e-6))


def _lit(studio: Studio, tracker: Tracker, heads: range) -> list[Row]:
    known, guessed, plain, tones, trusted, within = [], [], [], [], [], []
    for seed in heads:
        for place in range(2):
            kelvin, step = KELVIN[(seed + 3 * place) % 5], STEPS_EV[(2 * seed + place) % 5]
            white = tuple(float(one) for one in white_linear(kelvin))
            setting = Setting(seed % 10, "front", exposure=0.6 * 2.0**step, white=white, seed=seed)  # type: ignore[arg-type]
            taken = Taken(seed, "neutral", POSES[place][:3], (0.0, 0.0, -0.4), setting)
            color = LIT_SHADES[(seed + place) % len(LIT_SHADES)]
            albedo = tuple(float(one) for one in srgb_to_linear(hex_to_srgb(color)))
            bare = take(studio, taken)
            target = take(studio, replace(taken, setting=replace(setting, stick=albedo)))
            sheet = take(studio, replace(taken, setting=replace(setting, stick=(WHITE,) * 3)))
            try:
                landmarks = tracker.detect(bare.frame)[0].landmarks_px
            except NotFoundError:
                continue
            where = _lips_of(bare)
            light = np.median(sheet.light_linear[where], axis=0) / WHITE
            check = check_light(bare.frame, landmarks)
            for found, illuminant in ((known, light), (guessed, check.sheet_linear), (plain, None)):
                worn, mask = paint_lips(bare.frame, landmarks, Makeup("lips", color), illuminant_linear=illuminant)
                core = where & (mask > 229)
                found.append(float(delta_e(_median_lab(worn, core), _median_lab(target.frame, core))))
            tones.append(seed % 10)
            trusted.append(check.trusted)
            within.append(guessed[-1] <= _told_error(check, albedo))
    base = float(np.mean(plain))
    judged = np.array(guessed)[np.array(trusted, dtype=bool)]
    of_judged = np.array(tones)[np.array(trusted, dtype=bool)]
    held = np.array(within)[np.array(trusted, dtype=bool)]
    told, few = f"{len(guessed)} pictures", f"{len(judged)} of {len(guessed)} whose light is told to be fit for colours"
    estimated = "the same, light estimated from the face"
    return [
        Row("colour at 2700-7500 K, +-1.5 EV, light known", known, 2.5, "dE00", tones=tones, base=base, detail=told),
        Row(estimated, guessed, 2.5, "dE00", tones=tones, base=base, detail=told),
        Row(estimated + ", p95", guessed, 2.5, "dE00", "p95", detail=told),
        Row(estimated + ", judged", judged, 2.5, "dE00", tones=of_judged, detail=few),
        Row(estimated + ", judged, p95", judged, 2.5, "dE00", "p95", detail=few),
        Row("light told to be fit for colours", 100.0 * np.array(trusted), None, "%", sense="at least", tones=tones),
        Row("the same, judged, within told error", held, 0.95, "", "share", "at least", detail="of the light's own"),
    ]


def _told_error(check: LightCheck, albedo: tuple[float, ...]) -> float:
    """ΔE00 that 95 of 100 lights drawn from the told error stay within, on a matte shade (3,) of that albedo."""
    rng = np.random.default_rng(0)
    mired = 1e6 / check.cct_k.value + rng.normal(0, 1e6 * check.cct_k.sd / check.cct_k.value**2, DRAWS)
    kelvin = np.clip(1e6 / np.maximum(mired, 1), WARMEST_K, COLDEST_K)
    whites = white_linear(kelvin, rng.normal(check.duv.value, check.duv.sd, DRAWS))
    levels = 2.0 ** rng.normal(check.exposure_ev.value, check.exposure_ev.sd, DRAWS)
    drawn = linear_to_lab(np.clip(whites * levels[:, None] * albedo, 0, 1))
    return float(np.quantile(delta_e(drawn, linear_to_lab(np.clip(check.sheet_linear * albedo, 0, 1))), 0.95))


__all__ = ["rows", "shades"]
