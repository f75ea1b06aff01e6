"""`arkit tryon`: wear glasses, hats, earrings and make-up in a picture, a video or before a camera."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import click

from arkit.cli import print_json
from arkit.cli.live import has_display, show_live
from arkit.cli.progress import with_progress
from arkit.cli.wearing import Wearing, put_together
from arkit.errors import CheckError, NotFoundError
from arkit.face.track.detect import NO_FACE
from arkit.face.track.pose import FOV_Y_RAD
from arkit.io import check_writable
from arkit.io.media.footage import Footage, check_target, open_footage, read_frames, write_video
from arkit.io.media.photo import read_photo, write_photo
from arkit.look import FINISHES, look_to_json
from arkit.tryon import KINDS, MOST_FACES, Tally, tryon


@dataclass(slots=True)
class Asked:
    """How the command was told to look: at how many faces, through which lens, what to write beside the picture."""

    faces: int
    alone: bool
    fov_y_rad: float | None
    mask_path: Path | None
    said: list[str] = field(default_factory=list)


@click.command()
@click.argument("paths", metavar="INPUT OUTPUT", nargs=-1, type=click.Path(path_type=Path))
@click.option("--look", "look_path", type=click.Path(path_type=Path), metavar="LOOK.json", help="A saved look.")
@click.option(
    "--wear",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PRODUCT",
    help="A model, a product.json or its folder; repeatable.",
)
@click.option("--as", "kinds", multiple=True, type=click.Choice(KINDS), help="What each --wear is, in their order.")
@click.option("--lipstick", metavar='"#RRGGBB"', help="Shade of lipstick, sRGB.")
@click.option("--finish", type=click.Choice(FINISHES), default="matte", show_default=True)
@click.option("--strength", type=click.FloatRange(0, 1), default=1.0, show_default=True)
@click.option("--faces", type=click.IntRange(1, 10), default=MOST_FACES, show_default=True, help="How many wear it.")
@click.option("--one-face", "alone", is_flag=True, help="Refuse a picture with a second face.")
@click.option("--camera", metavar="0", help="A live camera instead of INPUT; OUTPUT may be left out before a display.")
@click.option("--seconds", type=click.FloatRange(0.1), help="How long the camera is watched.")
@click.option(
    "--mask", "mask_path", type=click.Path(path_type=Path), metavar="M.png", help="Write what may have changed."
)
@click.option(
    "--save-look", "save_path", type=click.Path(path_type=Path), metavar="LOOK.json", help="Write down what is worn."
)
@click.option(
    "--fov",
    "fov_deg",
    type=click.FloatRange(5, 150),
    help="The camera's vertical field of view in degrees; else the photo's own word, a guess from the face, or 63.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    paths: tuple[Path, ...],
    look_path: Path | None,
    wear: tuple[Path, ...],
    kinds: tuple[Any, ...],
    lipstick: str | None,
    finish: Any,
    strength: float,
    faces: int,
    alone: bool,
    camera: str | None,
    seconds: float | None,
    mask_path: Path | None,
    save_path: Path | None,
    fov_deg: float | None,
    as_json: bool,
) -> None:
    """Wear glasses, hats, earrings and make-up in a picture, a video or before a camera.

    INPUT is a photo, a moving GIF or WebP, a video, or numbered pictures (shot_%04d.png). Outside the mask every byte
    of the picture stays. Write PNG to keep that on disk: JPEG and video files are lossy.
    """
    _check_words(paths, camera, wear, kinds)
    worn = put_together(look_path, wear, kinds, lipstick, finish, strength)
    if save_path is not None:
        check_writable(save_path)
    fov_y_rad = None if fov_deg is None else math.radians(fov_deg)
    asked = Asked(faces, alone, fov_y_rad, mask_path, list(worn.said))
    target = paths[-1] if paths else None
    taken = Tally()
    if camera is None:
        _dress_file(paths[0], paths[1], worn, asked, taken)
    else:
        mirror = partial(_mirror, worn=worn, asked=asked, taken=taken)
        show_live(camera, target, seconds, fov_y_rad or FOV_Y_RAD, mirror)
    if save_path is not None:
        save_path.write_text(look_to_json(worn.look) + "\n", encoding="utf-8")
    answer = {**taken.answer(worn.garments), "said": asked.said}
    if as_json:
        print_json(answer)
        return
    for line in asked.said:
        click.echo(line, err=True)
    click.echo(
        f"{target or 'camera'}: {answer['tracked']} of {answer['frames']} frames, "
        f"{answer['changed_outside_mask']} pixels changed outside the mask"
    )


def _check_words(paths: tuple[Path, ...], camera: str | None, wear: tuple[Path, ...], kinds: tuple[Any, ...]) -> None:
    if camera is None and len(paths) != 2:
        raise click.UsageError("expected INPUT and OUTPUT")
    if camera is not None and len(paths) > 1:
        raise click.UsageError("expected OUTPUT alone beside --camera")
    if camera is not None and not paths and not has_display():
        raise click.UsageError("no display to show the camera on: name an OUTPUT file")
    if len(kinds) > len(wear):
        raise click.UsageError(f"--as: expected at most one for each of {len(wear)} --wear, got {len(kinds)}")


def _mirror(frames: Any, worn: Wearing, asked: Asked, taken: Tally) -> Any:
    return taken.watch(_worn(frames, worn, asked))


def _worn(frames: Any, worn: Wearing, asked: Asked, *, video: bool = True, guess_lens: bool = False) -> Any:
    return tryon(
        frames,
        worn.look,
        worn.garments,
        video=video,
        faces=asked.faces,
        alone=asked.alone,
        guess_lens=guess_lens,
        clock=time.perf_counter,
    )


def _dress_file(source: Path, target: Path, worn: Wearing, asked: Asked, taken: Tally) -> None:
    footage = open_footage(source)
    check_target(footage, target)
    if asked.mask_path is not None:
        _check_mask(asked.mask_path, footage.video)
    told = footage.fov_y_rad if asked.fov_y_rad is None else asked.fov_y_rad
    broken: list[str] = []
    frames = with_progress(read_frames(footage, told or FOV_Y_RAD, broken.append), footage, "trying on")
    dressed = taken.watch(_worn(frames, worn, asked, video=footage.video, guess_lens=told is None))
    if footage.video:
        write_video(_some_face(dressed, taken), footage, target)
    else:
        _write_photo(next(iter(dressed)).pixels, footage, target, asked)
    if asked.mask_path is not None and taken.mask is not None:
        write_photo(taken.mask, asked.mask_path)
    asked.said += [f"{source}: {word}; what was read is written" for word in broken]
    asked.said += _notes(taken)


def _write_photo(pixels: Any, footage: Footage, target: Path, asked: Asked) -> None:
    """The photo with the transparency and colour profile it came with."""
    photo = read_photo(footage.path)
    if photo.alpha is not None and target.suffix.lower() in (".jpg", ".jpeg"):
        asked.said.append(f"{target}: JPEG knows no transparency; write PNG or WebP to keep it")
    write_photo(pixels, target, alpha=photo.alpha, profile=photo.profile)


def _notes(taken: Tally) -> list[str]:
    """What a shopper should know of the answer."""
    answer = taken.answer()
    notes = []
    if answer["cut_by_border"]:
        notes.append("a face is cut by the picture's border: what lies outside is not dressed")
    light = answer["light"]
    if light and not light["trusted"]:
        notes.append(f"light: {light['advice']['en']}")
    return notes


def _some_face(frames: Any, taken: Tally) -> Any:
    """Pass frames on; a video in which no frame shows a face ends in an error and leaves no file."""
    yield from frames
    if not taken.tracked:
        raise NotFoundError(NO_FACE)


def _check_mask(path: Path, video: bool) -> None:
    if path.suffix.lower() != ".png":
        raise CheckError(f'{path}: expected a mask name ending in .png, got "{path.suffix}"')
    if video:
        raise CheckError("--mask: expected a picture as input; a video has a mask a frame")
    check_writable(path)


__all__ = ["command"]
