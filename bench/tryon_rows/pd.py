"""How well the distance of the pupils is measured, by iris and by card, and whether its interval tells the truth."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bench.heads.plan import TOLD, plan, with_irises
from bench.heads.rows import Seen, pd_error, see
from bench.tryon_rows import Row

MEAN, P95, COVERED = 1.0, 2.0, 0.95
TWO_SIDED_95 = 1.96


def rows(heads: range = TOLD) -> Iterable[Row]:
    """Relative errors in percent with an iris of 11.7 mm, and the interval with irises as people have them."""
    front = [taken for taken in plan(heads) if taken.frontal]
    seen = [one for one in see(front) if isinstance(one, Seen)]
    errors = 100 * np.array([pd_error(one)[0] for one in seen])
    tones = [one.taken.setting.tone for one in seen]
    constant = 100 * np.array([abs(0.063 / one.shot.head.pd_m - 1) for one in seen]).mean()
    detail = f"{len(seen)} pictures, bias {errors.mean():+.1f} %; always saying 63 mm errs by {constant:.1f} %"
    yield Row("pupils", np.abs(errors), MEAN, "%", tones=tones, detail=detail)
    yield Row("pupils, p95", np.abs(errors), P95, "%", of="p95")
    drawn = [one for one in see(with_irises(taken) for taken in front[::3]) if isinstance(one, Seen)]
    inside = np.array([abs(pd_error(one)[1]) <= TWO_SIDED_95 for one in drawn], dtype=np.float64)
    yield Row("pupils, truth in interval", inside, COVERED, of="share", sense="at least", detail="irises 11.7 ± 0.5 mm")


__all__ = ["rows"]
