"""Photos and videos as frames with times, and back. A photo is one frame; a moving GIF is a video."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image, ImageOps

from arkit.errors import CheckError, NotFoundError, ReadError
from arkit.frame import Frame, camera_from_fov
from arkit.io.atomic import appearing, check_writable

PHOTO_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
VIDEO_SUFFIXES = (".mp4", ".mov", ".mkv", ".gif")
MOST_PIXELS = 60_000_000
MOST_SIDE_VIDEO = 4096
ORIENTATION, EXIF_IFD, FOCAL_LENGTH_35MM = 0x0112, 0x8769, 0xA405  # EXIF 2.3 tags
SIDEWAYS = (5, 6, 7, 8)
FILM_DIAGONAL_MM = 43.27
JPEG_QUALITY = 95
VIDEO_OPTIONS = {"crf": "16", "preset": "fast"}  # near the source; only PNG keeps every byte


@dataclass(frozen=True, slots=True)
class Footage:
    """What a file holds.

    Attributes:
        count: number of frames as the header says, 0 where it does not.
        rate_hz: mean frames a second.
        fov_y_rad: vertical field of view where the camera wrote its focal length down, else None.
        quarters: counter-clockwise quarter turns that stand a video's stored frames upright; `width` and `height` are
            those of the upright picture.
    """

    path: Path
    video: bool
    width: int
    height: int
    count: int
    rate_hz: Fraction
    fov_y_rad: float | None = None
    quarters: int = 0


def open_footage(path: Path) -> Footage:
    """Look into a photo or video.

    Raises:
        NotFoundError: no file is there.
        ReadError: it is neither a photo nor a video.
    """
    if not path.is_file():
        raise NotFoundError(f"{path}: expected a picture or video file there, found none")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of broken tags, which only the lens comes from
        photo = _photo(path)
    if photo is not None:
        return photo
    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            if not stream.width or not stream.height:
                raise ValueError("no picture size")
            _check_size(path, stream.width, stream.height, MOST_SIDE_VIDEO**2)
            rate = Fraction(stream.average_rate or 25)
            quarters = round(next(container.decode(video=0)).rotation / 90) % 4
            size = (stream.width, stream.height) if quarters % 2 == 0 else (stream.height, stream.width)
            return Footage(path, True, *size, stream.frames, rate, quarters=quarters)
    except (av.FFmpegError, IndexError, ValueError, StopIteration) as error:
        raise ReadError(
            f"{path}: expected a picture (PNG, JPEG, WebP) or a video (MP4, MOV, GIF), it is neither"
        ) from error


def read_frames(footage: Footage, fov_y_rad: float) -> Iterator[Frame]:
    """The frames in order, each with its time and a camera with this vertical field of view."""
    camera = camera_from_fov(footage.width, footage.height, fov_y_rad)
    if not footage.video:
        yield Frame(_photo_pixels(footage.path), 0.0, camera)
        return
    try:
        with av.open(str(footage.path)) as container:
            for index, picture in enumerate(container.decode(video=0)):
                time_s = float(picture.time) if picture.time is not None else float(index / footage.rate_hz)
                pixels = np.rot90(picture.to_ndarray(format="rgb24"), footage.quarters)
                yield Frame(np.ascontiguousarray(pixels), time_s, camera)
    except av.FFmpegError as error:
        raise ReadError(f"{footage.path}: expected a whole video, it cannot be decoded ({error})") from error


def _photo_pixels(path: Path) -> np.ndarray:
    """(h, w, 3) uint8, upright."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of broken tags: the pixels are what is wanted
            with Image.open(path) as picture:
                upright = ImageOps.exif_transpose(picture)
                if upright.mode.startswith("I;16"):  # Pillow would clip its 16 bits to white
                    upright = Image.fromarray((np.asarray(upright) >> 8).astype(np.uint8))
                return np.array(upright.convert("RGB"))
    except (OSError, ValueError, SyntaxError) as error:
        raise ReadError(f"{path}: expected a whole picture, it cannot be decoded ({error})") from error


def check_target(footage: Footage, path: Path) -> None:
    """Refuse, before any work, a target whose kind does not fit the source."""
    wanted = VIDEO_SUFFIXES if footage.video else PHOTO_SUFFIXES
    if path.suffix.lower() not in wanted:
        kind = "video" if footage.video else "picture"
        raise CheckError(f'{path}: expected a {kind} name ending in {", ".join(wanted)}, got "{path.suffix}"')
    check_writable(path)


