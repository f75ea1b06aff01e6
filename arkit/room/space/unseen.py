"""Where nobody looked: a place is known to be free only where all of it was looked through."""

from __future__ import annotations

import numpy as np

from arkit.surface import Seen

_SPECK = 2  # cells in a row: what is narrower lies between two of the camera's rays


def looked_through(seen: Seen, outline_m: np.ndarray, top_m: float) -> bool:
    """Whether all was seen over a convex outline (k, 2), x, z, from the floor up to a height.

    A cell counts where its middle lies in the outline. Beyond the map nothing was seen.
    """
    import cv2

    low, high = outline_m.min(axis=0), outline_m.max(axis=0)
    first = np.floor((low - seen.origin_m) / seen.cell_m).astype(int)
    last = np.floor((high - seen.origin_m) / seen.cell_m).astype(int) + 1
    columns, rows = (last - first).tolist()
    inside = np.zeros((rows, columns), dtype=np.uint8)
    corners = (outline_m - seen.origin_m) / seen.cell_m - first - 0.5
    cv2.fillConvexPoly(inside, np.round(corners * 16).astype(np.int32), 1, shift=4)
    part = np.zeros((rows, columns), dtype=np.float32)
    height = seen.height_m
    x, z = np.clip([first[0], last[0]], 0, height.shape[1]), np.clip([first[1], last[1]], 0, height.shape[0])
    part[z[0] - first[1] : z[1] - first[1], x[0] - first[0] : x[1] - first[0]] = height[z[0] : z[1], x[0] : x[1]]
    missing = ((part < top_m - seen.cell_m) & (inside > 0)).astype(np.uint8)
    return not bool(cv2.erode(missing, np.ones((_SPECK, _SPECK), np.uint8)).any())


def seen_height(seen: Seen, origin_m: np.ndarray, cell_m: float, shape: tuple[int, int]) -> np.ndarray:
    """(rows, columns) heights of what was seen, over another grid's cells."""
    rows, columns = (
        np.floor((origin_m[k] + (np.arange(shape[1 - k]) + 0.5) * cell_m - seen.origin_m[k]) / seen.cell_m)
        for k in (1, 0)
    )
    inside = [(0 <= one) & (one < count) for one, count in zip((rows, columns), seen.height_m.shape, strict=True)]
    at = np.ix_(*(np.where(valid, one, 0).astype(int) for one, valid in zip((rows, columns), inside, strict=True)))
    return np.where(inside[0][:, None] & inside[1], seen.height_m[at], 0.0)


__all__ = ["looked_through", "seen_height"]
