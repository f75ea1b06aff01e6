"""Numbered pictures as a film: `shot_%04d.png`, in and out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from arkit.errors import CheckError, NotFoundError
from arkit.frame import Camera, Frame
from arkit.io.atomic import check_writable
from arkit.io.media.photo import PHOTO_SUFFIXES, read_photo, write_photo

_NUMBER = re.compile(r"%0?(\d*)d")


def is_sequence(path: Path) -> bool:
    """Whether a name stands for numbered pictures."""
    return len(_NUMBER.findall(path.name)) == 1


def sequence_paths(path: Path) -> list[Path]:
    """The pictures that are there, in the order of their numbers.

    Raises:
        NotFoundError: none is there.
    """
    before, after = _NUMBER.split(path.name)[0], _NUMBER.split(path.name)[-1]
    wanted = re.compile(re.escape(before) + r"(\d+)" + re.escape(after))
    found = [(int(hit.group(1)), one) for one in _listed(path.parent) if (hit := wanted.fullmatch(one.name))]
    if not found:
        raise NotFoundError(f"{path}: expected numbered pictures like {path.name % 1}, found none there")
    return [one for _, one in sorted(found)]


def read_sequence(paths: Iterable[Path], camera: Camera, rate_hz: float) -> Iterator[Frame]:
    """Pictures of one size as frames.

    Raises:
        CheckError: a picture has another size than the first.
    """
    for index, path in enumerate(paths):
        pixels = read_photo(path).pixels
        if pixels.shape[:2] != (camera.height, camera.width):
            height, width = pixels.shape[:2]
            first = f"{camera.width}x{camera.height}"
            raise CheckError(f"{path}: expected {first} as the first picture, got {width}x{height}")
        yield Frame(pixels, index / rate_hz, camera)


def check_sequence(path: Path) -> None:
    """Refuse, before any work, a pattern that no pictures can be written to."""
    if path.suffix.lower() not in PHOTO_SUFFIXES:
        wanted = ", ".join(PHOTO_SUFFIXES)
        raise CheckError(f'{path}: expected numbered pictures ending in {wanted}, got "{path.suffix}"')
    check_writable(path.with_name(path.name % 1))


def write_sequence(frames: Iterable[Frame], path: Path) -> int:
    """Write each frame as a picture, numbered from 1, each of them whole; returns how many."""
    count = 0
    for count, frame in enumerate(frames, 1):
        write_photo(frame.pixels, path.with_name(path.name % count))
    return count


def _listed(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


__all__ = ["check_sequence", "is_sequence", "read_sequence", "sequence_paths", "write_sequence"]
