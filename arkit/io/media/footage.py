"""Pictures of people, still or moving, as frames with times, and back.

A photo is one frame. A moving GIF or WebP, a video file and numbered pictures (`shot_%04d.png`) are many.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av

from arkit.errors import CheckError, NotFoundError, ReadError
from arkit.frame import Frame, camera_from_fov
from arkit.io.atomic import appearing, check_writable
from arkit.io.media.animation import ANIMATION_SUFFIXES, read_animation, write_animation
from arkit.io.media.film import FILM_SUFFIXES, read_film, write_film
from arkit.io.media.photo import MOST_PIXELS, PHOTO_SUFFIXES, photo_header, read_photo, write_photo
from arkit.io.media.sequence import check_sequence, is_sequence, read_sequence, sequence_paths, write_sequence

VIDEO_SUFFIXES = (*FILM_SUFFIXES, *ANIMATION_SUFFIXES)
MOST_SIDE_VIDEO = 4096
SEQUENCE_HZ = Fraction(25)
Kind = Literal["photo", "animation", "film", "sequence"]


@dataclass(frozen=True, slots=True)
class Footage:
    """What a file holds.

    Attributes:
        video: whether its frames belong together.
        count: number of frames as the header says, 0 where it does not.
        rate_hz: mean frames a second.
        fov_y_rad: vertical field of view where the camera wrote its focal length down, else None.
        quarters: counter-clockwise quarter turns that stand a video's stored frames upright; `width` and `height` are
            those of the upright picture.
        sound: whether one hears something.
    """

    path: Path
    video: bool
    width: int
    height: int
    count: int
    rate_hz: Fraction
    fov_y_rad: float | None = None
    quarters: int = 0
    kind: Kind = "film"
    sound: bool = False


def open_footage(path: Path) -> Footage:
    """Look into a photo or video.

    Raises:
        NotFoundError: no file is there.
        ReadError: it is neither a photo nor a video.
    """
    if is_sequence(path):
        paths = sequence_paths(path)
        first = open_footage(paths[0])
        return Footage(path, True, first.width, first.height, len(paths), SEQUENCE_HZ, first.fov_y_rad, kind="sequence")
    if not path.is_file():
        found = "this is a folder; name one file in it" if path.is_dir() else "found none"
        raise NotFoundError(f"{path}: expected a picture or video file there, {found}")
    if not path.stat().st_size:
        raise ReadError(f"{path}: expected a picture or video, the file is empty; copy or record it again")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of broken tags, which only the lens comes from
        header = photo_header(path)
    if header is None:
        return _film(path)
    _check_size(path, header.width, header.height, MOST_PIXELS if header.count == 1 else MOST_SIDE_VIDEO**2)
    if header.count > 1:
        return Footage(path, True, header.width, header.height, header.count, SEQUENCE_HZ, kind="animation")
    return Footage(path, False, header.width, header.height, 1, Fraction(1), header.fov_y_rad, kind="photo")


def read_frames(footage: Footage, fov_y_rad: float, broken: Callable[[str], None] | None = None) -> Iterator[Frame]:
    """The frames in order, each with its time and a camera with this vertical field of view.

    Args:
        footage: as opened.
        fov_y_rad: radians.
        broken: is told in one clause where a video is damaged or breaks off; what can be read still comes.

    Raises:
        ReadError: a photo is damaged, or a video and nobody listens to `broken`, or no frame can be read.
    """
    camera = camera_from_fov(footage.width, footage.height, fov_y_rad)
    if footage.kind == "photo":
        yield Frame(read_photo(footage.path).pixels, 0.0, camera)
        return
    if footage.kind == "sequence":
        yield from read_sequence(sequence_paths(footage.path), camera, float(footage.rate_hz))
        return
    words: list[str] = []
    count = 0
    try:
        if footage.kind == "animation":
            frames = read_animation(footage.path, camera)
        else:
            frames = read_film(footage.path, camera, footage.quarters, footage.rate_hz, words.append)
        for frame in frames:
            yield frame
            count += 1
    except (av.FFmpegError, OSError, ValueError, SyntaxError) as error:
        words.append(f"{count} of {footage.count or 'its'} frames could be read ({error})")
    if words and (broken is None or not count):
        raise ReadError(f"{footage.path}: expected a whole video, {words[0]}")
    for word in words:
        assert broken is not None
        broken(word)


def check_target(footage: Footage, path: Path) -> None:
    """Refuse, before any work, a target whose kind does not fit the source."""
    if footage.video and is_sequence(path):
        check_sequence(path)
        return
    wanted = VIDEO_SUFFIXES if footage.video else PHOTO_SUFFIXES
    if path.suffix.lower() not in wanted:
        kind = "video" if footage.video else "picture"
        raise CheckError(f'{path}: expected a {kind} name ending in {", ".join(wanted)}, got "{path.suffix}"')
    check_writable(path)


def write_video(frames: Iterable[Frame], footage: Footage, path: Path) -> int:
    """Write frames with the times they have, and the source's sound; returns how many."""
    if is_sequence(path):
        count = write_sequence(frames, path)
    else:
        with appearing(path) as temporary:
            count = _written(frames, footage, temporary)
            if not count:
                raise ReadError(f"{footage.path}: expected at least one frame, the video holds none")
    return count


def _written(frames: Iterable[Frame], footage: Footage, path: Path) -> int:
    if path.suffix.lower() in ANIMATION_SUFFIXES:
        return write_animation(frames, path)
    sound = footage.path if footage.sound else None
    return write_film(frames, (footage.width, footage.height), footage.rate_hz, path, sound)


def _film(path: Path) -> Footage:
    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            if not stream.width or not stream.height:
                raise ValueError("no picture size")
            _check_size(path, stream.width, stream.height, MOST_SIDE_VIDEO**2)
            rate = Fraction(stream.average_rate or 25)
            quarters = round(next(container.decode(video=0)).rotation / 90) % 4
            size = (stream.width, stream.height) if quarters % 2 == 0 else (stream.height, stream.width)
            sound = bool(container.streams.audio)
            return Footage(path, True, *size, stream.frames, rate, quarters=quarters, sound=sound)
    except (av.FFmpegError, IndexError, ValueError, StopIteration) as error:
        if _mp4_without_index(path):
            raise ReadError(f"{path}: expected a whole video, it breaks off before its index; copy it again") from error
        raise ReadError(
            f"{path}: expected a picture (PNG, JPEG, WebP) or a video (MP4, MOV, GIF), it is neither"
        ) from error


def _mp4_without_index(path: Path) -> bool:
    """Whether a file begins as MP4 and MOV do and ends before the box without which no frame of it can be found."""
    size = path.stat().st_size
    with path.open("rb") as file:
        at = 0
        kinds: list[bytes] = []
        while at + 8 <= size and len(kinds) < 1000:
            file.seek(at)
            head = file.read(16)
            kinds.append(head[4:8])
            long = int.from_bytes(head[8:16], "big") if head[:4] == b"\x00\x00\x00\x01" else 0
            step = long or int.from_bytes(head[:4], "big")
            if step < 8:
                break
            at += step
    return kinds[:1] == [b"ftyp"] and b"moov" not in kinds


def _check_size(path: Path, width: int, height: int, most: int) -> None:
    if width * height > most or min(width, height) < 16:
        raise CheckError(f"{path}: expected a picture of 16 pixels to {most // 10**6} megapixels, got {width}x{height}")


__all__ = [
    "PHOTO_SUFFIXES",
    "VIDEO_SUFFIXES",
    "Footage",
    "Kind",
    "check_target",
    "open_footage",
    "read_frames",
    "write_photo",
    "write_video",
]
