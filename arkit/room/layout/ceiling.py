"""Whether a picture tells how high the ceiling is: it must be seen over the walls, and a line must be where it begins.

Looked at on 32 pictures of rooms 0 to 49 (two views of each) in which a ceiling had been told. Where the cells over the
edge are ceiling and a line runs along it (`ENOUGH`), eleven heights are 2.5 % off in the median, 12 at the worst. In
the other 21 a white ceiling meets a white wall without a line, or a curtain rail, a shelf or a bare wall's rim had been
taken for the edge: 11 % off in the median, up to 41. Those are not told any more.
"""

from __future__ import annotations

import numpy as np

from arkit.room.layout.evidence import Evidence
from arkit.room.layout.upright import COLUMNS, ROWS, Upright

SEEN = 0.12  # part of the picture's columns in which the edge must lie inside the picture
# Least mean probability that what is seen over the edge is ceiling, with the least mean evidence of a line along it: a
# white ceiling is often taken for wall, then the line must be a clear one.
ENOUGH = ((0.6, 0.25), (0.2, 0.43))
NEAR = 2  # rows beside the edge in which a line is on it
CEILING = 2  # in `regions.KINDS`


def ceiling_is_clear(grid: Upright, evidence: Evidence, top: np.ndarray) -> bool:
    """Whether walls are seen to end at a ceiling.

    Args:
        grid, evidence: of the picture.
        top: (COLUMNS,) row of the walls' upper edge, NaN where there is no wall.
    """
    columns, rows = np.arange(COLUMNS), np.arange(ROWS)[:, None]
    inside = np.isfinite(top) & (top >= NEAR) & (top < ROWS - 1 - NEAR)
    at = np.where(inside, np.rint(np.nan_to_num(top)), 0).astype(int)
    inside &= grid.seen[at, columns]
    if inside.mean() < SEEN:
        return False
    over = (rows > at + 1) & inside & grid.seen
    edge = np.maximum(evidence.top_x, evidence.top_z)
    line = np.max([edge[np.clip(at + step, 0, ROWS - 1), columns] for step in range(-NEAR, NEAR + 1)], axis=0)
    if not over.any():
        return False
    is_ceiling, drawn = float(evidence.chance[CEILING][over].mean()), float(line[inside].mean())
    return any(is_ceiling > least and drawn > clear for least, clear in ENOUGH)


__all__ = ["ceiling_is_clear"]
