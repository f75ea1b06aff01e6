"""The same heads in all ten skin tones: what a figure owes to the skin and not to whose head it is.

Elsewhere each head has one tone, so that the worst tone against the best also tells the hardest head from the easiest.
Here every fifth head is taken in every tone, in the same light, expression and poses. A row's figure is of all. Rest
and flicker are filmed of the first of them, in a light from the front and in one from the side.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from arkit.face.light.check import check_light
from arkit.frame import camera_from_fov
from arkit.illuminant import cct_of
from bench.heads.plan import FOV_Y_RAD, POSES, Taken
from bench.heads.rows import Seen, ear_errors_mm, lip_figures, pd_error, pose_errors_deg, see
from bench.heads.shot import TONES, Setting, Studio
from bench.tryon_rows import Row
from bench.tryon_rows.jitter import Rest, rest
from bench.tryon_rows.light import light_of

EVERY = 5  # one head of so many
FILMED = ("front", "side")
PLACES = (1, 3)  # of POSES: 8 and 20 degrees


def pictures(heads: range) -> Iterator[Taken]:
    """Each head in each tone; noise has its own seed in every picture."""
    for seed in heads[::EVERY]:
        for tone in range(len(TONES)):
            for place in PLACES:
                pitch, yaw, roll, at_m = POSES[place]
                setting = Setting(tone, "front", exposure=0.7, seed=1000 * seed + 10 * tone + place)
                yield Taken(seed, "smile", (pitch, yaw, roll), at_m, setting)


def rows(heads: range) -> list[Row]:
    """Pose, pupils, ears, lips and light, by tone on the same heads."""
    camera = camera_from_fov(1280, 960, FOV_Y_RAD)
    seen = [one for one in see(pictures(heads), camera=camera) if isinstance(one, Seen)]
    tones = [one.taken.setting.tone for one in seen]
    pose = np.zeros(len(seen))
    for seed in heads[::EVERY]:
        own = [place for place, one in enumerate(seen) if one.taken.seed == seed]
        pose[own] = pose_errors_deg([seen[place] for place in own])
    frontal = [one for one in seen if one.taken.frontal]
    of_frontal = [one.taken.setting.tone for one in frontal]
    pupils = [100 * abs(pd_error(one)[0]) for one in frontal]
    ears = [float(np.mean(ear_errors_mm(one))) for one in seen]
    lips = [lip_figures(one)[0] for one in seen]
    said = f"{len(heads[::EVERY])} heads in ten tones each"
    filmed, of_filmed = _filmed(heads[0])
    flicker = np.concatenate([one.flicker for one in filmed])
    of_flicker = np.repeat(of_filmed, [len(one.flicker) for one in filmed])
    resting = f"head {heads[0]} in ten tones, front and side light"
    rests, corners = [one.landmarks_px for one in filmed], [one.corners_px for one in filmed]
    raw = float(np.mean([one.raw_px for one in filmed]))
    return [
        Row("same heads, each tone: pose", pose, 1.5, "deg", tones=tones, detail=said),
        Row("same heads, each tone: pupils", pupils, 1.0, "%", tones=of_frontal, detail=said),
        Row("same heads, each tone: ears", ears, 4.0, "mm", tones=tones, detail=said),
        Row("same heads, each tone: lips, IoU", lips, 0.93, sense="at least", tones=tones, detail=said),
        Row("same heads, each tone: light's temperature", _off(seen), 5.0, "%", tones=tones, detail=said),
        Row("same head, each tone: rest, landmarks", rests, 0.04, "px", tones=of_filmed, base=raw, detail=resting),
        Row("same head, each tone: rest, glasses", corners, 0.04, "px", tones=of_filmed, detail=resting),
        Row("same head, each tone: flicker", flicker, 0.15, "dE00", tones=of_flicker, detail=resting),
    ]


def _filmed(seed: int) -> tuple[list[Rest], list[int]]:
    """One head at rest in every tone and two lights, and the tone of each film."""
    camera, studio = camera_from_fov(640, 480, FOV_Y_RAD), Studio()
    settings = [Setting(tone, light, noise=0.0, seed=seed) for tone in range(len(TONES)) for light in FILMED]
    return [rest(studio, seed, camera, setting) for setting in settings], [setting.tone for setting in settings]


def _off(seen: list[Seen]) -> list[float]:
    """Relative error of the light's temperature, percent."""
    found = [check_light(one.shot.frame, one.face.track.landmarks_px).cct_k.value for one in seen]
    return [100 * abs(told / float(cct_of(light_of(one))[0]) - 1) for told, one in zip(found, seen, strict=True)]


__all__ = ["pictures", "rows"]
