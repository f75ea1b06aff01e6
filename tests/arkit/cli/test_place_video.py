"""`arkit place` on a film: it is written whole, says where it was lost, keeps what a broken one still gives."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from arkit.cli import main
from arkit.cli.place_video import is_film, numbered
from arkit.draw.thread import run
from arkit.errors import MissingError, NotFoundError
from arkit.frame import Frame, camera_from_fov
from arkit.io import write_glb
from arkit.io.media.film import write_film
from arkit.io.media.footage import open_footage, read_frames
from tests import build
from tests.arkit.room.follow import filmed as made

CAMERA = camera_from_fov(480, 270, float(np.radians(47)))
RATE = 12


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of a room in whose middle a hand covers the lens, the same as numbered pictures, and a stool."""
    there = tmp_path_factory.mktemp("film")
    frames = list(made.film(made.room_world(3, marker_m=0.3), CAMERA, made.walk, np.arange(14) / RATE))
    hand = np.full_like(frames[0].pixels, 90)
    frames = [Frame(hand, one.time_s, CAMERA) if 6 <= n < 9 else one for n, one in enumerate(frames)]
    write_film(frames, (480, 270), Fraction(RATE), there / "room.mp4")
    (there / "shots").mkdir()
    for number, frame in enumerate(frames[:3]):
        Image.fromarray(frame.pixels).save(there / "shots" / f"frame_{number:04d}.png")
    write_glb(build.box(0.4, 0.45, 0.4, at=(0, 0.225, 0)), there / "stool.glb", meshopt=False)
    return there


def called(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def placed(folder: Path, source: str, target: str) -> dict[str, object]:
    try:
        run(lambda gpu: None)
    except MissingError as error:
        pytest.skip(str(error))
    options = ("--at", "250,150", "--marker", "30", "--fov", "47", "--json")
    result = called("place", folder / "stool.glb", folder / source, folder / target, *options)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_film_is_placed_and_what_is_lost_is_said(folder: Path) -> None:
    facts = placed(folder, "room.mp4", "out.mp4")
    assert (facts["frames"], facts["placed"]) == (14, 11)
    (gap,) = facts["lost"]
    assert gap["frames"] == 3
    assert abs(gap["from_s"] - 6 / RATE) < 0.01
    assert "lost from 0.50" in facts["said"][0]
    out = list(read_frames(open_footage(folder / "out.mp4"), 1.0))
    was = list(read_frames(open_footage(folder / "room.mp4"), 1.0))
    changed = [float(np.abs(a.pixels.astype(int) - b.pixels).max()) for a, b in zip(out, was, strict=True)]
    assert min(changed[0], changed[-1]) > 60
    assert max(changed[6:9]) < 20, "nothing is drawn where the camera is lost"


def test_a_folder_of_numbered_pictures_is_a_film(folder: Path) -> None:
    facts = placed(folder, "shots", "out_%03d.png")
    assert facts["frames"] == facts["placed"] == 3
    first, source = (np.asarray(Image.open(folder / name)) for name in ("out_001.png", "shots/frame_0000.png"))
    assert (first != source).any(axis=2).sum() > 500
    assert (first[:40] == source[:40]).all(), "far from the stool every byte stays"


def test_the_sound_of_a_film_is_kept(folder: Path) -> None:
    with_tone(folder / "room.mp4", folder / "loud.mp4")
    placed(folder, "loud.mp4", "heard.mp4")
    before, after = (packets(folder / name) for name in ("loud.mp4", "heard.mp4"))
    assert len(before) > 20
    assert before == after


def with_tone(silent: Path, target: Path) -> None:
    """A film with 440 Hz to it, as long as it is."""
    with av.open(str(silent)) as source, av.open(str(target), "w") as made_of:
        picture = made_of.add_stream_from_template(source.streams.video[0])
        heard = made_of.add_stream("aac", rate=44100)
        heard.layout = "mono"
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = picture
                made_of.mux(packet)
        tone = (0.3 * np.sin(2 * np.pi * 440 * np.arange(51_200) / 44100)).astype(np.float32)
        for start in range(0, len(tone), 1024):
            piece = av.AudioFrame.from_ndarray(tone[None, start : start + 1024], format="fltp", layout="mono")
            piece.sample_rate, piece.pts = 44100, start
            made_of.mux(heard.encode(piece))
        made_of.mux(heard.encode(None))


def packets(path: Path) -> list[bytes]:
    """A film's sound as it is kept, piece by piece."""
    with av.open(str(path)) as file:
        return [bytes(packet) for packet in file.demux(audio=0) if packet.size]


def test_a_broken_film_keeps_what_was_read(folder: Path) -> None:
    """As Matroska, which needs no index at its end, without its last two thirds."""
    write_film(read_frames(open_footage(folder / "room.mp4"), 1.0), (480, 270), Fraction(RATE), folder / "whole.mkv")
    data = (folder / "whole.mkv").read_bytes()
    (folder / "broken.mkv").write_bytes(data[: len(data) // 3])
    facts = placed(folder, "broken.mkv", "kept.mkv")
    assert 0 < facts["frames"] < 9
    assert "what was read is written" in facts["said"][0]


def test_no_numbered_picture_in_a_folder(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="numbered pictures"):
        numbered(tmp_path)
    (tmp_path / "shot7.jpg").touch()
    (tmp_path / "notes.txt").touch()
    assert numbered(tmp_path).name == "shot%01d.jpg"


def test_what_is_a_film(folder: Path) -> None:
    assert is_film(folder / "room.mp4")
    assert is_film(folder / "shots")
    assert not is_film(folder / "shots" / "frame_0000.png")
    assert not is_film(folder / "missing.png")


def test_a_picture_as_target_of_a_film_is_refused(folder: Path) -> None:
    result = called("place", folder / "stool.glb", folder / "room.mp4", folder / "out.png", "--at", "250,150")
    assert result.exit_code == 1
    assert "video name" in result.output
