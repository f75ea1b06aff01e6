"""Video files through FFmpeg: frames with the times they have, the sound kept, a broken tail survived."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from arkit.frame import Camera, Frame

log = logging.getLogger(__name__)
FILM_SUFFIXES = (".mp4", ".mov", ".mkv", ".webm")
VIDEO_OPTIONS = {"crf": "16", "preset": "fast"}  # near the source; only PNG keeps every byte
WEBM_OPTIONS = {"crf": "24", "b:v": "0", "deadline": "realtime", "cpu-used": "5"}
TIME_BASE = Fraction(1, 90_000)
CUT_S = 0.5  # a film whose pictures end so long before its header says was cut off
# Sound that a container holds as it is; any other is encoded anew (AAC, in WebM Opus).
SOUND = {
    ".mp4": ("aac", "mp3", "ac3", "eac3", "alac", "opus", "flac"),
    ".mov": ("aac", "mp3", "ac3", "alac", "pcm_s16le", "pcm_s16be", "pcm_s24le"),
    ".webm": ("opus", "vorbis"),
}

Broken = Callable[[str], None]


def read_film(path: Path, camera: Camera, quarters: int, rate_hz: Fraction, broken: Broken) -> Iterator[Frame]:
    """The frames that can be decoded, in order.

    Args:
        path: a video file.
        camera: of the upright picture.
        quarters: counter-clockwise quarter turns that stand it upright.
        rate_hz: for frames that carry no time.
        broken: is told in one clause where the file is damaged or breaks off.
    """
    count, damaged, last_s = 0, 0, -1.0
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        for pictures in _decoded(container, stream):
            if pictures is None:
                damaged += 1
                continue
            for picture in pictures:
                time_s = float(picture.time) if picture.time is not None else float(count / rate_hz)
                if time_s <= last_s:  # a damaged clock: time goes on
                    time_s = last_s + float(1 / rate_hz)
                last_s, count = time_s, count + 1
                pixels = np.rot90(picture.to_ndarray(format="rgb24"), quarters)
                yield Frame(np.ascontiguousarray(pixels), time_s, camera)
        told = stream.frames
        missing_s = (container.duration or 0) / av.time_base - max(last_s, 0.0)
    if damaged or count < told or (not told and missing_s > CUT_S):
        broken(f"{count} of {told} frames could be read" if told else f"{count} frames could be read, it breaks off")


def _decoded(container: Any, stream: Any) -> Iterator[list[Any] | None]:
    """The pictures of each packet; None for a packet that cannot be decoded or read."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            return
        except av.FFmpegError:
            yield None
            return
        try:
            yield packet.decode()
        except av.FFmpegError:
            yield None


def write_film(
    frames: Iterable[Frame], size: tuple[int, int], rate_hz: Fraction, path: Path, sound: Path | None = None
) -> int:
    """Write frames with the times they have, and all sound of the file `sound`; returns how many frames.

    Sound is copied packet by packet where the container can hold it, else encoded anew.
    """
    count = 0
    web = path.suffix.lower() == ".webm"
    with av.open(str(path), "w") as target:
        codec = "libvpx-vp9" if web else "libx264"
        stream: Any = target.add_stream(codec, rate=rate_hz, options=WEBM_OPTIONS if web else VIDEO_OPTIONS)
        stream.width, stream.height = size[0] // 2 * 2, size[1] // 2 * 2
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = TIME_BASE
        tracks = _Sound(sound, target, path.suffix.lower())
        for frame in frames:
            picture = av.VideoFrame.from_ndarray(
                np.ascontiguousarray(frame.pixels[: stream.height, : stream.width]), format="rgb24"
            )
            picture.pts, picture.time_base = round(frame.time_s / TIME_BASE), TIME_BASE
            target.mux(stream.encode(picture))
            tracks.until(frame.time_s)
            count += 1
        target.mux(stream.encode())
        tracks.until(None)
    return count


class _Sound:
    """The sound of a file, handed over alongside the frames so that nothing waits in memory."""

    def __init__(self, path: Path | None, target: Any, suffix: str) -> None:
        self._source = av.open(str(path)) if path is not None else None
        self._target = target
        self._ways: dict[int, tuple[Any, bool]] = {}
        streams = list(self._source.streams.audio) if self._source is not None else []
        for stream in streams:
            copied = suffix not in SOUND or stream.codec_context.name in SOUND[suffix]
            if copied:
                made = target.add_stream_from_template(stream)
            else:
                made = target.add_stream("libopus" if suffix == ".webm" else "aac", rate=stream.rate or 48_000)
                if suffix == ".webm":
                    made.rate = 48_000
            self._ways[stream.index] = (made, copied)
        self._packets = self._source.demux(streams) if self._source is not None and streams else iter(())
        self._time_s = -1.0

    def until(self, time_s: float | None) -> None:
        """Hand over what is heard up to a time; None hands over the rest and closes."""
        while time_s is None or self._time_s <= time_s:
            try:
                packet = next(self._packets, None)
            except av.FFmpegError:
                packet = None  # the tail is broken: what was heard so far stays
            if packet is None:
                self._packets = iter(())
                break
            self._pass(packet)
        if time_s is None:
            self._close()

    def _pass(self, packet: Any) -> None:
        made, copied = self._ways[packet.stream.index]
        if packet.dts is not None:
            self._time_s = float(packet.dts * packet.time_base)
        if copied:
            if packet.dts is not None:
                packet.stream = made
                self._target.mux(packet)
            return
        try:
            heard = packet.decode()
        except av.FFmpegError:
            log.warning("a piece of sound cannot be decoded and is left out")
            return
        for piece in heard:
            self._target.mux(made.encode(piece))

    def _close(self) -> None:
        for made, copied in self._ways.values():
            if not copied:
                self._target.mux(made.encode(None))
        if self._source is not None:
            self._source.close()


__all__ = ["FILM_SUFFIXES", "Broken", "read_film", "write_film"]
