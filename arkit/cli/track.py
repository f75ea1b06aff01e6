"""`arkit track`: the face in a picture or video, in millimetres."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any

import click

from arkit.cli import print_json
from arkit.cli.progress import with_progress
from arkit.face.track.pose import FOV_Y_RAD
from arkit.io.media.footage import open_footage, read_frames
from arkit.tryon import describe_face, find_faces


@click.command()
@click.argument("source", metavar="IMAGE|VIDEO", type=click.Path(path_type=Path))
@click.option(
    "--fov",
    "fov_deg",
    type=click.FloatRange(5, 150),
    help="The camera's vertical field of view in degrees; else the photo's own word, a guess from the face, or 63.",
)
@click.option("--card", is_flag=True, help="Measure by a bank card that lies flat on the forehead or chin (photos).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(source: Path, fov_deg: float | None, card: bool, as_json: bool) -> None:
    """Find the face in a picture or video: landmarks, pose, pupils, width, ears."""
    start_s = time.perf_counter()
    footage = open_footage(source)
    if card and footage.video:
        raise click.UsageError("--card: expected a photo, got a video; take a photo with the card on the forehead")
    fov_y_rad = footage.fov_y_rad if fov_deg is None else math.radians(fov_deg)
    broken: list[str] = []
    frames = with_progress(read_frames(footage, fov_y_rad or FOV_Y_RAD, broken.append), footage, "tracking")
    found = [
        (frame.time_s, [describe_face(face, frame) for face in faces])
        for frame, faces in find_faces(frames, video=footage.video, guess_lens=fov_y_rad is None, card=card)
    ]
    answer: dict[str, Any] = {"faces": found[0][1]}
    if footage.video:
        answer = {"frames": [{"time_s": round(time_s, 4), "faces": faces} for time_s, faces in found]}
    answer["said"] = [f"{source}: {word}; what could be read is told" for word in broken]
    answer["seconds"] = round(time.perf_counter() - start_s, 3)
    if as_json:
        print_json(answer)
        return
    for line in answer["said"]:
        click.echo(line, err=True)
    for face in next(faces for _, faces in found if faces):
        click.echo(_sentence(face))
        if face["cut_by_border"]:
            click.echo("note: the face is cut by the picture's border: what lies outside is guessed")
        if face["scale_caution"]:
            click.echo(f"note: {face['scale_caution']}")
    if footage.video:
        click.echo(f"{sum(bool(faces) for _, faces in found)} of {len(found)} frames show a face")


def _sentence(face: dict[str, Any]) -> str:
    pd_mm, far_mm, width_mm = face["pd_mm"], face["pd_far_mm"], face["face_width_mm"]
    pupils = f"pupils {pd_mm['value']:.1f} ± {pd_mm['sd']:.1f} mm apart by {face['scale_source']}"
    width = f"face {width_mm['value']:.0f} ± {width_mm['sd']:.0f} mm wide, confidence {face['confidence']:.2f}"
    far = f"{far_mm['value']:.1f} when looking far, if here they look into the camera"
    return f"{pupils}, {far} (for frame fit only); {width}"


__all__ = ["command"]
