"""A progress bar for videos, on a terminal only."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.progress import track

from arkit.frame import Frame
from arkit.io.media.footage import Footage


def with_progress(frames: Iterator[Frame], footage: Footage, text: str) -> Iterator[Frame]:
    """The same frames; while they pass, a bar on stderr shows how far a video is."""
    console = Console(stderr=True)
    if not footage.video or not console.is_terminal:
        yield from frames
        return
    yield from track(frames, text, total=footage.count or None, console=console)


__all__ = ["with_progress"]
