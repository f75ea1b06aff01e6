"""How well the distance of the pupils is measured, by iris and by card, and whether its interval tells the truth.

The eyes of these renders look straight ahead, and their irises are painted along the head's axis; the distance is that
of the eyeballs' middles. Eyes that look into the camera or aside, and pictures that are blurred, pressed or seen
through glasses, have rows of their own (bench/tryon_rows/eyes.py).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from arkit.errors import NotFoundError
from arkit.face.track.detect import Tracker
from arkit.face.track.follow import measure_face
from arkit.tryon.find import measured_by_card
from bench.heads.card import hold_card
from bench.heads.plan import TOLD, plan, take, with_irises
from bench.heads.rows import Seen, pd_error, raw_pd_error, see
from bench.heads.shot import Studio
from bench.tryon_rows import Row

MEAN, P95, COVERED, BY_CARD = 1.0, 2.0, 0.95, 0.5
TWO_SIDED_95 = 1.96


def rows(heads: range = TOLD) -> Iterable[Row]:
    """Relative errors in percent with an iris of 11.7 mm, and the interval with irises as people have them."""
    front = [taken for taken in plan(heads) if taken.frontal]
    seen = [one for one in see(front) if isinstance(one, Seen)]
    errors = 100 * np.array([pd_error(one)[0] for one in seen])
    raw = 100 * np.abs([raw_pd_error(one) for one in seen])
    tones = [one.taken.setting.tone for one in seen]
    constant = 100 * np.array([abs(0.063 / one.shot.head.pd_m - 1) for one in seen]).mean()
    detail = f"{len(seen)} pictures, bias {errors.mean():+.1f} %; always saying 63 mm errs by {constant:.1f} %"
    yield Row("pupils", np.abs(errors), MEAN, "%", tones=tones, base=float(raw.mean()), detail=detail)
    yield Row("pupils, p95", np.abs(errors), P95, "%", of="p95", base=float(np.percentile(raw, 95)))
    drawn = [one for one in see(with_irises(taken) for taken in front) if isinstance(one, Seen)]
    inside = np.array([abs(pd_error(one)[1]) <= TWO_SIDED_95 for one in drawn], dtype=np.float64)
    by_card, lost = card_errors(heads)
    yield Row("pupils by card", np.abs(by_card), BY_CARD, "%", detail=f"{len(by_card)} found, {lost} refused")
    irises = f"{len(drawn)} irises of 11.7 ± 0.5 mm"
    yield Row("pupils, truth in interval", inside, COVERED, of="share", sense="at least", detail=irises)


def card_errors(heads: range) -> tuple[np.ndarray, int]:
    """Relative errors in percent with a card on forehead or chin, and how many cards were not found."""
    studio, errors, lost = Studio(), [], 0
    with Tracker() as tracker:
        for number, taken in enumerate(plan(heads, poses=1)):
            spot = ("forehead", "forehead", "chin")[number % 3]
            shot = hold_card(
                take(studio, taken), spot, seed=number, roll_deg=number * 7 % 13 - 6, finger=number % 4 == 0
            )
            try:
                face = measure_face(shot.frame, tracker.detect(shot.frame)[0])
                pd_mm = measured_by_card(shot.frame, face).scale.pd_mm
            except NotFoundError:
                lost += 1
                continue
            errors.append(100 * (pd_mm.value / 1000 / shot.head.pd_m - 1))
    return np.array(errors), lost


__all__ = ["card_errors", "rows"]
