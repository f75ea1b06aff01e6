"""Whether the told distance of the pupils stays true on pictures and eyes that are not easy to measure.

Each picture is one frontal pose of a head, spoiled in one way, its iris drawn as people have them. What counts is the
interval: a picture too poor to be measured may say so and take an average adult. Eyes that look into the camera stand
nearer together than eyes that look far: there the truth is the distance of the pupils as they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from arkit.errors import NotFoundError
from arkit.face.size.scale import far_pd_mm
from arkit.face.track.detect import Tracker
from arkit.face.track.follow import measure_face
from bench.heads.gaze import RED, Eyes
from bench.heads.plan import TOLD, Taken, plan, take, with_irises
from bench.heads.shot import Shot, Studio
from bench.heads.spoil import bespectacled, blurred, enlarged, grainy, pressed
from bench.tryon_rows import Row

COVERED, TWO_SIDED_90 = 0.90, 1.645
AFAR_M = -0.62  # a face is 90 pixels wide there
Turned = Callable[[Taken], Taken]
Spoiled = Callable[[Shot], Shot]


def rows(heads: range = TOLD) -> Iterable[Row]:
    """Error in percent of every case, and of all of them the share of pictures whose 90 % interval holds the truth."""
    held: list[bool] = []
    for name, errors, steps, average in _cases(heads):
        detail = f"{average} of {len(errors)} took an average adult" if average else ""
        yield Row(f"pupils, {name}", np.abs(errors), None, "%", detail=detail)
        held += [abs(step) <= TWO_SIDED_90 for step in steps]
    inside = np.array(held, dtype=np.float64)
    yield Row("truth in the 90 % interval, all of these", inside, COVERED, of="share", sense="at least")


def _cases(heads: range) -> Iterator[tuple[str, np.ndarray, np.ndarray, int]]:
    """Name, relative errors in percent, errors in told standard deviations, how many were not measured."""
    studio = Studio()
    with Tracker() as tracker:
        for name, turned, spoiled in _hard():
            errors, steps, average = [], [], 0
            for taken in plan(heads, poses=1):
                shot = spoiled(take(studio, turned(with_irises(taken))))
                try:
                    face = measure_face(shot.frame, tracker.detect(shot.frame)[0])
                except NotFoundError:
                    continue
                found = face.scale.pd_mm
                if _looks_at_camera(turned(taken)):
                    found = far_pd_mm(found, -float(shot.T_camera_head[2, 3]))
                true_mm = shot.head.pd_m * 1000
                average += face.scale.source == "average"
                errors.append(100 * (found.value / true_mm - 1))
                steps.append((found.value - true_mm) / found.sd)
            yield name, np.array(errors), np.array(steps), average


def _looks_at_camera(taken: Taken) -> bool:
    """Whether the eyes of a picture turn in."""
    return taken.setting.eyes.at_camera


def _hard() -> tuple[tuple[str, Turned, Spoiled], ...]:
    return (
        ("out of focus, 1 px", _same, partial(blurred, sigma_px=1.0)),
        ("out of focus, 2.5 px", _same, partial(blurred, sigma_px=2.5)),
        ("JPEG of quality 30", _same, partial(pressed, quality=30)),
        ("noise 12", _same, partial(grainy, noise=12.0)),
        ("face of 90 px", _afar, _same),
        ("the same drawn up twice", _afar, partial(enlarged, times=2.0)),
        ("through glasses", _same, bespectacled),
        ("red pupils", partial(_eyes, eyes=RED), _same),
        ("lids a quarter shut", partial(_lids, share=0.25), _same),
        ("lids six tenths shut", partial(_lids, share=0.6), _same),
        ("looking into the camera", partial(_eyes, eyes=Eyes(at_camera=True)), _same),
        ("looking 10 deg aside", partial(_eyes, eyes=Eyes((10.0, 0.0))), _same),
        ("looking 20 deg aside", partial(_eyes, eyes=Eyes((-20.0, 0.0))), _same),
        ("looking 15 deg down", partial(_eyes, eyes=Eyes((0.0, -15.0))), _same),
    )


def _same(one: Any) -> Any:
    return one


def _afar(taken: Taken) -> Taken:
    return replace(taken, at_m=(taken.at_m[0], taken.at_m[1], AFAR_M))


def _eyes(taken: Taken, eyes: Eyes) -> Taken:
    return replace(taken, setting=replace(taken.setting, eyes=eyes))


def _lids(taken: Taken, share: float) -> Taken:
    return replace(taken, expression=f"lids {share}")


__all__ = ["rows"]
