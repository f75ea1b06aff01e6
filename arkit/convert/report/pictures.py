"""The pictures of a report as WebP: poster, turntables before and after by the same cameras, elevations to scale."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from arkit.document import Document, bounds
from arkit.errors import MissingError, UnsupportedError

log = logging.getLogger(__name__)
VIEWS = 8
TURN_PX = (520, 390)
POSTER_PX = (640, 640)
_QUALITIES = (86, 78, 68, 56, 44)
_BUDGET = 330_000  # bytes of all pictures: as base64 they leave the page below 600 KB
_SHEET_PX = 520  # of the longer elevation


@dataclass(frozen=True, slots=True)
class Pictures:
    """WebP bytes of each picture.

    Attributes:
        poster: as a catalogue shows it.
        before, after: VIEWS turntable pictures each, TURN_PX large.
        front, side: elevations at one scale; `px_per_m` says which.
    """

    poster: bytes
    before: tuple[bytes, ...]
    after: tuple[bytes, ...]
    front: bytes
    side: bytes
    px_per_m: float


def take_pictures(before: Document, after: Document, *, view: str = "standing") -> Pictures | None:
    """Draw both documents; None where nothing can be drawn (no OpenGL, pictures of a type only GPUs read).

    Args:
        before: the source, oriented, uncompressed.
        after: the written file, read again.
        view: the poster's.
    """
    try:
        return _taken(before, after, view)
    except (MissingError, UnsupportedError) as error:
        log.warning("the report has no pictures: %s", error.message)
        return None


def _taken(before: Document, after: Document, view: str) -> Pictures:
    from arkit.draw import drum, elevation, encode, poster, turntable

    framed = drum(before)
    turned = [turntable(one, views=VIEWS, size_px=TURN_PX, framed=framed) for one in (before, after)]
    low, high = bounds(after)
    side_m = high - low
    px_per_m = _SHEET_PX / float(max(side_m.max(), 1e-6))
    sheet = [elevation(after, "front", px_per_m=px_per_m), elevation(after, "side", px_per_m=px_per_m)]
    single = [poster(after, POSTER_PX, view=view), *(one.pixels for one in sheet)]  # type: ignore[arg-type]
    for quality in _QUALITIES:
        singles = [encode(one, ".webp", quality=quality) for one in single]
        strips = [tuple(encode(one, ".webp", quality=quality) for one in views) for views in turned]
        if sum(map(len, singles)) + sum(map(len, strips[0] + strips[1])) <= _BUDGET:
            break
    return Pictures(singles[0], strips[0], strips[1], singles[1], singles[2], px_per_m)


__all__ = ["POSTER_PX", "TURN_PX", "VIEWS", "Pictures", "take_pictures"]
