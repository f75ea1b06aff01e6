"""`arkit place` for a film: a product that stays where it stands while the camera moves."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import numpy as np

from arkit.cli import print_json
from arkit.cli.progress import with_progress
from arkit.errors import CheckError, NotFoundError
from arkit.frame import Frame
from arkit.io.media.footage import (
    PHOTO_SUFFIXES,
    VIDEO_SUFFIXES,
    check_target,
    open_footage,
    read_frames,
    write_video,
)
from arkit.io.media.sequence import is_sequence
from arkit.place import Collide, Depth, PlacedItem, Scale, Standing
from arkit.place.video import Shown, place_in_film

ANY_FOV_RAD = 1.0  # of frames before their camera is found: only their size is looked at
UNSURE_M = 0.01  # standard deviation of where a product is shown from which it is told of
WHY = {
    "blurred": "the picture is blurred",
    "cut": "the film cuts to another scene",
    "covered": "what was known is covered or out of the picture",
    "plain": "nothing in the picture can be followed",
    "unsure": "what is seen leaves open where the camera is",
}


@dataclass(slots=True)
class Shot:
    """What became of a film, gathered while it passes."""

    frames: int = 0
    placed: int = 0
    changed: int = 0
    unsure: int = 0
    slides_m: float = 0.0
    key_frames: int = 0
    follow_s: list[float] = field(default_factory=list)
    total_s: list[float] = field(default_factory=list)
    lost: list[dict[str, Any]] = field(default_factory=list)

    def watch(self, shown: Iterator[Shown]) -> Iterator[Frame]:
        """The frames as they pass."""
        was_lost = False
        for one in shown:
            seen = one.seen
            self.frames += 1
            self.placed += not seen.lost
            self.changed += int(one.mask.sum())
            self._doubt(one)
            self.key_frames = seen.key_frames
            self.follow_s.append(one.follow_s)
            self.total_s.append(one.total_s)
            if seen.lost and not was_lost:
                self.lost.append({"from_s": seen.time_s, "to_s": seen.time_s, "frames": 0, "why": seen.why})
            if seen.lost:
                self.lost[-1]["to_s"] = seen.time_s
                self.lost[-1]["frames"] += 1
            was_lost = seen.lost
            yield one.frame

    def _doubt(self, one: Shown) -> None:
        """Take in by how much what is drawn in a frame may be off."""
        if not one.seen.lost:
            self.unsure += one.slide_sd_m > UNSURE_M
            self.slides_m = max(self.slides_m, one.slide_sd_m)

    def facts(self) -> dict[str, Any]:
        """What the command answers."""
        follow_ms, total_ms = 1000 * np.array(self.follow_s or [0.0]), 1000 * np.array(self.total_s or [0.0])
        return {
            "frames": self.frames,
            "placed": self.placed,
            "lost": self.lost,
            "unsure": self.unsure,
            "drift_sd_cm": 100 * self.slides_m,
            "key_frames": self.key_frames,
            "changed_pixels": self.changed,
            "tracker_ms": {"median": float(np.median(follow_ms)), "p95": float(np.percentile(follow_ms, 95))},
            "ms_per_frame": {"median": float(np.median(total_ms)), "p95": float(np.percentile(total_ms, 95))},
        }


def is_film(path: Path) -> bool:
    """Whether a name stands for many pictures: a video, numbered pictures or a folder of them, a moving picture."""
    if path.is_dir() or is_sequence(path):
        return True
    if path.suffix.lower() not in (*VIDEO_SUFFIXES, ".png"):
        return False
    return path.suffix.lower() not in PHOTO_SUFFIXES or (path.is_file() and open_footage(path).video)


def place_film(
    items: Sequence[PlacedItem],
    source: Path,
    output: Path,
    *,
    scale: Scale | Depth | None = None,
    fov_deg: float | None = None,
    collide: Collide = "refuse",
    as_json: bool = False,
) -> None:
    """Draw products in every frame of a film and say where it was lost; the command's options are `arkit place`'s."""
    started = time.perf_counter()
    footage = open_footage(numbered(source))
    check_target(footage, output)
    said: list[str] = []
    fov_rad = footage.fov_y_rad if fov_deg is None else float(np.radians(fov_deg))
    frames = _of_one_size(read_frames(footage, fov_rad or ANY_FOV_RAD, said.append), said)
    scene, shown = place_in_film(
        with_progress(frames, footage, "placing"),
        items,
        scale=scale,
        fov_y_rad=fov_rad,
        collide=collide,
        clock=time.perf_counter,
    )
    shot = Shot()
    write_video(shot.watch(shown), footage, output)
    said = [f"{source}: {word}; what was read is written" for word in said] + _lost_words(shot, source)
    said += _slide_words(shot, source)
    room = scene.view.room
    told = [_item_facts(one) for one in scene.items]
    facts = {
        **(told[0] if told else {}),
        "items": told,
        "scale": {"source": room.scale_source, "sd": room.scale.sd},
        **shot.facts(),
        "said": said,
        "seconds": round(time.perf_counter() - started, 3),
    }
    if as_json:
        print_json(facts)
        return
    for line in said:
        click.echo(line, err=True)
    for one in scene.items:
        width, height, depth = 100 * one.size_m
        whose = "" if len(scene.items) == 1 else f"{one.item.called} "
        click.echo(f"{output}: {whose}{width:.0f} x {height:.0f} x {depth:.0f} cm", nl=False)
        click.echo(f", place ± {100 * one.position_sd_m:.1f} cm, size ± {100 * one.size_sd:.1f} %")
    click.echo(f"in {shot.placed} of {shot.frames} frames, metres from {room.scale_source.replace('_', ' ')}")


def _item_facts(one: Standing) -> dict[str, Any]:
    """Where one product stands in the first picture, as plain numbers."""
    return {
        "name": one.item.called,
        "T_room_product": one.placement.T_space_product.tolist(),
        "footprint_px": one.footprint_px.tolist(),
        "size_on_floor_m": one.size_m.tolist(),
        "position_sd_cm": 100 * one.position_sd_m,
        "size_sd_percent": 100 * one.size_sd,
        "warnings": list(one.warnings),
    }


def numbered(source: Path) -> Path:
    """A folder as the pattern of its numbered pictures; any other name as it is.

    Raises:
        NotFoundError: the folder holds no picture whose name ends in a number.
    """
    if not source.is_dir():
        return source
    for path in sorted(source.iterdir()):
        hit = re.fullmatch(r"(.*?)(\d+)", path.stem)
        if hit and path.suffix.lower() in PHOTO_SUFFIXES and "%" not in path.name:
            return path.with_name(f"{hit[1]}%0{len(hit[2])}d{path.suffix}")
    raise NotFoundError(f"{source}: expected numbered pictures like frame_0001.png in this folder, found none")


def _of_one_size(frames: Iterator[Frame], said: list[str]) -> Iterator[Frame]:
    """The frames up to the first of another size than the first; that one is told of."""
    count = 0
    try:
        for frame in frames:
            yield frame
            count += 1
    except CheckError as error:
        if not count:
            raise
        said.append(f"after {count} frames the picture's size changes ({error.message})")


def _lost_words(shot: Shot, source: Path) -> list[str]:
    return [
        f"{source}: lost from {gap['from_s']:.2f} to {gap['to_s']:.2f} s, nothing is drawn there: {WHY[gap['why']]}"
        for gap in shot.lost
    ]


def _slide_words(shot: Shot, source: Path) -> list[str]:
    if not shot.unsure:
        return []
    return [
        f"{source}: in {shot.unsure} frames what is drawn may slide by ± {100 * shot.slides_m:.1f} cm: the first "
        "picture hardly shows the floor; begin the film with more of it in view, or lay a marker on it"
    ]


__all__ = ["Shot", "is_film", "numbered", "place_film"]
