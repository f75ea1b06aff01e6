"""Ways of looking at one photo again when no face was found: closer, padded, turned, with more contrast."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

SIDE_PX = 640  # what a view is scaled to; the finder itself looks at 128 pixels, so more shows it nothing new
TURNS_RAD = (0.6, -0.6, 1.2, -1.2, np.pi / 2, -np.pi / 2, np.pi)


@dataclass(frozen=True, slots=True)
class View:
    """A picture made from the photo. `matrix` (2, 3) maps the photo's pixels to the view's."""

    pixels: np.ndarray
    matrix: np.ndarray

    def to_photo(self, points_px: np.ndarray) -> np.ndarray:
        """Map points (n, 2) in the view back to the photo."""
        inverse = cv2.invertAffineTransform(self.matrix)
        return np.asarray(points_px @ inverse[:, :2].T + inverse[:, 2])

    @property
    def scale(self) -> float:
        """View pixels per photo pixel."""
        return float(np.sqrt(abs(np.linalg.det(self.matrix[:, :2]))))


def square_view(pixels: np.ndarray, center_px: tuple[float, float], side_px: float, turn_rad: float = 0.0) -> View:
    """Cut a square with `side_px` round `center_px` out of the photo, turned; outside the photo it is grey."""
    scale = SIDE_PX / side_px
    c, s = scale * np.cos(turn_rad), scale * np.sin(turn_rad)
    linear = np.array([[c, -s], [s, c]])
    offset = SIDE_PX / 2 - linear @ np.asarray(center_px, dtype=np.float64)
    matrix = np.column_stack([linear, offset])
    mode = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_CUBIC
    view = cv2.warpAffine(pixels, matrix, (SIDE_PX, SIDE_PX), flags=mode, borderValue=(128, 128, 128))
    return View(view, matrix)


def other_views(pixels: np.ndarray) -> Iterator[View]:
    """Views to try in turn, the likeliest first, each made only when asked for."""
    height, width = pixels.shape[:2]
    middle = (width / 2, height / 2)
    whole = float(max(height, width))
    yield square_view(pixels, middle, whole * 1.3)
    yield square_view(pixels, middle, float(min(height, width)))
    for step_y in (0.5, 0.3, 0.7):
        for step_x in (0.5, 0.3, 0.7):
            yield square_view(pixels, (width * step_x, height * step_y), whole * 0.5)
    for turn_rad in TURNS_RAD:
        yield square_view(pixels, middle, whole * 1.2, turn_rad)
    yield square_view(_contrast(pixels), middle, whole * 1.1)


def _contrast(pixels: np.ndarray) -> np.ndarray:
    """A grey picture with its contrast evened out locally: helps with faded, dark and backlit photos."""
    grey = cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)


__all__ = ["View", "other_views", "square_view"]
