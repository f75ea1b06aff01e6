"""`arkit tryon`: wear glasses and lipstick in a picture or video."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np

from arkit.cli import print_json
from arkit.cli.progress import with_progress
from arkit.errors import CheckError, NotFoundError, ReadError
from arkit.face.detect import NO_FACE
from arkit.face.pose import FOV_Y_RAD
from arkit.frame import Frame
from arkit.io import check_writable, read
from arkit.io.footage import check_target, open_footage, read_frames, write_photo, write_video
from arkit.look import FINISHES, Look, Makeup, look_from_json
from arkit.tryon import Garment, Worn, try_on


@click.command()
@click.argument("source", metavar="INPUT", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUTPUT", type=click.Path(path_type=Path))
@click.option(
    "--wear", multiple=True, type=click.Path(path_type=Path), metavar="PRODUCT.glb", help="Glasses; repeatable."
)
@click.option("--look", "look_path", type=click.Path(path_type=Path), metavar="LOOK.json", help="A saved look.")
@click.option("--lipstick", metavar='"#RRGGBB"', help="Shade of lipstick, sRGB.")
@click.option("--finish", type=click.Choice(FINISHES), default="matte", show_default=True)
@click.option("--strength", type=click.FloatRange(0, 1), default=1.0, show_default=True)
@click.option(
    "--mask", "mask_path", type=click.Path(path_type=Path), metavar="M.png", help="Write what may have changed."
)
@click.option(
    "--fov",
    "fov_deg",
    type=click.FloatRange(5, 150),
    help="The camera's vertical field of view in degrees; else the photo's own word, a guess from the face, or 63.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    source: Path,
    target: Path,
    wear: tuple[Path, ...],
    look_path: Path | None,
    lipstick: str | None,
    finish: Any,
    strength: float,
    mask_path: Path | None,
    fov_deg: float | None,
    as_json: bool,
) -> None:
    """Wear glasses and lipstick in a picture or video.

    Outside the mask every byte of the picture stays. Write PNG to keep that on disk: JPEG and video files are lossy.
    """
    look = _read_look(look_path)
    makeup = (*look.makeup, *([Makeup("lips", lipstick, finish, strength)] if lipstick else []))
    paths = [*(_beside(look_path, name) for name in look.wear), *wear]
    if not makeup and not paths:
        raise click.UsageError("nothing to wear: give --lipstick, --wear or --look")
    footage = open_footage(source)
    check_target(footage, target)
    if mask_path is not None:
        _check_mask(mask_path, footage.video)
    garments = [Garment(path.stem, read(path).document) for path in paths]
    fov_y_rad = footage.fov_y_rad if fov_deg is None else math.radians(fov_deg)
    frames = with_progress(read_frames(footage, fov_y_rad or FOV_Y_RAD), footage, "trying on")
    taken = _Taken()
    worn = taken.watch(
        try_on(
            frames,
            makeup,
            garments,
            video=footage.video,
            guess_lens=fov_y_rad is None,
            clock=time.perf_counter,
        )
    )
    if footage.video:
        write_video(_some_face(worn, taken), footage, target)
    else:
        write_photo(next(iter(worn)).pixels, target)
    if mask_path is not None and taken.mask is not None:
        write_photo(taken.mask, mask_path)
    answer = taken.answer()
    if as_json:
        print_json(answer)
    else:
        click.echo(
            f"{target}: {answer['tracked']} of {answer['frames']} frames, "
            f"{answer['changed_outside_mask']} pixels changed outside the mask"
        )


class _Taken:
    """Counts what goes by: one number a frame, and the first mask with something in it."""

    def __init__(self) -> None:
        self.frames = self.tracked = self.changed_outside_mask = 0
        self.total_ms: list[float] = []
        self.tracker_ms: list[float] = []
        self.mask: np.ndarray | None = None

    def watch(self, stream: Iterator[Worn]) -> Iterator[Frame]:
        for worn in stream:
            self.frames += 1
            self.tracked += worn.face is not None
            self.changed_outside_mask += worn.changed_outside_mask
            self.total_ms.append(worn.total_s * 1000)
            self.tracker_ms.append(worn.tracker_s * 1000)
            if self.mask is None or not self.mask.any():
                self.mask = worn.mask
            yield worn.frame

    def answer(self) -> dict[str, Any]:
        return {
            "frames": self.frames,
            "tracked": self.tracked,
            "ms_per_frame": {
                "median": round(float(np.median(self.total_ms)), 2),
                "p95": round(float(np.percentile(self.total_ms, 95)), 2),
            },
            "tracker_ms": {"median": round(float(np.median(self.tracker_ms)), 2)},
            "changed_outside_mask": self.changed_outside_mask,
        }


def _some_face(frames: Iterator[Frame], taken: _Taken) -> Iterator[Frame]:
    """Pass frames on; a video in which no frame shows a face ends in an error and leaves no file."""
    yield from frames
    if not taken.tracked:
        raise NotFoundError(NO_FACE)


def _read_look(path: Path | None) -> Look:
    if path is None:
        return Look()
    try:
        return look_from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotFoundError(f"{path}: expected a look (JSON) there, found none") from error
    except UnicodeDecodeError as error:
        raise ReadError(f"{path}: expected a look (JSON), its bytes are no text") from error


def _beside(look_path: Path | None, name: str) -> Path:
    """A look names its products by path, from where the look itself lies."""
    path = Path(name)
    return path if path.is_absolute() or look_path is None else look_path.parent / path


def _check_mask(path: Path, video: bool) -> None:
    if path.suffix.lower() != ".png":
        raise CheckError(f'{path}: expected a mask name ending in .png, got "{path.suffix}"')
    if video:
        raise CheckError("--mask: expected a picture as input; a video has a mask a frame")
    check_writable(path)


__all__ = ["command"]
