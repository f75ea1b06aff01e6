"""Whether the level lines of a room follow one heading, or a second one as well: a turned rug, a table set askew.

Which of the two the walls have cannot be told from lines alone (tried: lines above the horizon only; in the drawn room
whose rug wins, tuning room 18, both headings have as many). Up, horizon and focal length are the same for both. So the
stronger heading stays, and the turn between them goes into the covariance about up.
"""

from __future__ import annotations

import numpy as np

from arkit.room.manhattan.refine import Fit, consistency

STEP_RAD = np.radians(1.5)
TOLERANCE_RAD = np.radians(1.5)
APART_RAD = np.radians(12)
STRONG = 0.45  # of the first heading's lines; most drawn rooms without one give 0.0 to 0.4 by chance
LONG = 6.0  # medians of length: a longer line counts no more


def second_heading(centred: np.ndarray, fit: Fit) -> float:
    """The turn about up, radians from 0 to pi/4, to another heading that many level lines follow; 0 where none does.

    Args:
        centred: (n, 4) segments, pixels from the picture's middle.
        fit: the answer; its column 1 is down or up.
    """
    turns = np.arange(0, np.pi / 2, STEP_RAD)
    right, down, forward = fit.rotation.T
    c, s = np.cos(turns)[:, None], np.sin(turns)[:, None]
    still = np.broadcast_to(down, (len(turns), 3))
    frames = np.stack([c * right + s * forward, still, c * forward - s * right], axis=2)
    points = frames * np.array([fit.focal_px, fit.focal_px, 1.0])[:, None]
    sines = consistency(centred - np.tile(fit.center_px, 2), points)[:, [0, 2]].min(axis=1)
    length = np.hypot(centred[:, 2] - centred[:, 0], centred[:, 3] - centred[:, 1])
    level = np.minimum(length, LONG * np.median(length)) * (1 - fit.share[1])
    strength = np.clip(1 - (sines / np.sin(TOLERANCE_RAD)) ** 2, 0, None) @ level
    other = (turns > APART_RAD) & (turns < np.pi / 2 - APART_RAD)
    best = int(np.argmax(np.where(other, strength, -1)))
    if strength[best] < STRONG * strength[0]:
        return 0.0
    return float(min(turns[best], np.pi / 2 - turns[best]))


__all__ = ["second_heading"]