def write_photo(pixels: np.ndarray, path: Path) -> None:
    """Write (h, w, 3) or (h, w) uint8 whole. PNG keeps every byte; JPEG and WebP are lossy."""
    kind = {".png": "PNG", ".webp": "WEBP"}.get(path.suffix.lower(), "JPEG")
    with appearing(path) as temporary:
        Image.fromarray(pixels).save(temporary, kind, quality=JPEG_QUALITY)


def write_video(frames: Iterable[Frame], footage: Footage, path: Path) -> int:
    """Write frames with the times they have, and the source's sound untouched; returns how many."""
    with appearing(path) as temporary:
        count = _write_gif(frames, temporary) if path.suffix.lower() == ".gif" else _encode(frames, footage, temporary)
        if not count:
            raise ReadError(f"{footage.path}: expected at least one frame, the video holds none")
    return count


def _encode(frames: Iterable[Frame], footage: Footage, path: Path) -> int:
    count = 0
    time_base = Fraction(1, 90_000)
    with av.open(str(path), "w") as target, av.open(str(footage.path)) as source:
        stream: Any = target.add_stream("libx264", rate=footage.rate_hz, options=VIDEO_OPTIONS)
        stream.width, stream.height = footage.width // 2 * 2, footage.height // 2 * 2
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = time_base
        sound = source.streams.audio[0] if source.streams.audio else None
        copied = target.add_stream_from_template(sound) if sound is not None else None
        for frame in frames:
            picture = av.VideoFrame.from_ndarray(frame.pixels[: stream.height, : stream.width], format="rgb24")
            picture.pts, picture.time_base = round(frame.time_s / time_base), time_base
            target.mux(stream.encode(picture))
            count += 1
        target.mux(stream.encode())
        if sound is not None and copied is not None:
            for packet in source.demux(sound):
                if packet.dts is not None:
                    packet.stream = copied
                    target.mux(packet)
    return count


def _write_gif(frames: Iterable[Frame], path: Path) -> int:
    pictures, times = [], []
    for frame in frames:
        pictures.append(Image.fromarray(frame.pixels).quantize(256, dither=Image.Dither.FLOYDSTEINBERG))
        times.append(frame.time_s)
    if not pictures:
        return 0
    steps = np.diff(times) if len(times) > 1 else np.array([0.1])
    durations = [max(20, round(float(step) * 1000)) for step in np.append(steps, steps[-1])]
    pictures[0].save(path, "GIF", save_all=True, append_images=pictures[1:], duration=durations, loop=0)
    return len(pictures)


def _photo(path: Path) -> Footage | None:
    """The file as a still picture, None where it is none."""
    try:
        picture = Image.open(path)
    except Image.DecompressionBombError as error:
        raise CheckError(f"{path}: expected at most {MOST_PIXELS // 10**6} megapixels, got far more") from error
    except (OSError, ValueError, SyntaxError):
        return None
    with picture:
        if getattr(picture, "n_frames", 1) > 1:
            return None
        exif = _exif(picture)
        width, height = picture.size
        if exif.get(ORIENTATION, 1) in SIDEWAYS and picture.format != "TIFF":  # Pillow turns a TIFF itself
            width, height = height, width
        _check_size(path, width, height, MOST_PIXELS)
        fov_y_rad = _lens(exif.get_ifd(EXIF_IFD).get(FOCAL_LENGTH_35MM), width, height)
        return Footage(path, False, width, height, 1, Fraction(1), fov_y_rad)


def _exif(picture: Image.Image) -> Image.Exif:
    """What the camera wrote down; nothing where the file is broken (reading its pixels will say so)."""
    try:
        return picture.getexif()
    except (OSError, ValueError, SyntaxError):
        return Image.Exif()


def _lens(focal_mm: Any, width: int, height: int) -> float | None:
    """Vertical field of view from the 35 mm equivalent focal length (equal diagonals), None where it is not told."""
    try:
        focal = float(focal_mm or 0)
    except (TypeError, ValueError):
        return None
    if not 8 <= focal <= 1200:
        return None
    return float(2 * np.arctan(FILM_DIAGONAL_MM * height / np.hypot(width, height) / 2 / focal))


def _check_size(path: Path, width: int, height: int, most: int) -> None:
    if width * height > most or min(width, height) < 16:
        raise CheckError(f"{path}: expected a picture of 16 pixels to {most // 10**6} megapixels, got {width}x{height}")


__all__ = [
    "PHOTO_SUFFIXES",
    "VIDEO_SUFFIXES",
    "Footage",
    "check_target",
    "open_footage",
    "read_frames",
    "write_photo",
    "write_video",
]
