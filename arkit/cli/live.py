"""A camera as a mirror: a window where there is a display, and a file where one is named."""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from arkit.errors import CheckError
from arkit.frame import Frame
from arkit.io import check_writable
from arkit.io.atomic import appearing
from arkit.io.media.animation import ANIMATION_SUFFIXES
from arkit.io.media.film import FILM_SUFFIXES, write_film
from arkit.io.media.photo import PHOTO_SUFFIXES, write_photo
from arkit.io.media.webcam import Webcam

WINDOW = "arkit tryon (Q closes)"
SETTLE_FRAMES = 45  # a camera finds its exposure, a person's size settles: only then is a single picture taken
Dressed = Callable[[Iterator[Frame]], Iterator[Frame]]


def has_display() -> bool:
    """Whether a window can open."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def show_live(name: str, target: Path | None, seconds: float | None, fov_y_rad: float, dressed: Dressed) -> None:
    """Watch a camera until Q, Ctrl-C, the time or its end; write what is seen where a file is named.

    A picture as target is taken once, when the camera has settled.
    """
    if target is not None:
        _check(target)
    with Webcam(name, fov_y_rad, time.perf_counter) as webcam:
        frames = dressed(_until(webcam.frames(), seconds))
        if has_display():
            frames = _mirrored(frames)
        frames = _stopped_by_hand(frames)
        if target is None:
            for _ in frames:
                pass
        elif target.suffix.lower() in PHOTO_SUFFIXES:
            last = None
            for last in itertools.islice(frames, SETTLE_FRAMES):  # noqa: B007 the last one is the picture
                pass
            if last is not None:
                write_photo(last.pixels, target)
        else:
            size = (webcam.camera.width, webcam.camera.height)
            with appearing(target) as temporary:
                count = write_film(frames, size, Fraction(webcam.rate_hz).limit_denominator(1000), temporary)
                if not count:
                    raise CheckError(f"camera {name}: expected at least one picture, it gave none")


def _check(target: Path) -> None:
    known = (*PHOTO_SUFFIXES, *(suffix for suffix in FILM_SUFFIXES if suffix not in ANIMATION_SUFFIXES))
    if target.suffix.lower() not in known:
        raise CheckError(f'{target}: expected a name ending in {", ".join(known)}, got "{target.suffix}"')
    check_writable(target)


def _until(frames: Iterator[Frame], seconds: float | None) -> Iterator[Frame]:
    return frames if seconds is None else itertools.takewhile(lambda frame: frame.time_s <= seconds, frames)


def _stopped_by_hand(frames: Iterator[Frame]) -> Iterator[Frame]:
    """Ctrl-C ends the watching, not the program: what was seen is written."""
    try:
        yield from frames
    except KeyboardInterrupt:
        click.echo("stopped", err=True)


def _mirrored(frames: Iterator[Frame]) -> Iterator[Frame]:
    """Show each frame as a mirror would."""
    import cv2

    window: Any = cv2
    try:
        for frame in frames:
            window.imshow(WINDOW, frame.pixels[:, ::-1, ::-1])
            if window.waitKey(1) & 0xFF in (ord("q"), ord("Q"), 27):
                return
            yield frame
    finally:
        window.destroyAllWindows()


__all__ = ["has_display", "show_live"]
